//! Cases **assessment**: whether somebody has looked at the service, and when.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use countersign_core::format::assessment::TYPE;
use serde_json::{Value, json};

use super::say::{ask_for, revocation};
use super::{Area, Case, Due};
use crate::scenario::{Scenario, envelope, statement};

const MODEL: &str = "evidence/assessment/threat-model";
const MISSING: Due = (MODEL, Code::AssessmentMissing);

pub(super) fn cases() -> Vec<Case> {
    let area = Area("assessment");
    let mut cases = current(&area);
    cases.extend(refused(&area));
    cases
}

fn asked(scenario: &mut Scenario) {
    ask_for(scenario, "assessments: [{ kind: threat-model, by: [security], maxAge: 200d }]");
}

fn honest() -> Value {
    json!({"kind": "threat-model", "service": "checkout-api", "outcome": "passed", "performedAt": "2026-06-01T09:00:00Z",
        "expiresAt": "2027-06-01T09:00:00Z", "summary": "Two threats, both mitigated."})
}

/// Somebody signs an assessment, whose subject is the document about it.
fn say(scenario: &mut Scenario, by: &str, predicate: Value) -> Sha256 {
    let payload = statement(TYPE, &[Sha256::of(b"threat model of checkout-api")], predicate);
    scenario.documents.push(envelope(&payload, &[by.to_owned()]));
    Sha256::of(&payload)
}

fn but(field: &str, value: Value) -> Value {
    let mut predicate = honest();
    predicate[field] = value;
    predicate
}

/// Bob was of security until the autumn.
fn former(scenario: &mut Scenario) {
    let role = "    roles: [{ role: security, from: 2026-01-01T00:00:00Z, until: 2026-09-01T00:00:00Z }]\n";
    scenario.roster("\"github:bob\"]\n", &format!("\"github:bob\"]\n{role}"));
}

fn current(area: &Area) -> Vec<Case> {
    vec![
        area.allows("current", "The threat model was reviewed in time.", &[], |s| {
            asked(s);
            say(s, "dave", honest());
        }),
        area.allows("newest-passed", "What an older one found is settled.", &[], |s| {
            asked(s);
            say(s, "dave", but("outcome", json!("failed")));
            say(s, "dave", but("performedAt", json!("2026-07-01T09:00:00Z")));
        }),
        area.allows(
            "failed-by-an-ended-role-before",
            "Who found it wanting holds the role no longer; somebody who does has assessed it since.",
            &[],
            |s| {
                asked(s);
                former(s);
                say(s, "bob", but("outcome", json!("failed")));
                say(s, "dave", but("performedAt", json!("2026-07-01T09:00:00Z")));
            },
        ),
        area.denies(
            "failed-by-an-ended-role",
            "Who found it wanting holds the role no longer, and nobody has assessed it since.",
            &[(MODEL, Code::AssessmentFailed), (MODEL, Code::EvidenceProducerUnauthorised)],
            |s| {
                asked(s);
                former(s);
                say(s, "dave", honest());
                say(s, "bob", {
                    let mut later = but("outcome", json!("failed"));
                    later["performedAt"] = json!("2026-07-01T09:00:00Z");
                    later
                });
            },
        ),
        area.denies(
            "failed-by-an-ended-role-since",
            "Who found it wanting holds the role no longer; what was said since is revoked, and replaces nothing.",
            &[
                (MODEL, Code::AssessmentFailed),
                (MODEL, Code::EvidenceProducerUnauthorised),
                (MODEL, Code::EvidenceRevoked),
            ],
            |s| {
                asked(s);
                former(s);
                say(s, "erin", but("performedAt", json!("2026-05-20T09:00:00Z")));
                say(s, "bob", but("outcome", json!("failed")));
                let id = say(s, "dave", but("performedAt", json!("2026-07-01T09:00:00Z")));
                s.revocations.push(revocation("erin", &[id], &[]));
            },
        ),
        area.allows("of-another-service", "Another service's failed; nobody asks about that one.", &[], |s| {
            asked(s);
            say(s, "dave", honest());
            let mut other = but("service", json!("brochure"));
            other["outcome"] = json!("failed");
            say(s, "dave", other);
        }),
    ]
}

fn refused(area: &Area) -> Vec<Case> {
    let denies = |name, about, due: &[Due], by: &'static str, predicate: Value| {
        area.denies(name, about, due, move |s| {
            asked(s);
            say(s, by, predicate);
        })
    };
    let with = |code: Code| [MISSING, (MODEL, code)];
    vec![
        area.denies("missing", "There is none.", &[MISSING], asked),
        denies("another-kind", "A design is no threat model.", &[MISSING], "dave", but("kind", json!("design"))),
        denies("another-service", "Of another service.", &[MISSING], "dave", but("service", json!("brochure"))),
        denies("failed", "It failed.", &with(Code::AssessmentFailed), "dave", but("outcome", json!("failed"))),
        denies(
            "expired",
            "It expires at this instant.",
            &with(Code::AssessmentExpired),
            "dave",
            but("expiresAt", json!("2026-11-20T12:00:00Z")),
        ),
        denies(
            "too-old",
            "Older than the class allows, to the second.",
            &with(Code::EvidenceTooOld),
            "dave",
            but("performedAt", json!("2026-05-04T12:00:00Z")),
        ),
        denies(
            "by-somebody-else",
            "A builder may not assess.",
            &with(Code::EvidenceProducerUnauthorised),
            "ci-builder",
            honest(),
        ),
        denies(
            "malformed",
            "Evidence of ours that cannot be read might say no.",
            &[MISSING, ("records", Code::RecordInvalidDenies)],
            "dave",
            but("outcome", json!("fine")),
        ),
        area.denies("newest-failed", "A newer one failed.", &with(Code::AssessmentFailed), |s| {
            asked(s);
            say(s, "dave", honest());
            let mut newer = but("performedAt", json!("2026-07-01T09:00:00Z"));
            newer["outcome"] = json!("failed");
            say(s, "dave", newer);
        }),
        area.denies(
            "two-disagree",
            "One assessor passed it, another did not.",
            &[(MODEL, Code::AssessmentFailed)],
            |s| {
                asked(s);
                say(s, "dave", honest());
                say(s, "erin", but("outcome", json!("failed")));
            },
        ),
        area.denies("revoked", "It was revoked.", &with(Code::EvidenceRevoked), |s| {
            asked(s);
            let id = say(s, "dave", honest());
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
        area.refuses("rule-kind-twice", "One kind stands twice.", &[("policy", Code::PolicyInvalid)], |s| {
            ask_for(s, "assessments: [{ kind: design, by: [security] }, { kind: design, by: [builder] }]");
        }),
    ]
}
