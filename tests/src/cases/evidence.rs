//! What producers of the virtual organisation say, so that a case is one line: results, scans, and documents beside
//! references.

use countersign_core::base::digest::Sha256;
use serde_json::{Value, json};

use crate::scenario::{Scenario, envelope, statement};

pub(super) const REFERENCE: &str = "https://in-toto.io/attestation/reference/v0.1";
pub(super) const TEST_RESULT: &str = "https://in-toto.io/attestation/test-result/v0.1";
pub(super) const VULNS: &str = "https://in-toto.io/attestation/vulns/v0.2";

/// The class of production asks for a kind of evidence.
pub(super) fn asked(scenario: &mut Scenario, rule: &str) {
    scenario.policy("      peerReview: 1\n", &format!("      peerReview: 1\n      evidence:\n        {rule}\n"));
}

/// Hands in a statement about the artefacts by `by`.
pub(super) fn say(scenario: &mut Scenario, by: &str, kind: &str, predicate: Value) {
    let payload = statement(kind, &scenario.artefacts, predicate);
    scenario.documents.push(envelope(&payload, &[by.to_owned()]));
}

/// The record id of such a statement.
pub(super) fn said(scenario: &Scenario, kind: &str, predicate: Value) -> Sha256 {
    Sha256::of(&statement(kind, &scenario.artefacts, predicate))
}

/// Hands in a reference by `by` that names a document.
pub(super) fn refer(scenario: &mut Scenario, by: &str, document: &[u8]) {
    let digest = Sha256::of(document).to_string().replace("sha256:", "");
    say(scenario, by, REFERENCE, json!({"attester": {"id": by}, "references": [{"digest": {"sha256": digest}}]}));
}

/// Hands in a document, and a reference by `by` that names it.
pub(super) fn carry(scenario: &mut Scenario, by: &str, document: Vec<u8>) {
    refer(scenario, by, &document);
    scenario.documents.push(document);
}

/// A test result of one suite.
pub(super) fn result(outcome: &str, suite: &str) -> Value {
    let of = |wanted: &str| if wanted == outcome { json!(["b"]) } else { json!([]) };
    json!({
        "result": outcome, "configuration": [{"name": suite}],
        "passedTests": ["a"], "warnedTests": of("WARNED"), "failedTests": of("FAILED"),
    })
}

/// A scan by `scanner`, with findings and their severities.
pub(super) fn scan(scanner: &str, at: &str, found: &[(&str, &str)]) -> Value {
    let one = |(id, severity): &(&str, &str)| json!({"id": id, "severity": [{"method": "nvd", "score": severity}]});
    json!({
        "scanner": {"uri": scanner, "version": "1.0", "db": {"lastUpdate": at}, "result": found.iter().map(one).collect::<Vec<_>>()},
        "metadata": {"scanStartedOn": at, "scanFinishedOn": at},
    })
}

/// Where Grype names the package: spelt so by Grype.
pub(super) const PLACE: &str = concat!("arti", "fact");

/// A report by Trivy, with findings, their packages (name and package URL) and severities.
pub(super) fn trivy(at: &str, found: &[(&str, &str, &str)]) -> Vec<u8> {
    let one = |(id, package, severity): &(&str, &str, &str)| {
        let purl = format!("pkg:deb/debian/{package}@1.2?arch=amd64");
        json!({
            "VulnerabilityID": id, "PkgName": package, "InstalledVersion": "1.2", "PkgIdentifier": {"PURL": purl},
            "Severity": severity,
        })
    };
    let found: Vec<Value> = found.iter().map(one).collect();
    json!({
        "SchemaVersion": 2, "CreatedAt": at,
        "Results": [{"Target": "app (debian 12)", "Class": "os-pkgs", "Type": "debian", "Vulnerabilities": found}],
    })
    .to_string()
    .into_bytes()
}
