//! A decision as SARIF 2.1.0 (OASIS), for the code scanning pages of GitHub and others: a result for each finding that
//! fails or warns, a rule for each code.
//!
//! A result stands at the files of the records that it is about, where their names are known; the specification lets it
//! stand nowhere (§3.27.12), but not every reader does.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde_json::{Value, json};

use super::report::{Files, Finding, Report};
use super::safe::text as safe;

/// Where the schema is published.
const SCHEMA: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The decision, whose id and exit code are given.
pub(crate) fn decision(report: &Report, id: &str, exit: u8, files: &Files) -> Vec<u8> {
    let open: Vec<&Finding> = report.findings.iter().filter(|finding| finding.outcome != "pass").collect();
    let rules: BTreeMap<&str, &Finding> = open.iter().map(|finding| (finding.code.as_str(), *finding)).collect();
    let order: Vec<&str> = rules.keys().copied().collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "countersign",
                "semanticVersion": env!("CARGO_PKG_VERSION"),
                "rules": rules.values().map(|finding| rule(finding)).collect::<Vec<_>>(),
            }},
            // The tool did what it was for, whatever the verdict is.
            "invocations": [{ "executionSuccessful": true, "exitCode": exit }],
            "results": open.iter().map(|finding| result(finding, &order, files)).collect::<Vec<_>>(),
            "properties": properties(report, id),
        }],
    });
    let mut bytes = serde_json::to_vec_pretty(&log).unwrap_or_default();
    bytes.push(b'\n');
    bytes
}

fn rule(finding: &Finding) -> Value {
    json!({
        "id": safe(&finding.code),
        "shortDescription": { "text": format!("{} ({})", safe(&finding.code), safe(&finding.requirement)) },
        "defaultConfiguration": { "level": level(finding) },
    })
}

fn result(finding: &Finding, rules: &[&str], files: &Files) -> Value {
    let mut message = format!("{}: {}", safe(&finding.requirement), safe(&finding.found));
    for (label, sentence) in [("Expected", &finding.expected), ("Next", &finding.next)] {
        if !sentence.is_empty() {
            let _ = write!(message, "\n{label}: {}", safe(sentence));
        }
    }
    let locations = finding.records.iter().filter_map(|record| files.known(record)).map(location);
    let mut result = json!({
        "ruleId": safe(&finding.code),
        "ruleIndex": rules.iter().position(|code| *code == finding.code),
        "level": level(finding),
        "message": { "text": message },
        "locations": locations.collect::<Vec<_>>(),
        "partialFingerprints": { "requirement/v1": format!("{}:{}", safe(&finding.requirement), safe(&finding.code)) },
        "properties": { "requirement": safe(&finding.requirement), "records": finding.records },
    });
    if finding.outcome == "waived" {
        // By somebody outside of the tool, who answers for it (§3.35).
        result["suppressions"] = json!([{ "kind": "external", "status": "accepted" }]);
    }
    result
}

fn level(finding: &Finding) -> &'static str {
    match finding.fails() {
        true => "error",
        false => "warning",
    }
}

fn location(path: &str) -> Value {
    json!({ "physicalLocation": { "artifactLocation": { "uri": uri(path) } } })
}

/// A path as a reference of RFC 3986: a first segment with a colon would be a scheme, so colons are encoded, too.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.bytes() {
        match byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            true => uri.push(char::from(byte)),
            false => {
                let _ = write!(uri, "%{byte:02X}");
            }
        }
    }
    uri
}

fn properties(report: &Report, id: &str) -> Value {
    let asked = &report.asked;
    json!({
        "verdict": report.verdict,
        "decisionId": id,
        "decidedAt": report.now,
        "validUntil": report.valid_until,
        "class": report.class.as_ref().map(|class| class.name.as_str()),
        "service": asked.service,
        "version": asked.version,
        "environment": asked.environment,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_waived_is_suppressed_and_stays_visible() {
        let log = |outcome: &str| -> Value {
            let report = json!({
                "verdict": "allow", "question": "answered", "mode": "normal", "now": "2026-11-21T09:00:00Z",
                "asked": { "service": "a", "version": "1", "environment": "production" },
                "findings": [{ "requirement": "approvals/x", "code": "approvals.missing", "outcome": outcome }],
            });
            let report = crate::render::report::parse(report.to_string().as_bytes()).unwrap();
            serde_json::from_slice(&decision(&report, "sha256:00", 0, &Files::none())).unwrap()
        };
        let result = |outcome| log(outcome)["runs"][0]["results"][0].clone();
        let waived = result("waived");
        assert_eq!((&waived["level"], &waived["suppressions"][0]["kind"]), (&json!("warning"), &json!("external")));
        assert_eq!(result("fail")["suppressions"], Value::Null);
        assert_eq!(result("unheard-of")["level"], "error");
    }

    #[test]
    fn a_path_is_no_scheme_and_no_markup() {
        assert_eq!(uri("records/a b.json"), "records/a%20b.json");
        assert_eq!(uri("javascript:alert(1)"), "javascript%3Aalert%281%29");
        assert_eq!(uri("/tmp/é"), "/tmp/%C3%A9");
    }
}
