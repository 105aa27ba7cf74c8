//! What people of the virtual organisation say, so that a case is one line: approvals, rejections, withdrawals.
//!
//! Nothing is signed here; `scenario` does that.

use countersign_core::base::digest::Sha256;
use countersign_core::base::time::{Duration, Time};
use serde_json::{Value, json};

use crate::scenario::{Scenario, Signed, envelope, seconds, statement};

/// When the approvals of the allowed scenario were signed.
pub(super) const APPROVED: &str = "2026-11-20T10:00:00Z";
/// Later than that, and before now.
pub(super) const LATER: &str = "2026-11-20T11:00:00Z";

/// Later than that, and before now, too.
pub(super) const LATEST: &str = "2026-11-20T11:30:00Z";

/// Who may break the glass past freezes, without whom a policy with freezes does not load.
pub(super) const EMERGENCY: &str = "emergency: { by: [security], maxDuration: 4h, bypass: [freezes], review: { by: [release-manager], businessDays: 2 } }\n";

pub(super) fn approval(by: &str, role: &str, at: &str) -> Signed {
    Signed::new(&[by], json!({"decision": "approved", "role": role, "environments": ["production"], "signedAt": at}))
}

pub(super) fn rejection(by: &str, role: &str, at: &str) -> Signed {
    Signed::new(
        &[by],
        json!({
            "decision": "rejected", "role": role, "environments": ["production"], "signedAt": at,
            "reason": "The load test has not run.",
        }),
    )
}

pub(super) fn revocation(by: &str, records: &[Sha256], artefacts: &[Sha256]) -> Signed {
    Signed::new(
        &[by],
        json!({
            "records": records, "artefacts": artefacts, "signedAt": LATER,
            "reason": "A dependency turned out to be vulnerable.",
        }),
    )
}

pub(super) fn register(sequence: u64, issued: &str) -> Signed {
    let next_update = issued.parse::<Time>().expect("a time of ours").after(duration("24h"));
    Signed::new(&["register"], json!({"sequence": sequence, "issuedAt": issued, "nextUpdate": next_update}))
}

/// The same record with one field of the predicate set.
pub(super) fn with(mut signed: Signed, field: &str, value: Value) -> Signed {
    set(&mut signed, field, value);
    signed
}

/// Sets one field of a predicate; `null` takes it away.
pub(super) fn set(signed: &mut Signed, field: &str, value: Value) {
    let fields = signed.predicate.as_object_mut().expect("a predicate is an object");
    if value.is_null() {
        fields.remove(field);
    } else {
        fields.insert(field.to_owned(), value);
    }
}

/// One automation more: its name, which is that of its key, its role, and what else is said of the key.
pub(super) fn automation(scenario: &mut Scenario, name: &str, role: &str, key: &str) {
    let new = format!("  - id: {name}\n    roles: [{{ {role} }}]\n    keys: [{{ pem: \"KEY {name}\"{key} }}]\n");
    scenario.roster("  - id: ci-deployer\n", &format!("{new}  - id: ci-deployer\n"));
}

/// The class no longer asks that every document of the register is here.
pub(super) fn incomplete(scenario: &mut Scenario) {
    scenario.policy(", complete: true }", " }");
}

/// Some other bytes.
pub(super) fn other_bytes() -> Sha256 {
    Sha256::of(b"checkout-api 2.4.1, tampered with")
}

/// The moment of the question, so many seconds later.
pub(super) fn later(scenario: &mut Scenario, seconds: u64) {
    scenario.question.now += seconds;
}

/// Asks for staging at another instant of the year, with a release and a policy review that are older than it.
pub(super) fn staging_at(scenario: &mut Scenario, now: &str) {
    staging(scenario);
    scenario.policy("reviewedAt: 2026-10-01T00:00:00Z", "reviewedAt: 2026-02-01T00:00:00Z");
    set(&mut scenario.releases[0], "requestedAt", json!("2026-02-01T00:00:00Z"));
    scenario.question.now = seconds(now);
}

/// Asks for staging, for which nobody has to approve: what is left are the requirements of every class.
pub(super) fn staging(scenario: &mut Scenario) {
    scenario.question.environment = "staging".to_owned();
    scenario.decisions.clear();
    scenario.registers.clear();
}

pub(super) fn duration(text: &str) -> Duration {
    text.parse().expect("a duration of ours")
}

/// The class asks for evidence: a line of flow YAML under `evidence`.
pub(super) fn ask_for(scenario: &mut Scenario, rule: &str) {
    let line = format!("      peerReview: 1\n      evidence:\n        {rule}\n");
    scenario.policy("      peerReview: 1\n", &line);
}

/// Hands in a statement of somebody else's type about the artefacts of the release; returns its id.
pub(super) fn attest(scenario: &mut Scenario, by: &str, predicate_type: &str, predicate: Value) -> Sha256 {
    let payload = statement(predicate_type, &scenario.artefacts, predicate);
    scenario.documents.push(envelope(&payload, &[by.to_owned()]));
    Sha256::of(&payload)
}

/// Hands in a document, and somebody's signed reference to it; returns the reference's id.
pub(super) fn carry(scenario: &mut Scenario, by: &str, document: &[u8]) -> Sha256 {
    let digest = json!({"sha256": Sha256::of(document).to_hex()});
    let references = json!({"attester": {"id": by}, "references": [{"digest": digest}]});
    scenario.documents.push(document.to_vec());
    attest(scenario, by, "https://in-toto.io/attestation/reference/v0.1", references)
}
