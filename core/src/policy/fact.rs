//! The facts that a class can be selected by, and when the value of one is among those that a policy allows.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::path::PathPattern;

/// The facts that are present, with their values: one, but for lists.
pub type Facts = BTreeMap<FactName, Vec<String>>;

/// What a class can be selected by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(expecting = "a fact", rename_all = "camelCase")]
pub enum FactName {
    /// Where the release is to go.
    Environment,
    /// What it is.
    Service,
    /// What the policy says of the service.
    Criticality,
    /// What sort of change it is, as its record says, as it does of all below.
    Kind,
    /// Whether it can be undone.
    Reversibility,
    /// Whether it migrates a schema.
    SchemaMigration,
    /// How it migrates, such as `expand-contract`.
    MigrationPlan,
    /// Whether it is behind a feature flag.
    Flagged,
    /// How much it can break.
    BlastRadius,
    /// A label of the change request: one that is allowed is enough.
    Label,
    /// The paths that it touches: every one must fit a pattern.
    Paths,
    /// The paths that it touches: one that fits a pattern is enough.
    Touches,
}

impl FactName {
    pub(in crate::policy) fn id(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Service => "service",
            Self::Criticality => "criticality",
            Self::Kind => "kind",
            Self::Reversibility => "reversibility",
            Self::SchemaMigration => "schemaMigration",
            Self::MigrationPlan => "migrationPlan",
            Self::Flagged => "flagged",
            Self::BlastRadius => "blastRadius",
            Self::Label => "label",
            Self::Paths => "paths",
            Self::Touches => "touches",
        }
    }

    /// Whether the release record states it.
    pub(in crate::policy) fn is_of_record(self) -> bool {
        !matches!(self, Self::Environment | Self::Service | Self::Criticality)
    }

    /// Whether its allowed values are patterns of paths, and not words that the policy declares.
    pub(in crate::policy) fn has_patterns(self) -> bool {
        matches!(self, Self::Paths | Self::Touches)
    }

    /// Whether a fact that is present has an allowed value. A change that touches no path is not one whose every path fits.
    pub(in crate::policy) fn is_allowed(self, present: &[String], allowed: &[&str]) -> bool {
        // INVARIANT: a pattern that is none does not load; here it fits nothing.
        let patterns = || allowed.iter().filter_map(|text| text.parse::<PathPattern>().ok()).collect::<Vec<_>>();
        match self {
            Self::Paths => {
                let patterns = patterns();
                !present.is_empty() && present.iter().all(|path| patterns.iter().any(|pattern| pattern.fits(path)))
            }
            Self::Touches => {
                let patterns = patterns();
                present.iter().any(|path| patterns.iter().any(|pattern| pattern.fits(path)))
            }
            // Platforms take labels that differ in case for one.
            Self::Label => {
                let allowed: Vec<String> = allowed.iter().map(|label| label.to_lowercase()).collect();
                present.iter().any(|label| allowed.contains(&label.to_lowercase()))
            }
            _ => present.iter().any(|value| allowed.contains(&value.as_str())),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_allowed(fact: FactName, present: &[&str], allowed: &[&str]) -> bool {
        fact.is_allowed(&present.iter().map(|&text| text.to_owned()).collect::<Vec<_>>(), allowed)
    }

    #[test]
    fn paths_must_all_fit_and_touches_must_fit_once() {
        let docs = ["docs/**", "*.md"];
        assert!(is_allowed(FactName::Paths, &["docs/a.md", "README.md"], &docs));
        assert!(!is_allowed(FactName::Paths, &["docs/a.md", "src/a.rs"], &docs));
        assert!(!is_allowed(FactName::Paths, &[], &docs));
        assert!(is_allowed(FactName::Touches, &["docs/a.md", "src/a.rs"], &["src/**"]));
        assert!(!is_allowed(FactName::Touches, &[], &["src/**"]));
    }

    #[test]
    fn one_label_is_enough() {
        assert!(is_allowed(FactName::Label, &["ui", "security"], &["security", "infra"]));
        assert!(!is_allowed(FactName::Label, &["ui"], &["security"]));
        assert!(is_allowed(FactName::Label, &["Security"], &["security"]));
        assert!(!is_allowed(FactName::Kind, &["Feature"], &["feature"]));
    }
}
