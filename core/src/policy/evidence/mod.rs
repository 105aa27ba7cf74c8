//! What evidence a class asks for (`docs/policy.md`), a file for each kind.

pub mod analysis;
pub mod assessment;
pub mod provenance;
pub mod sbom;
pub mod summary;
pub mod tests;
pub mod vulnerabilities;

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::base::json::present;
use crate::base::name::Role;
use crate::policy::canary::CanaryRule;
use crate::policy::evidence::analysis::AnalysisRule;
use crate::policy::evidence::assessment::AssessmentRule;
use crate::policy::evidence::provenance::ProvenanceRule;
use crate::policy::evidence::sbom::SbomRule;
use crate::policy::evidence::summary::SummaryRule;
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
    /// What tools must have looked for, and may have found.
    #[serde(default)]
    pub analysis: Vec<AnalysisRule>,
    /// What the artefacts consist of.
    #[serde(default, deserialize_with = "present")]
    pub sbom: Option<SbomRule>,
    /// What other verifiers concluded.
    #[serde(default, deserialize_with = "present")]
    pub vsa: Option<SummaryRule>,
    /// How a canary of them fared.
    #[serde(default, deserialize_with = "present")]
    pub canary: Option<CanaryRule>,
    /// What must have been assessed of the service.
    #[serde(default)]
    pub assessments: Vec<AssessmentRule>,
}

impl EvidenceRules {
    /// The kinds that are asked for of every artefact, as requirements name them.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.givers().map(|(kind, _)| kind)
    }

    /// Of each kind that is asked for of every artefact, who gives it.
    pub fn givers(&self) -> impl Iterator<Item = (&'static str, &[Role])> {
        let asked = [
            self.provenance.as_ref().map(|rule| ("provenance", rule.by.as_slice())),
            self.tests.as_ref().map(|rule| ("tests", rule.by.as_slice())),
            self.vulnerabilities.as_ref().map(|rule| ("vulnerabilities", rule.by.as_slice())),
            self.sbom.as_ref().map(|rule| ("sbom", rule.by.as_slice())),
            self.vsa.as_ref().map(|rule| ("vsa", rule.by.as_slice())),
            self.canary.as_ref().map(|rule| ("canary", rule.by.as_slice())),
        ];
        asked.into_iter().flatten().chain(self.analysis.iter().map(|rule| (rule.kind.id(), rule.by.as_slice())))
    }

    /// The roles that the rules name.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        let givers = self.givers().flat_map(|(_, by)| by);
        let besides = self.vulnerabilities.iter().flat_map(VulnerabilitiesRule::besides);
        givers.chain(besides).chain(self.assessments.iter().flat_map(|rule| &rule.by))
    }

    /// Of each kind whose evidence can say no, who gives it: what of theirs is missing or cannot be read may be that no.
    pub fn producers(&self) -> impl Iterator<Item = (&'static str, Vec<Role>)> {
        let vex = self.vulnerabilities.iter().flat_map(|rule| &rule.vex).flat_map(|vex| vex.by.iter().cloned());
        let vex: Vec<Role> = vex.collect();
        let by = move |(kind, by): (&'static str, &[Role])| match kind {
            "vulnerabilities" => (kind, by.iter().chain(&vex).cloned().collect()),
            _ => (kind, by.to_vec()),
        };
        self.givers().filter(|(kind, _)| *kind != "provenance").map(by)
    }

    /// What is wrong with the rules.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        let kinds: BTreeSet<_> = self.assessments.iter().map(|rule| &rule.kind).collect();
        let twice = kinds.len() != self.assessments.len();
        let provenance = self.provenance.as_ref().and_then(ProvenanceRule::wrong);
        provenance
            .or_else(|| self.tests.as_ref().and_then(TestsRule::wrong))
            .or_else(|| self.vulnerabilities.as_ref().and_then(VulnerabilitiesRule::wrong))
            .or_else(|| self.analysis.iter().find_map(AnalysisRule::wrong))
            .or_else(|| self.sbom.as_ref().and_then(SbomRule::wrong))
            .or_else(|| self.vsa.as_ref().and_then(SummaryRule::wrong))
            .or_else(|| self.canary.as_ref().and_then(CanaryRule::wrong))
            .or_else(|| self.assessments.iter().find_map(AssessmentRule::wrong))
            .or_else(|| twice.then_some(("require.evidence.assessments", "each kind once")))
    }
}

#[cfg(test)]
mod rules {
    use super::*;
    use crate::base::json;
    use crate::base::limits::BAN_PATTERNS;
    use serde_json::{Value, json};

    fn rules(of: Value) -> EvidenceRules {
        json::typed(of).unwrap()
    }

    #[test]
    fn what_asks_nobody_or_for_nothing_is_wrong() {
        let provenance = |by: &[&str], builders: &[&str]| json!({"provenance": {"by": by, "builders": builders}});
        let tests = |by: &[&str], suites: &[&str]| json!({"tests": {"by": by, "suites": suites}});
        let sbom = |field: &str, rule: Value| json!({"sbom": {"by": ["builder"], field: rule}});
        let bans = |count: usize| {
            let ban = |at: usize| format!("pkg:npm/p{at}-*");
            sbom("packages", json!({"deny": (0..count).map(ban).collect::<Vec<_>>()}))
        };
        for (of, place) in [
            (provenance(&["builder"], &["https://b.example/*"]), None),
            (provenance(&[], &["https://b.example/*"]), Some("provenance.by")),
            (provenance(&["builder"], &[]), Some("provenance.builders")),
            (provenance(&["builder"], &["*"]), Some("provenance")),
            (tests(&["builder"], &["unit"]), None),
            (tests(&[], &["unit"]), Some("tests.by")),
            (tests(&["builder"], &[]), Some("tests.suites")),
            (sbom("licences", json!({"allow": ["MIT"]})), None),
            (sbom("licences", json!({"deny": ["MIT"]})), None),
            (sbom("licences", json!({"allow": []})), Some("sbom.licences")),
            (sbom("licences", json!({"deny": []})), Some("sbom.licences")),
            (sbom("packages", json!({"deny": []})), Some("sbom.packages.deny")),
            (bans(BAN_PATTERNS), None),
            (bans(BAN_PATTERNS + 1), Some("sbom.packages.deny")),
            (bans(BAN_PATTERNS + 2), Some("sbom.packages.deny")),
            (json!({"assessments": [{"kind": "design", "by": []}]}), Some("assessments.by")),
        ] {
            let found = rules(of.clone()).wrong().map(|(place, _)| place.strip_prefix("require.evidence.").unwrap());
            assert_eq!(found, place, "{of}");
        }
    }

    #[test]
    fn every_role_that_they_name_is_one_of_theirs() {
        let rules = rules(json!({
            "tests": {"by": ["tester"], "suites": ["unit"]},
            "vulnerabilities": {
                "by": ["scanner"], "severities": {"high": "escalate"}, "escalateTo": "security",
                "exceptions": {"by": ["risk"], "maxDuration": "90d"}, "vex": {"by": ["analyst"]},
            },
            "assessments": [{"kind": "design", "by": ["architect"]}],
        }));
        let roles: Vec<String> = rules.roles().map(ToString::to_string).collect();
        assert_eq!(roles, ["tester", "scanner", "security", "risk", "analyst", "architect"]);
        assert_eq!(rules.kinds().collect::<Vec<_>>(), ["tests", "vulnerabilities"]);
    }
}
