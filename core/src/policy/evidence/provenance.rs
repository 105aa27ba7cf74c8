//! Which provenance a class accepts (`docs/policy.md`).

use serde::Deserialize;

use crate::base::json::present;
use crate::base::name::Role;
use crate::base::pattern::Pattern;
use crate::base::time::Duration;
use crate::policy::evidence::Wrong;

/// Which provenance is accepted. The commit must always be the release record's.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for provenance", deny_unknown_fields, rename_all = "camelCase")]
pub struct ProvenanceRule {
    /// Whose provenance counts.
    pub by: Vec<Role>,
    /// Provenance this old no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
    /// Which builders may have built.
    pub builders: Vec<Pattern>,
    /// From which repositories; where this is empty, from the one that the release record names.
    #[serde(default)]
    pub repositories: Vec<Pattern>,
    /// From which refs; where this is empty, from any.
    #[serde(default)]
    pub refs: Vec<Pattern>,
    /// With which build types; where this is empty, with any.
    #[serde(default)]
    pub build_types: Vec<Pattern>,
}

impl ProvenanceRule {
    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        if self.by.is_empty() {
            return Some(("require.evidence.provenance.by", "at least one role"));
        }
        if self.builders.is_empty() {
            return Some(("require.evidence.provenance.builders", "at least one builder"));
        }
        let is_open = self.builders.iter().chain(&self.repositories).any(|pattern| pattern.literal_start().is_empty());
        is_open.then_some(("require.evidence.provenance", "builders and repositories that do not begin with `*`"))
    }
}
