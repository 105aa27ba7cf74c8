//! Law 7: how much work a question makes, counted in signature verifications, the only costly step.
//!
//! The limit itself is the gauge. A question is filled up with signatures that name a key of the roster and are not
//! even DER, each of which is one verification asked for. The largest filling that is still answered shows how many the
//! question asks for by itself.

use countersign_core::base::limits::{RECORDS, SIGNATURES, TRIAL_KEYS, VERIFICATIONS};
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

/// Documents that ask for exactly `count` verifications, each different.
fn filling(count: usize) -> Vec<Vec<u8>> {
    let id = key_id(Key::of("bob").pem.as_bytes()).expect("a key of ours");
    let signature = Signature { key_id: Some(id), bytes: b"no signature".to_vec() };
    let document = |n: usize| {
        let size = SIGNATURES.min(count - n * SIGNATURES);
        let payload = statement(&Kind::Release.predicate_type(), &[], json!(n));
        Envelope { payload, signatures: vec![signature.clone(); size] }.to_bytes()
    };
    (0..count.div_ceil(SIGNATURES)).map(document).collect()
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

/// A signature that names no key of the roster is tried on as many keys as `TRIAL_KEYS` allows, and no more.
#[test]
fn trial_keys_are_bounded() {
    let mut scenario = Scenario::allowed();
    let people: String = (0..TRIAL_KEYS)
        .map(|n| format!("  - id: t{n}\n    name: T{n}\n    keys: [{{ pem: \"KEY t{n}\" }}]\n"))
        .collect();
    scenario.roster("automations:\n", &format!("{people}automations:\n"));
    let inputs = scenario.build();
    let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
    let names = ["alice", "bob", "carol", "dave", "dave-2", "erin", "frank", "ci-builder", "register"];
    let mut keys: Vec<(String, String)> = (0..TRIAL_KEYS)
        .map(|n| format!("t{n}"))
        .chain(names.map(str::to_owned))
        .map(|name| (key_id(Key::of(&name).pem.as_bytes()).expect("a key of ours"), name))
        .collect();
    keys.sort_unstable();
    for (place, expected) in [(TRIAL_KEYS - 1, "record.all-read"), (TRIAL_KEYS, "record.untrusted")] {
        let payload = statement(
            &Kind::Approval.predicate_type(),
            &scenario.artefacts,
            json!({
                "decision": "approved", "role": "security", "environments": ["production"],
                "signedAt": "2026-11-20T10:00:00Z", "release": scenario.release_id(),
            }),
        );
        let message = countersign_core::format::dsse::pre_authentication_encoding(&payload);
        let signature = Signature { key_id: None, bytes: Key::of(&keys[place].1).sign(&message) };
        let mut request = inputs.request.clone();
        request.records.push(Envelope { payload, signatures: vec![signature] }.to_bytes());
        assert!(Read::of(&gate.decide(&request)).has(expected), "key {place}");
    }
}
