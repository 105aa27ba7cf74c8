//! Law 4: changing any bit of an artefact digest, a payload, or a signature that counted turns allow into deny.
//!
//! Read with care where something counted that was not needed. If two people approved and one place is free, the report
//! names one of them; change a bit of that approval, and the other fills the place: rightly, for their approval is as good.
//! So for every record that counted, two things are held, and the law follows from them wherever the record was needed:
//!
//! 1. the changed document earns nothing: no finding rests on it, and its payload is nobody's record any more;
//! 2. the verdict is the one that would come out had the signature, or the document, not been there at all.
//!
//! On releases with nobody to spare (`needed`), every bit is shown to deny. A key id is a hint that nothing
//! authenticates (DSSE), and an envelope is no record: their bits may change.

use countersign_core::base::digest::Sha256;
use countersign_core::format::dsse::Envelope;
use countersign_core::gate::Gate;
use countersign_core::request::Request;
use countersign_tests::generate::law::{Tally, broken, hold, say};
use countersign_tests::scenario::Scenario;
use proptest::test_runner::TestCaseResult;

use crate::report::{Read, allows};

#[test]
fn a_changed_bit_earns_nothing() {
    hold("law 4", 200, |made, tally| {
        let (gate, request) = made.open();
        let decision = gate.decide(&request);
        tally.release(decision.verdict);
        if !allows(&decision) {
            return Ok(());
        }
        let mut probes = made.plan.probes.iter().map(|probe| usize::try_from(probe >> 8).expect("64 bits")).cycle();
        let mut draw = || probes.next().expect("endless");
        flip_artefacts(&gate, &request, tally, draw())?;
        let counted = Read::of(&decision).counted();
        for (place, document) in request.records.iter().enumerate() {
            let Ok(envelope) = Envelope::parse(document) else { continue };
            if !counted.contains(&Sha256::of(&envelope.payload).to_string()) {
                continue;
            }
            for changed in changes(&envelope, draw(), draw()) {
                judge(&gate, &request, place, &changed, tally)?;
            }
        }
        Ok(())
    });
}

/// A changed envelope, and what is left without what was changed.
struct Changed {
    document: Envelope,
    without: Option<Envelope>,
    payload: bool,
}

/// One bit of the payload, and one of each signature.
fn changes(envelope: &Envelope, first: usize, second: usize) -> Vec<Changed> {
    let mut payload = envelope.clone();
    flip(&mut payload.payload, first);
    let mut all = vec![Changed { document: payload, without: None, payload: true }];
    for n in 0..envelope.signatures.len() {
        let (mut document, mut without) = (envelope.clone(), envelope.clone());
        flip(&mut document.signatures[n].bytes, second.wrapping_mul(n + 1));
        without.signatures.remove(n);
        let without = Some(without).filter(|envelope| !envelope.signatures.is_empty());
        all.push(Changed { document, without, payload: false });
    }
    all
}

fn judge(gate: &Gate, request: &Request, place: usize, changed: &Changed, tally: &Tally) -> TestCaseResult {
    let mut other = request.clone();
    other.records[place] = changed.document.to_bytes();
    let mut without = request.clone();
    match &changed.without {
        Some(envelope) => without.records[place] = envelope.to_bytes(),
        None => drop(without.records.remove(place)),
    }
    let (after, expected) = (gate.decide(&other), gate.decide(&without));
    tally.variant(!allows(&after));
    if after.verdict != expected.verdict {
        return Err(broken(format!("{:?}, and {:?} without", after.verdict, expected.verdict)));
    }
    let id = Sha256::of(&changed.document.payload).to_string();
    if changed.payload && Read::of(&after).counted().contains(&id) {
        return Err(broken("a payload that nobody signed counts"));
    }
    Ok(())
}

fn flip_artefacts(gate: &Gate, request: &Request, tally: &Tally, bit: usize) -> TestCaseResult {
    for n in 0..request.artefacts.len() {
        let mut other = request.clone();
        other.artefacts[n] = changed_digest(&other.artefacts[n], bit);
        let allowed = allows(&gate.decide(&other));
        tally.variant(!allowed);
        if allowed {
            return Err(broken(format!("bit {bit} of artefact {n} does not matter")));
        }
    }
    Ok(())
}

fn changed_digest(text: &str, bit: usize) -> String {
    let mut bytes = countersign_core::base::encoding::hex::decode(&text["sha256:".len()..]).expect("a digest");
    flip(&mut bytes, bit);
    format!("sha256:{}", countersign_core::base::encoding::hex::encode(&bytes))
}

fn flip(bytes: &mut [u8], bit: usize) {
    let place = bit / 8 % bytes.len();
    bytes[place] ^= 1 << (bit % 8);
}

/// Nobody to spare: every bit of the digest, every bit of every signature, and every eleventh of every payload (each of
/// them with `COUNTERSIGN_EVERY_BIT=1`).
#[test]
fn needed_every_bit_denies() {
    let inputs = Scenario::allowed().build();
    let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
    assert!(allows(&gate.decide(&inputs.request)));
    let step = if std::env::var_os("COUNTERSIGN_EVERY_BIT").is_some() { 1 } else { 11 };
    let mut tried = 0;
    let mut deny = |other: &Request, what: String| {
        tried += 1;
        assert!(!allows(&gate.decide(other)), "{what}");
    };
    for bit in 0..256 {
        let mut other = inputs.request.clone();
        other.artefacts[0] = changed_digest(&other.artefacts[0], bit);
        deny(&other, format!("bit {bit} of the artefact"));
    }
    for (place, document) in inputs.request.records.iter().enumerate() {
        let envelope = Envelope::parse(document).expect("an envelope");
        let mut other = inputs.request.clone();
        for bit in 0..envelope.signatures[0].bytes.len() * 8 {
            let mut changed = envelope.clone();
            flip(&mut changed.signatures[0].bytes, bit);
            other.records[place] = changed.to_bytes();
            deny(&other, format!("bit {bit} of the signature of record {place}"));
        }
        for bit in (0..envelope.payload.len() * 8).step_by(step) {
            let mut changed = envelope.clone();
            flip(&mut changed.payload, bit);
            other.records[place] = changed.to_bytes();
            deny(&other, format!("bit {bit} of the payload of record {place}"));
        }
    }
    say(&format!("law 4, needed: 1 release, {tried} bits, all of them denied"));
}
