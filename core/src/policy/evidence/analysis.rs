//! Which analyses a class asks for, and which results it lets through (`docs/evidence-tools.md`).

use serde::Deserialize;

use crate::base::json::present;
use crate::base::level::Level;
use crate::base::name::Role;
use crate::base::time::Duration;
use crate::policy::evidence::Wrong;

/// Tools that must have run, and what they may have found.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for an analysis", deny_unknown_fields, rename_all = "camelCase")]
pub struct AnalysisRule {
    /// What the tools look for.
    pub kind: Analysed,
    /// The tools, by the names that they give themselves; each must have run.
    pub tools: Vec<String>,
    /// Roles whose holders' analyses count.
    pub by: Vec<Role>,
    /// An analysis this old no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
    /// The mildest level that denies; without it, every result does.
    #[serde(default)]
    pub block: Level,
    /// Rules whose results deny at any level.
    #[serde(default)]
    pub block_rules: Vec<String>,
    /// Rules whose results are only recorded.
    #[serde(default)]
    pub ignore: Vec<Ignored>,
    /// What becomes of results that the file says are suppressed.
    #[serde(default)]
    pub suppressed: Suppressed,
}

/// What tools look for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(expecting = "`secrets`, `static`, `infrastructure` or `dynamic`", rename_all = "lowercase")]
pub enum Analysed {
    /// Secrets among the sources.
    Secrets,
    /// Faults of the source code.
    Static,
    /// Faults of the configuration of infrastructure.
    Infrastructure,
    /// Faults of the running program.
    Dynamic,
}

impl Analysed {
    /// The kind as requirements name it.
    pub fn id(self) -> &'static str {
        match self {
            Self::Secrets => "secrets",
            Self::Static => "static",
            Self::Infrastructure => "infrastructure",
            Self::Dynamic => "dynamic",
        }
    }
}

/// A rule whose results are only recorded.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule and a reason", deny_unknown_fields)]
pub struct Ignored {
    /// The rule's id, exactly.
    pub rule: String,
    /// Why; shown in every report.
    pub reason: String,
}

/// What becomes of suppressed results: whoever may change the source can suppress one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(expecting = "`counted` or `accepted`", rename_all = "lowercase")]
pub enum Suppressed {
    /// They are results like others.
    #[default]
    Counted,
    /// They are only recorded.
    Accepted,
}

impl AnalysisRule {
    /// Why results of a rule are only recorded, where they are.
    pub fn ignores(&self, rule: &str) -> Option<&str> {
        self.ignore.iter().find(|one| one.rule == rule).map(|one| one.reason.as_str())
    }

    /// Whether results of a rule and level deny.
    pub fn blocks(&self, rule: &str, level: Level) -> bool {
        level >= self.block || self.block_rules.iter().any(|one| one == rule)
    }

    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self) -> Option<Wrong> {
        let blank = |text: &String| text.trim().is_empty();
        if self.by.is_empty() {
            return Some(("require.evidence.analysis.by", "at least one role"));
        }
        if self.tools.is_empty() || self.tools.iter().any(blank) {
            return Some(("require.evidence.analysis.tools", "the name of at least one tool"));
        }
        if self.ignore.iter().any(|one| blank(&one.rule) || blank(&one.reason)) {
            return Some(("require.evidence.analysis.ignore", "rules with reasons"));
        }
        let both = self.block_rules.iter().any(|rule| self.ignores(rule).is_some());
        both.then_some(("require.evidence.analysis.blockRules", "rules that are not under `ignore`"))
    }
}
