//! Check **tests**: the suites that the policy names are there, and passed, for every artefact.
//!
//! Of each producer and suite the newest result counts, and one that fails denies, whoever else says otherwise. A result that
//! does not stand (too old, withdrawn, not yet come) is no yes; what it says against the suite still counts. Suites that the
//! policy does not name are shown where they fail, and change nothing.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::shown::{list, people};
use crate::check::{Context, Objection, unauthorised};
use crate::facts::produced::Made;
use crate::format::test_result::{Suite, TestRun};
use crate::policy::evidence::tests::TestsRule;

const REQUIREMENT: Requirement = Requirement::Evidence("tests");

/// What speaks against suites, together: a report does not grow with their number.
type Grouped<'a> = BTreeMap<(Code, String, BTreeSet<Sha256>), (Made<'a, TestRun>, BTreeSet<String>)>;

/// Checks the test results of every artefact, where the class asks for them.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rule) = &context.need().evidence.tests else { return Vec::new() };
    let produced = context.produced(&context.facts.tests, &rule.by);
    let mut findings: Vec<Finding> =
        produced.unauthorised.iter().map(|made| not_counted(*made, unauthorised(&rule.by))).collect();
    let mut against = Grouped::new();
    let mut passed: BTreeMap<(Sha256, &str), Made<'_, TestRun>> = BTreeMap::new();
    for newest in &produced.newest {
        let named = rule.suites.iter().any(|suite| suite.fits(&newest.stream));
        let (mut failed, mut yes) = (false, None);
        for made in &newest.made {
            let Some(suite) = made.fact.claim.suites.get(&newest.stream) else { continue };
            if let Some((code, expected, found)) = objection(rule, suite) {
                failed = true;
                let code = if named { code } else { Code::TestsOtherSuite };
                let key = (code, expected, made.fact.sources().collect());
                let shown = format!("`{}` {found}", newest.stream.escape_default());
                against.entry(key).or_insert_with(|| (*made, BTreeSet::new())).1.insert(shown);
            } else if let Some(objection) = context.standing(*made, rule.max_age).filter(|_| named) {
                findings.push(not_counted(*made, objection));
            } else {
                yes = Some(*made);
            }
        }
        if let Some(made) = yes.filter(|_| named && !failed) {
            passed.insert((newest.artefact, &newest.stream), made);
        }
    }
    findings.extend(against.into_iter().map(|((code, expected, sources), (made, suites))| {
        let found = format!("as {} says, {}", made.by, list(suites));
        Finding::new(REQUIREMENT, code, expected, found).about(sources)
    }));
    findings.push(conclude(context, rule, &passed));
    findings.sort_unstable();
    findings.dedup();
    findings
}

/// Why a suite has not passed: the first reason.
fn objection(rule: &TestsRule, suite: &Suite) -> Option<Objection> {
    if let Some(what) = &suite.disagreement {
        return Some((
            Code::TestsInconsistent,
            "a report that agrees with itself".to_owned(),
            format!("does not: {what}"),
        ));
    }
    if suite.failed > 0 || suite.said_failed {
        let failures = list(suite.failures.iter().map(|name| name.escape_default()));
        let found = format!("failed: {} of its tests, such as {failures}", suite.failed);
        return Some((Code::TestsFailed, "suites that passed".to_owned(), found));
    }
    if suite.passed.saturating_add(suite.warned) == 0 {
        return Some((Code::TestsEmpty, "at least one test that passed".to_owned(), "has none".to_owned()));
    }
    if (suite.warned > 0 || suite.said_warned) && !rule.allow_warnings {
        let found = format!("passed with warnings in {} of its tests", suite.warned);
        return Some((Code::TestsWarned, "suites without warnings".to_owned(), found));
    }
    (suite.skipped > rule.allow_skipped).then(|| {
        let expected = format!("at most {} tests skipped", rule.allow_skipped);
        (Code::TestsSkipped, expected, format!("skipped {}", suite.skipped))
    })
}

fn conclude(context: &Context<'_>, rule: &TestsRule, passed: &BTreeMap<(Sha256, &str), Made<'_, TestRun>>) -> Finding {
    let suites_of = |artefact: &Sha256| -> Vec<&str> {
        passed.range((*artefact, "")..).take_while(|((a, _), _)| a == artefact).map(|((_, suite), _)| *suite).collect()
    };
    let mut missing: BTreeMap<&str, BTreeSet<&Sha256>> = BTreeMap::new();
    for artefact in &context.question.artefacts {
        let there = suites_of(artefact);
        for suite in rule.suites.iter().filter(|suite| !there.iter().any(|name| suite.fits(name))) {
            missing.entry(suite.as_str()).or_default().insert(artefact);
        }
    }
    let expected = format!("accepted results of {} for every artefact", list(&rule.suites));
    let (code, found) = match missing.is_empty() {
        true => {
            let suites: BTreeSet<_> = passed.keys().map(|(_, suite)| suite.escape_default().to_string()).collect();
            let producers: BTreeSet<_> = passed.values().map(|made| made.by).collect();
            (Code::EvidenceAccepted, format!("{} passed, as {} says", list(suites), people(producers)))
        }
        false => {
            let each = missing.into_iter().map(|(suite, artefacts)| format!("`{suite}` for {}", list(artefacts)));
            (Code::EvidenceMissing, format!("none of {}", list(each)))
        }
    };
    Finding::new(REQUIREMENT, code, expected, found).about(passed.values().flat_map(|made| made.fact.sources()))
}

fn not_counted(made: Made<'_, TestRun>, (code, expected, found): Objection) -> Finding {
    let found = format!("test results by {}: {found}", made.by);
    Finding::new(REQUIREMENT, code, expected, found).about(made.fact.sources())
}
