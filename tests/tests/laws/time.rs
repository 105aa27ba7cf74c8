//! Law 5: the verdict is constant on [`now`, `validUntil`), and so is everything else that was established.
//!
//! Where there is no `validUntil`, nothing changes up to the end of time (`limits::LAST_SECOND`). How often something does
//! change at `validUntil` itself is counted besides: a bound that is never reached would hold too, and be useless.

use countersign_core::base::limits::LAST_SECOND;
use countersign_core::request::Request;
use countersign_tests::generate::law::{broken, hold};
use countersign_tests::scenario::seconds;

use crate::report::Read;

#[test]
fn nothing_changes_before_valid_until() {
    hold("law 5", 300, |made, tally| {
        let (gate, request) = made.open();
        let decision = gate.decide(&request);
        tally.release(decision.verdict);
        let report = Read::of(&decision);
        let until = report.0["validUntil"].as_str().map(seconds);
        let last = until.map_or(LAST_SECOND, |until| until - 1);
        if last < request.now {
            return Err(broken("`validUntil` is not after `now`"));
        }
        let span = last - request.now;
        let mut instants = vec![request.now, request.now + span.min(1), last];
        instants.extend(made.plan.probes[..2].iter().map(|probe| request.now + probe % (span + 1)));
        for now in instants {
            let later = gate.decide(&Request { now, ..request.clone() });
            let read = Read::of(&later);
            let same = later.verdict == decision.verdict && read.codes() == report.codes();
            if !same || read.0["validUntil"] != report.0["validUntil"] {
                return Err(broken(format!(
                    "at {now}, `validUntil` {until:?}: {:?}\n{:?}",
                    report.codes(),
                    read.codes()
                )));
            }
        }
        if let Some(now) = until {
            let then = gate.decide(&Request { now, ..request });
            let read = Read::of(&then);
            tally.variant(read.codes() != report.codes());
            if read.0["validUntil"] == report.0["validUntil"] {
                return Err(broken("`validUntil` lies ahead of itself"));
            }
        }
        Ok(())
    });
}
