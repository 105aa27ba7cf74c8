//! Which vulnerabilities a class bears, and who may say that one does not matter (`docs/policy.md`).

use serde::Deserialize;

use crate::base::json::present;
use crate::base::name::Role;
use crate::base::pattern::Pattern;
use crate::base::time::Duration;
use crate::policy::evidence::Wrong;

/// What follows from what scans find.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for vulnerabilities", deny_unknown_fields, rename_all = "camelCase")]
pub struct VulnerabilitiesRule {
    /// Whose scans count.
    pub by: Vec<Role>,
    /// Scans this old no longer count.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
    /// The scanners: each must have scanned. Where this is empty, any one.
    #[serde(default)]
    pub scanners: Vec<Pattern>,
    /// Tools whose SARIF runs are scans for vulnerabilities, by the names that they give themselves.
    #[serde(default)]
    pub sarif: Vec<Pattern>,
    /// What follows, by severity.
    #[serde(default)]
    pub severities: Actions,
    /// Who must approve besides, where something escalates.
    #[serde(default, deserialize_with = "present")]
    pub escalate_to: Option<Role>,
    /// Whose exceptions count.
    #[serde(default, deserialize_with = "present")]
    pub exceptions: Option<ExceptionsRule>,
    /// Whose word on what affects the artefacts counts.
    #[serde(default, deserialize_with = "present")]
    pub vex: Option<VexRule>,
}

/// What follows from a finding.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(expecting = "`block`, `escalate` or `record`", rename_all = "lowercase")]
pub enum Action {
    /// It denies.
    #[default]
    Block,
    /// One more person must approve.
    Escalate,
    /// It is shown.
    Record,
}

/// What follows, by severity; where nothing is said, it denies.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "actions by severity", deny_unknown_fields)]
pub struct Actions {
    /// CVSS 9.0 to 10.0.
    #[serde(default)]
    pub critical: Action,
    /// CVSS 7.0 to 8.9.
    #[serde(default)]
    pub high: Action,
    /// CVSS 4.0 to 6.9.
    #[serde(default)]
    pub medium: Action,
    /// CVSS 0.1 to 3.9.
    #[serde(default)]
    pub low: Action,
    /// CVSS 0.0.
    #[serde(default)]
    pub negligible: Action,
    /// Where the scan does not say.
    #[serde(default)]
    pub unknown: Action,
}

/// Which exceptions count.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for exceptions", deny_unknown_fields, rename_all = "camelCase")]
pub struct ExceptionsRule {
    /// In which roles a risk can be accepted.
    pub by: Vec<Role>,
    /// For how long at most.
    pub max_duration: Duration,
}

/// Whose VEX counts.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for VEX", deny_unknown_fields, rename_all = "camelCase")]
pub struct VexRule {
    /// Holders of these roles.
    pub by: Vec<Role>,
    /// A word this old no longer lowers anything.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
}

impl Actions {
    fn all(&self) -> [Action; 6] {
        [self.critical, self.high, self.medium, self.low, self.negligible, self.unknown]
    }
}

impl VulnerabilitiesRule {
    /// Whether the runs of this tool in SARIF logs are scans for vulnerabilities.
    pub fn takes_sarif_of(&self, tool: &str) -> bool {
        self.sarif.iter().any(|listed| listed.fits(tool))
    }

    /// The roles that it names besides those who scan.
    pub(in crate::policy) fn besides(&self) -> impl Iterator<Item = &Role> {
        let exceptions = self.exceptions.iter().flat_map(|rule| &rule.by);
        self.escalate_to.iter().chain(exceptions).chain(self.vex.iter().flat_map(|rule| &rule.by))
    }

    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        let escalates = self.severities.all().contains(&Action::Escalate);
        let checks = [
            (self.by.is_empty(), "require.evidence.vulnerabilities.by", "at least one role"),
            (
                escalates && self.escalate_to.is_none(),
                "require.evidence.vulnerabilities.escalateTo",
                "the role that decides over what escalates",
            ),
            (
                !escalates && self.escalate_to.is_some(),
                "require.evidence.vulnerabilities.severities",
                "a severity that escalates, or no `escalateTo`",
            ),
            (
                self.exceptions.as_ref().is_some_and(|rule| rule.by.is_empty()),
                "require.evidence.vulnerabilities.exceptions.by",
                "at least one role",
            ),
            (
                self.vex.as_ref().is_some_and(|rule| rule.by.is_empty()),
                "require.evidence.vulnerabilities.vex.by",
                "at least one role",
            ),
        ];
        checks.into_iter().find(|(wrong, ..)| *wrong).map(|(_, place, expected)| (place, expected))
    }
}
