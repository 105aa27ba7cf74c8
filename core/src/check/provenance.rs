//! Check **provenance**: every artefact was built by a builder that the policy names, from the released commit of the
//! right repository and ref.
//!
//! The newest provenance of each producer counts for an artefact: an older one does not make a newer one good.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::name::PrincipalId;
use crate::base::pattern::Pattern;
use crate::base::shown::{list, people};
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::check::Context;
use crate::facts::index::Fact;
use crate::format::provenance::{Provenance, Source, repository};
use crate::policy::evidence::ProvenanceRule;

/// One producer's signature on a provenance.
#[derive(Clone, Copy)]
struct Signed<'a> {
    by: &'a PrincipalId,
    at: SignedAt,
    fact: &'a Fact<Provenance>,
}

type Objection = (Code, String, String);

/// Checks the provenance of every artefact, where the class asks for it.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rule) = &context.need().evidence.provenance else { return Vec::new() };
    let mut findings = Vec::new();
    let mut accepted: BTreeMap<Sha256, Signed<'_>> = BTreeMap::new();
    for (artefact, signed) in newest(context, rule, &mut findings) {
        let objections: Vec<_> = signed.iter().filter_map(|s| Some((*s, objection(context, rule, *s)?))).collect();
        match (objections.is_empty(), signed.first()) {
            (true, Some(signed)) => {
                accepted.insert(artefact, *signed);
            }
            _ => findings.extend(objections.into_iter().map(|(signed, why)| not_counted(signed, why))),
        }
    }
    findings.push(conclude(context, &accepted));
    findings.sort_unstable();
    findings.dedup();
    findings
}

fn conclude(context: &Context<'_>, accepted: &BTreeMap<Sha256, Signed<'_>>) -> Finding {
    let uncovered: Vec<&Sha256> =
        context.question.artefacts.iter().filter(|artefact| !accepted.contains_key(artefact)).collect();
    let expected = "accepted provenance of every artefact";
    let records = accepted.values().map(|signed| signed.fact.id);
    let (code, found) = match uncovered.is_empty() {
        true => {
            let builders: BTreeSet<_> =
                accepted.values().map(|s| s.fact.claim.builder.escape_default().to_string()).collect();
            let producers: BTreeSet<_> = accepted.values().map(|signed| signed.by).collect();
            (Code::EvidenceAccepted, format!("built by {}, as {} says", list(builders), people(producers)))
        }
        false => (Code::EvidenceMissing, format!("none of {}", list(uncovered))),
    };
    Finding::new(REQUIREMENT, code, expected, found).about(records)
}

const REQUIREMENT: Requirement = Requirement::Evidence("provenance");

/// Of each artefact and authorised producer the newest provenance; several if they are equally new.
fn newest<'a>(
    context: &Context<'a>,
    rule: &ProvenanceRule,
    findings: &mut Vec<Finding>,
) -> Vec<(Sha256, Vec<Signed<'a>>)> {
    let mut by_producer: BTreeMap<(Sha256, &PrincipalId), Vec<Signed<'a>>> = BTreeMap::new();
    for fact in &context.facts.provenances {
        let claimed = fact.claim.finished.unwrap_or(Time::EPOCH);
        let about: Vec<Sha256> = context.question.artefacts.intersection(&fact.subjects).copied().collect();
        for by in fact.signers.iter().filter(|_| !about.is_empty()) {
            for at in fact.signed_at(by, claimed) {
                let signed = Signed { by, at, fact };
                if let Some(objection) = unauthorised(context, rule, signed) {
                    findings.push(not_counted(signed, objection));
                    continue;
                }
                for artefact in &about {
                    by_producer.entry((*artefact, by)).or_default().push(signed);
                }
            }
        }
    }
    let newest = |((artefact, _), all): ((Sha256, _), Vec<Signed<'a>>)| {
        let latest = all.iter().map(|signed| signed.at.earliest()).max();
        (artefact, all.into_iter().filter(|signed| Some(signed.at.earliest()) == latest).collect())
    };
    by_producer.into_iter().map(newest).collect()
}

fn unauthorised(context: &Context<'_>, rule: &ProvenanceRule, signed: Signed<'_>) -> Option<Objection> {
    let producer = context.roster.principal(signed.by);
    let may = producer.is_some_and(|p| match (signed.at.is_proved(), signed.fact.claim.finished) {
        // Nobody says when it was made: only who may make such now can be asked.
        (false, None) => rule.by.iter().any(|role| p.holds(role, context.moment)),
        _ => p.authority(&rule.by, signed.at, context.moment) == Authority::Full,
    });
    (!may).then(|| {
        let expected = format!("a producer who holds {}", list(&rule.by));
        (Code::EvidenceProducerUnauthorised, expected, "a role that does not, or no longer, allow it".to_owned())
    })
}

/// Why a provenance is not accepted: the first reason.
fn objection(context: &Context<'_>, rule: &ProvenanceRule, signed: Signed<'_>) -> Option<Objection> {
    let at = signed.at.earliest();
    let claim = &signed.fact.claim;
    if let Some(withdrawn) = context.withdrawn.of_signature(signed.fact.id, signed.by).next() {
        let found = format!("revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
        return Some((Code::EvidenceRevoked, "evidence that stands".to_owned(), found));
    }
    if !context.moment.has_come(at) {
        return Some((Code::EvidenceNotYet, format!("made by {}", context.moment.shown()), format!("made at {at}")));
    }
    if let Some(age) = rule.max_age.filter(|age| context.moment.has_come(at.after(*age))) {
        return Some((Code::EvidenceTooOld, format!("younger than {age}"), format!("made at {at}")));
    }
    if !fits(&rule.builders, &claim.builder) {
        return Some(unlike(Code::ProvenanceBuilder, list(&rule.builders), &claim.builder));
    }
    if !rule.build_types.is_empty() && !fits(&rule.build_types, &claim.build_type) {
        return Some(unlike(Code::ProvenanceBuildType, list(&rule.build_types), &claim.build_type));
    }
    source_objection(context, rule, &claim.sources)
}

/// The source: one that fits in every respect is enough; otherwise the first respect in which none does.
fn source_objection(context: &Context<'_>, rule: &ProvenanceRule, sources: &[Source]) -> Option<Objection> {
    let Some(release) = context.release() else {
        let expected = "the commit of the release record".to_owned();
        return Some((Code::ProvenanceCommit, expected, "no release record to compare with".to_owned()));
    };
    let own = repository(&release.claim.repository);
    let commit = release.claim.commit.to_string();
    let from = |source: &&Source| match rule.repositories.is_empty() {
        true => source.repository == own,
        false => fits(&rule.repositories, &source.repository),
    };
    let of_ref = |source: &&Source| {
        rule.refs.is_empty() || source.reference.as_ref().is_some_and(|reference| fits(&rule.refs, reference))
    };
    let of_commit = |source: &&Source| source.commit.as_ref() == Some(&commit);
    let shown =
        |what: fn(&Source) -> Option<&String>| list(sources.iter().filter_map(what).map(|s| s.escape_default()));
    if !sources.iter().any(|source| from(&source)) {
        let expected = if rule.repositories.is_empty() { own.clone() } else { list(&rule.repositories) };
        return Some((Code::ProvenanceRepository, expected, shown(|source| Some(&source.repository))));
    }
    if !sources.iter().any(|source| from(&source) && of_ref(&source)) {
        return Some((Code::ProvenanceRef, list(&rule.refs), shown(|source| source.reference.as_ref())));
    }
    if !sources.iter().any(|source| from(&source) && of_ref(&source) && of_commit(&source)) {
        return Some((Code::ProvenanceCommit, commit.clone(), shown(|source| source.commit.as_ref())));
    }
    None
}

fn fits(patterns: &[Pattern], text: &str) -> bool {
    patterns.iter().any(|pattern| pattern.fits(text))
}

fn unlike(code: Code, expected: String, found: &str) -> Objection {
    (code, expected, found.escape_default().to_string())
}

fn not_counted(signed: Signed<'_>, (code, expected, found): Objection) -> Finding {
    let found = format!("provenance by {}: {found}", signed.by);
    Finding::new(REQUIREMENT, code, expected, found).about([signed.fact.id])
}
