//! What evidence a class asks for (`docs/policy.md`), a file for each kind.

pub mod provenance;

use serde::Deserialize;

use crate::base::json::present;
use crate::base::name::Role;
use crate::policy::evidence::provenance::ProvenanceRule;

/// What is wrong with a rule: the place, and what was expected there.
pub(in crate::policy) type Wrong = (&'static str, &'static str);

/// The kinds of evidence that a class asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "rules by kind of evidence", deny_unknown_fields)]
pub struct EvidenceRules {
    /// Who built the artefacts, from what.
    #[serde(default, deserialize_with = "present")]
    pub provenance: Option<ProvenanceRule>,
}

impl EvidenceRules {
    /// The kinds that are asked for, as requirements name them.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        [self.provenance.as_ref().map(|_| "provenance")].into_iter().flatten()
    }

    /// The roles that the rules name.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.provenance.iter().flat_map(|rule| &rule.by)
    }

    /// What is wrong with the rules.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        self.provenance.as_ref().and_then(ProvenanceRule::wrong)
    }
}
