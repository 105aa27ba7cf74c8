//! SLSA Verification Summary Attestation (slsa.dev, `verification_summary/v1`, and v0.2): another verifier's verdict.

use serde::Deserialize;
use serde_json::Value;

use crate::base::json;
use crate::format::evidence::Evident;
use crate::format::said::Said;

/// The predicate type of version 1.
const V1: &str = "https://slsa.dev/verification_summary/v1";
/// The predicate type of version 0.2.
const V02: &str = "https://slsa.dev/verification_summary/v0.2";

/// What a verifier concluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    /// Who verified.
    pub verifier: String,
    /// What was verified, by its address.
    pub resource: String,
    /// Under which policy, by its address.
    pub policy: String,
    /// The policy's SHA-256, where it is given.
    pub policy_digest: Option<String>,
    /// Whether it passed; what is neither `PASSED` nor `FAILED` has not.
    pub passed: bool,
    /// The levels that were verified.
    pub levels: Vec<String>,
    /// When.
    pub said: Said,
}

#[derive(Deserialize)]
#[serde(expecting = "a verification summary", rename_all = "camelCase")]
struct Raw {
    verifier: Verifier,
    #[serde(default)]
    time_verified: Option<String>,
    resource_uri: String,
    policy: Policy,
    verification_result: String,
    #[serde(default)]
    verified_levels: Option<Vec<String>>,
    /// Version 0.2 has one level.
    #[serde(default)]
    policy_level: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a verifier")]
struct Verifier {
    id: String,
}

#[derive(Deserialize)]
#[serde(expecting = "a policy")]
struct Policy {
    #[serde(default)]
    uri: String,
    #[serde(default)]
    digest: Value,
}

impl Summary {
    /// Whether this is the predicate type of a summary that [`Summary::read`] reads.
    pub fn knows(predicate_type: &str) -> bool {
        [V1, V02].contains(&predicate_type)
    }

    /// Reads the predicate of a statement. Unknown fields are ignored, as SLSA demands.
    pub fn read(predicate_type: &str, predicate: Value) -> Result<Self, String> {
        let raw: Raw = json::typed(predicate).map_err(|why| format!("predicate.{why}"))?;
        let levels = match predicate_type {
            V1 => raw.verified_levels.ok_or("predicate.verifiedLevels: missing")?,
            _ => raw.policy_level.into_iter().collect(),
        };
        Ok(Self {
            verifier: raw.verifier.id,
            resource: raw.resource_uri,
            policy_digest: raw.policy.digest.get("sha256").and_then(Value::as_str).map(str::to_owned),
            policy: raw.policy.uri,
            passed: raw.verification_result == "PASSED",
            levels,
            said: Said::of(raw.time_verified.as_deref(), []),
        })
    }
}

impl Evident for Summary {
    fn said(&self) -> Said {
        self.said
    }

    /// A verdict under one policy does not replace that under another.
    fn streams(&self) -> Vec<String> {
        vec![format!("{}\n{}\n{}", self.verifier, self.policy, self.resource)]
    }

    fn names(&self) -> Vec<&str> {
        vec![&self.verifier]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn predicate() -> Value {
        json!({
            "verifier": {"id": "https://verify.example"}, "timeVerified": "2026-11-20T08:30:00Z",
            "resourceUri": "pkg:generic/a", "policy": {"uri": "https://p.example", "digest": {"sha256": "ab"}},
            "verificationResult": "PASSED", "verifiedLevels": ["SLSA_BUILD_LEVEL_3"], "inputAttestations": [],
        })
    }

    #[test]
    fn both_versions_are_read() {
        let read = Summary::read(V1, predicate()).unwrap();
        assert_eq!((read.passed, read.levels.as_slice()), (true, ["SLSA_BUILD_LEVEL_3".to_owned()].as_slice()));
        let mut old = predicate();
        old.as_object_mut().unwrap().remove("verifiedLevels");
        assert!(Summary::read(V1, old.clone()).unwrap_err().contains("verifiedLevels"));
        old["policyLevel"] = json!("SLSA_LEVEL_3");
        assert_eq!(Summary::read(V02, old).unwrap().levels, ["SLSA_LEVEL_3"]);
    }

    #[test]
    fn only_passed_is_passed() {
        for result in ["FAILED", "passed", "", "PASSED "] {
            let mut predicate = predicate();
            predicate["verificationResult"] = json!(result);
            assert!(!Summary::read(V1, predicate).unwrap().passed, "{result}");
        }
        let mut nobody = predicate();
        nobody["verifier"] = json!({});
        assert!(Summary::read(V1, nobody).unwrap_err().contains("verifier"));
    }
}
