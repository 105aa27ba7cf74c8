//! Law 7: how much work a question makes, counted in signature verifications, the only costly step.
//!
//! The limit itself is the gauge. A question is filled up with signatures that are not even DER, each of which is one
//! verification asked for with every key of the roster. The largest filling that is still answered shows how many the
//! question asks for by itself.

use countersign_core::base::limits::{RECORDS, SIGNATURES, VERIFICATIONS};
use countersign_core::format::dsse::{Envelope, Signature};
use countersign_core::format::record::Kind;
use countersign_core::gate::{Gate, Verdict};
use countersign_core::records::key_id;
use countersign_core::request::Request;
use countersign_tests::generate::law::say;
use countersign_tests::key::Key;
use countersign_tests::scenario::{Inputs, Scenario, statement};
use serde_json::json;

use crate::report::{Read, allows};

/// Documents that ask for exactly `count` verifications, each different. A signature that is none is tried with every key of
/// the roster, and one that holds with its own alone.
fn filling(count: usize) -> Vec<Vec<u8>> {
    let roster = String::from_utf8(Scenario::allowed().rules().1).expect("text");
    let keys = roster.matches("BEGIN PUBLIC KEY").count();
    let id = key_id(Key::of("bob").pem.as_bytes()).expect("a key of ours");
    let document = |n: usize, size: usize, holds: bool| {
        let payload = statement("https://example.com/nothing/v1", &[], json!(n));
        let message = countersign_core::format::dsse::pre_authentication_encoding(&payload);
        let bytes = if holds { Key::of("bob").sign(&message) } else { b"no signature".to_vec() };
        let signature = Signature { key_id: Some(id.clone()), bytes };
        Envelope { payload, signatures: vec![signature; size] }.to_bytes()
    };
    let (bad, good) = (count / keys, count % keys);
    let documents = (0..bad.div_ceil(SIGNATURES)).map(|n| document(n, SIGNATURES.min(bad - n * SIGNATURES), false));
    documents.chain((good > 0).then(|| document(count, good, true))).collect()
}

/// Whether a question is answered that `extra` verifications are added to.
fn is_answered(gate: &Gate, request: &Request, extra: usize) -> bool {
    let mut more = request.clone();
    more.records.extend(filling(extra));
    let decision = gate.decide(&more);
    assert_eq!(decision.verdict == Verdict::Malformed, Read::of(&decision).has("limit.exceeded"));
    decision.verdict != Verdict::Malformed
}

/// Whether a question asks for exactly `count` verifications: just so many less than the limit may be added.
fn asks_for(inputs: &Inputs, count: usize) -> bool {
    let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
    let left = VERIFICATIONS - count;
    is_answered(&gate, &inputs.request, left) && !is_answered(&gate, &inputs.request, left + 1)
}

/// The allowed release, with so many approvals more, each of its own.
fn with_approvals(count: usize) -> Inputs {
    let mut scenario = Scenario::allowed();
    let approval = scenario.decisions[0].clone();
    scenario.decisions.extend((0..count).map(|n| {
        let mut more = approval.clone();
        more.predicate["ticket"] = json!(n.to_string());
        more
    }));
    scenario.build()
}

#[test]
fn verifications_are_bounded() {
    let inputs = Scenario::allowed().build();
    let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
    let own = inputs.request.records.len();
    let at_the_limit = Request {
        records: inputs.request.records.iter().cloned().chain(filling(VERIFICATIONS - own)).collect(),
        ..inputs.request.clone()
    };
    assert!(at_the_limit.records.len() < RECORDS);
    assert!(allows(&gate.decide(&at_the_limit)));
    assert!(!is_answered(&gate, &inputs.request, VERIFICATIONS - own + 1));
}

#[test]
fn one_verification_a_signature() {
    let counts = [4, 400];
    for records in counts {
        assert!(asks_for(&with_approvals(records - 4), records), "{records} records");
    }
    say(&format!("law 7: {counts:?} records ask for as many verifications"));
}

/// A signature that names no key, or the wrong one, is tried on every key of the roster, however many there are.
#[test]
fn no_signature_is_lost_for_its_hint() {
    const KEYS: usize = 300;
    let mut scenario = Scenario::allowed();
    let people: String =
        (0..KEYS).map(|n| format!("  - id: t{n}\n    name: T{n}\n    keys: [{{ pem: \"KEY t{n}\" }}]\n")).collect();
    scenario.roster("automations:\n", &format!("{people}automations:\n"));
    let inputs = scenario.build();
    let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
    let payload = statement(
        &Kind::Approval.predicate_type(),
        &scenario.artefacts,
        json!({
            "decision": "rejected", "role": "security", "environments": ["production"], "reason": "No.",
            "signedAt": "2026-11-20T11:00:00Z", "release": scenario.release_id(),
        }),
    );
    let message = countersign_core::format::dsse::pre_authentication_encoding(&payload);
    let other = key_id(Key::of("carol").pem.as_bytes()).expect("a key of ours");
    for hint in [None, Some(other), Some("nobody's".to_owned())] {
        let signature = Signature { key_id: hint, bytes: Key::of("dave").sign(&message) };
        let mut request = inputs.request.clone();
        request.records.push(Envelope { payload: payload.clone(), signatures: vec![signature] }.to_bytes());
        assert!(Read::of(&gate.decide(&request)).has("approvals.rejected"));
    }
}
