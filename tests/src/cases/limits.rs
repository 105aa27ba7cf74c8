//! Cases **limits**: past a bound the gate denies with a code. Too large to be committed, so they are made anew each time.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use countersign_core::base::encoding::base64;
use countersign_core::base::limits::{
    ANCHORS, ARTEFACTS, DOCUMENT_BYTES, RECORD_BYTES, RECORDS, SIGNATURES, VERIFICATIONS,
};
use countersign_core::gate::Verdict;
use serde_json::json;

use super::{Area, Case, Due, changed};
use crate::scenario::{Anchoring, Inputs};

const EXCEEDED: &[Due] = &[("question", Code::LimitExceeded)];

pub(super) fn cases() -> Vec<Case> {
    let area = Area("limits");
    let given = |verdict, name, about, due: &[Due], change: &dyn Fn(&mut Inputs)| {
        let mut inputs = changed(|s| s.anchoring = Anchoring::Pinned).build();
        change(&mut inputs);
        Case { in_memory: true, ..area.given(verdict, name, about, due, inputs) }
    };
    let refused = |name, about, change: &dyn Fn(&mut Inputs)| given(Verdict::Malformed, name, about, EXCEEDED, change);
    vec![
        given(
            Verdict::Allow,
            "one-record-many-times",
            "A document counts once, however often it is handed in.",
            &[],
            &|inputs| {
                let first = inputs.request.records[0].clone();
                inputs.request.records.resize(RECORDS + 1, first);
            },
        ),
        refused("register-sequence", "A number that JSON readers would not read alike.", &|inputs| {
            inputs.request.min_register_sequence = u64::MAX;
        }),
        given(
            Verdict::Malformed,
            "policy-serial",
            "A serial that JSON readers would not read alike.",
            &[("question", Code::LimitExceeded), ("policy", Code::PolicySerialTooLow)],
            &|inputs| inputs.anchors.min_policy_serial = u64::MAX,
        ),
        refused("records", "One record more than a question may have.", &|inputs| {
            fill(inputs, RECORDS + 1);
        }),
        given(
            Verdict::Allow,
            "records-that-fit",
            "As many records as a question may have.",
            &[("records", Code::RecordUnreadable)],
            &|inputs| {
                fill(inputs, RECORDS);
            },
        ),
        refused("artefacts", "One artefact more than a question may have.", &|inputs| {
            let digests = (0..=ARTEFACTS).map(|n| Sha256::of(&n.to_be_bytes()).to_string());
            inputs.request.artefacts = digests.collect();
        }),
        refused("verifications", "A flood of signatures under foreign key ids ends at the budget.", &|inputs| {
            // Every signature costs one verification for each of the roster's keys.
            let signature = json!({"sig": "AA=="});
            let envelope = |n: usize| {
                let payload = base64::encode(&n.to_be_bytes());
                let signatures = vec![signature.clone(); SIGNATURES];
                json!({"payloadType": "application/vnd.in-toto+json", "payload": payload, "signatures": signatures})
            };
            let flood = (0..VERIFICATIONS / SIGNATURES).map(|n| envelope(n).to_string().into_bytes());
            inputs.request.records.extend(flood);
        }),
        refused("anchors", "One root key more than a host may pin.", &|inputs| {
            inputs.anchors.root_keys = vec![crate::key::Key::of("root").pem.into_bytes(); ANCHORS + 1];
        }),
        given(
            Verdict::Allow,
            "record-too-large",
            "A record of more than 16 MiB is not read, and helps nobody.",
            &[("records", Code::RecordUnreadable)],
            &|inputs| {
                inputs.request.records.push(vec![b' '; RECORD_BYTES + 1]);
            },
        ),
        given(
            Verdict::Malformed,
            "policy-too-large",
            "A policy of more than 16 MiB is not read.",
            &[("policy", Code::PolicyUnreadable), ("anchor/policy", Code::AnchorDigestMismatch)],
            &|inputs| inputs.policy.resize(DOCUMENT_BYTES + 1, b'\n'),
        ),
    ]
}

/// Fills the question up to `count` records; a document handed in twice counts once, so they all differ.
fn fill(inputs: &mut Inputs, count: usize) {
    let missing = count - inputs.request.records.len();
    inputs.request.records.extend((0..missing).map(|n| n.to_string().into_bytes()));
}
