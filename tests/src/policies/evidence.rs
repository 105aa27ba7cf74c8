//! What pipelines of the shipped policies' tests say about an artefact.

use countersign_core::base::digest::Sha256;
use serde_json::{Value, json};

use crate::scenario::{COMMIT, Scenario, envelope, statement};

const MADE: &str = "2026-11-18T08:30:00Z";
const BUILDER: &str = "https://github.com/actions/runner/github-hosted";

/// SLSA provenance of the build.
pub(super) fn built(s: &mut Scenario) {
    let source = "git+https://git.example/shop@refs/heads/main";
    say(
        s,
        "ci",
        "https://slsa.dev/provenance/v1",
        json!({
            "buildDefinition": {
                "buildType": "https://actions.github.io/buildtypes/workflow/v1", "externalParameters": {},
                "resolvedDependencies": [{"uri": source, "digest": {"gitCommit": COMMIT}}],
            },
            "runDetails": {"builder": {"id": BUILDER}, "metadata": {"finishedOn": MADE}},
        }),
    );
}

/// The JUnit report of a suite that passed, or failed.
pub(super) fn tested(s: &mut Scenario, by: &str, suite: &str, passed: bool) {
    let failures = u8::from(!passed);
    let body = if passed { "" } else { "<failure message=\"1 is not 2\"/>" };
    let report = format!(
        "<testsuites><testsuite name=\"{suite}\" tests=\"2\" failures=\"{failures}\" errors=\"0\" skipped=\"0\" timestamp=\"{MADE}\">\
         <testcase classname=\"cart\" name=\"adds up\"/><testcase classname=\"till\" name=\"adds up\">{body}</testcase>\
         </testsuite></testsuites>"
    );
    carry(s, by, report.into_bytes());
}

/// A scan for vulnerabilities, with ids and severities.
pub(super) fn scanned(s: &mut Scenario, by: &str, found: &[(&str, &str)]) {
    let one = |(id, severity): &(&str, &str)| json!({"id": id, "severity": [{"method": "nvd", "score": severity}]});
    say(
        s,
        by,
        "https://in-toto.io/attestation/vulns/v0.2",
        json!({
            "scanner": {
                "uri": "pkg:github/aquasecurity/trivy@0.66.0", "version": "0.66.0", "db": {"lastUpdate": MADE},
                "result": found.iter().map(one).collect::<Vec<_>>(),
            },
            "metadata": {"scanStartedOn": MADE, "scanFinishedOn": MADE},
        }),
    );
}

/// A SARIF log by a tool, with rules that it found broken.
pub(super) fn analysed(s: &mut Scenario, by: &str, tool: &str, broken: &[&str]) {
    let result = |rule: &&str| json!({"ruleId": rule, "level": "error", "message": {"text": "It is so."}});
    carry(
        s,
        by,
        json!({"version": "2.1.0", "runs": [{
            "tool": {"driver": {"name": tool}},
            "invocations": [{"executionSuccessful": true, "endTimeUtc": MADE}],
            "results": broken.iter().map(result).collect::<Vec<_>>(),
        }]})
        .to_string()
        .into_bytes(),
    );
}

/// A bill of materials with one package under a licence.
pub(super) fn listed(s: &mut Scenario, by: &str, licence: &str) {
    carry(
        s,
        by,
        json!({
            "bomFormat": "CycloneDX", "specVersion": "1.6", "metadata": {"timestamp": MADE},
            "components": [{
                "type": "library", "name": "left-pad", "version": "1.3.0", "purl": "pkg:npm/left-pad@1.3.0",
                "licenses": [{"expression": licence}],
            }],
        })
        .to_string()
        .into_bytes(),
    );
}

/// A threat model of the service that passed.
pub(super) fn assessed(s: &mut Scenario, by: &str) {
    let predicate = json!({
        "kind": "threat-model", "service": s.question.service, "outcome": "passed", "performedAt": "2026-06-01T09:00:00Z",
        "summary": "Two threats, both mitigated.",
    });
    let payload =
        statement("https://countersign.dev/attestation/assessment/v1", &[Sha256::of(b"the threat model")], predicate);
    s.documents.push(envelope(&payload, &[by.to_owned()]));
}

fn say(s: &mut Scenario, by: &str, kind: &str, predicate: Value) {
    let payload = statement(kind, &s.artefacts, predicate);
    s.documents.push(envelope(&payload, &[by.to_owned()]));
}

/// A document, and a reference that speaks for it.
fn carry(s: &mut Scenario, by: &str, document: Vec<u8>) {
    let digest = Sha256::of(&document).to_hex();
    let references = json!({"attester": {"id": by}, "references": [{"digest": {"sha256": digest}}]});
    say(s, by, "https://in-toto.io/attestation/reference/v0.1", references);
    s.documents.push(document);
}
