//! Check **canary**: every artefact ran as a canary long enough, and was no worse than its baseline.
//!
//! Of each producer the newest analysis of an artefact counts. One that is judged to have failed denies, whoever else has
//! a better one: a canary is run to hear a no. One that cannot be judged, or is not what the class asks for, counts for
//! nothing.

mod judging;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::canary::Source;
use crate::base::code::Code;
use crate::base::digest::{RecordId, Sha256};
use crate::base::finding::{Finding, Requirement};
use crate::base::name::PrincipalId;
use crate::base::shown::{list, people};
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::check::Context;
use crate::check::canary::judging::{Budget, Objection};
use crate::facts::index::Fact;
use crate::format::canary::Canary;
use crate::judge::judgement::Judgement;
use crate::policy::canary::CanaryRule;

const REQUIREMENT: Requirement = Requirement::Evidence("canary");

/// One producer's signature on an analysis.
#[derive(Clone, Copy)]
struct Signed<'a> {
    by: &'a PrincipalId,
    at: SignedAt,
    fact: &'a Fact<Canary>,
}

/// An analysis that is the newest of its producer for some artefacts, and what came of it.
struct Newest<'a> {
    signed: Signed<'a>,
    artefacts: BTreeSet<Sha256>,
    judgement: Option<Judgement>,
    objection: Option<Objection>,
}

/// Checks the canary of every artefact, where the class asks for it.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rule) = &context.need().evidence.canary else { return Vec::new() };
    let (newest, mut findings) = assess(context, rule);
    let mut accepted: BTreeMap<Sha256, Vec<&Newest<'_>>> = BTreeMap::new();
    let mut refused: BTreeSet<Sha256> = BTreeSet::new();
    for one in &newest {
        match &one.objection {
            None => {
                findings.extend(warning(one));
                one.artefacts.iter().for_each(|artefact| accepted.entry(*artefact).or_default().push(one));
            }
            Some(objection) => {
                if objection.0 == Code::CanaryFailed {
                    refused.extend(&one.artefacts);
                }
                findings.push(not_counted(one.signed, objection.clone()));
            }
        }
    }
    accepted.retain(|artefact, _| !refused.contains(artefact));
    findings.push(conclude(context, &accepted));
    findings.sort_unstable();
    findings.dedup();
    findings
}

fn conclude(context: &Context<'_>, accepted: &BTreeMap<Sha256, Vec<&Newest<'_>>>) -> Finding {
    let uncovered: Vec<&Sha256> =
        context.question.artefacts.iter().filter(|artefact| !accepted.contains_key(artefact)).collect();
    let all = || accepted.values().flatten();
    let (code, found) = match uncovered.is_empty() {
        true => {
            let said: BTreeSet<String> =
                all().filter_map(|one| one.judgement.as_ref().map(Judgement::sentence)).collect();
            let producers: BTreeSet<_> = all().map(|one| one.signed.by).collect();
            (Code::EvidenceAccepted, format!("{}, as {} measured", list(said), people(producers)))
        }
        false => (Code::EvidenceMissing, format!("none of {}", list(uncovered))),
    };
    let expected = "a canary of every artefact that passes";
    Finding::new(REQUIREMENT, code, expected, found).about(all().map(|one| one.signed.fact.id))
}

/// What people should know of an analysis that is accepted.
fn warning(one: &Newest<'_>) -> Option<Finding> {
    let judgement = one.judgement.as_ref()?;
    let code = match (judging::is_marginal(judgement), one.signed.fact.claim.observed.source()) {
        (true, _) => Code::CanaryMarginalAccepted,
        (false, Source::FlaggerCanary) => Code::CanaryWeak,
        (false, _) => return None,
    };
    Some(not_counted(one.signed, (code, "a canary that passes by its samples".to_owned(), judgement.sentence())))
}

/// Judges the newest analyses, each once, and names those by people who may not give such.
fn assess<'a>(context: &Context<'a>, rule: &CanaryRule) -> (Vec<Newest<'a>>, Vec<Finding>) {
    let (by_producer, findings) = signed(context, rule);
    let mut newest: BTreeMap<(RecordId, &PrincipalId, SignedAt), (Signed<'a>, BTreeSet<Sha256>)> = BTreeMap::new();
    for ((artefact, _), all) in by_producer {
        let latest = all.iter().map(|signed| signed.at.earliest()).max();
        for signed in all.into_iter().filter(|signed| Some(signed.at.earliest()) == latest) {
            let entry = newest.entry((signed.fact.id, signed.by, signed.at));
            entry.or_insert_with(|| (signed, BTreeSet::new())).1.insert(artefact);
        }
    }
    let mut budget = Budget::default();
    let judge = |(signed, artefacts): (Signed<'a>, BTreeSet<Sha256>)| {
        let (judgement, said) =
            judging::judge(&signed.fact.claim.observed, rule, &context.question.artefacts, &mut budget);
        // A no counts however old it is, and whoever withdraws it: only a newer analysis takes it back.
        let failed = said.as_ref().is_some_and(|(code, ..)| *code == Code::CanaryFailed);
        let objection = if failed { said } else { standing(context, rule, signed).or(said) };
        Newest { signed, artefacts, judgement, objection }
    };
    (newest.into_values().map(judge).collect(), findings)
}

type ByProducer<'a> = BTreeMap<(Sha256, &'a PrincipalId), Vec<Signed<'a>>>;

/// Every analysis of an artefact by somebody who may give such.
fn signed<'a>(context: &Context<'a>, rule: &CanaryRule) -> (ByProducer<'a>, Vec<Finding>) {
    let (mut by_producer, mut findings) = (ByProducer::new(), Vec::new());
    for fact in &context.facts.canaries {
        let about: Vec<Sha256> = context.question.artefacts.intersection(&fact.subjects).copied().collect();
        for by in fact.signers.iter().filter(|_| !about.is_empty()) {
            for at in fact.signed_at(by, fact.claim.signed_at) {
                let signed = Signed { by, at, fact };
                let producer = context.roster.principal(by);
                if producer.is_none_or(|p| p.authority(&rule.by, at, context.moment) != Authority::Full) {
                    let expected = format!("a producer who holds {}", list(&rule.by));
                    let found = "a role that does not, or no longer, allow it".to_owned();
                    findings.push(not_counted(signed, (Code::EvidenceProducerUnauthorised, expected, found)));
                    continue;
                }
                for artefact in &about {
                    by_producer.entry((*artefact, by)).or_default().push(signed);
                }
            }
        }
    }
    (by_producer, findings)
}

/// Why an analysis does not stand, whatever it says: the first reason.
fn standing(context: &Context<'_>, rule: &CanaryRule, signed: Signed<'_>) -> Option<Objection> {
    let at = signed.at.earliest();
    if let Some(withdrawn) = context.withdrawn.of_signature(signed.fact.id, signed.by).next() {
        let found = format!("revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
        return Some((Code::EvidenceRevoked, "evidence that stands".to_owned(), found));
    }
    if !context.moment.has_come(at) {
        let expected = format!("made by {}", context.moment.shown());
        return Some((Code::EvidenceNotYet, expected, format!("made at {at}")));
    }
    let window = signed.fact.claim.observed.window();
    if let Some(window) = window.filter(|window| window.end > at) {
        let found = format!("signed at {at}, observed until {}", window.end);
        return Some((Code::CanaryWindowAfterSigning, "signed after it was observed".to_owned(), found));
    }
    // What was measured gets old, not what was signed.
    let end = window.map_or(at, |window| window.end);
    if let Some(age) = rule.max_age.filter(|age| context.moment.has_come(end.after(*age))) {
        return Some((Code::EvidenceTooOld, format!("younger than {age}"), format!("observed until {end}")));
    }
    None
}

fn not_counted(signed: Signed<'_>, (code, expected, found): Objection) -> Finding {
    Finding::new(REQUIREMENT, code, expected, format!("canary by {}: {found}", signed.by)).about([signed.fact.id])
}

/// What the report says of an analysis.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CanaryNote {
    record: RecordId,
    by: PrincipalId,
    source: Source,
    #[serde(skip_serializing_if = "Option::is_none")]
    start: Option<Time>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end: Option<Time>,
    code: Code,
    #[serde(skip_serializing_if = "Option::is_none")]
    result: Option<Judgement>,
}

/// Every newest analysis, with what each metric came to. Judged again: a report is made of findings and of this, and
/// neither knows the other.
pub fn notes(context: &Context<'_>) -> Vec<CanaryNote> {
    let Some(rule) = &context.need().evidence.canary else { return Vec::new() };
    let note = |one: Newest<'_>| {
        let observed = &one.signed.fact.claim.observed;
        let window = observed.window();
        CanaryNote {
            record: one.signed.fact.id,
            by: one.signed.by.clone(),
            source: observed.source(),
            start: window.map(|window| window.start),
            end: window.map(|window| window.end),
            code: one.objection.map_or(Code::EvidenceAccepted, |objection| objection.0),
            result: one.judgement,
        }
    };
    assess(context, rule).0.into_iter().map(note).collect()
}
