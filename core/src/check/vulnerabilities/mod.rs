//! Check **vulnerabilities**: every artefact was scanned, and nothing was found that the policy does not bear.
//!
//! Of each producer and scanner the newest scan counts, and every finding in it is judged by itself: by an exception or VEX
//! that stands, else by its severity. So of two scanners that disagree the stricter counts. A scan that does not stand (too
//! old, withdrawn, not yet come) proves nothing; what it found still counts.

mod exceptions;
mod vex;

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::limits::COMPARISONS;
use crate::base::shown::{list, people};
use crate::base::time::Time;
use crate::check::{Context, Escalation, Objection, is_scan, unauthorised};
use crate::facts::coverage::pieces;
use crate::facts::produced::{Made, Produced};
use crate::format::vulnerability::{Scan, Severity, Vulnerability};
use crate::policy::evidence::vulnerabilities::{Action, VulnerabilitiesRule};
use exceptions::Exceptions;
use vex::Words;

const REQUIREMENT: Requirement = Requirement::Evidence("vulnerabilities");

/// Checks the scans of every artefact, where the class asks for them.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rule) = &context.need().evidence.vulnerabilities else { return Vec::new() };
    let produced = scans(context, rule);
    let mut findings: Vec<Finding> =
        produced.unauthorised.iter().map(|made| not_counted(*made, unauthorised(&rule.by))).collect();
    let judged = Judged::of(context, rule, &produced);
    findings.extend(judged.open.iter().map(|((action, severity, scan), found)| {
        let made = judged.scans.get(*scan).map(|(made, _)| *made);
        finding(rule, (*action, *severity), found, made)
    }));
    findings.extend(judged.lowered);
    let mut standing = BTreeMap::new();
    for newest in &produced.newest {
        for made in &newest.made {
            match objection(context, rule, *made) {
                None => drop(standing.insert((newest.artefact, newest.stream.as_str()), *made)),
                Some(why) => findings.push(not_counted(*made, why)),
            }
        }
    }
    findings.push(conclude(context, rule, &standing));
    findings.sort_unstable();
    findings.dedup();
    findings
}

/// The scans that count.
fn scans<'a>(context: &Context<'a>, rule: &VulnerabilitiesRule) -> Produced<'a, Scan> {
    let mut produced = context.produced(&context.facts.scans, &rule.by);
    let ours = |made: &Made<'_, Scan>| is_scan(Some(rule), &made.fact.claim);
    produced.newest.retain(|newest| newest.made.iter().all(ours));
    produced.unauthorised.retain(ours);
    produced
}

/// Whom the findings call for, beyond the class: one more person, for all that escalates together.
pub fn escalations(context: &Context<'_>) -> Vec<Escalation> {
    let Some(rule) = &context.need().evidence.vulnerabilities else { return Vec::new() };
    let Some(role) = &rule.escalate_to else { return Vec::new() };
    let produced = scans(context, rule);
    let judged = Judged::of(context, rule, &produced);
    // What nobody dates may be newer than any approval: it denies by itself.
    let dated = |scan: usize| judged.scans.get(scan).is_some_and(|(made, _)| made.is_bounded());
    let escalated = judged.open.iter().filter(|((action, _, scan), _)| *action == Action::Escalate && dated(*scan));
    let (mut since, mut parts) = (Time::EPOCH, Vec::new());
    for ((_, severity, scan), found) in escalated {
        let Some((made, _)) = judged.scans.get(*scan) else { continue };
        since = since.max(made.newest());
        parts.push(format!("{} {} by {}: {}", found.len(), severity, made.fact.claim.scanner, list(found)));
    }
    let why = || format!("{REQUIREMENT}: {}", list(&parts));
    (!parts.is_empty()).then(|| Escalation { role: role.clone(), since, why: why() }).into_iter().collect()
}

/// How many comparisons were made: the work is bounded, whatever scans find and people say.
#[derive(Default)]
struct Steps {
    taken: usize,
}

impl Steps {
    /// Takes so many; says whether they were left. Those that are not lower nothing.
    fn take(&mut self, count: usize) -> bool {
        self.taken = self.taken.saturating_add(count);
        self.taken <= COMPARISONS
    }

    fn finding(&self, requirement: &Requirement, what: &str) -> Option<Finding> {
        let expected = format!("at most {COMPARISONS} comparisons of findings with {what}");
        let over = Finding::new(requirement.clone(), Code::LimitExceeded, expected, "more");
        (self.taken > COMPARISONS).then_some(over)
    }
}

/// Every finding, judged.
struct Judged<'a> {
    /// Every signature on a scan that is the newest of its scanner for an artefact, once, and those artefacts.
    scans: Vec<(Made<'a, Scan>, BTreeSet<Sha256>)>,
    /// What nothing lowers: by what follows, severity and scan, each finding once.
    open: BTreeMap<(Action, Rated, usize), BTreeSet<String>>,
    /// What exceptions and VEX do, and those that come to nothing.
    lowered: Vec<Finding>,
}

impl<'a> Judged<'a> {
    fn of(context: &'a Context<'_>, rule: &'a VulnerabilitiesRule, produced: &Produced<'a, Scan>) -> Self {
        let scans = pieces(&produced.newest);
        let mut exceptions = Exceptions::collect(context, rule.exceptions.as_ref());
        let mut words = Words::collect(context, rule.vex.as_ref());
        let mut open: BTreeMap<_, BTreeSet<String>> = BTreeMap::new();
        for (index, (made, artefacts)) in scans.iter().enumerate() {
            for found in made.fact.claim.vulnerabilities.iter() {
                let excepted = exceptions.cover(found);
                if !excepted && !words.lower(found, artefacts) {
                    let rated = Rated { worst: found.severity, is_unclear: found.is_unclear };
                    let key = (action(rule, found), rated, index);
                    open.entry(key).or_default().insert(found.to_string());
                }
            }
        }
        let lowered = exceptions.findings(&REQUIREMENT).chain(words.findings(&REQUIREMENT)).collect();
        Self { scans, open, lowered }
    }
}

/// How bad a finding is, as reports say it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Rated {
    worst: Severity,
    /// Somebody says besides what is not read here.
    is_unclear: bool,
}

impl Rated {
    fn expected(self) -> String {
        let unknown = if self.is_unclear { " or unknown" } else { "" };
        format!("{}{unknown}", self.worst.id())
    }
}

impl fmt::Display for Rated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let unclear = if self.is_unclear { " (and of unknown severity besides)" } else { "" };
        write!(f, "{}{unclear}", self.worst.id())
    }
}

fn action(rule: &VulnerabilitiesRule, found: &Vulnerability) -> Action {
    let actions = &rule.severities;
    let known = match found.severity {
        Severity::Critical => actions.critical,
        Severity::High => actions.high,
        Severity::Medium => actions.medium,
        Severity::Low => actions.low,
        Severity::Negligible => actions.negligible,
        Severity::Unknown => actions.unknown,
    };
    // What somebody says besides may be worse: the stricter of the two.
    if found.is_unclear { known.min(actions.unknown) } else { known }
}

fn finding(
    rule: &VulnerabilitiesRule,
    (action, severity): (Action, Rated),
    found: &BTreeSet<String>,
    made: Option<Made<'_, Scan>>,
) -> Finding {
    let (code, expected) = match action {
        Action::Block => (Code::VulnerabilityBlocked, format!("nothing {}", severity.expected())),
        Action::Escalate if made.is_some_and(|made| !made.is_bounded()) => {
            (Code::VulnerabilityUndated, "a scan that says when it was made, for what escalates".to_owned())
        }
        Action::Escalate => {
            let role = rule.escalate_to.as_ref().map(ToString::to_string).unwrap_or_default();
            (Code::VulnerabilityEscalated, format!("one more approval, by a {role}"))
        }
        Action::Record => (Code::VulnerabilityRecorded, String::new()),
    };
    let whose = made.map(|m| format!(", as {} found for {}", m.fact.claim.scanner.escape_default(), m.by));
    let text = format!("{} {}{}: {}", found.len(), severity, whose.unwrap_or_default(), list(found));
    Finding::new(REQUIREMENT, code, expected, text).about(made.into_iter().flat_map(|made| made.fact.sources()))
}

/// Why a scan proves nothing: the first reason.
fn objection(context: &Context<'_>, rule: &VulnerabilitiesRule, made: Made<'_, Scan>) -> Option<Objection> {
    let objection = context.standing(made, rule.max_age);
    objection.or_else(|| {
        let found = "none that the report names".to_owned();
        let nothing = (Code::VulnerabilityNothingScanned, "a scan of packages".to_owned(), found);
        (!made.fact.claim.examined).then_some(nothing)
    })
}

fn conclude(
    context: &Context<'_>,
    rule: &VulnerabilitiesRule,
    standing: &BTreeMap<(Sha256, &str), Made<'_, Scan>>,
) -> Finding {
    let there = |artefact: &Sha256| -> Vec<&str> {
        let ours = standing.range((*artefact, "")..).take_while(|((a, _), _)| a == artefact);
        ours.map(|(_, made)| made.fact.claim.scanner.as_str()).collect()
    };
    let is_covered = |artefact: &&Sha256| {
        let scanners = there(artefact);
        !scanners.is_empty() && rule.scanners.iter().all(|wanted| scanners.iter().any(|name| wanted.fits(name)))
    };
    let uncovered: Vec<&Sha256> = context.question.artefacts.iter().filter(|a| !is_covered(a)).collect();
    let scanners = if rule.scanners.is_empty() { "any scanner".to_owned() } else { list(&rule.scanners) };
    let expected = format!("an accepted scan of every artefact, by {scanners}");
    let (code, found) = match uncovered.is_empty() {
        true => {
            let tool = |made: &Made<'_, Scan>| {
                let scan = &made.fact.claim;
                let database = scan.database.map(|time| format!(" with a database of {time}")).unwrap_or_default();
                format!("{}{database}", scan.scanner.escape_default())
            };
            let tools: BTreeSet<String> = standing.values().map(tool).collect();
            let producers: BTreeSet<_> = standing.values().map(|made| made.by).collect();
            (Code::EvidenceAccepted, format!("scanned by {}, as {} says", list(tools), people(producers)))
        }
        false => (Code::EvidenceMissing, format!("none of {}", list(uncovered))),
    };
    Finding::new(REQUIREMENT, code, expected, found).about(standing.values().flat_map(|made| made.fact.sources()))
}

fn not_counted(made: Made<'_, Scan>, (code, expected, found): Objection) -> Finding {
    let found = format!("a scan by {}: {found}", made.by);
    Finding::new(REQUIREMENT, code, expected, found).about(made.fact.sources())
}

#[cfg(test)]
mod unit {
    use super::*;

    #[test]
    fn comparisons_end_with_the_one_after_the_last() {
        let mut steps = Steps::default();
        let found = |steps: &Steps| steps.finding(&REQUIREMENT, "exceptions").map(|finding| finding.code);
        assert!(steps.take(COMPARISONS));
        assert_eq!(found(&steps), None);
        assert!(!steps.take(1));
        assert_eq!(found(&steps), Some(Code::LimitExceeded));
        assert!(!steps.take(usize::MAX));
    }
}
