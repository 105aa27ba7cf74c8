//! Which assessments of a service a class asks for (`docs/evidence-tools.md`).

use serde::Deserialize;

use crate::base::json::present;
use crate::base::name::{Assessed, Role};
use crate::base::time::Duration;
use crate::policy::evidence::Wrong;

/// An assessment that must be current.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for an assessment", deny_unknown_fields, rename_all = "camelCase")]
pub struct AssessmentRule {
    /// What must have been assessed, such as `threat-model`.
    pub kind: Assessed,
    /// Roles whose holders' assessments count.
    pub by: Vec<Role>,
    /// One this old no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
}

impl AssessmentRule {
    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        self.by.is_empty().then_some(("require.evidence.assessments.by", "at least one role"))
    }
}
