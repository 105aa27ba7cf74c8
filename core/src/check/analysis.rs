//! Check **analysis**: the tools that the class names have run over every artefact, and found nothing that it does not
//! let through: secrets, faults of source code, of infrastructure, of the running program.
//!
//! Each tool answers for itself; a run of one does not stand in for that of another.

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::shown::list;
use crate::check::{Context, Objection, unauthorised};
use crate::facts::coverage::{Judged, Subject};
use crate::facts::index::Fact;
use crate::format::sarif::{Analysis, Tally};
use crate::policy::evidence::analysis::{AnalysisRule, Suppressed};

/// Checks the analyses of every artefact, where the class asks for them.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    context.need().evidence.analysis.iter().flat_map(|rule| of_rule(context, rule)).collect()
}

fn of_rule(context: &Context<'_>, rule: &AnalysisRule) -> Vec<Finding> {
    let produced = context.produced(&context.facts.analyses, &rule.by);
    let of_tool = |tool: &str| {
        let what = format!("analysis with {}", tool.escape_default());
        let (requirement, artefacts) = (Requirement::Evidence(rule.kind.id()), &context.question.artefacts);
        let subject = Subject { requirement, what: &what, artefacts };
        let ours = |fact: &Fact<_>| is_of(fact, tool);
        let strangers = produced.unauthorised.iter().filter(|made| ours(made.fact));
        let mut findings: Vec<Finding> = strangers.map(|made| subject.finding(*made, unauthorised(&rule.by))).collect();
        let newest = produced.newest.iter().filter(|newest| newest.made.iter().any(|made| ours(made.fact)));
        findings.extend(subject.cover(newest, |made| Judged {
            says: says(rule, &made.fact.claim),
            aside: context.standing(made, rule.max_age),
        }));
        findings
    };
    rule.tools.iter().flat_map(|tool| of_tool(tool)).collect()
}

fn is_of(fact: &Fact<std::rc::Rc<Analysis>>, tool: &str) -> bool {
    fact.claim.tool == tool
}

/// What a run says against the release, and what it says that is only recorded.
fn says(rule: &AnalysisRule, analysis: &Analysis) -> Vec<Objection> {
    let mut says = Vec::new();
    if let Some(why) = &analysis.failure {
        says.push((Code::AnalysisFailed, "a run that succeeded, with all its results".to_owned(), format!("it {why}")));
    }
    let recorded = |tally: &&Tally| {
        ignored(rule, tally).is_some() || (tally.suppressed && rule.suppressed == Suppressed::Accepted)
    };
    let grave = |tally: &&Tally| tally.level >= rule.block || rule.blocks(&tally.named.rules, tally.named.is_lost);
    let (idle, due): (Vec<_>, Vec<_>) = analysis.tallies.iter().filter(grave).partition(recorded);
    if !due.is_empty() {
        let expected = match rule.block_rules.is_empty() {
            true => format!("no result of level {} or graver", rule.block.id()),
            false => format!("no result of level {} or graver, nor of {}", rule.block.id(), list(&rule.block_rules)),
        };
        says.push((Code::AnalysisBlocked, expected, shown(due.into_iter(), |_| None)));
    }
    if !idle.is_empty() {
        let found = shown(idle.into_iter(), |tally| ignored(rule, tally));
        says.push((Code::AnalysisIgnored, String::new(), found));
    }
    says
}

/// Why results are only recorded, where their rules are ignored. Of a rule that is not there nobody knows whether it is.
fn ignored(rule: &AnalysisRule, tally: &Tally) -> Option<String> {
    if tally.named.is_lost { None } else { rule.ignores(&tally.named.rules) }
}

/// How many results there are, and of which rules; those beyond a dozen are counted.
fn shown<'t>(tallies: impl Iterator<Item = &'t Tally> + Clone, why: impl Fn(&Tally) -> Option<String>) -> String {
    let count = tallies.clone().fold(0_u64, |sum, tally| sum.saturating_add(tally.count));
    let each = tallies.map(|tally| {
        let place = if tally.place.is_empty() { String::new() } else { format!(" at {}", tally.place) };
        let reason = why(tally).map(|reason| format!(": {reason}")).unwrap_or_default();
        format!("{} × {} ({}){place}{reason}", tally.count, tally.named, tally.level.id())
    });
    format!("{count} results: {}", list(each))
}
