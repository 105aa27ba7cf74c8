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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json;
    use serde_json::json;

    #[test]
    fn a_chain_has_steps_and_not_too_many() {
        let found = |steps: usize| {
            let step = |at: usize| json!({"step": format!("step-{at}"), "evidence": "tests", "by": ["builder"]});
            let chain: Vec<Step> = (0..steps).map(|at| json::typed(step(at)).unwrap()).collect();
            wrong(&chain).map(|(_, expected)| expected)
        };
        for steps in [0, 2, CHAIN_STEPS] {
            assert_eq!(found(steps), None);
        }
        for steps in [1, CHAIN_STEPS + 1] {
            assert_eq!(found(steps), Some("2 to 32 steps, or no such line"));
        }
    }
}
