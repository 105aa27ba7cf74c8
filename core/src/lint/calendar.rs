//! What is doubtful about windows and freezes. `now` is unknown here: they are looked at from the policy's last review.

use std::collections::BTreeMap;

use super::finding;
use crate::base::code::Code;
use crate::base::finding::Finding;
use crate::policy::calendar::window::{Span, Window};
use crate::policy::class::FactName;
use crate::policy::model::{ClassRule, Policy};

/// Seconds of 60 days, after which a freeze is called long: longer than any quiet time around the end of a year.
const LONG: u64 = 5_184_000;

/// Everything doubtful.
pub(super) fn advise(policy: &Policy) -> Vec<Finding> {
    let mut findings = freezes(policy);
    findings.extend(never_open(policy));
    findings
}

fn freezes(policy: &Policy) -> Vec<Finding> {
    let mut findings = Vec::new();
    let reviewed = policy.review.reviewed_at;
    for freeze in &policy.freezes {
        let interval = freeze.interval(&policy.calendar);
        let Some(until) = interval.until else { continue };
        let found = format!("freeze `{}`, from {} until {until}", freeze.name, interval.from);
        if until <= reviewed {
            findings.push(finding(Code::LintFreezeOver, format!("freezes that end after {reviewed}"), found));
        } else if until.seconds().saturating_sub(interval.from.seconds()) > LONG {
            findings.push(finding(Code::LintFreezeLong, "freezes of at most 60 days".to_owned(), found));
        }
    }
    findings
}

/// Windows that bind the same releases, and share no instant. Every set of windows is searched once, however many releases
/// it binds.
fn never_open(policy: &Policy) -> Vec<Finding> {
    let mut sets: BTreeMap<Vec<bool>, String> = BTreeMap::new();
    let named = policy.windows.iter().flat_map(|window| window.applies_to.services.iter().flatten());
    let other = policy.services.keys().find(|service| !named.clone().any(|name| name == *service));
    for class in &policy.classes {
        for environment in policy.environments.iter().filter(|name| allows(class, FactName::Environment, name.as_str()))
        {
            for service in other.into_iter().chain(named.clone()) {
                if allows(class, FactName::Service, service.as_str()) {
                    let binds = |window: &Window| window.applies_to.binds(environment, service, &class.name);
                    let what = || format!("`{service}` to `{environment}` in class `{}`", class.name);
                    sets.entry(policy.windows.iter().map(binds).collect()).or_insert_with(what);
                }
            }
        }
    }
    let never = sets.into_iter().filter(|(set, _)| set.contains(&true) && shared(policy, set).is_empty());
    let expected = || "an instant at which every window that binds a release is open".to_owned();
    never.map(|(_, what)| finding(Code::LintWindowNeverOpen, expected(), format!("none for {what}"))).collect()
}

fn allows(class: &ClassRule, fact: FactName, value: &str) -> bool {
    class.when.iter().any(|alternative| alternative.allows(fact, value))
}

/// When all windows of a set are open.
fn shared(policy: &Policy, set: &[bool]) -> Vec<Span> {
    let windows = policy.windows.iter().zip(set).filter(|(_, binds)| **binds).map(|(window, _)| window);
    let spans = |window: &Window| window.spans(&policy.calendar, policy.review.reviewed_at).collect::<Vec<_>>();
    windows.map(spans).reduce(|all, more| intersect(&all, &more)).unwrap_or_default()
}

fn intersect(left: &[Span], right: &[Span]) -> Vec<Span> {
    let (mut left, mut right) = (left.iter().peekable(), right.iter().peekable());
    let mut both = Vec::new();
    while let (Some(one), Some(other)) = (left.peek(), right.peek()) {
        let span = Span { from: one.from.max(other.from), until: one.until.min(other.until) };
        let shorter = if one.until <= other.until { &mut left } else { &mut right };
        shorter.next();
        both.extend((span.from < span.until).then_some(span));
    }
    both
}
