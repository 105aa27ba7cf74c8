//! Cases **statement**: in-toto statements as they come, inside an envelope that dave signed.
//!
//! What dave signed and nobody can read might be a no, unless it plainly says that it is another tool's.

use countersign_core::base::code::Code;
use countersign_core::format::record::Kind;
use serde_json::json;

use super::say::{LATER, approval, with};
use super::{Area, Case, Due};
use crate::scenario::{Scenario, envelope};

const DENIES: &[Due] = &[("records", Code::RecordInvalidDenies)];

pub(super) fn cases() -> Vec<Case> {
    let area = Area("statement");
    let unreadable = |name, about, change: &dyn Fn(&str) -> Vec<u8>| {
        area.denies(name, about, DENIES, |s| {
            let payload = change(&approved(s));
            s.documents.push(envelope(&payload, &["dave".to_owned()]));
        })
    };
    let replaced = |old: &'static str, new: &'static str| {
        move |text: &str| {
            assert_eq!(text.matches(old).count(), 1, "`{old}` must stand exactly once in {text}");
            text.replace(old, new).into_bytes()
        }
    };
    vec![
        unreadable("empty", "A signature over nothing.", &|_| Vec::new()),
        unreadable("truncated", "A statement cut short.", &|text| text.as_bytes()[..text.len() - 1].to_vec()),
        unreadable("not-json", "A signature over a text.", &|_| b"I approve.".to_vec()),
        unreadable("not-utf-8", "A signature over bytes that are no text.", &|text| {
            text.replace("artefact", "\u{fffd}").into_bytes().into_iter().filter(|byte| *byte != 0xbf).collect()
        }),
        unreadable(
            "version-0-1",
            "A statement of another version may mean something else.",
            &replaced("Statement/v1", "Statement/v0.1"),
        ),
        unreadable("type-missing", "A statement says what it is.", &replaced("\"_type\"", "\"_tipe\"")),
        unreadable(
            "duplicate-key",
            "Which of two subjects was approved?",
            &replaced("\"predicateType\"", "\"subject\":[],\"predicateType\""),
        ),
        unreadable("no-subject", "A statement about nothing.", &|text| {
            let mut value: serde_json::Value = serde_json::from_str(text).expect("a statement");
            value["subject"] = json!([]);
            value.to_string().into_bytes()
        }),
        unreadable("empty-digest", "An empty digest set binds nothing, rather than everything.", &|text| {
            let mut value: serde_json::Value = serde_json::from_str(text).expect("a statement");
            value["subject"][0]["digest"] = json!({});
            value.to_string().into_bytes()
        }),
        unreadable("digest-upper-case", "One digest has one spelling.", &|text| {
            let mut value: serde_json::Value = serde_json::from_str(text).expect("a statement");
            value["subject"][0]["digest"]["sha256"] = json!("AB".repeat(32));
            value.to_string().into_bytes()
        }),
        unreadable("nested-too-deep", "Nesting is bounded.", &|_| {
            format!("{}{}", "[".repeat(65), "]".repeat(65)).into_bytes()
        }),
        area.allows(
            "unreadable-by-nobody",
            "What nobody in the roster signed cannot say no.",
            &[("records", Code::RecordUnreadable)],
            |s| s.documents.push(envelope(b"I approve.", &["mallory".to_owned()])),
        ),
        area.allows(
            "unreadable-of-another-type",
            "A statement of another tool, of an older version, is that tool's affair.",
            &[("records", Code::RecordTypeUnknown)],
            |s| {
                let other = approved(s).replace("Statement/v1", "Statement/v0.1");
                let other = other.replace(&Kind::Approval.predicate_type(), "https://in-toto.io/attestation/link/v0.3");
                s.documents.push(envelope(other.as_bytes(), &["dave".to_owned()]));
            },
        ),
        area.denies(
            "garbage-is-no-approval",
            "An unreadable approval fills no place.",
            &[("records", Code::RecordInvalidDenies), ("approvals/security", Code::ApprovalsMissing)],
            |s| {
                s.decisions.pop();
                s.documents.push(envelope(b"{}", &["dave".to_owned()]));
            },
        ),
        area.allows(
            "unknown-field",
            "Unknown fields of the statement are passed over, as in-toto demands.",
            &[],
            |s| {
                let text = approved(s).replacen('{', "{\"comment\":\"x\",", 1);
                s.decisions.pop();
                s.documents.push(envelope(text.as_bytes(), &["dave".to_owned()]));
            },
        ),
        area.allows("other-digests-besides", "Other digests beside SHA-256 do no harm.", &[], |s| {
            let text = approved(s).replacen("{\"sha256\":", "{\"sha512\":\"00\",\"sha256\":", 1);
            s.decisions.pop();
            s.documents.push(envelope(text.as_bytes(), &["dave".to_owned()]));
        }),
        area.allows("not-canonical", "A payload with spaces is as good: what was signed are its bytes.", &[], |s| {
            let value: serde_json::Value = serde_json::from_str(&approved(s)).expect("a statement");
            let text = serde_json::to_string_pretty(&value).expect("JSON");
            s.decisions.pop();
            s.documents.push(envelope(text.as_bytes(), &["dave".to_owned()]));
        }),
    ]
}

/// Dave's approval, as a statement.
fn approved(scenario: &Scenario) -> String {
    let signed = with(approval("dave", "security", LATER), "release", json!(scenario.release_id()));
    String::from_utf8(scenario.payload(Kind::Approval, &signed)).expect("JSON")
}
