//! What evidence a class asks for (`docs/policy.md`).

use serde::Deserialize;

use crate::base::json::present;
use crate::base::name::Role;
use crate::base::pattern::Pattern;
use crate::base::time::Duration;
use crate::policy::canary::CanaryRule;

/// The kinds of evidence that a class asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "rules by kind of evidence", deny_unknown_fields)]
pub struct EvidenceRules {
    /// Who built the artefacts, from what.
    #[serde(default, deserialize_with = "present")]
    pub provenance: Option<ProvenanceRule>,
    /// How a canary of them fared.
    #[serde(default, deserialize_with = "present")]
    pub canary: Option<CanaryRule>,
}

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

impl EvidenceRules {
    /// The roles that the rules name.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        let provenance = self.provenance.iter().flat_map(|rule| &rule.by);
        provenance.chain(self.canary.iter().flat_map(|rule| &rule.by))
    }

    /// What is wrong with the rules: place and what was expected there.
    pub fn wrong(&self) -> Option<(&'static str, &'static str)> {
        let provenance = self.provenance.as_ref().and_then(ProvenanceRule::wrong);
        provenance.or_else(|| self.canary.as_ref().and_then(CanaryRule::wrong))
    }
}

impl ProvenanceRule {
    fn wrong(&self) -> Option<(&'static str, &'static str)> {
        if self.by.is_empty() {
            return Some(("require.evidence.provenance.by", "at least one role"));
        }
        if self.builders.is_empty() {
            return Some(("require.evidence.provenance.builders", "at least one builder"));
        }
        let open = |pattern: &&Pattern| pattern.literal_start().is_empty();
        let all = self.builders.iter().chain(&self.repositories);
        let is_open = all.clone().any(|pattern| open(&pattern));
        is_open.then_some(("require.evidence.provenance", "builders and repositories that do not begin with `*`"))
    }
}
