//! Which analyses a class asks for, and which results it lets through (`docs/evidence-tools.md`).

use std::collections::BTreeSet;

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
    /// The rule's id, exactly; parts of it (`B324/md5`) are ignored with it.
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
    /// Why results that name these rules are only recorded: the reasons, where each of the rules is ignored.
    pub fn ignores(&self, rules: &[String]) -> Option<String> {
        let reason =
            |rule: &String| self.ignore.iter().find(|one| covers(&one.rule, rule)).map(|one| one.reason.as_str());
        let reasons: BTreeSet<&str> = rules.iter().map(reason).collect::<Option<_>>()?;
        (!reasons.is_empty()).then(|| reasons.into_iter().collect::<Vec<_>>().join("; "))
    }

    /// Whether results that name these rules deny at any level; what is `lost` may be of any rule.
    pub fn blocks(&self, rules: &[String], lost: bool) -> bool {
        let named = |blocked: &String| rules.iter().any(|rule| is_under(blocked, rule));
        self.block_rules.iter().any(|blocked| lost || named(blocked))
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
        let both = self.block_rules.iter().any(|rule| self.ignore.iter().any(|one| covers(&one.rule, rule)));
        both.then_some(("require.evidence.analysis.blockRules", "rules that are not under `ignore`"))
    }
}

/// Whether an id is that of a rule, or of a part of it: SARIF lets it have one component more (2.1.0 §3.52.4).
fn covers(rule: &str, id: &str) -> bool {
    id == rule || id.rsplit_once('/').is_some_and(|(parent, _)| parent == rule)
}

/// Whether an id is that of a rule, or of anything below it, however deep.
fn is_under(rule: &str, id: &str) -> bool {
    id.strip_prefix(rule).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn rule(blocked: &[&str], ignored: &[&str]) -> AnalysisRule {
        let ignored: Vec<_> = ignored.iter().map(|id| json!({"rule": id, "reason": format!("for {id}")})).collect();
        let rule =
            json!({"kind": "static", "tools": ["lint"], "by": ["builder"], "blockRules": blocked, "ignore": ignored});
        serde_json::from_value(rule).unwrap()
    }

    fn named(rules: &[&str]) -> Vec<String> {
        rules.iter().map(|rule| (*rule).to_owned()).collect()
    }

    #[test]
    fn any_rule_of_a_result_blocks_it() {
        let blocks = |rules: &[&str]| rule(&["B324"], &[]).blocks(&named(rules), false);
        for fits in [&["B324"][..], &["B324/md5"], &["B324/md5/weak"], &["B101", "B324"], &["B101", "B324/md5"]] {
            assert!(blocks(fits), "{fits:?}");
        }
        for other in [&[][..], &["B3244"], &["B32"], &["b324"], &["x/B324"], &["B101"]] {
            assert!(!blocks(other), "{other:?}");
        }
        assert!(rule(&["B324"], &[]).blocks(&[], true) && !rule(&[], &[]).blocks(&[], true));
    }

    #[test]
    fn every_rule_of_a_result_must_be_ignored() {
        let ignores = |rules: &[&str]| rule(&[], &["B101", "B102"]).ignores(&named(rules));
        assert_eq!(ignores(&["B101"]).as_deref(), Some("for B101"));
        assert_eq!(ignores(&["B101/x"]).as_deref(), Some("for B101"));
        assert_eq!(ignores(&["B102", "B101", "B101/x"]).as_deref(), Some("for B101; for B102"));
        for other in [&[][..], &["B101", "B999"], &["B999", "B101"], &["B101/x/y"], &["B1010"], &["x/B101"]] {
            assert_eq!(ignores(other), None, "{other:?}");
        }
    }

    #[test]
    fn what_is_blocked_is_not_ignored_with_a_whole() {
        assert!(rule(&["B324/md5"], &["B324"]).wrong().is_some() && rule(&["B324"], &["B324"]).wrong().is_some());
        assert!(rule(&["B324"], &["B324/md5"]).wrong().is_none());
    }
}
