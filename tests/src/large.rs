//! A release with a bill of materials and findings of any size: every package and every finding differs from every other, as
//! they do in the files of real tools. It is allowed, so that the verifier has to look at each.

use std::fmt::Write as _;

use countersign_core::base::digest::Sha256;
use serde_json::json;

use crate::scenario::{Inputs, Scenario, envelope, statement};

/// What the class asks for.
const RULES: &str = "      peerReview: 1
      evidence:
        analysis: [{ kind: static, tools: [scan], by: [builder], maxAge: 7d, block: error, blockRules: [rule-1000] }]
        sbom:
          by: [builder]
          maxAge: 7d
          licences: { allow: [MIT, Apache-2.0, BSD-3-Clause, ISC] }
          packages: { deny: [\"pkg:npm/event-stream@3.3.6\", \"pkg:npm/%40evil/*\"] }
";

/// A question, and the documents of tools among its records.
#[derive(Clone, Debug)]
pub struct Large {
    /// What a host hands in.
    pub inputs: Inputs,
    /// The documents, by the names of their files.
    pub documents: [(&'static str, String); 2],
}

impl Large {
    /// The allowed release, with a bill of materials of at least so many bytes, and so many findings.
    pub fn of(bytes: usize, findings: usize) -> Self {
        let mut scenario = Scenario::allowed();
        scenario.policy("      peerReview: 1\n", RULES);
        let documents = [("sbom.json", bill(bytes)), ("log.sarif", log(findings))];
        let digest = |text: &String| json!({"digest": {"sha256": Sha256::of(text.as_bytes()).to_hex()}});
        let references: Vec<_> = documents.iter().map(|(_, text)| digest(text)).collect();
        let predicate = json!({"attester": {"id": "ci"}, "references": references});
        let payload = statement("https://in-toto.io/attestation/reference/v0.1", &scenario.artefacts, predicate);
        scenario.documents = documents.iter().map(|(_, text)| text.clone().into_bytes()).collect();
        scenario.documents.push(envelope(&payload, &["ci-builder".to_owned()]));
        Self { inputs: scenario.build(), documents }
    }
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
