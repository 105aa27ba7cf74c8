//! The chain of steps that a class asks for (`docs/policy.md`).

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::base::json::present;
use crate::base::limits::CHAIN_STEPS;
use crate::base::name::{Role, Slug};
use crate::base::pattern::Pattern;
use crate::policy::evidence::Wrong;

/// One step that must be attested, no earlier than the one before it.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a step", deny_unknown_fields)]
pub struct Step {
    /// Its name.
    pub step: Slug,
    /// What attests it.
    pub evidence: Attested,
    /// Of what: a suite, a tool, a scanner; where this is not written, of any.
    #[serde(default, deserialize_with = "present")]
    pub of: Option<Pattern>,
    /// Whose attestation counts.
    pub by: Vec<Role>,
}

/// What attests a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "a kind of evidence", rename_all = "lowercase")]
pub enum Attested {
    /// SLSA provenance.
    Provenance,
    /// Results of tests.
    Tests,
    /// A scan for vulnerabilities.
    Vulnerabilities,
    /// A tool's analysis.
    Analysis,
    /// A bill of materials.
    Sbom,
    /// Another verifier's summary.
    Vsa,
}

/// What is wrong with a chain.
pub(in crate::policy) fn wrong(chain: &[Step]) -> Option<Wrong> {
    let names: BTreeSet<&Slug> = chain.iter().map(|step| &step.step).collect();
    if chain.len() == 1 || chain.len() > CHAIN_STEPS {
        return Some(("require.chain", "2 to 32 steps, or no such line"));
    }
    if names.len() != chain.len() {
        return Some(("require.chain", "each step once"));
    }
    chain.iter().any(|step| step.by.is_empty()).then_some(("require.chain", "at least one role for each step"))
}
