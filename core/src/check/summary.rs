//! Check **VSA**: another verifier passed every artefact, under the policy and at the levels that the class names.

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::shown::list;
use crate::check::{Context, unauthorised};
use crate::facts::coverage::{Judged, Subject};
use crate::facts::produced::Made;
use crate::format::summary::Summary;
use crate::policy::evidence::summary::SummaryRule;

/// Checks the verification summaries of every artefact, where the class asks for them.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rule) = &context.need().evidence.vsa else { return Vec::new() };
    let produced = context.produced(&context.facts.summaries, &rule.by);
    let (requirement, artefacts) = (Requirement::Evidence("vsa"), &context.question.artefacts);
    let subject = Subject { requirement, what: "verification summary", artefacts };
    let strangers = produced.unauthorised.iter().map(|made| subject.finding(*made, unauthorised(&rule.by)));
    let mut findings: Vec<Finding> = strangers.collect();
    findings.extend(subject.cover(&produced.newest, |made| judge(context, rule, made)));
    findings
}

/// What no verifier says that the class relies on says nothing against the release either.
fn judge(context: &Context<'_>, rule: &SummaryRule, made: Made<'_, Summary>) -> Judged {
    let summary = &made.fact.claim;
    if let Some(aside) = context.relies_not(rule, summary) {
        return Judged { says: Vec::new(), aside: Some(aside) };
    }
    let standing = context.standing(made, rule.max_age);
    if !summary.passed {
        let verifier = summary.verifier.escape_default();
        let failed = (Code::SummaryFailed, "`PASSED`".to_owned(), format!("{verifier} did not pass it"));
        return Judged { says: vec![failed], aside: standing };
    }
    let unreached = rule.unreached(&summary.levels).map(|due| {
        let levels = list(summary.levels.iter().map(|level| level.escape_default()));
        (Code::SummaryLevel, due.to_owned(), levels)
    });
    Judged { says: Vec::new(), aside: standing.or(unreached) }
}
