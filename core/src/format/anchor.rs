//! Predicate `anchor`: a root key vouches for a policy or a roster (`docs/records.md`).

use serde::Deserialize;

use crate::base::time::Time;
use crate::format::field::require_number;

/// Which document is vouched for, as the record says; the statement's subject has its digest.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "an `anchor` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Anchor {
    /// A signature on a roster cannot pass for one on a policy.
    pub document: Document,
    /// The document's own serial.
    pub serial: u64,
    /// When, as the signer wrote it; nothing hangs on it.
    pub signed_at: Time,
}

/// What can be anchored.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(expecting = "`policy` or `roster`", rename_all = "lowercase")]
pub enum Document {
    /// The policy.
    Policy,
    /// The roster.
    Roster,
}

impl Anchor {
    /// What the types alone do not say.
    pub fn check(&self, subjects: usize) -> Result<(), String> {
        if subjects != 1 {
            return Err("subject: an anchor is about one document".to_owned());
        }
        require_number(self.serial, "predicate.serial")
    }
}
