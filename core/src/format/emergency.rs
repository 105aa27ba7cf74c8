//! Predicate `emergency`: somebody breaks the glass (`docs/records.md`).

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::base::digest::{RecordId, Sha256};
use crate::base::name::{Environment, Role, Service};
use crate::base::time::Time;
use crate::format::field::require_text;

/// An emergency, as its record says.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "an `emergency` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Emergency {
    /// Whose emergency it is.
    pub service: Service,
    /// The release record of what goes out, byte for byte.
    pub release: RecordId,
    /// Where to.
    pub environment: Environment,
    /// In which role it is declared.
    pub role: Role,
    /// What happened.
    pub reason: String,
    /// The incident that it belongs to.
    pub incident: String,
    /// The requirements that it waives, by the ids that reports have for them; at least one.
    pub bypasses: BTreeSet<String>,
    /// What was looked at all the same.
    #[serde(default)]
    pub evidence: BTreeSet<Sha256>,
    /// When, as the signer wrote it.
    pub signed_at: Time,
    /// The first instant at which it waives nothing any more.
    pub expires_at: Time,
}

impl Emergency {
    /// What the types alone do not say.
    pub fn check(&self) -> Result<(), String> {
        require_text(&self.reason, "predicate.reason")?;
        require_text(&self.incident, "predicate.incident")?;
        if self.bypasses.is_empty() {
            return Err("predicate.bypasses: name at least one requirement".to_owned());
        }
        self.bypasses.iter().try_for_each(|id| require_text(id, "predicate.bypasses"))?;
        if self.expires_at <= self.signed_at {
            return Err("predicate.expiresAt: not after `signedAt`".to_owned());
        }
        Ok(())
    }
}
