//! Predicate `register`: a snapshot of the system of record (`docs/records.md`).

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::base::digest::{RecordId, Sha256};
use crate::base::name::{Service, Version};
use crate::base::time::Time;
use crate::format::field::{require_number, require_text};

/// A snapshot, as its record says.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a `register` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Register {
    /// Grows with every snapshot; from 1.
    pub sequence: u64,
    /// When it was taken.
    pub issued_at: Time,
    /// The first instant at which it is no longer to be trusted.
    pub next_update: Time,
    /// What is withdrawn.
    #[serde(default)]
    pub revoked: Vec<Revoked>,
    /// Emergencies whose review has not happened.
    #[serde(default)]
    pub emergencies: Vec<OpenEmergency>,
    /// All documents held, per service and version.
    #[serde(default)]
    pub holdings: Vec<Holding>,
}

/// One withdrawn record or artefact.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a revoked id", deny_unknown_fields)]
pub struct Revoked {
    /// Record id or artefact digest.
    pub id: Sha256,
    /// Why.
    pub reason: String,
}

/// One emergency that still owes its review.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "an open emergency", deny_unknown_fields, rename_all = "camelCase")]
pub struct OpenEmergency {
    /// The emergency's record.
    pub record: RecordId,
    /// Whose emergency it was.
    pub service: Service,
    /// The first instant at which the review is overdue.
    pub review_due: Time,
}

/// All that the register holds about one version.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a holding", deny_unknown_fields)]
pub struct Holding {
    /// The named thing.
    pub service: Service,
    /// Its label.
    pub version: Version,
    /// The digest of every document about it, as its bytes are in the register. Not record ids: whoever hands a listed
    /// payload in under another signature hands in another document.
    pub documents: Vec<Sha256>,
}

impl Register {
    /// What the types alone do not say. `canonical` is the digest of the predicate's canonical JSON.
    pub fn check(&self, subjects: &BTreeSet<Sha256>, canonical: Sha256) -> Result<(), String> {
        require_number(self.sequence, "predicate.sequence")?;
        if self.next_update <= self.issued_at {
            return Err("predicate.nextUpdate: not after `issuedAt`".to_owned());
        }
        if *subjects != BTreeSet::from([canonical]) {
            return Err("subject: not the digest of the predicate".to_owned());
        }
        let versions: BTreeSet<_> = self.holdings.iter().map(|h| (&h.service, &h.version)).collect();
        if versions.len() != self.holdings.len() {
            return Err("predicate.holdings: one service and version stands twice".to_owned());
        }
        self.revoked.iter().try_for_each(|r| require_text(&r.reason, "predicate.revoked"))
    }
}
