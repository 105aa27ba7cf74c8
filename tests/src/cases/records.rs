//! Cases **records**: who signed a document, whether they may, and whether its predicate is what its type demands.
//!
//! What cannot be read helps nobody. What a known signer wrote that might say no, and that cannot be read, denies.

use countersign_core::base::code::Code;
use countersign_core::format::record::Kind;
use serde_json::{Value, json};

use super::say::{APPROVED, LATER, approval, other_bytes, register, rejection, revocation, set, staging, with};
use super::{Area, Case, Due};
use crate::scenario::{Scenario, Signed, envelope, statement};

const UNTRUSTED: &[Due] = &[("records", Code::RecordUntrusted)];
const FOREIGN: &[Due] = &[("records", Code::RecordTypeUnknown)];
const INVALID: &[Due] = &[("records", Code::RecordInvalid)];
const DENIES: &[Due] = &[("records", Code::RecordInvalidDenies)];
const UNAUTHORISED: &[Due] = &[("records", Code::RecordUnauthorised)];

pub(super) fn cases() -> Vec<Case> {
    let area = Area("records");
    let mut cases = signers(&area);
    cases.extend(types(&area));
    cases.extend(approvals(&area));
    cases.extend(others(&area));
    cases
}

/// A document among the records that the register does not hold.
fn add(scenario: &mut Scenario, kind: Kind, signed: &Signed) {
    let payload = scenario.payload(kind, signed);
    scenario.documents.push(envelope(&payload, &signed.by));
}

fn signers(area: &Area) -> Vec<Case> {
    vec![
        area.allows("untrusted", "A rejection by nobody in the roster says nothing.", UNTRUSTED, |s| {
            add(s, Kind::Approval, &rejection("mallory", "security", LATER));
        }),
        area.denies(
            "untrusted-release",
            "A release record by nobody in the roster binds nothing.",
            &[("records", Code::RecordUntrusted), ("binding", Code::BindingReleaseMissing)],
            |s| {
                staging(s);
                s.releases[0].by = vec!["mallory".to_owned()];
            },
        ),
        area.denies(
            "unauthorised-release",
            "Alice may approve releases, not write their records.",
            &[("records", Code::RecordUnauthorised), ("binding", Code::BindingReleaseMissing)],
            |s| {
                staging(s);
                s.releases[0].by = vec!["alice".to_owned()];
            },
        ),
        area.allows("unauthorised-register", "A snapshot by bob, with a higher number, is none.", UNAUTHORISED, |s| {
            let mut snapshot = register(99, LATER);
            snapshot.by = vec!["bob".to_owned()];
            s.registers.push(snapshot);
        }),
        area.allows(
            "compromised-besides",
            "An approval by a stolen key is named, and changes nothing.",
            &[("records", Code::RecordDoubtful)],
            |s| {
                s.roster("\"KEY erin\"", "\"KEY erin\", compromisedAt: 2026-11-20T11:00:00Z");
                s.decisions.push(approval("erin", "security", LATER));
            },
        ),
        area.allows("handed-in-twice", "A document handed in twice is one.", &[], |s| {
            s.documents = s.records().into_iter().map(|(_, bytes)| bytes).collect();
        }),
    ]
}

fn types(area: &Area) -> Vec<Case> {
    let typed = |s: &Scenario, predicate_type: &str, by: &str| {
        let predicate = with(approval("dave", "security", APPROVED), "release", json!(s.release_id())).predicate;
        envelope(&statement(predicate_type, &s.artefacts, predicate), &[by.to_owned()])
    };
    let missing = ("approvals/security", Code::ApprovalsMissing);
    let ours = "https://countersign.dev/attestation";
    vec![
        area.allows("somebody-elses-type", "Provenance for another tool may lie among the records.", FOREIGN, |s| {
            s.documents.push(typed(s, "https://in-toto.io/attestation/link/v0.3", "ci-builder"));
        }),
        area.denies(
            "approval-under-another-type",
            "What looks like an approval, and is typed otherwise, is none.",
            &[("records", Code::RecordTypeUnknown), missing],
            |s| {
                s.decisions.pop();
                s.documents.push(typed(s, "https://countersign.example/attestation/approval/v1", "dave"));
            },
        ),
        area.denies(
            "approval-typed-in-capitals",
            "Types are compared exactly; what claims to be ours and is not known might say no.",
            &[("records", Code::RecordInvalidDenies), missing],
            |s| {
                s.decisions.pop();
                s.documents.push(typed(s, &format!("{ours}/Approval/v1"), "dave"));
            },
        ),
        area.denies(
            "approval-of-no-version",
            "A type without its version is another type, of ours.",
            &[("records", Code::RecordInvalidDenies), missing],
            |s| {
                s.decisions.pop();
                s.documents.push(typed(s, &format!("{ours}/approval"), "dave"));
            },
        ),
        area.denies(
            "approval-of-a-later-version",
            "A later version of ours may have written it, to say no: an older verifier does not pass over it.",
            DENIES,
            |s| s.documents.push(typed(s, &format!("{ours}/approval/v2"), "dave")),
        ),
        area.denies(
            "kind-of-a-later-version",
            "A kind of ours that this version does not know might say no.",
            DENIES,
            |s| {
                s.documents.push(typed(s, &format!("{ours}/veto/v1"), "dave"));
            },
        ),
        area.allows("later-version-by-nobody", "Signed by nobody in the roster, it says nothing.", UNTRUSTED, |s| {
            s.documents.push(typed(s, &format!("{ours}/approval/v2"), "mallory"));
        }),
        area.allows(
            "anchor-among-the-records",
            "An anchor vouches through the host's root keys, and does nothing here.",
            &[],
            |s| {
                let word = json!({"document": "policy", "serial": 3, "signedAt": "2026-10-02T00:00:00Z"});
                s.documents.push(envelope(
                    &statement(&Kind::Anchor.predicate_type(), &s.artefacts, word),
                    &["dave".to_owned()],
                ));
            },
        ),
    ]
}

/// Approvals and rejections that cannot be read: carol's and dave's good ones are there besides.
fn approvals(area: &Area) -> Vec<Case> {
    let invalid = |name, about, field: &'static str, value: Value| {
        area.denies(name, about, DENIES, |s| {
            let mut signed = approval("erin", "security", LATER);
            set(&mut signed, "release", json!(s.release_id()));
            set(&mut signed, field, value);
            add(s, Kind::Approval, &signed);
        })
    };
    vec![
        invalid(
            "approval-unknown-field",
            "A field that we do not know may be a condition.",
            "unless",
            json!("the load test fails"),
        ),
        invalid("approval-undecided", "Neither yes nor no may be no.", "decision", json!("abstained")),
        invalid(
            "approval-in-capitals",
            "`Rejected` is not `rejected`, and surely not `approved`.",
            "decision",
            json!("Rejected"),
        ),
        invalid("approval-without-role", "Every decision is made in a role.", "role", Value::Null),
        invalid("approval-for-nowhere", "An approval is for at least one environment.", "environments", json!([])),
        invalid("approval-wrong-type", "One environment is not a list of them.", "environments", json!("production")),
        invalid("approval-at-no-time", "A time has one spelling.", "signedAt", json!("2026-11-20T11:00:00+00:00")),
        invalid("approval-expires-never", "A malformed expiry is an error, not for ever.", "expiresAt", json!("never")),
        invalid(
            "approval-expires-before-signing",
            "An expiry before the signature is a mistake.",
            "expiresAt",
            json!(APPROVED),
        ),
        area.denies("approval-null", "`null` is no spelling of absence.", DENIES, |s| {
            let mut signed = approval("erin", "security", LATER);
            signed.predicate["expiresAt"] = Value::Null;
            add(s, Kind::Approval, &signed);
        }),
        area.denies("approval-as-a-list", "Fields have names: a list of values is no approval.", DENIES, |s| {
            let list = json!(["approved", "security", s.release_id(), ["production"], LATER]);
            let payload = statement(&Kind::Approval.predicate_type(), &s.artefacts, list);
            s.documents.push(envelope(&payload, &["erin".to_owned()]));
        }),
        area.denies("rejection-reason-too-long", "A report quotes reasons: they end somewhere.", DENIES, |s| {
            let signed = with(rejection("erin", "security", LATER), "reason", json!("x".repeat(4_097)));
            add(s, Kind::Approval, &signed);
        }),
        area.denies(
            "rejection-without-reason",
            "A rejection that gives no reason cannot be read, and might have been one.",
            DENIES,
            |s| {
                let mut signed = rejection("erin", "security", LATER);
                set(&mut signed, "reason", Value::Null);
                add(s, Kind::Approval, &signed);
            },
        ),
        area.denies("approval-without-sha256", "A subject without SHA-256 binds nothing.", DENIES, |s| {
            let signed = with(approval("erin", "security", LATER), "release", json!(s.release_id()));
            let payload = s.payload(Kind::Approval, &signed);
            let text = String::from_utf8(payload).expect("JSON").replacen("\"sha256\":", "\"gitCommit\":", 1);
            s.documents.push(envelope(text.as_bytes(), &signed.by));
        }),
        area.allows("approval-invalid-by-nobody", "What nobody in the roster signed cannot say no.", UNTRUSTED, |s| {
            let signed = with(approval("mallory", "security", LATER), "unless", json!("it rains"));
            add(s, Kind::Approval, &signed);
        }),
    ]
}

fn others(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "release-unknown-field",
            "A release record of this version that cannot be read might have moved the label.",
            DENIES,
            |s| {
                let newer = with(s.releases[0].clone(), "requestedAt", json!(LATER));
                add(s, Kind::Release, &with(newer, "approvers", json!(["carol"])));
            },
        ),
        area.allows(
            "release-of-another-version-unreadable",
            "What is wrong with another version's record does not stop this one.",
            INVALID,
            |s| {
                let other = with(s.releases[0].clone(), "version", json!("2.4.0"));
                add(s, Kind::Release, &with(other, "approvers", json!(["carol"])));
            },
        ),
        area.denies(
            "release-alone-unreadable",
            "If the only release record cannot be read, there is none.",
            &[("records", Code::RecordInvalidDenies), ("binding", Code::BindingReleaseMissing)],
            |s| {
                staging(s);
                set(&mut s.releases[0], "commit", json!("main"));
            },
        ),
        area.denies(
            "release-without-authors",
            "A release that nobody wrote is not read.",
            &[("records", Code::RecordInvalidDenies), ("binding", Code::BindingReleaseMissing)],
            |s| {
                staging(s);
                set(&mut s.releases[0], "authors", json!([]));
            },
        ),
        area.denies(
            "revocation-of-other-subjects",
            "The statement's subjects are not what the predicate withdraws.",
            DENIES,
            |s| {
                let mut no = revocation("dave", &[], &[other_bytes()]);
                no.subjects = Some(s.artefacts.clone());
                add(s, Kind::Revocation, &no);
            },
        ),
        area.denies("revocation-of-nothing", "A revocation withdraws something.", DENIES, |s| {
            let mut no = revocation("dave", &[], &[]);
            no.subjects = Some(s.artefacts.clone());
            add(s, Kind::Revocation, &no);
        }),
        area.denies(
            "register-of-another-subject",
            "A snapshot's subject is the digest of its predicate.",
            DENIES,
            |s| {
                let mut snapshot = register(41, "2026-11-20T10:00:00Z");
                snapshot.subjects = Some(vec![other_bytes()]);
                add(s, Kind::Register, &snapshot);
            },
        ),
        area.denies(
            "register-replaced-before-issued",
            "A snapshot that ends before it begins cannot be read.",
            DENIES,
            |s| {
                let snapshot = register(41, "2026-11-20T10:00:00Z");
                add(s, Kind::Register, &with(snapshot, "nextUpdate", json!("2026-11-20T10:00:00Z")));
            },
        ),
        area.denies("register-lists-a-version-twice", "Which of two lists counts?", DENIES, |s| {
            let snapshot = register(41, "2026-11-20T10:00:00Z");
            let list = json!({"service": "checkout-api", "version": "2.4.1", "documents": []});
            add(s, Kind::Register, &with(snapshot, "holdings", json!([list, list])));
        }),
        area.denies(
            "anchor-unknown-field",
            "Whatever is ours, signed by somebody known, and cannot be read, denies.",
            DENIES,
            |s| {
                let word = json!({"document": "policy", "serial": 3, "signedAt": "2026-10-02T00:00:00Z", "by": "root"});
                s.documents.push(envelope(
                    &statement(&Kind::Anchor.predicate_type(), &s.artefacts, word),
                    &["dave".to_owned()],
                ));
            },
        ),
    ]
}
