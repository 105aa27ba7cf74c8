//! Check **chain**: every step that the class names is attested by its own role, over every artefact, in time order.
//!
//! A chain that holds is enough: what was attested again later does not break it, so that taking an attestation away never
//! helps (law 2). Tests and verification summaries must have passed to attest a step, scans and analyses must have looked. What
//! else evidence says is for its own check; here it only has to stand.

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::name::PrincipalId;
use crate::base::shown::list;
use crate::base::signing::Authority;
use crate::base::time::Time;
use crate::check::Context;
use crate::facts::index::Fact;
use crate::facts::produced::{Made, signings};
use crate::format::evidence::Evident;
use crate::format::test_result::TestRun;
use crate::format::vulnerability::Scan;
use crate::policy::chain::{Attested, Step};

/// One attestation of a step.
struct Link<'a> {
    at: Time,
    by: &'a PrincipalId,
    sources: Vec<Sha256>,
}

/// Looks for a chain over every artefact.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let chain = &context.need().chain;
    if chain.is_empty() {
        return Vec::new();
    }
    let judged: Vec<Result<Vec<Link<'_>>, Box<Finding>>> =
        context.question.artefacts.iter().map(|artefact| links(context, chain, *artefact)).collect();
    let names = list(chain.iter().map(|step| &step.step));
    if judged.iter().all(Result::is_ok) {
        let held: Vec<Link<'_>> = judged.into_iter().flatten().flatten().collect();
        let found = list(held.iter().map(|link| format!("{} at {}", link.by, link.at)));
        let records: Vec<Sha256> = held.iter().flat_map(|link| link.sources.iter().copied()).collect();
        let expected = format!("{names}, one after the other");
        return vec![Finding::new(Requirement::Chain, Code::ChainHolds, expected, found).about(records)];
    }
    judged.into_iter().filter_map(Result::err).map(|broken| *broken).collect()
}

/// The earliest chain over one artefact: the earliest attestation of each step that is not older than the one before.
fn links<'a>(context: &Context<'a>, chain: &[Step], artefact: Sha256) -> Result<Vec<Link<'a>>, Box<Finding>> {
    let mut held: Vec<Link<'a>> = Vec::new();
    for step in chain {
        let after = held.last().map_or(Time::EPOCH, |link| link.at);
        let all = attestations(context, step, artefact);
        let latest = all.iter().map(|link| link.at).max();
        match all.into_iter().filter(|link| link.at >= after).min_by_key(|link| link.at) {
            Some(link) => held.push(link),
            None => return Err(Box::new(broken(step, artefact, after, latest))),
        }
    }
    Ok(held)
}

fn broken(step: &Step, artefact: Sha256, after: Time, latest: Option<Time>) -> Finding {
    let roles = list(&step.by);
    match latest {
        None => {
            let expected = format!("step {}, attested by a holder of {roles}", step.step);
            Finding::new(Requirement::Chain, Code::ChainStepMissing, expected, format!("none over {artefact}"))
        }
        Some(latest) => {
            let expected = format!("step {} at {after} or later", step.step);
            let found = format!("at {latest} for the last time, over {artefact}");
            Finding::new(Requirement::Chain, Code::ChainOutOfOrder, expected, found)
        }
    }
}

/// Everything that attests a step over an artefact.
fn attestations<'a>(context: &Context<'a>, step: &Step, artefact: Sha256) -> Vec<Link<'a>> {
    let facts = context.facts;
    match step.evidence {
        Attested::Provenance => of_kind(context, step, artefact, facts.provenances.iter()),
        Attested::Tests => {
            of_kind(context, step, artefact, facts.tests.iter().filter(|fact| passed(step, &fact.claim)))
        }
        Attested::Vulnerabilities => {
            let rule = context.need().evidence.vulnerabilities.as_ref();
            let is_scan = |scan: &Scan| scan.sarif.is_none() || rule.is_some_and(|r| r.takes_sarif_of(&scan.scanner));
            let scanned = |fact: &&Fact<Scan>| fact.claim.examined && is_scan(&fact.claim);
            of_kind(context, step, artefact, facts.scans.iter().filter(scanned))
        }
        Attested::Analysis => {
            of_kind(context, step, artefact, facts.analyses.iter().filter(|fact| fact.claim.failure.is_none()))
        }
        Attested::Sbom => of_kind(context, step, artefact, facts.sboms.iter()),
        Attested::Vsa => of_kind(context, step, artefact, facts.summaries.iter().filter(|fact| fact.claim.passed)),
    }
}

fn of_kind<'a, T: Evident + 'a>(
    context: &Context<'a>,
    step: &Step,
    artefact: Sha256,
    facts: impl Iterator<Item = &'a Fact<T>>,
) -> Vec<Link<'a>> {
    let fits = |claim: &T| step.of.as_ref().is_none_or(|of| claim.names().iter().any(|name| of.fits(name)));
    let ours = facts.filter(|fact| fact.subjects.contains(&artefact) && fits(&fact.claim));
    // What nobody dates has no place in an order.
    let counts = |made: &Made<'a, T>| {
        made.is_dated()
            && context.authority(&step.by, made.by, Some(made.at)) == Authority::Full
            && context.standing(*made, None).is_none()
    };
    let link = |made: Made<'a, T>| Link { at: made.oldest(), by: made.by, sources: made.fact.sources().collect() };
    ours.flat_map(signings).filter(counts).map(link).collect()
}

/// Whether every suite passed that the step is about.
fn passed(step: &Step, run: &TestRun) -> bool {
    let ours = |name: &str| step.of.as_ref().is_none_or(|of| of.fits(name));
    run.suites.iter().filter(|(name, _)| ours(name)).all(|(_, suite)| suite.has_passed())
}
