//! Cases **envelope**: DSSE envelopes as they come: garbage, many signatures, foreign key ids, other spellings.
//!
//! An envelope proves nothing about itself: what counts is who signed the payload.

use countersign_core::base::code::Code;
use countersign_core::base::encoding::base64;
use countersign_core::base::limits::SIGNATURES;
use countersign_core::format::record::Kind;
use countersign_core::gate::Verdict;
use p256::ecdsa::Signature;
use serde_json::{Value, json};

use super::say::{approval, incomplete, rejection};
use super::{Area, Case, Due, changed};
use crate::key::Key;
use crate::scenario::{Inputs, Scenario, envelope};

const UNREADABLE: &[Due] = &[("records", Code::RecordUnreadable)];
const UNTRUSTED: &[Due] = &[("records", Code::RecordUntrusted), ("approvals/security", Code::ApprovalsMissing)];

pub(super) fn cases() -> Vec<Case> {
    let area = Area("envelope");
    let mut cases = garbage(&area);
    cases.extend(spelling(&area));
    cases.extend(signatures(&area));
    cases.extend(many(&area));
    cases.extend(faulty(&area));
    cases
}

/// Where dave's approval lies among the records.
const DAVES: usize = 2;

/// The allowed release, with dave's envelope changed. The register is not asked whether it holds that one, byte for byte.
fn daves(change: impl FnOnce(&mut Value)) -> Inputs {
    let mut inputs = changed(incomplete).build();
    let mut value: Value = serde_json::from_slice(&inputs.request.records[DAVES]).expect("an envelope");
    change(&mut value);
    inputs.request.records[DAVES] = value.to_string().into_bytes();
    inputs
}

/// Garbage among good records is named, and changes nothing.
fn garbage(area: &Area) -> Vec<Case> {
    let good = changed(|_| {}).build().request.records.remove(DAVES);
    let text = String::from_utf8(good.clone()).expect("JSON");
    let doubled = text.replacen("\"payloadType\"", "\"payload\":\"e30=\",\"payloadType\"", 1);
    let mut altered: Value = serde_json::from_slice(&good).expect("an envelope");
    let mut with = |field: &str, value: Value| {
        let before = std::mem::replace(&mut altered[field], value);
        let bytes = altered.to_string().into_bytes();
        altered[field] = before;
        bytes
    };
    let all: Vec<(&'static str, &'static str, Vec<u8>)> = vec![
        ("empty", "An empty file.", Vec::new()),
        ("truncated", "A file cut short.", good[..good.len() / 2].to_vec()),
        ("nul", "A NUL character behind the envelope.", [good.as_slice(), b"\0"].concat()),
        ("not-utf-8", "Bytes that are no text.", b"{\"payload\":\"\xff\xfe\"}".to_vec()),
        ("binary", "An archive.", b"PK\x03\x04\x14\x00\x08\x08".to_vec()),
        ("byte-order-mark", "A byte order mark before the envelope.", [b"\xef\xbb\xbf", good.as_slice()].concat()),
        ("nested-too-deep", "Nesting is bounded.", "[".repeat(1_000).into_bytes()),
        ("duplicate-key", "Which of two payloads was signed?", doubled.into_bytes()),
        ("trailing-bytes", "Two envelopes in one file.", good.repeat(2)),
        ("json-lines", "A list of envelopes is no envelope.", [b"[", good.as_slice(), b"]"].concat()),
        ("other-payload-type", "A signature over another type of payload.", with("payloadType", json!("text/plain"))),
        ("payload-not-base64", "A payload that is no Base64.", with("payload", json!("{}"))),
        ("payload-missing", "An envelope around nothing.", with("payload", Value::Null)),
        ("no-signatures", "An envelope that nobody signed.", with("signatures", json!([]))),
        ("signature-not-base64", "A signature that is no Base64.", with("signatures", json!([{"sig": "!"}]))),
        ("too-many-signatures", "Signatures are bounded.", with("signatures", json!(vec![json!({"sig": "AA=="}); 33]))),
    ];
    let garbage = |(name, about, bytes): (&'static str, &'static str, Vec<u8>)| {
        area.allows(name, about, UNREADABLE, |s| s.documents.push(bytes))
    };
    all.into_iter().map(garbage).collect()
}

/// What DSSE lets writers spell otherwise.
fn spelling(area: &Area) -> Vec<Case> {
    let allowed = |name, about, inputs| area.given(Verdict::Allow, name, about, &[], inputs);
    vec![
        allowed(
            "url-safe-base64",
            "Readers take either alphabet.",
            daves(|value| {
                url_safe(&mut value["payload"]);
                url_safe(&mut value["signatures"][0]["sig"]);
            }),
        ),
        allowed(
            "unknown-field",
            "Unknown fields of the envelope are passed over.",
            daves(|value| {
                value["comment"] = json!("written by another tool");
                value["signatures"][0]["extension"] = json!({"kind": "x"});
            }),
        ),
        allowed(
            "no-key-id",
            "Without a key id, every key of the roster is tried.",
            daves(|value| {
                value["signatures"][0] = json!({"sig": value["signatures"][0]["sig"]});
            }),
        ),
        allowed(
            "key-id-null",
            "A key id that is `null` is none.",
            daves(|value| value["signatures"][0]["keyid"] = Value::Null),
        ),
        allowed(
            "foreign-key-id",
            "Under a key id that is not ours, every key of the roster is tried.",
            daves(|value| {
                value["signatures"][0]["keyid"] = json!("dave@laptop");
            }),
        ),
        allowed(
            "other-half-of-the-signature",
            "A signature has a twin; the record id does not depend on which it is.",
            daves(|value| {
                let signature = &mut value["signatures"][0]["sig"];
                let bytes = base64::decode(signature.as_str().expect("a signature")).expect("Base64");
                *signature = json!(base64::encode(&twin(&bytes)));
            }),
        ),
    ]
}

/// The other signature over the same bytes: n−s in the place of s.
fn twin(signature: &[u8]) -> Vec<u8> {
    let signature = Signature::from_der(signature).expect("a signature");
    let (r, s) = signature.split_scalars();
    let twin = Signature::from_scalars(r, -s).expect("n−s is as good as s");
    assert_ne!(twin, signature);
    twin.to_der().as_bytes().to_vec()
}

fn url_safe(value: &mut Value) {
    let text = value.as_str().expect("Base64").replace('+', "-").replace('/', "_");
    *value = json!(text.trim_end_matches('='));
}

/// Signatures that are not dave's over his approval.
fn signatures(area: &Area) -> Vec<Case> {
    let untrusted =
        |name, about, change: fn(&mut Value)| area.given(Verdict::Deny, name, about, UNTRUSTED, daves(change));
    vec![
        untrusted("signature-altered", "One bit of the signature is another.", |value| {
            let sig = &mut value["signatures"][0]["sig"];
            let mut bytes = base64::decode(sig.as_str().expect("a signature")).expect("Base64");
            bytes[20] ^= 1;
            *sig = json!(base64::encode(&bytes));
        }),
        untrusted("signature-with-a-tail", "Bytes behind the signature make it none.", |value| {
            let sig = &mut value["signatures"][0]["sig"];
            let mut bytes = base64::decode(sig.as_str().expect("a signature")).expect("Base64");
            bytes.push(0);
            *sig = json!(base64::encode(&bytes));
        }),
        untrusted("signature-empty", "No bytes are no signature.", |value| value["signatures"][0]["sig"] = json!("")),
        area.given(
            Verdict::Allow,
            "key-id-of-somebody-else",
            "The key id names carol's key, and the signature is dave's: the id is a hint that nobody signs.",
            &[],
            daves(|value| {
                let id = countersign_core::records::key_id(Key::of("carol").pem.as_bytes()).expect("a key of ours");
                value["signatures"][0]["keyid"] = json!(id);
            }),
        ),
        area.given(
            Verdict::Deny,
            "payload-altered",
            "Somebody changed when dave says that he signed.",
            UNTRUSTED,
            daves(|value| {
                let payload = base64::decode(value["payload"].as_str().expect("a payload")).expect("Base64");
                let text = String::from_utf8(payload).expect("JSON").replace("10:00:00Z", "10:00:01Z");
                value["payload"] = json!(base64::encode(text.as_bytes()));
            }),
        ),
    ]
}

/// One payload and several signatures.
fn many(area: &Area) -> Vec<Case> {
    let managers = |s: &mut Scenario| {
        s.policy("role: release-manager, count: 1", "role: release-manager, count: 2");
    };
    let by = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    let missing: &[Due] = &[("approvals/release-manager", Code::ApprovalsMissing)];
    vec![
        area.allows("two-signers", "Carol and erin signed one approval: two people.", &[], |s| {
            managers(s);
            s.decisions[0].by = by(&["carol", "erin"]);
        }),
        area.allows(
            "two-signers-in-two-envelopes",
            "The same payload, signed apart: one record, two people.",
            &[],
            |s| {
                managers(s);
                let payload = s.payload(Kind::Approval, &s.decisions[0]);
                s.documents.push(envelope(&payload, &by(&["erin"])));
            },
        ),
        area.denies("one-signer-twice", "Carol signed twice: one person.", missing, |s| {
            managers(s);
            s.decisions[0].by = by(&["carol", "carol"]);
        }),
        area.denies("one-signer-in-two-envelopes", "The same payload in two envelopes counts once.", missing, |s| {
            managers(s);
            let payload = s.payload(Kind::Approval, &s.decisions[0]);
            s.documents.push(envelope(&payload, &by(&["carol", "mallory"])));
        }),
        area.allows("a-stranger-signs-too", "A signature of nobody known takes nothing away.", &[], |s| {
            s.decisions[1].by = by(&["mallory", "dave"]);
        }),
        area.denies(
            "an-author-signs-too",
            "Alice's signature beside carol's is still alice's.",
            &[
                ("separation/author-approver", Code::SeparationAuthorApproves),
                ("approvals/release-manager", Code::ApprovalsMissing),
            ],
            |s| {
                managers(s);
                s.decisions[0].by = by(&["carol", "alice"]);
            },
        ),
        area.allows(
            "broken-copy-besides",
            "A copy whose signature was broken takes nothing from the whole one.",
            &[("records", Code::RecordUntrusted)],
            |s| {
                let payload = s.payload(Kind::Approval, &s.decisions[1]);
                let mut copy: Value = serde_json::from_slice(&envelope(&payload, &by(&["dave"]))).expect("an envelope");
                let other = s.payload(Kind::Approval, &approval("dave", "security", super::say::LATER));
                let foreign: Value = serde_json::from_slice(&envelope(&other, &by(&["dave"]))).expect("an envelope");
                copy["signatures"] = foreign["signatures"].clone();
                s.documents.push(copy.to_string().into_bytes());
            },
        ),
    ]
}

/// More signatures than are taken, or one that is none, beside dave's.
fn faulty(area: &Area) -> Vec<Case> {
    let crowded: fn(&mut Value) = |envelope| {
        let signatures = envelope["signatures"].as_array_mut().expect("signatures");
        signatures.splice(0..0, (0..SIGNATURES).map(|n| json!({"sig": base64::encode(&[0, n as u8])})));
    };
    let broken: fn(&mut Value) = |envelope| {
        envelope["signatures"].as_array_mut().expect("signatures").push(json!({"sig": "*"}));
    };
    let rejected = |name, about, change: fn(&mut Value)| {
        let due = [
            ("approvals", Code::ApprovalsRejected),
            ("approvals/security", Code::ApprovalsMissing),
            ("records", Code::RecordUnreadable),
            ("records", Code::RecordDoubtful),
        ];
        area.denies(name, about, &due, |s| {
            let payload = s.payload(Kind::Approval, &rejection("dave", "security", super::say::LATER));
            let by = ["dave".to_owned()];
            let mut value: Value = serde_json::from_slice(&envelope(&payload, &by)).expect("an envelope");
            change(&mut value);
            s.documents.push(value.to_string().into_bytes());
        })
    };
    let doubtful: &[Due] = &[
        ("approvals/security", Code::ApprovalsMissing),
        ("records", Code::RecordUnreadable),
        ("records", Code::RecordDoubtful),
    ];
    vec![
        rejected("rejection-behind-too-many-signatures", "Dave's is the last, and is heard.", crowded),
        rejected("rejection-beside-a-broken-signature", "What is no Base64 hides nobody's no.", broken),
        area.given(
            Verdict::Deny,
            "approval-behind-too-many-signatures",
            "An envelope that is not taken cannot say yes.",
            doubtful,
            daves(crowded),
        ),
        area.given(
            Verdict::Deny,
            "approval-beside-a-broken-signature",
            "An envelope that cannot be read whole cannot say yes.",
            doubtful,
            daves(broken),
        ),
    ]
}
