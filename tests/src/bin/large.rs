//! Makes a release with a bill of materials and findings of any size, for `cargo xtask bench-evidence`: the files of a question,
//! in the folder that it is given.
//!
//! Every package and every finding differs from every other, as they do in the files of real tools.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use countersign_core::base::digest::Sha256;
use countersign_tests::key::Key;
use countersign_tests::scenario::{Scenario, envelope, statement};
use serde_json::json;

/// What the class asks for. Nothing is found, so that every package and every finding is looked at.
const RULES: &str = "      peerReview: 1
      evidence:
        analysis: [{ kind: static, tools: [scan], by: [builder], maxAge: 7d, block: error, blockRules: [rule-1000] }]
        sbom:
          by: [builder]
          maxAge: 7d
          licences: { allow: [MIT, Apache-2.0, BSD-3-Clause, ISC] }
          packages: { deny: [\"pkg:npm/event-stream@3.3.6\", \"pkg:npm/%40evil/*\"] }
";

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let folder = arguments.next().map(PathBuf::from);
    let number = |text: std::ffi::OsString| text.to_str().and_then(|text| text.parse::<usize>().ok());
    let bytes = arguments.next().and_then(number);
    let findings = arguments.next().and_then(number);
    let (Some(folder), Some(bytes), Some(findings)) = (folder, bytes, findings) else {
        eprintln!(
            "error: name the folder, the bytes of the bill and the number of findings; `cargo xtask bench-evidence` does"
        );
        return ExitCode::FAILURE;
    };
    match write(&folder, bytes, findings) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn write(folder: &Path, bytes: usize, findings: usize) -> std::io::Result<()> {
    let mut scenario = Scenario::allowed();
    scenario.policy("      peerReview: 1\n", RULES);
    let documents = [("sbom.json", bill(bytes)), ("log.sarif", log(findings))];
    let digest = |text: &String| json!({"digest": {"sha256": Sha256::of(text.as_bytes()).to_hex()}});
    let references: Vec<_> = documents.iter().map(|(_, text)| digest(text)).collect();
    let predicate = json!({"attester": {"id": "ci"}, "references": references});
    let payload = statement("https://in-toto.io/attestation/reference/v0.1", &scenario.artefacts, predicate);
    let inputs = scenario.build();
    let records = folder.join("records");
    std::fs::create_dir_all(&records)?;
    for (name, text) in &documents {
        std::fs::write(records.join(name), text)?;
    }
    std::fs::write(records.join("reference.json"), envelope(&payload, &["ci-builder".to_owned()]))?;
    for (index, record) in inputs.request.records.iter().enumerate() {
        std::fs::write(records.join(format!("{index}.json")), record)?;
    }
    std::fs::write(folder.join("policy.yml"), &inputs.policy)?;
    std::fs::write(folder.join("roster.yml"), &inputs.roster)?;
    std::fs::write(folder.join("root.pub"), Key::of("root").pem)?;
    for (name, signature) in ["policy.yml.sig.json", "roster.yml.sig.json"].into_iter().zip(&inputs.anchors.signatures)
    {
        std::fs::write(folder.join(name), signature)?;
    }
    std::fs::write(folder.join("artefact"), scenario.artefacts[0].to_string())
}

/// A CycloneDX document of at least so many bytes.
fn bill(bytes: usize) -> String {
    let licences = ["MIT", "Apache-2.0", "BSD-3-Clause", "ISC"];
    let mut text = String::with_capacity(bytes + 4_096);
    text.push_str(
        "{\"bomFormat\":\"CycloneDX\",\"specVersion\":\"1.6\",\"metadata\":{\"timestamp\":\"2026-11-20T08:30:00Z\",\
         \"component\":{\"type\":\"application\",\"name\":\"checkout-api\",\"purl\":\"pkg:generic/checkout-api@2.4.1\",\
         \"licenses\":[{\"license\":{\"id\":\"MIT\"}}]}},\"components\":[",
    );
    for number in 0_usize.. {
        if text.len() >= bytes {
            break;
        }
        let comma = if number == 0 { "" } else { "," };
        let hash = Sha256::of(&number.to_le_bytes()).to_hex();
        let licence = licences[number % licences.len()];
        // Writing to a string cannot fail.
        let _ = write!(
            text,
            "{comma}{{\"type\":\"library\",\"bom-ref\":\"pkg:npm/package-{number}@1.{number}.0\",\"name\":\"package-{number}\",\
             \"version\":\"1.{number}.0\",\"description\":\"One of many packages, with a sentence of usual length about what it is for.\",\
             \"hashes\":[{{\"alg\":\"SHA-256\",\"content\":\"{hash}\"}}],\"licenses\":[{{\"license\":{{\"id\":\"{licence}\"}}}}],\
             \"purl\":\"pkg:npm/package-{number}@1.{number}.0\",\"externalReferences\":[{{\"type\":\"vcs\",\
             \"url\":\"https://git.example/packages/package-{number}.git\"}}]}}"
        );
    }
    text.push_str("]}");
    text
}

/// A SARIF log with so many results, of a hundred rules, all of them warnings.
fn log(findings: usize) -> String {
    let rules: Vec<_> = (0..100).map(|rule| json!({"id": format!("rule-{rule}")})).collect();
    let mut text = format!(
        "{{\"version\":\"2.1.0\",\"runs\":[{{\"tool\":{{\"driver\":{{\"name\":\"scan\",\"rules\":{}}}}},\
         \"invocations\":[{{\"executionSuccessful\":true,\"endTimeUtc\":\"2026-11-20T08:30:00Z\"}}],\"results\":[",
        json!(rules)
    );
    for number in 0..findings {
        let (comma, rule) = (if number == 0 { "" } else { "," }, number % 100);
        let _ = write!(
            text,
            "{comma}{{\"ruleId\":\"rule-{rule}\",\"ruleIndex\":{rule},\"level\":\"warning\",\"message\":{{\"text\":\"Finding {number} of rule {rule}.\"}},\
             \"locations\":[{{\"physicalLocation\":{{\"artifactLocation\":{{\"uri\":\"src/module_{number}.rs\"}},\
             \"region\":{{\"startLine\":{},\"endLine\":{}}}}}}}]}}",
            number % 1_000 + 1,
            number % 1_000 + 2
        );
    }
    text.push_str("]}]}");
    text
}
