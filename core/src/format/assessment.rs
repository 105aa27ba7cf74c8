//! Predicate `assessment`, evidence of ours: somebody assessed a service, such as its design or its threat model
//! (`docs/evidence-tools.md`). The statement's subject is the document that says what was found.

use serde::Deserialize;
use serde_json::Value;

use crate::base::json::{self, present};
use crate::base::name::{Assessed, Service};
use crate::base::time::Time;
use crate::format::evidence::Evident;
use crate::format::field::{require_text, require_url};
use crate::format::said::Said;

/// The predicate type.
pub const TYPE: &str = "https://countersign.dev/attestation/assessment/v1";

/// An assessment, as its signer wrote it.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "an `assessment` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Assessment {
    /// What was assessed, such as `threat-model`, `design`, `penetration-test`.
    pub kind: Assessed,
    /// Of which service.
    pub service: Service,
    /// Whether it is good enough to release.
    pub outcome: Outcome,
    /// When.
    pub performed_at: Time,
    /// The first instant at which it no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub expires_at: Option<Time>,
    /// In a sentence.
    #[serde(default, deserialize_with = "present")]
    pub summary: Option<String>,
    /// Where the document is.
    #[serde(default, deserialize_with = "present")]
    pub url: Option<String>,
}

/// Whether what was assessed is good enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "`passed` or `failed`", rename_all = "lowercase")]
pub enum Outcome {
    /// It is.
    Passed,
    /// It is not.
    Failed,
}

impl Evident for Assessment {
    fn said(&self) -> Said {
        Said::at(Some(self.performed_at))
    }
}

impl Assessment {
    /// Whether this is the predicate type of an assessment.
    pub fn knows(predicate_type: &str) -> bool {
        predicate_type == TYPE
    }

    /// Reads the predicate; unknown fields are errors, as in every type of ours.
    pub fn read(predicate: Value) -> Result<Self, String> {
        let read: Self = json::typed(predicate).map_err(|why| format!("predicate.{why}"))?;
        if read.expires_at.is_some_and(|expires| expires <= read.performed_at) {
            return Err("predicate.expiresAt: not after `performedAt`".to_owned());
        }
        read.summary.as_ref().map_or(Ok(()), |text| require_text(text, "predicate.summary"))?;
        read.url.as_ref().map_or(Ok(()), |url| require_url(url, "predicate.url"))?;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_strict() {
        let good =
            json!({"kind": "threat-model", "service": "a", "outcome": "passed", "performedAt": "2026-11-20T08:30:00Z"});
        assert!(Assessment::read(good.clone()).is_ok());
        for (field, value, why) in [
            ("extra", json!(1), "extra"),
            ("outcome", json!("fine"), "outcome"),
            ("kind", json!("Threat Model"), "kind"),
            ("performedAt", json!("2026-11-20"), "performedAt"),
            ("expiresAt", json!("2026-11-20T08:30:00Z"), "expiresAt"),
            ("expiresAt", Value::Null, "expiresAt"),
            ("summary", json!(" "), "summary"),
            ("url", json!("ftp://a"), "url"),
        ] {
            let mut bad = good.clone();
            bad[field] = value;
            let error = Assessment::read(bad.clone()).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }
}
