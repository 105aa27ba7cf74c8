//! What evidence a class asks for (`docs/policy.md`), a file for each kind.

pub mod provenance;
pub mod tests;
pub mod vulnerabilities;

use serde::Deserialize;

use crate::base::json::present;
use crate::base::name::Role;
use crate::policy::evidence::provenance::ProvenanceRule;
use crate::policy::evidence::tests::TestsRule;
use crate::policy::evidence::vulnerabilities::VulnerabilitiesRule;

/// What is wrong with a rule: the place, and what was expected there.
pub(in crate::policy) type Wrong = (&'static str, &'static str);

/// The kinds of evidence that a class asks for.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "rules by kind of evidence", deny_unknown_fields)]
pub struct EvidenceRules {
    /// Who built the artefacts, from what.
    #[serde(default, deserialize_with = "present")]
    pub provenance: Option<ProvenanceRule>,
    /// Which suites passed.
    #[serde(default, deserialize_with = "present")]
    pub tests: Option<TestsRule>,
    /// What scans may find.
    #[serde(default, deserialize_with = "present")]
    pub vulnerabilities: Option<VulnerabilitiesRule>,
}

impl EvidenceRules {
    /// The kinds that are asked for, as requirements name them.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        let asked = [
            self.provenance.as_ref().map(|_| "provenance"),
            self.tests.as_ref().map(|_| "tests"),
            self.vulnerabilities.as_ref().map(|_| "vulnerabilities"),
        ];
        asked.into_iter().flatten()
    }

    /// The roles that the rules name.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        let provenance = self.provenance.iter().flat_map(|rule| &rule.by);
        let tests = self.tests.iter().flat_map(|rule| &rule.by);
        provenance.chain(tests).chain(self.vulnerabilities.iter().flat_map(VulnerabilitiesRule::roles))
    }

    /// Of each kind whose evidence can say no, who gives it: what of theirs is missing or cannot be read may be that no.
    pub fn producers(&self) -> impl Iterator<Item = (&'static str, Vec<Role>)> {
        let of_vulnerabilities = |rule: &VulnerabilitiesRule| {
            let roles = rule.by.iter().chain(rule.vex.iter().flat_map(|vex| &vex.by));
            ("vulnerabilities", roles.cloned().collect())
        };
        let asked = [
            self.tests.as_ref().map(|rule| ("tests", rule.by.clone())),
            self.vulnerabilities.as_ref().map(of_vulnerabilities),
        ];
        asked.into_iter().flatten()
    }

    /// What is wrong with the rules.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        let provenance = self.provenance.as_ref().and_then(ProvenanceRule::wrong);
        let tests = self.tests.as_ref().and_then(TestsRule::wrong);
        provenance.or(tests).or(self.vulnerabilities.as_ref().and_then(VulnerabilitiesRule::wrong))
    }
}
