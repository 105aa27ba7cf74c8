//! Cases **chain**: build, test and scan, each by its own role, one after the other.
//!
//! `ci-builder` builds, `tester` tests, `scanner` scans.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use serde_json::{Value, json};

use super::say::{automation, carry, revocation};
use super::{Area, Case, Due};
use crate::scenario::{COMMIT, Scenario, envelope, statement};

const MISSING: &[Due] = &[("chain", Code::ChainStepMissing)];
const DISORDER: &[Due] = &[("chain", Code::ChainOutOfOrder)];
const PROVENANCE: &str = "https://slsa.dev/provenance/v1";
const VULNS: &str = "https://in-toto.io/attestation/vulns/v0.2";

fn asked(s: &mut Scenario) {
    s.policy(
        "      peerReview: 1\n",
        "      peerReview: 1
      chain:
        - { step: build, evidence: provenance, by: [builder] }
        - { step: first-scan, evidence: vulnerabilities, of: \"*/first\", by: [scanner] }
        - { step: second-scan, evidence: vulnerabilities, of: \"*/second\", by: [scanner] }\n",
    );
    s.policy("  registrar: Issues", "  scanner: Scans.\n  registrar: Issues");
    automation(s, "scan-bench", "role: scanner, from: 2026-01-01T00:00:00Z", "");
}

fn say(s: &mut Scenario, by: &str, kind: &str, predicate: Value) -> Sha256 {
    let payload = statement(kind, &s.artefacts, predicate);
    s.documents.push(envelope(&payload, &[by.to_owned()]));
    Sha256::of(&payload)
}

fn built(s: &mut Scenario, at: &str) -> Sha256 {
    let source = "git+https://git.acme.example/checkout-api@refs/heads/main";
    let predicate = json!({
        "buildDefinition": {"buildType": "https://b.example/v1", "externalParameters": {}, "resolvedDependencies": [{"uri": source, "digest": {"gitCommit": COMMIT}}]},
        "runDetails": {"builder": {"id": "https://b.example/builder"}, "metadata": {"finishedOn": at}},
    });
    say(s, "ci-builder", PROVENANCE, predicate)
}

fn scanned(s: &mut Scenario, by: &str, scanner: &str, at: &str) -> Sha256 {
    let predicate = json!({
        "scanner": {"uri": format!("scan/{scanner}"), "version": "1", "db": {"lastUpdate": at}, "result": []},
        "metadata": {"scanStartedOn": at, "scanFinishedOn": at},
    });
    say(s, by, VULNS, predicate)
}

const EIGHT: &str = "2026-11-20T08:00:00Z";
const NINE: &str = "2026-11-20T09:00:00Z";
const TEN: &str = "2026-11-20T10:00:00Z";

fn whole(s: &mut Scenario) {
    asked(s);
    built(s, EIGHT);
    scanned(s, "scan-bench", "first", NINE);
    scanned(s, "scan-bench", "second", TEN);
}

/// The second step, as `step` has it, by the log of a linter.
fn linted(s: &mut Scenario, step: &str, successful: bool) {
    asked(s);
    s.policy("step: second-scan, evidence: vulnerabilities, of: \"*/second\"", &format!("{step}, of: lint"));
    built(s, EIGHT);
    scanned(s, "scan-bench", "first", NINE);
    let run = json!({
        "tool": {"driver": {"name": "lint"}}, "results": [],
        "invocations": [{"executionSuccessful": successful, "endTimeUtc": TEN}],
    });
    carry(s, "scan-bench", json!({"version": "2.1.0", "runs": [run]}).to_string().as_bytes());
}

/// The second step is a run of the suite `ours`; it is dated as JUnit reports are.
fn tested(s: &mut Scenario, suites: &[&str], failed: &[&str]) {
    tested_at(s, TEN, suites, failed);
}

fn tested_at(s: &mut Scenario, at: &str, suites: &[&str], failed: &[&str]) {
    asked(s);
    s.policy(
        "step: second-scan, evidence: vulnerabilities, of: \"*/second\"",
        "step: test, evidence: tests, of: \"ours\"",
    );
    built(s, EIGHT);
    scanned(s, "scan-bench", "first", NINE);
    let case = |suite: &str| {
        if failed.contains(&suite) { "<testcase name='a'><failure/></testcase>" } else { "<testcase name='a'/>" }
    };
    let suite = |name: &&str| format!("<testsuite name='{name}' timestamp='{at}'>{}</testsuite>", case(name));
    let suites: String = suites.iter().map(suite).collect();
    carry(s, "scan-bench", format!("<testsuites>{suites}</testsuites>").as_bytes());
}

pub(super) fn cases() -> Vec<Case> {
    let area = Area("chain");
    vec![
        area.allows("holds", "Built, scanned, and scanned again.", &[], whole),
        area.allows("same-instant", "At the same instant is not before.", &[], |s| {
            asked(s);
            built(s, EIGHT);
            scanned(s, "scan-bench", "first", EIGHT);
            scanned(s, "scan-bench", "second", EIGHT);
        }),
        area.allows("built-again", "What was attested again later breaks no chain that held.", &[], |s| {
            whole(s);
            built(s, "2026-11-20T11:00:00Z");
        }),
        area.denies("step-missing", "Nobody scanned a second time.", MISSING, |s| {
            whole(s);
            s.documents.pop();
        }),
        area.denies("other-role", "The builder may not scan.", MISSING, |s| {
            whole(s);
            s.documents.pop();
            scanned(s, "ci-builder", "second", TEN);
        }),
        area.denies("out-of-order", "The second scan came before the first.", DISORDER, |s| {
            whole(s);
            s.documents.pop();
            scanned(s, "scan-bench", "second", EIGHT);
        }),
        area.denies("failed", "The step was attested by a verifier that did not pass it.", MISSING, |s| {
            asked(s);
            s.policy("of: \"*/second\", by: [scanner]", "of: \"*\", by: [scanner]");
            s.policy("step: second-scan, evidence: vulnerabilities", "step: verify, evidence: vsa");
            built(s, EIGHT);
            scanned(s, "scan-bench", "first", NINE);
            let summary = json!({
                "verifier": {"id": "https://verify.acme.example/v1"}, "timeVerified": TEN, "resourceUri": "pkg:generic/checkout-api",
                "policy": {"uri": "https://acme.example/p"}, "verificationResult": "FAILED", "verifiedLevels": [],
            });
            say(s, "scan-bench", "https://slsa.dev/verification_summary/v1", summary);
        }),
        area.allows("tested", "The suite of the step passed; another that failed is none of it.", &[], |s| {
            tested(s, &["ours", "other"], &["other"]);
        }),
        area.denies("tests-failed", "The suite of the step failed.", MISSING, |s| {
            tested(s, &["ours", "other"], &["ours"]);
        }),
        area.denies("without-zone", "A clock without a zone may have shown an earlier instant than the scan's.", DISORDER, |s| {
            tested_at(s, "2026-11-20T22:59:59", &["ours"], &[]);
        }),
        area.allows("without-zone-at-the-earliest", "In every zone is it as late as the scan.", &[], |s| {
            tested_at(s, "2026-11-20T23:00:00", &["ours"], &[]);
        }),
        area.denies("parts-before-and-after", "One suite ran before the scan, and another after it.", DISORDER, |s| {
            tested_at(s, "2026-11-20T08:30:00Z", &["ours"], &[]);
            s.documents.truncate(s.documents.len() - 2);
            let suites = "<testsuite name='ours' timestamp='2026-11-20T08:30:00Z'><testcase name='a'/></testsuite>\
                          <testsuite name='other' timestamp='2026-11-20T10:00:00Z'><testcase name='a'/></testsuite>";
            carry(s, "scan-bench", format!("<testsuites>{suites}</testsuites>").as_bytes());
        }),
        area.denies("scan-of-nothing", "The second scan looked for secrets alone.", MISSING, |s| {
            whole(s);
            s.documents.pop();
            let secrets = json!({
                "SchemaVersion": 2, "CreatedAt": TEN,
                "Results": [{"Target": "app", "Class": "secret", "Secrets": []}],
            });
            s.policy("of: \"*/second\"", "of: \"*/trivy\"");
            carry(s, "scan-bench", secrets.to_string().as_bytes());
        }),
        area.denies("not-a-scanner", "A linter's log is no scan where the class does not say so.", MISSING, |s| {
            linted(s, "step: second-scan, evidence: vulnerabilities", true);
        }),
        area.allows("analysed", "A linter's log attests an analysis.", &[], |s| {
            linted(s, "step: lint, evidence: analysis", true);
        }),
        area.denies("analysis-failed", "The linter did not end well: it has looked at nothing.", MISSING, |s| {
            linted(s, "step: lint, evidence: analysis", false);
        }),
        area.allows("of-a-tool-by-its-name", "A step names its scanner as the scan does.", &[], |s| {
            whole(s);
            s.documents.pop();
            s.policy("of: \"*/second\"", "of: \"pkg:github/aquasecurity/trivy\"");
            let scanner = json!({"uri": "pkg:github/aquasecurity/trivy@0.66.0", "version": "0.66.0", "db": {"lastUpdate": TEN}, "result": []});
            let times = json!({"scanStartedOn": TEN, "scanFinishedOn": TEN});
            say(s, "scan-bench", VULNS, json!({"scanner": scanner, "metadata": times}));
        }),
        area.denies("revoked", "The second scan was withdrawn.", MISSING, |s| {
            whole(s);
            s.documents.pop();
            let id = scanned(s, "scan-bench", "second", TEN);
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
        area.denies("of-tomorrow", "The second scan has not been made yet.", MISSING, |s| {
            whole(s);
            s.documents.pop();
            scanned(s, "scan-bench", "second", "2026-11-20T12:00:01Z");
        }),
        area.denies("other-artefact", "The second scan is of something else.", MISSING, |s| {
            whole(s);
            s.documents.pop();
            let ours = std::mem::replace(&mut s.artefacts, vec![Sha256::of(b"something else")]);
            scanned(s, "scan-bench", "second", TEN);
            s.artefacts = ours;
        }),
        area.refuses("one-step", "One step is no chain.", &[("policy", Code::PolicyInvalid)], |s| {
            s.policy(
                "      peerReview: 1\n",
                "      peerReview: 1\n      chain: [{ step: build, evidence: provenance, by: [builder] }]\n",
            );
        }),
        area.refuses(
            "undeclared",
            "A role that the policy does not declare.",
            &[("policy", Code::PolicyNameUndeclared)],
            |s| {
                asked(s);
                s.policy("evidence: provenance, by: [builder]", "evidence: provenance, by: [bilder]");
            },
        ),
    ]
}
