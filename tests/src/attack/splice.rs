//! Attack **splice**: signatures, key ids, payloads and proofs of one document are put into another.
//!
//! A signature is over one payload, and a bundle's proofs over one signature: nothing that is put together anew counts.

use serde_json::Value;

use super::Attack;
use super::start::Start;

/// A member of one document for the same member of another.
type Mix = fn(&Value, &Value) -> Value;

const MIXES: [(&str, Mix); 6] = [
    ("splice: another's signatures", |one, other| with(one, "signatures", &envelope(other)["signatures"])),
    ("splice: signatures of both", |one, other| {
        let both = [envelope(one), envelope(other)].map(|e| e["signatures"].as_array().cloned().unwrap_or_default());
        with(one, "signatures", &both.concat().into())
    }),
    ("splice: another's key ids", |one, other| {
        let mut signatures = envelope(one)["signatures"].clone();
        for signature in signatures.as_array_mut().into_iter().flatten() {
            signature["keyid"] = envelope(other)["signatures"][0]["keyid"].clone();
        }
        with(one, "signatures", &signatures)
    }),
    ("splice: another's payload", |one, other| with(one, "payload", &envelope(other)["payload"])),
    ("splice: another's proofs", |one, other| {
        let mut mixed = one.clone();
        mixed["verificationMaterial"] = other["verificationMaterial"].clone();
        mixed
    }),
    ("splice: out of its bundle", |one, other| {
        let mut mixed = envelope(one).clone();
        mixed["signatures"] = envelope(other)["signatures"].clone();
        mixed
    }),
];

/// Every document with every other, anchors too.
pub(super) fn attacks(start: &Start) -> Vec<Attack> {
    let read = |documents: &[Vec<u8>]| -> Vec<(usize, Value)> {
        let values = documents.iter().enumerate().map(|(n, bytes)| (n, serde_json::from_slice::<Value>(bytes)));
        values.filter_map(|(n, value)| Some((n, value.ok()?))).filter(|(_, v)| has_signatures(v)).collect()
    };
    let (records, anchors) = (read(&start.inputs.request.records), read(&start.inputs.anchors.signatures));
    let mut all = Vec::new();
    for (n, one) in &records {
        for (m, other) in records.iter().filter(|(m, _)| m != n) {
            for (kind, mix) in MIXES {
                let is_bundle = one.get("dsseEnvelope").is_some();
                let wants_bundle = kind.ends_with("proofs") || kind.ends_with("bundle");
                if wants_bundle == is_bundle || (is_bundle && kind.ends_with("signatures")) {
                    put(&mut all, kind, format!("record {m} into {n}"), *n, mix(one, other));
                }
            }
        }
        for (m, anchor) in &anchors {
            put(&mut all, "splice: an anchor's", format!("anchor {m} into record {n}"), *n, MIXES[0].1(one, anchor));
            put(&mut all, "splice: an anchor's", format!("anchor {m} for record {n}"), *n, anchor.clone());
        }
    }
    for (m, _) in &anchors {
        for (n, one) in &records {
            let (m, bytes) = (*m, one.to_string().into_bytes());
            all.push(Attack::keyless("splice: a record as anchor", format!("record {n} for {m}"), move |inputs| {
                if let Some(place) = inputs.anchors.signatures.get_mut(m) {
                    place.clone_from(&bytes);
                }
            }));
        }
    }
    all
}

/// In its place, and beside it.
fn put(all: &mut Vec<Attack>, kind: &'static str, what: String, n: usize, mixed: Value) {
    let bytes = mixed.to_string().into_bytes();
    let (beside, said) = (bytes.clone(), format!("{what}, beside it"));
    all.push(Attack::keyless(kind, what, move |inputs| {
        if let Some(place) = inputs.request.records.get_mut(n) {
            place.clone_from(&bytes);
        }
    }));
    all.push(Attack::keyless(kind, said, move |inputs| inputs.request.records.push(beside.clone())));
}

fn has_signatures(value: &Value) -> bool {
    envelope(value)["signatures"].is_array()
}

fn envelope(value: &Value) -> &Value {
    value.get("dsseEnvelope").unwrap_or(value)
}

fn with(one: &Value, member: &str, content: &Value) -> Value {
    let mut mixed = one.clone();
    match mixed.get_mut("dsseEnvelope") {
        Some(inner) => inner[member] = content.clone(),
        None => mixed[member] = content.clone(),
    }
    mixed
}
