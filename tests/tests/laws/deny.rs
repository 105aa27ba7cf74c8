//! Law 1: deny is the default. No input, and no error anywhere, yields allow without positive proof of every requirement.
//!
//! Proof is what the model finds, naively and from what the generator knows. Agreement in the other direction shows
//! besides that nothing is denied without a reason.

use countersign_core::anchoring::Anchors;
use countersign_core::gate::{Gate, Verdict};
use countersign_core::request::Request;
use countersign_tests::generate::law::{broken, hold};
use countersign_tests::generate::model::Model;
use countersign_tests::scenario::Scenario;

use crate::report::{Read, allows};

#[test]
fn nothing_is_allowed_without_proof_and_nothing_denied_without_reason() {
    hold("law 1, proof", 400, |made, tally| {
        let decision = made.inputs().decide();
        tally.release(decision.verdict);
        let allows = Model::of(made).allows();
        if (decision.verdict == Verdict::Allow) == allows {
            return Ok(());
        }
        let report = String::from_utf8_lossy(&decision.report);
        Err(broken(format!("the model says {allows}, the gate {:?}: {report}", decision.verdict)))
    });
}

#[test]
fn nothing_is_allowed_without_its_documents() {
    hold("law 1, documents", 150, |made, tally| {
        let inputs = made.inputs();
        let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
        let decision = gate.decide(&inputs.request);
        tally.release(decision.verdict);
        let none = gate.decide(&Request { records: Vec::new(), ..inputs.request.clone() });
        tally.variant(none.verdict != decision.verdict);
        if none.verdict != Verdict::Deny || !Read::of(&none).has("binding.release-missing") {
            return Err(broken("no record, and no denial for it"));
        }
        // Nobody vouches for policy and roster with any byte changed, cut off or added.
        for probe in &made.plan.probes[..6] {
            let (mut policy, mut roster) = (inputs.policy.clone(), inputs.roster.clone());
            damage(if probe % 2 == 0 { &mut policy } else { &mut roster }, *probe >> 1);
            let damaged = Gate::open(&policy, &roster, &inputs.anchors).decide(&inputs.request);
            tally.variant(damaged.verdict != decision.verdict);
            if damaged.verdict != Verdict::Malformed {
                return Err(broken(format!("policy or roster changed by {probe}: {:?}", damaged.verdict)));
            }
        }
        Ok(())
    });
}

fn damage(bytes: &mut Vec<u8>, probe: u64) {
    let place = usize::try_from(probe >> 8).expect("64 bits") % bytes.len();
    match probe % 4 {
        0 => bytes.truncate(place),
        1 => bytes.insert(place, b' '),
        2 => drop(bytes.remove(place)),
        _ => bytes[place] ^= 1 << (probe % 8),
    }
}

/// Garbage in every place at once and one by one, with a host that would take anything.
#[test]
fn garbage_is_malformed() {
    let nested = "[".repeat(100_000).into_bytes();
    let garbage: [&[u8]; 12] = [
        b"",
        b"\0",
        b"\xff\xfe",
        b"{",
        b"{}",
        b"[]",
        b"null",
        b"---\n---\n",
        b"countersign: policy/v1",
        b"countersign: roster/v1",
        b"{\"a\":1,\"a\":1}",
        &nested,
    ];
    let anything = Anchors { allow_unanchored: true, ..Anchors::default() };
    let good = Scenario::allowed().build();
    for bad in garbage {
        for (policy, roster) in [(bad, bad), (bad, &good.roster), (&good.policy, bad)] {
            let decision = Gate::open(policy, roster, &anything).decide(&good.request);
            assert_eq!(decision.verdict, Verdict::Malformed, "{}", String::from_utf8_lossy(bad));
        }
        let junk = Request { records: vec![bad.to_vec(); 3], ..good.request.clone() };
        assert!(!allows(&Gate::open(&good.policy, &good.roster, &anything).decide(&junk)));
        let text = String::from_utf8_lossy(bad).into_owned();
        let gate = Gate::open(&good.policy, &good.roster, &anything);
        for request in [
            Request { artefacts: vec![text.clone()], ..good.request.clone() },
            Request { service: text.clone(), ..good.request.clone() },
            Request { environment: text.clone(), ..good.request.clone() },
            Request { deployer: Some(text.clone()), ..good.request.clone() },
        ] {
            assert!(!allows(&gate.decide(&request)), "{text}");
        }
    }
    assert!(allows(&Gate::open(&good.policy, &good.roster, &anything).decide(&good.request)));
}
