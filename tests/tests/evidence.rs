//! What real tools wrote (`fixtures/evidence`), byte for byte, beside a signed reference, through the gate.

use std::path::Path;

use countersign_core::base::digest::Sha256;
use countersign_core::base::limits::RECORD_BYTES;
use countersign_core::gate::Verdict;
use countersign_tests::large::Large;
use countersign_tests::scenario::{Scenario, envelope, seconds, statement};
use serde_json::{Value, json};

/// Later than the tools ran.
const NOW: &str = "2026-11-22T12:00:00Z";

/// Codes of failures and warnings of the allowed release, when the class asks for `rule` and the builder refers to a file.
fn decide(rule: &str, file: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/evidence").join(file);
    let document = std::fs::read(path).expect("a file of the fixtures");
    let mut scenario = Scenario::allowed();
    scenario.question.now = seconds(NOW);
    for (field, value) in [("issuedAt", "2026-11-22T11:00:00Z"), ("nextUpdate", "2026-11-23T11:00:00Z")] {
        scenario.registers[0].predicate[field] = json!(value);
    }
    scenario.policy("      peerReview: 1\n", &format!("      peerReview: 1\n      evidence:\n        {rule}\n"));
    let digest = json!({"sha256": Sha256::of(&document).to_hex()});
    let predicate =
        json!({"attester": {"id": "ci"}, "references": [{"digest": digest, "mediaType": "application/json"}]});
    let reference = statement("https://in-toto.io/attestation/reference/v0.1", &scenario.artefacts, predicate);
    scenario.documents = vec![document, envelope(&reference, &["ci-builder".to_owned()])];
    let decision = scenario.build().decide();
    let report: Value = serde_json::from_slice(&decision.report).expect("a report is JSON");
    let findings = report["findings"].as_array().expect("findings").iter();
    let not_passed = findings.filter(|finding| finding["outcome"] != "pass");
    let codes: Vec<String> = not_passed.map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect();
    let failed = report["findings"].as_array().expect("findings").iter().any(|finding| finding["outcome"] == "fail");
    assert_eq!(report["verdict"] == "deny", failed, "{report}");
    codes
}

fn analysis(rest: &str) -> String {
    format!("analysis: [{{ kind: static, by: [builder], {rest} }}]")
}

#[test]
fn bandit() {
    let asked = |rest: &str| decide(&analysis(&format!("tools: [Bandit], maxAge: 7d, {rest}")), "bandit.sarif");
    assert_eq!(asked("block: error"), ["evidence.missing", "analysis.blocked"].map(str::to_owned));
    let ignored = "block: error, ignore: [{ rule: B324, reason: No secret is hashed. }, { rule: B602, reason: A name is a word. }]";
    assert_eq!(asked(ignored), ["analysis.ignored"]);
    assert_eq!(decide(&analysis("tools: [Bandit], maxAge: 7d"), "bandit-clean.sarif"), [""; 0]);
    assert_eq!(
        decide(&analysis("tools: [Bandit], maxAge: 1h"), "bandit-clean.sarif"),
        ["evidence.missing", "evidence.too-old"]
    );
}

#[test]
fn semgrep() {
    // The level stands with the rule alone, and the log has no time.
    let asked = |rest: &str| decide(&analysis(&format!("tools: [Semgrep OSS], {rest}")), "semgrep.sarif");
    assert_eq!(asked("block: error"), ["evidence.missing", "analysis.blocked"]);
    assert_eq!(asked("block: error, ignore: [{ rule: no-shell, reason: A name is a word. }]"), ["analysis.ignored"]);
    let dated = asked("maxAge: 7d, ignore: [{ rule: no-shell, reason: A name is a word. }]");
    assert_eq!(dated, ["evidence.missing", "evidence.too-old", "analysis.ignored"]);
}

#[test]
fn bills_of_materials() {
    for file in ["npm.cdx.json", "npm.spdx.json"] {
        let asked = |rest: &str| decide(&format!("sbom: {{ by: [builder], {rest} }}"), file);
        assert_eq!(asked("licences: { allow: [Apache-2.0, MIT, WTFPL] }"), [""; 0], "{file}");
        assert_eq!(asked("licences: { allow: [Apache-2.0, MIT] }"), ["evidence.missing", "sbom.licence"], "{file}");
        assert_eq!(asked("licences: { deny: [WTFPL] }"), ["evidence.missing", "sbom.licence"], "{file}");
        assert_eq!(
            asked("packages: { deny: [\"pkg:npm/left-pad@1.3.0\"] }"),
            ["evidence.missing", "sbom.package"],
            "{file}"
        );
        assert_eq!(asked("packages: { deny: [\"pkg:npm/event-stream\"] }"), [""; 0], "{file}");
    }
}

#[test]
fn what_is_larger_than_any_record_is_read_where_a_reference_speaks_for_it() {
    let Large { inputs, documents } = Large::of(RECORD_BYTES + 1, 100_000);
    assert!(documents.iter().all(|(_, text)| text.len() > RECORD_BYTES));
    assert_eq!(inputs.decide().verdict, Verdict::Allow);
    // Without the bill itself, the word for it is nothing.
    let mut without = inputs;
    let sbom =
        without.request.records.iter().position(|record| record.starts_with(b"{\"bomFormat\"")).expect("the bill");
    without.request.records.remove(sbom);
    assert_eq!(without.decide().verdict, Verdict::Deny);
}
