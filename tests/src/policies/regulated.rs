//! The tests of the policy `regulated`: the four classes, and the pack of evidence.

use countersign_core::base::canonical;
use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use countersign_core::gate::Verdict::{self, Allow, Deny};
use serde_json::{Value, json};

use super::evidence::{analysed, assessed, built, listed, scanned, tested as ran};
use super::people::{release, roster, yes};
use super::{Case, Tested};
use crate::scenario::{COMMIT, Scenario, Signed, envelope, seconds, statement};

const POLICY: &str = include_str!("../../../fixtures/policies/regulated/policy.yml");
const HIGH: &str = "high-risk-prod";
const HIGH_FINDING: [(&str, &str); 1] = [("CVE-2026-2000", "high")];

fn people() -> String {
    let people = [
        ("anna", "Anna Author", [].as_slice()),
        ("ben", "Ben Reviewer", &[]),
        ("cleo", "Cleo Reviewer", &[]),
        ("mira", "Mira Manager", &["release-manager"]),
        ("rosa", "Rosa Risk", &["risk"]),
        ("sven", "Sven Security", &["security"]),
        ("sara", "Sara Security", &["security"]),
        ("alan", "Alan Architect", &["architect"]),
        ("ida", "Ida Commander", &["incident-commander"]),
        ("ivo", "Ivo Commander", &["incident-commander"]),
    ];
    let automations = [
        ("ci", ["builder"].as_slice()),
        ("test-bench", &["tester"]),
        ("scan-bench", &["scanner"]),
        ("register", &["registrar"]),
        ("deployer", &[]),
    ];
    roster(&people, &automations)
}

/// A release with everything that its class asks for.
fn complete(roster: &str) -> Scenario {
    let mut s = release(POLICY, roster, "payments", json!({}));
    s.decisions.extend([yes("mira", "release-manager"), yes("rosa", "risk"), yes("sven", "security")]);
    let before = pack(&mut s, &[("CVE-2026-1000", "medium")]);
    assessed(&mut s, "alan");
    released_before(&mut s, before);
    register(&mut s);
    s
}

/// A release of a service of low criticality with everything that its class asks for.
fn standard(roster: &str, found: &[(&str, &str)]) -> Scenario {
    let mut s = release(POLICY, roster, "reporting", json!({}));
    s.decisions.push(yes("mira", "release-manager"));
    pack(&mut s, found);
    register(&mut s);
    s
}

/// The pack of evidence, with what the scan found, and the way back: gives what it leads to.
fn pack(s: &mut Scenario, found: &[(&str, &str)]) -> Sha256 {
    let before = Sha256::of(format!("{} 7.1.0", s.question.service).as_bytes());
    s.releases[0].predicate["rollback"] =
        json!({"version": "7.1.0", "digest": before, "tested": "Went back and forth on the test system."});
    built(s);
    for suite in ["unit", "integration", "acceptance"] {
        ran(s, "test-bench", suite, true);
    }
    scanned(s, "scan-bench", found);
    analysed(s, "scan-bench", "Semgrep OSS", &[]);
    analysed(s, "scan-bench", "gitleaks", &[]);
    listed(s, "ci", "MIT OR Apache-2.0");
    before
}

/// What it would go back to was released, and approved in every role.
fn released_before(s: &mut Scenario, before: Sha256) {
    let predicate = json!({
        "service": "payments", "version": "7.1.0", "repository": "https://git.example/shop", "commit": COMMIT,
        "authors": ["github:ben"], "requestedAt": "2026-11-03T09:00:00Z",
    });
    let release = Signed { subjects: Some(vec![before]), ..Signed::new(&["ci"], predicate) };
    let id = Sha256::of(&s.payload(Kind::Release, &release));
    s.releases.push(release);
    for (by, role) in [("mira", "release-manager"), ("rosa", "risk"), ("sven", "security")] {
        let approval = json!({
            "decision": "approved", "role": role, "environments": ["production"], "release": id, "signedAt": "2026-11-03T10:00:00Z",
        });
        s.decisions.push(Signed { subjects: Some(vec![before]), ..Signed::new(&[by], approval) });
    }
}

/// The register holds all of it.
fn register(s: &mut Scenario) {
    let held = s.records().into_iter().map(|(_, bytes)| bytes).chain(s.documents.iter().cloned());
    let documents: Vec<Sha256> = held.map(|bytes| Sha256::of(&bytes)).collect();
    let predicate = json!({
        "sequence": 9, "issuedAt": "2026-11-18T10:00:00Z", "nextUpdate": "2026-11-19T10:00:00Z",
        "holdings": [{"service": s.question.service, "version": "7.2.0", "documents": documents}],
    });
    let subject = Sha256::of(&canonical::to_bytes(&predicate));
    let payload = statement(&Kind::Register.predicate_type(), &[subject], predicate);
    s.documents.push(envelope(&payload, &["register".to_owned()]));
}

pub(super) fn tested() -> Tested {
    let roster = people();
    let case = |name,
                about,
                verdict: Verdict,
                class,
                findings: &[(&'static str, &'static str)],
                change: &dyn Fn(&mut Scenario)| {
        let mut scenario = complete(&roster);
        change(&mut scenario);
        Case { name, about, verdict, class, findings: findings.to_vec(), scenario }
    };
    let again = |s: &mut Scenario| {
        s.documents.pop();
        register(s);
    };
    let recorded = ("evidence/vulnerabilities", "vulnerability.recorded");
    let escalated = ("evidence/vulnerabilities", "vulnerability.escalated");
    let cases = vec![
        case("complete", "Three roles approved, and the pack is complete.", Allow, HIGH, &[recorded], &|_| {}),
        case(
            "withheld",
            "The register knows a document that was not handed in.",
            Deny,
            HIGH,
            &[
                recorded,
                ("register/completeness", "register.record-withheld"),
                ("evidence/assessment/threat-model", "assessment.missing"),
            ],
            &|s| {
                let at = s.documents.len() - 2;
                s.documents.remove(at);
            },
        ),
        case(
            "copyleft",
            "A licence that the bank does not accept.",
            Deny,
            HIGH,
            &[recorded, ("evidence/sbom", "sbom.licence")],
            &|s| {
                listed(s, "ci", "AGPL-3.0-only");
                again_without_last_register(s);
            },
        ),
        case(
            "secret",
            "A secret was found.",
            Deny,
            HIGH,
            &[recorded, ("evidence/secrets", "analysis.blocked")],
            &|s| {
                analysed(s, "scan-bench", "gitleaks", &["private-key"]);
                again_without_last_register(s);
            },
        ),
        case(
            "emergency",
            "Two commanders break the glass past the missing manager.",
            Allow,
            HIGH,
            &[recorded, ("approvals/release-manager", "approvals.missing"), ("emergency", "emergency.in-force")],
            &|s| {
                s.decisions.remove(0);
                emergency(s, &["ida", "ivo"]);
                again(s);
            },
        ),
        case(
            "emergency-by-one",
            "One commander alone breaks no glass.",
            Deny,
            HIGH,
            &[recorded, ("approvals/release-manager", "approvals.missing"), ("emergency", "emergency.too-few")],
            &|s| {
                s.decisions.remove(0);
                emergency(s, &["ida"]);
                again(s);
            },
        ),
        case(
            "test-system",
            "What goes to the test system needs a review and a suite.",
            Allow,
            "standard-non-prod",
            &[],
            &|s| {
                s.question.environment = "test".to_owned();
                s.decisions.clear();
            },
        ),
        case("standard-prod", "A manager approved it, and the pack is complete.", Allow, "standard-prod", &[], &|s| {
            *s = standard(&roster, &[]);
        }),
        case(
            "window",
            "At four in the afternoon in Zurich the window is closed.",
            Deny,
            HIGH,
            &[recorded, ("windows", "window.closed")],
            &|s| s.question.now = seconds("2026-11-18T15:00:00Z"),
        ),
        case(
            "escalated",
            "A high finding calls for the security role, which has not approved since the scan.",
            Deny,
            "standard-prod",
            &[escalated, ("approvals/security", "approvals.missing")],
            &|s| *s = standard(&roster, &HIGH_FINDING),
        ),
        case(
            "escalated-and-approved",
            "Sara of the security role approved after the scan.",
            Allow,
            "standard-prod",
            &[escalated],
            &|s| {
                *s = standard(&roster, &HIGH_FINDING);
                s.decisions.push(yes("sara", "security"));
                again(s);
            },
        ),
        case(
            "exception",
            "Sara accepted the risk of the high finding for a month.",
            Allow,
            "standard-prod",
            &[("evidence/vulnerabilities", "vulnerability.excepted")],
            &|s| {
                *s = standard(&roster, &HIGH_FINDING);
                exception(s, "sara");
                again_without_last_register(s);
            },
        ),
    ];
    Tested { name: "regulated", roster, cases }
}

/// The register's snapshot anew, where something came after it.
fn again_without_last_register(s: &mut Scenario) {
    let register_type = Kind::Register.predicate_type();
    s.documents.retain(|document| !is_of(document, &register_type));
    register(s);
}

fn is_of(document: &[u8], predicate_type: &str) -> bool {
    let envelope = countersign_core::format::dsse::Envelope::parse(document).ok();
    let statement = envelope.and_then(|e| countersign_core::format::statement::Statement::parse(&e.payload).ok());
    statement.is_some_and(|statement| statement.predicate_type == predicate_type)
}

fn emergency(s: &mut Scenario, by: &[&str]) {
    let evidence: Vec<Sha256> = s.documents.iter().take(2).map(|document| Sha256::of(document)).collect();
    let predicate: Value = json!({
        "service": "payments", "release": s.release_id(), "environment": "production", "role": "incident-commander",
        "reason": "Payments fail for everybody.", "incident": "INC-77", "bypasses": ["approvals/release-manager"],
        "evidence": evidence, "signedAt": "2026-11-18T10:30:00Z", "expiresAt": "2026-11-18T13:00:00Z",
    });
    let payload = statement(&Kind::Emergency.predicate_type(), &s.artefacts, predicate);
    let signers: Vec<String> = by.iter().map(|who| (*who).to_owned()).collect();
    s.documents.insert(0, envelope(&payload, &signers));
}

fn exception(s: &mut Scenario, by: &str) {
    let predicate = json!({
        "findings": [HIGH_FINDING[0].0], "services": ["reporting"], "reason": "The parser never sees what customers send.",
        "controls": "The gateway drops such requests.", "role": "security",
        "signedAt": "2026-11-18T09:30:00Z", "expiresAt": "2026-12-18T09:30:00Z",
    });
    let subject = Sha256::of(&canonical::to_bytes(&predicate));
    let payload = statement(&Kind::Exception.predicate_type(), &[subject], predicate);
    s.documents.push(envelope(&payload, &[by.to_owned()]));
}
