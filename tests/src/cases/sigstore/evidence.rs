//! Evidence in bundles: how old it is. A certificate says when somebody signed, not when they looked.

use countersign_core::base::code::Code;
use serde_json::{Value, json};

use super::super::evidence::{TEST_RESULT, VULNS, asked, carry, refer, result, said, say, scan, trivy};
use super::super::say::revocation;
use super::super::{Area, Case, Due, vulnerabilities};
use super::{ISSUER, dave, known};
use crate::scenario::{COMMIT, Scenario, statement};
use crate::sigstore::ask::{Algorithm, Ask, Signer};
use crate::sigstore::authority::Subject;
use crate::sigstore::bundle::Hint;
use crate::sigstore::signed::Content;
use crate::sigstore::world::World;

const SCANS: &str = "evidence/vulnerabilities";
const TESTS: &str = "evidence/tests";
const BLOCKED: Due = (SCANS, Code::VulnerabilityBlocked);
const CI: &str = "ci@acme.example";
const SCANNER: &str = "pkg:github/aquasecurity/trivy@0.66.0";
const LONG_AGO: &str = "2026-10-01T08:30:00Z";

pub(super) fn cases(area: &Area) -> Vec<Case> {
    let mut cases = scans(area);
    cases.extend(words(area));
    cases.extend(results(area));
    cases.extend(chains(area));
    cases
}

/// The builder has an identity, too, and a key of its own in bundles.
fn builder(scenario: &mut Scenario) {
    let pem = Algorithm::P256.key().pem().replace('\n', "\\n");
    let alias = "aliases: [\"github:acme-ci\"]";
    let identity = format!("identities: [{{ issuer: \"{ISSUER}\", subject: {CI} }}]");
    scenario.roster(alias, &format!("{alias}\n    {identity}"));
    scenario.roster("{ pem: \"KEY ci-builder\" }", &format!("{{ pem: \"KEY ci-builder\" }}, {{ pem: \"{pem}\" }}"));
}

/// Hands in a statement in a bundle, signed and logged at the time of the approvals.
fn bundled(scenario: &mut Scenario, signer: Signer, kind: &str, predicate: Value) {
    let payload = statement(kind, &scenario.artefacts, predicate);
    let ask = Ask { signer, content: Content::Statement(payload), ..dave() };
    scenario.documents.push(World::new().sign(&ask).to_string().into_bytes());
    scenario.trusted_roots = vec![World::new().trusted_root().to_string().into_bytes()];
}

fn ci() -> Signer {
    Signer::Identity(Subject::Email(CI.to_owned()), ISSUER.to_owned(), Vec::new())
}

fn scans(area: &Area) -> Vec<Case> {
    vec![
        area.allows("scan-of-today", "A scan in a bundle, as old as it says.", &[], |s| {
            builder(s);
            vulnerabilities::asks(s);
            bundled(s, ci(), VULNS, scan(SCANNER, vulnerabilities::MORNING, &[]));
        }),
        area.denies(
            "scan-of-long-ago",
            "An old scan, signed today under a new certificate: that makes it no newer.",
            &[(SCANS, Code::EvidenceMissing), (SCANS, Code::EvidenceTooOld)],
            |s| {
                builder(s);
                vulnerabilities::asks(s);
                bundled(s, ci(), VULNS, scan(SCANNER, LONG_AGO, &[]));
            },
        ),
        area.denies(
            "scan-that-began-long-ago",
            "It does not say when it ended; it ended no later than what it says otherwise.",
            &[(SCANS, Code::EvidenceMissing), (SCANS, Code::EvidenceTooOld)],
            |s| {
                builder(s);
                vulnerabilities::asks(s);
                let mut old = scan(SCANNER, LONG_AGO, &[]);
                old["metadata"].as_object_mut().expect("times").remove("scanFinishedOn");
                bundled(s, ci(), VULNS, old);
            },
        ),
        area.denies(
            "bill-of-a-time-that-cannot-be-read",
            "A bill of materials without a time zone says something all the same: it is as old as can be.",
            &[("evidence/sbom", Code::EvidenceMissing), ("evidence/sbom", Code::EvidenceTooOld)],
            |s| {
                builder(s);
                asked(s, "sbom: { by: [builder], maxAge: 24h }");
                let made = json!({"timestamp": "2026-11-20T08:30:00"});
                let component = json!({"type": "library", "name": "left-pad", "purl": "pkg:npm/left-pad@1.3.0"});
                let bill = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": made, "components": [component]});
                bundled(s, ci(), "https://cyclonedx.org/bom/v1.6", bill);
            },
        ),
        area.denies(
            "provenance-that-began-long-ago",
            "A build that began long ago, and does not say when it ended.",
            &[("evidence/provenance", Code::EvidenceMissing), ("evidence/provenance", Code::EvidenceTooOld)],
            |s| {
                builder(s);
                asked(s, "provenance: { by: [builder], maxAge: 24h, builders: [\"https://b.example/*\"] }");
                let source = json!({"uri": "git+https://git.acme.example/checkout-api@refs/heads/main", "digest": {"gitCommit": COMMIT}});
                let definition = json!({"buildType": "t", "resolvedDependencies": [source]});
                let run = json!({"builder": {"id": "https://b.example/1"}, "metadata": {"startedOn": LONG_AGO}});
                let predicate = json!({"buildDefinition": definition, "runDetails": run});
                bundled(s, ci(), "https://slsa.dev/provenance/v1", predicate);
            },
        ),
        area.denies(
            "scan-behind-an-older-one",
            "This morning's scan found something; one of long ago, signed since, replaces it no more than it did.",
            &[BLOCKED, (SCANS, Code::EvidenceReplaced)],
            |s| {
                builder(s);
                vulnerabilities::asks(s);
                say(s, "ci-builder", VULNS, scan(SCANNER, vulnerabilities::MORNING, &[("CVE-2026-1", "critical")]));
                bundled(s, ci(), VULNS, scan(SCANNER, LONG_AGO, &[]));
            },
        ),
    ]
}

/// The class asks for two steps, one after the other.
fn steps(scenario: &mut Scenario, first: &str, second: &str) {
    builder(scenario);
    let step = |evidence: &str| format!("        - {{ step: {evidence}, evidence: {evidence}, by: [builder] }}\n");
    let chain = format!("      peerReview: 1\n      chain:\n{}{}", step(first), step(second));
    scenario.policy("      peerReview: 1\n", &chain);
}

fn built(metadata: Value) -> Value {
    json!({
        "buildDefinition": {"buildType": "t", "externalParameters": {}},
        "runDetails": {"builder": {"id": "https://b.example/1"}, "metadata": metadata},
    })
}

fn chains(area: &Area) -> Vec<Case> {
    const DISORDER: &[Due] = &[("chain", Code::ChainOutOfOrder)];
    const PROVENANCE: &str = "https://slsa.dev/provenance/v1";
    const EIGHT: &str = "2026-11-20T08:00:00Z";
    let nine = || built(json!({"finishedOn": "2026-11-20T09:00:00Z"}));
    vec![
        area.denies(
            "chain-signed-afterwards",
            "A scan before the build, by its word; signed after it.",
            DISORDER,
            |s| {
                steps(s, "vulnerabilities", "provenance");
                say(s, "ci-builder", PROVENANCE, nine());
                bundled(s, ci(), VULNS, scan(SCANNER, EIGHT, &[]));
            },
        ),
        area.denies("chain-of-an-older-one", "A scan from before the build, signed after it.", DISORDER, |s| {
            steps(s, "provenance", "vulnerabilities");
            say(s, "ci-builder", PROVENANCE, nine());
            bundled(s, ci(), VULNS, scan(SCANNER, EIGHT, &[]));
        }),
        area.allows(
            "chain-of-one-job",
            "Provenance that names no time, and a scan of a moment before it was signed.",
            &[],
            |s| {
                steps(s, "provenance", "vulnerabilities");
                bundled(s, ci(), PROVENANCE, built(json!({})));
                bundled(s, ci(), VULNS, scan(SCANNER, "2026-11-20T09:59:50Z", &[]));
            },
        ),
    ]
}

fn words(area: &Area) -> Vec<Case> {
    let found = |s: &mut Scenario, at: &str| {
        known(s, "");
        vulnerabilities::asks(s);
        carry(s, "ci-builder", trivy(vulnerabilities::MORNING, &[("CVE-2026-1", "zlib", "CRITICAL")]));
        let document = vulnerabilities::openvex(s.artefacts[0], at, "not_affected");
        bundled(s, dave().signer, vulnerabilities::VEX, document);
    };
    vec![
        area.denies("vex-of-tomorrow", "Dave provably signed it, and dated it in an hour from now.", &[BLOCKED], |s| {
            found(s, "2026-11-20T13:00:00Z");
        }),
        area.denies("vex-of-long-ago", "What dave said long ago, signed today: too old.", &[BLOCKED], |s| {
            found(s, LONG_AGO);
            s.policy("vex: { by: [security] }", "vex: { by: [security], maxAge: 7d }");
        }),
        area.denies(
            "vex-behind-an-older-one",
            "What dave said long ago, signed after erin said otherwise.",
            &[BLOCKED],
            |s| {
                found(s, LONG_AGO);
                let no = vulnerabilities::openvex(s.artefacts[0], "2026-11-20T09:30:00Z", "affected");
                say(s, "erin", vulnerabilities::VEX, no);
            },
        ),
    ]
}

fn results(area: &Area) -> Vec<Case> {
    let unit = |s: &mut Scenario, age: &str| {
        builder(s);
        asked(s, &format!("tests: {{ by: [builder], {age}suites: [unit] }}"));
    };
    let managed = || Signer::Key(Hint::Base64);
    vec![
        area.denies(
            "failure-taken-back",
            "The log says when the suite failed: what has a time is replaced by a newer result, and not taken back.",
            &[(TESTS, Code::EvidenceMissing), (TESTS, Code::TestsFailed)],
            |s| {
                unit(s, "");
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                bundled(s, ci(), TEST_RESULT, result("FAILED", "unit"));
                let id = said(s, TEST_RESULT, result("FAILED", "unit"));
                s.revocations.push(revocation("ci-builder", &[id], &[]));
            },
        ),
        area.allows(
            "result-under-a-certificate",
            "A result has no time of its own; under a certificate it is no older than that.",
            &[],
            |s| {
                unit(s, "maxAge: 24h, ");
                bundled(s, ci(), TEST_RESULT, result("PASSED", "unit"));
            },
        ),
        area.allows(
            "result-under-a-managed-key",
            "A key has no beginning: the result is as one without a time.",
            &[],
            |s| {
                unit(s, "");
                bundled(s, managed(), TEST_RESULT, result("PASSED", "unit"));
            },
        ),
        area.denies(
            "result-under-a-managed-key-and-of-an-age",
            "Anybody can have an old signature of a key timestamped today.",
            &[(TESTS, Code::EvidenceMissing), (TESTS, Code::EvidenceTooOld)],
            |s| {
                unit(s, "maxAge: 24h, ");
                bundled(s, managed(), TEST_RESULT, result("PASSED", "unit"));
            },
        ),
        area.denies(
            "reference-to-a-bundle-of-a-stranger",
            "The builder vouches for a failed result that somebody unknown signed: nobody has read it.",
            &[(TESTS, Code::EvidenceUnreadable), ("records", Code::RecordIdentityUnknown)],
            |s| {
                unit(s, "");
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                let stranger =
                    Signer::Identity(Subject::Email("ci@elsewhere.example".to_owned()), ISSUER.to_owned(), Vec::new());
                bundled(s, stranger, TEST_RESULT, result("FAILED", "unit"));
                let bundle = s.documents.last().expect("a bundle").clone();
                refer(s, "ci-builder", &bundle);
            },
        ),
        area.denies(
            "reference-to-what-looks-like-a-bundle",
            "A report that says of itself that it is a bundle: as that it proves nothing.",
            &[(SCANS, Code::EvidenceUnreadable), ("records", Code::BundleMaterialMissing)],
            |s| {
                vulnerabilities::asks(s);
                say(s, "ci-builder", VULNS, scan(SCANNER, vulnerabilities::MORNING, &[]));
                let report = trivy("2026-11-20T09:00:00Z", &[("CVE-2026-1", "zlib", "CRITICAL")]);
                let mut report: Value = serde_json::from_slice(&report).expect("a report");
                report["mediaType"] = json!("application/vnd.dev.sigstore.bundle.v0.3+json");
                carry(s, "ci-builder", report.to_string().into_bytes());
            },
        ),
    ]
}
