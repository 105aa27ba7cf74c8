//! Predicate `revocation`: an approval, a release or an artefact is withdrawn (`docs/records.md`).

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::base::digest::{RecordId, Sha256};
use crate::base::time::Time;
use crate::format::field::require_text;

/// A withdrawal, as its record says. It takes effect at once, whatever `signed_at` says.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a `revocation` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Revocation {
    /// Records that no longer count.
    #[serde(default)]
    pub records: Vec<RecordId>,
    /// Artefacts that must not be deployed.
    #[serde(default)]
    pub artefacts: Vec<Sha256>,
    /// Why.
    pub reason: String,
    /// When, as the signer wrote it.
    pub signed_at: Time,
}

impl Revocation {
    /// What is withdrawn: the statement's subjects, exactly.
    pub fn withdrawn(&self) -> BTreeSet<Sha256> {
        self.records.iter().chain(&self.artefacts).copied().collect()
    }

    /// What the types alone do not say.
    pub fn check(&self, subjects: &BTreeSet<Sha256>) -> Result<(), String> {
        if self.withdrawn().is_empty() {
            return Err("predicate.records: name at least one record or artefact".to_owned());
        }
        if self.withdrawn() != *subjects {
            return Err("subject: not exactly what the predicate withdraws".to_owned());
        }
        require_text(&self.reason, "predicate.reason")
    }
}
