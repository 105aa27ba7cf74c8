//! Law 3: order and duplication of the documents change no byte of the report.
//!
//! What somebody signed may besides come in other envelopes: each signature of an envelope in one of its own, or in a
//! spelling of its own. Then the report names other documents, so not its bytes but everything that was established stays.
//! Where a class demands that every document of the register is here, byte for byte, those come besides.

use countersign_core::format::dsse::Envelope;
use countersign_core::request::Request;
use countersign_tests::generate::law::{broken, hold};

use crate::report::Read;

#[test]
fn order_and_duplication_change_no_byte() {
    hold("law 3, order", 300, |made, tally| {
        let (gate, request) = made.open();
        let decision = gate.decide(&request);
        tally.release(decision.verdict);
        for probe in made.plan.probes.chunks(11) {
            let mut other = request.clone();
            duplicate(&mut other.records, probe[0]);
            duplicate(&mut other.artefacts, probe[1]);
            shuffle(&mut other.records, probe);
            shuffle(&mut other.artefacts, probe);
            let again = gate.decide(&other);
            tally.variant(other.records != request.records);
            if again != decision {
                return Err(broken(format!("{}\n{}", lossy(&decision.report), lossy(&again.report))));
            }
        }
        Ok(())
    });
}

#[test]
fn envelopes_change_nothing_that_is_established() {
    hold("law 3, envelopes", 200, |made, tally| {
        let (gate, request) = made.open();
        let decision = gate.decide(&request);
        tally.release(decision.verdict);
        let mut records: Vec<Vec<u8>> = request.records.iter().flat_map(|record| split(record)).collect();
        if made.organisation.class().register.is_some_and(|(_, complete)| complete) {
            records.extend(request.records.iter().cloned());
        }
        let other = Request { records, ..request };
        let again = gate.decide(&other);
        tally.variant(again.report != decision.report);
        let (before, after) = (Read::of(&decision), Read::of(&again));
        let same = before.0["validUntil"] == after.0["validUntil"] && before.0["timeline"] == after.0["timeline"];
        if again.verdict == decision.verdict && before.codes() == after.codes() && same {
            return Ok(());
        }
        Err(broken(format!("{}\n{}", lossy(&decision.report), lossy(&again.report))))
    });
}

/// Every signature in an envelope of its own, spelt otherwise; what is no envelope stays as it is, for its digest names it.
fn split(document: &[u8]) -> Vec<Vec<u8>> {
    let Ok(envelope) = Envelope::parse(document) else { return vec![document.to_vec()] };
    let one = |signature| {
        let bytes = Envelope { payload: envelope.payload.clone(), signatures: vec![signature] }.to_bytes();
        let text = String::from_utf8(bytes).expect("JSON is UTF-8");
        text.replacen('{', "{ \"comment\": [1, {\"é\": null}],\n", 1).into_bytes()
    };
    envelope.signatures.iter().cloned().map(one).collect()
}

fn duplicate<T: Clone>(list: &mut Vec<T>, probe: u64) {
    let chosen: Vec<T> =
        list.iter().enumerate().filter(|(n, _)| probe >> (n % 64) & 1 == 1).map(|(_, x)| x.clone()).collect();
    list.extend(chosen);
}

fn shuffle<T>(list: &mut [T], probe: &[u64]) {
    for (step, n) in (1..list.len()).rev().enumerate() {
        let draw = probe[step % probe.len()].rotate_left(u32::try_from(step).expect("few records"));
        list.swap(n, usize::try_from(draw % (n as u64 + 1)).expect("an index"));
    }
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
