//! Cases **summary**: what another verifier concluded.

use countersign_core::base::code::Code;
use serde_json::{Value, json};

use super::say::{ask_for, attest};
use super::{Area, Case, Due};
use crate::scenario::Scenario;

const VSA: &str = "evidence/vsa";
const MISSING: Due = (VSA, Code::EvidenceMissing);
const V1: &str = "https://slsa.dev/verification_summary/v1";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("summary");
    let mut cases = accepted(&area);
    cases.extend(refused(&area));
    cases
}

fn asked(scenario: &mut Scenario) {
    let policy = "a".repeat(64);
    ask_for(
        scenario,
        &format!(
            "vsa: {{ by: [builder], maxAge: 7d, verifiers: [\"https://verify.acme.example/*\"], policies: [\"https://acme.example/policies/*\"], \
             policyDigests: [\"sha256:{policy}\"], resources: [\"pkg:generic/checkout-api*\"], levels: [SLSA_BUILD_LEVEL_2] }}"
        ),
    );
}

fn honest() -> Value {
    json!({
        "verifier": {"id": "https://verify.acme.example/v1"}, "timeVerified": "2026-11-20T08:30:00Z",
        "resourceUri": "pkg:generic/checkout-api@2.4.1",
        "policy": {"uri": "https://acme.example/policies/slsa", "digest": {"sha256": "a".repeat(64)}},
        "verificationResult": "PASSED", "verifiedLevels": ["SLSA_BUILD_LEVEL_3"], "slsaVersion": "1.0",
    })
}

fn but(pointer: &str, value: Value) -> Value {
    let mut predicate = honest();
    *predicate.pointer_mut(pointer).expect("a field of the summary") = value;
    predicate
}

fn accepted(area: &Area) -> Vec<Case> {
    vec![
        area.allows("passed", "The verifier passed the artefact, at a higher level.", &[], |s| {
            asked(s);
            attest(s, "ci-builder", V1, honest());
        }),
        area.allows("version-0-2", "An older summary says the same.", &[], |s| {
            asked(s);
            let mut old = honest();
            let fields = old.as_object_mut().expect("a predicate");
            fields.remove("verifiedLevels");
            fields.insert("policyLevel".to_owned(), json!("SLSA_BUILD_LEVEL_2"));
            attest(s, "ci-builder", "https://slsa.dev/verification_summary/v0.2", old);
        }),
        area.allows(
            "failed-elsewhere",
            "A verifier on whom the class does not rely failed it.",
            &[(VSA, Code::SummaryVerifier)],
            |s| {
                asked(s);
                attest(s, "ci-builder", V1, honest());
                let mut other = but("/verifier/id", json!("https://elsewhere.example"));
                other["verificationResult"] = json!("FAILED");
                attest(s, "ci-builder", V1, other);
            },
        ),
    ]
}

fn refused(area: &Area) -> Vec<Case> {
    let denies = |name, about, code: Code, predicate: Value| {
        area.denies(name, about, &[MISSING, (VSA, code)], |s| {
            asked(s);
            attest(s, "ci-builder", V1, predicate);
        })
    };
    vec![
        area.denies("missing", "There is none.", &[MISSING], asked),
        denies(
            "failed",
            "The verifier failed the artefact.",
            Code::SummaryFailed,
            but("/verificationResult", json!("FAILED")),
        ),
        denies(
            "another-result",
            "A word that is not `PASSED`.",
            Code::SummaryFailed,
            but("/verificationResult", json!("passed")),
        ),
        denies("another-verifier", "A verifier that only looks alike.", Code::SummaryVerifier, {
            but("/verifier/id", json!("https://verify.acme.example.evil/v1"))
        }),
        denies(
            "another-policy",
            "Another policy.",
            Code::SummaryPolicy,
            but("/policy/uri", json!("https://evil.example/p")),
        ),
        denies(
            "another-digest",
            "Another text of the policy.",
            Code::SummaryPolicy,
            but("/policy/digest/sha256", json!("b".repeat(64))),
        ),
        denies(
            "another-resource",
            "About something else.",
            Code::SummaryResource,
            but("/resourceUri", json!("pkg:generic/brochure@1")),
        ),
        denies(
            "level-too-low",
            "A lower level than is asked for.",
            Code::SummaryLevel,
            but("/verifiedLevels", json!(["SLSA_BUILD_LEVEL_1"])),
        ),
        denies(
            "another-track",
            "A level of another track.",
            Code::SummaryLevel,
            but("/verifiedLevels", json!(["SLSA_SOURCE_LEVEL_3"])),
        ),
        denies(
            "too-old",
            "Older than the class allows, to the second.",
            Code::EvidenceTooOld,
            but("/timeVerified", json!("2026-11-13T12:00:00Z")),
        ),
        area.denies(
            "by-somebody-else",
            "A release manager may not give any.",
            &[MISSING, (VSA, Code::EvidenceProducerUnauthorised)],
            |s| {
                asked(s);
                attest(s, "carol", V1, honest());
            },
        ),
        area.denies(
            "newest-failed",
            "A newer summary failed: the older does not help.",
            &[MISSING, (VSA, Code::SummaryFailed)],
            |s| {
                asked(s);
                attest(s, "ci-builder", V1, honest());
                let mut newer = but("/verificationResult", json!("FAILED"));
                newer["timeVerified"] = json!("2026-11-20T08:40:00Z");
                attest(s, "ci-builder", V1, newer);
            },
        ),
        area.denies(
            "malformed",
            "A summary without levels.",
            &[MISSING, ("records", Code::EvidenceInvalid), ("evidence/vsa", Code::EvidenceUnreadable)],
            |s| {
                asked(s);
                attest(s, "ci-builder", V1, but("/verifiedLevels", Value::Null));
            },
        ),
        area.refuses("rule-any-verifier", "Relies on whoever it may be.", &[("policy", Code::PolicyInvalid)], |s| {
            ask_for(s, "vsa: { by: [builder], verifiers: [\"*\"] }");
        }),
    ]
}
