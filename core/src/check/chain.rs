//! Check **chain**: every step that the class names is attested by its own role, over every artefact, in time order.
//!
//! Each is no earlier than the one before by its signature, and by what it says where both say when they were made: an old scan that is
//! signed after a build does not follow it, nor does it precede one that is older than its signature.
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
use crate::check::{Context, is_scan};
use crate::facts::index::Fact;
use crate::facts::produced::{Made, signings};
use crate::format::evidence::Evident;
use crate::format::test_result::TestRun;
use crate::format::vulnerability::Scan;
use crate::policy::chain::{Attested, Step};

/// One attestation of a step.
struct Link<'a> {
    /// As early as it can have been signed.
    signed: Time,
    /// When it was made, by its own word.
    told: Option<Time>,
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
        let found = list(held.iter().map(|link| format!("{} at {}", link.by, link.signed)));
        let records: Vec<Sha256> = held.iter().flat_map(|link| link.sources.iter().copied()).collect();
        let expected = format!("{names}, one after the other");
        return vec![Finding::new(Requirement::Chain, Code::ChainHolds, expected, found).about(records)];
    }
    judged.into_iter().filter_map(Result::err).map(|broken| *broken).collect()
}

/// An attestation to which a chain leads: where the one before it stands among those of its step.
struct Reached<'a> {
    link: Link<'a>,
    before: Option<usize>,
}

impl Link<'_> {
    /// Whether it is no earlier than another: by its signature, and by its own word where both have one.
    fn follows(&self, before: &Self) -> bool {
        let told = self.told.zip(before.told);
        self.signed >= before.signed && told.is_none_or(|(own, before)| own >= before)
    }
}

/// A chain over one artefact: an attestation of each step, none earlier than the one before.
fn links<'a>(context: &Context<'a>, chain: &[Step], artefact: Sha256) -> Result<Vec<Link<'a>>, Box<Finding>> {
    let mut steps: Vec<Vec<Reached<'a>>> = Vec::new();
    for step in chain {
        let all = attestations(context, step, artefact);
        let latest = all.iter().map(|link| link.signed).max();
        let after = steps.last().and_then(|previous| previous.first()).map_or(Time::EPOCH, |first| first.link.signed);
        let mut reached = match steps.last() {
            None => all.into_iter().map(|link| Reached { link, before: None }).collect(),
            Some(previous) => reach(all, previous),
        };
        if reached.is_empty() {
            return Err(Box::new(broken(step, artefact, after, latest)));
        }
        reached.sort_by_key(|reached| reached.link.signed);
        steps.push(reached);
    }
    Ok(back(steps))
}

/// Those of a step that follow one of the step before, which are sorted.
fn reach<'a>(all: Vec<Link<'a>>, previous: &[Reached<'a>]) -> Vec<Reached<'a>> {
    // Of all that were signed by then, the one that tells of the earliest leaves the most open.
    let mut earliest: Vec<usize> = Vec::with_capacity(previous.len());
    let told = |place: usize| previous.get(place).and_then(|reached| reached.link.told);
    for place in 0..previous.len() {
        earliest.push(earliest.last().copied().filter(|best| told(*best) <= told(place)).unwrap_or(place));
    }
    let reached = |link: Link<'a>| {
        let signed = previous.partition_point(|reached| reached.link.signed <= link.signed);
        let before = *earliest.get(signed.checked_sub(1)?)?;
        link.follows(&previous.get(before)?.link).then_some(Reached { link, before: Some(before) })
    };
    all.into_iter().filter_map(reached).collect()
}

/// The chain that leads to the earliest attestation of the last step.
fn back(mut steps: Vec<Vec<Reached<'_>>>) -> Vec<Link<'_>> {
    let (mut held, mut place) = (Vec::with_capacity(steps.len()), 0);
    while let Some(mut reached) = steps.pop().filter(|reached| place < reached.len()) {
        let Reached { link, before } = reached.swap_remove(place);
        held.push(link);
        place = before.unwrap_or_default();
    }
    held.reverse();
    held
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
            let found = match latest < after {
                true => format!("at {latest} for the last time, over {artefact}"),
                false => format!("what was made before the step before it, by its own word, over {artefact}"),
            };
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
            let scanned = |fact: &&Fact<Scan>| fact.claim.examined && is_scan(rule, &fact.claim);
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
    let link = |made: Made<'a, T>| Link {
        signed: made.at.earliest(),
        told: made.fact.claim.said().made.map(|_| made.at.happened()),
        by: made.by,
        sources: made.fact.sources().collect(),
    };
    ours.flat_map(signings).filter(counts).map(link).collect()
}

/// Whether every suite passed that the step is about.
fn passed(step: &Step, run: &TestRun) -> bool {
    let ours = |name: &str| step.of.as_ref().is_none_or(|of| of.fits(name));
    run.suites.iter().filter(|(name, _)| ours(name)).all(|(_, suite)| suite.has_passed())
}
