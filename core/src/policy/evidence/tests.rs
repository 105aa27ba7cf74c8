//! Which test results a class accepts (`docs/policy.md`).

use serde::Deserialize;

use crate::base::json::present;
use crate::base::name::Role;
use crate::base::pattern::Pattern;
use crate::base::time::Duration;
use crate::policy::evidence::Wrong;

/// Which suites must have passed.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for tests", deny_unknown_fields, rename_all = "camelCase")]
pub struct TestsRule {
    /// Whose results count.
    pub by: Vec<Role>,
    /// Results this old no longer count.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
    /// The suites: each must be there, and have passed; at least one.
    pub suites: Vec<Pattern>,
    /// How many tests of a suite may have been skipped.
    #[serde(default)]
    pub allow_skipped: u64,
    /// Whether a suite that passed with warnings has passed.
    #[serde(default)]
    pub allow_warnings: bool,
}

impl TestsRule {
    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        if self.by.is_empty() {
            return Some(("require.evidence.tests.by", "at least one role"));
        }
        self.suites.is_empty().then_some(("require.evidence.tests.suites", "at least one suite"))
    }
}
