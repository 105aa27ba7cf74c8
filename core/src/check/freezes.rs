//! Check **freezes**: no freeze that binds the release is on (`docs/calendar.md`).

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::shown::list;
use crate::check::Context;
use crate::policy::calendar::freeze::Freeze;

/// Looks at the freezes that bind the release. A policy without freezes asks for nothing.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let freezes = &context.policy.freezes;
    if freezes.is_empty() {
        return Vec::new();
    }
    let (question, class) = (context.question, &context.selection.class.name);
    let binds = |freeze: &&Freeze| freeze.applies_to.binds(&question.environment, &question.service, class);
    let binding: Vec<&Freeze> = freezes.iter().filter(binds).collect();
    let on = |freeze: &&&Freeze| context.moment.is_within(freeze.interval(&context.policy.calendar));
    let mut findings: Vec<Finding> = binding.iter().filter(on).map(|freeze| active(context, freeze)).collect();
    if findings.is_empty() {
        let found = format!("none is on; {} could be", list(binding.iter().map(|freeze| &freeze.name)));
        findings.push(Finding::new(Requirement::Freezes, Code::FreezeNone, "no freeze of the release", found));
    }
    findings
}

fn active(context: &Context<'_>, freeze: &Freeze) -> Finding {
    let calendar = &context.policy.calendar;
    let end = freeze.interval(calendar).until;
    let end = end.map_or("for ever".to_owned(), |until| format!("until {}", freeze.zone(calendar).show(until)));
    let expected = format!("no freeze of {}", freeze.applies_to);
    let found = format!("`{}` is on {end}: {}", freeze.name, freeze.reason);
    Finding::new(Requirement::Freezes, Code::FreezeActive, expected, found)
}
