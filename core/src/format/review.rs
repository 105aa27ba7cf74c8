//! Predicate `review`: what was done in an emergency was looked at afterwards (`docs/records.md`).

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::base::digest::{RecordId, Sha256};
use crate::base::name::{Role, Service};
use crate::base::time::Time;
use crate::format::field::require_text;

/// A review, as its record says.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a `review` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Review {
    /// The record of the emergency.
    pub emergency: RecordId,
    /// Whose emergency it was.
    pub service: Service,
    /// In which role.
    pub role: Role,
    /// What came of it: whether breaking the glass was right.
    pub outcome: Outcome,
    /// In words.
    pub summary: String,
    /// What is to be done about it.
    #[serde(default)]
    pub follow_ups: Vec<String>,
    /// When, as the signer wrote it.
    pub signed_at: Time,
}

/// Whether breaking the glass was right. Either way it was looked at, which is what is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "`justified` or `unjustified`", rename_all = "lowercase")]
pub enum Outcome {
    /// It was.
    Justified,
    /// It was not.
    Unjustified,
}

impl Review {
    /// What the types alone do not say.
    pub fn check(&self, subjects: &BTreeSet<Sha256>) -> Result<(), String> {
        if *subjects != BTreeSet::from([self.emergency]) {
            return Err("subject: not the emergency's record".to_owned());
        }
        require_text(&self.summary, "predicate.summary")?;
        self.follow_ups.iter().try_for_each(|text| require_text(text, "predicate.followUps"))
    }
}
