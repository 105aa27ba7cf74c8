//! The decision as a SLSA Verification Summary Attestation (slsa.dev, VSA v1), for everyone who already reads those.
//!
//! An unsigned in-toto statement. `verifiedLevels` has one custom level, `COUNTERSIGN:` and the class, where the verdict is
//! allow (and `:EMERGENCY` after it, where that rests on a waiver), and `FAILED` otherwise; SLSA's own levels are not claimed. `inputAttestations` are the records that counted. A
//! question that names no digest has a statement without subjects, which nobody can take for one about an artefact.

use serde_json::{Value, json};

use crate::base::digest::Sha256;
use crate::decision::Verdict;
use crate::format::statement::{Statement, Subject};
use crate::report::Report;

const PREDICATE_TYPE: &str = "https://slsa.dev/verification_summary/v1";
const VERIFIER: &str = "https://countersign.dev/verifier/v1";

/// The statement, as canonical JSON.
pub fn of(report: &Report) -> Vec<u8> {
    let asked = &report.asked;
    let digests = asked.artefacts.iter().filter_map(|artefact| artefact.parse::<Sha256>().ok());
    let subjects = digests.map(|digest| Subject::new(&asked.service, digest)).collect();
    let statement = Statement { subjects, predicate_type: PREDICATE_TYPE.to_owned(), predicate: predicate(report) };
    statement.to_bytes()
}

fn predicate(report: &Report) -> Value {
    let allowed = report.verdict == Verdict::Allow;
    let class = report.class.as_ref().map(|class| class.name.as_str()).unwrap_or_default();
    let mode = if report.waivers.is_empty() { "" } else { ":EMERGENCY" };
    let level = format!("COUNTERSIGN:{class}{mode}");
    let digest = |digest: Sha256| json!({"sha256": digest.to_hex()});
    let counted = report.documents.iter().filter(|document| document.usage == "counted");
    let inputs: Vec<Value> = counted.map(|document| json!({"digest": digest(document.digest)})).collect();
    let policy = report.policy.name.as_deref().unwrap_or("policy");
    let mut predicate = json!({
        "verifier": {"id": VERIFIER, "version": {"countersign": env!("CARGO_PKG_VERSION")}},
        "resourceUri": resource(report),
        "policy": {
            "uri": format!("countersign:policy/{}", encode(policy)),
            "digest": digest(report.policy.digest),
            "annotations": {
                "policyAnchoredBy": report.policy.anchored_by,
                "roster": report.roster.digest,
                "rosterAnchoredBy": report.roster.anchored_by,
            },
        },
        "inputAttestations": inputs,
        "verificationResult": if allowed { "PASSED" } else { "FAILED" },
        "verifiedLevels": [if allowed { level.as_str() } else { "FAILED" }],
        "slsaVersion": "1.0",
    });
    if let (Some(now), Some(fields)) = (report.now, predicate.as_object_mut()) {
        fields.insert("timeVerified".to_owned(), json!(now));
    }
    predicate
}

/// A package URL (purl-spec): type `generic`, the service, the version, and the environment as a qualifier.
fn resource(report: &Report) -> String {
    let asked = &report.asked;
    let (service, version) = (encode(&asked.service), encode(&asked.version));
    format!("pkg:generic/{service}@{version}?environment={}", encode(&asked.environment))
}

/// Percent-encoding (RFC 3986 §2.1) of everything that is not unreserved.
fn encode(text: &str) -> String {
    let unreserved = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'.' | b'_' | b'~');
    let byte = |b: u8| if unreserved(b) { char::from(b).to_string() } else { format!("%{b:02X}") };
    text.bytes().map(byte).collect()
}
