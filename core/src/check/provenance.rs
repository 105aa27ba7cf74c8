//! Check **provenance**: every artefact was built by a builder that the policy names, from the released commit of the
//! right repository and ref.
//!
//! The newest provenance of each producer counts for an artefact: an older one does not make a newer one good.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::pattern::Pattern;
use crate::base::shown::{list, people};
use crate::check::{Context, Objection, unauthorised};
use crate::facts::produced::{Made, Weight};
use crate::format::provenance::{Provenance, Source, repository};
use crate::policy::evidence::provenance::ProvenanceRule;

/// Checks the provenance of every artefact, where the class asks for it.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rule) = &context.need().evidence.provenance else { return Vec::new() };
    let produced = context.produced(&context.facts.provenances, &rule.by);
    let mut findings: Vec<Finding> =
        produced.unauthorised.iter().map(|made| not_counted(*made, unauthorised(&rule.by))).collect();
    let mut accepted: BTreeMap<Sha256, Made<'_, Provenance>> = BTreeMap::new();
    for newest in &produced.newest {
        let objections: Vec<_> = newest.latest().filter_map(|m| Some((*m, objection(context, rule, *m)?))).collect();
        match (objections.is_empty(), newest.latest().next()) {
            (true, Some(made)) => {
                accepted.insert(newest.artefact, *made);
            }
            _ => findings.extend(objections.into_iter().map(|(made, why)| not_counted(made, why))),
        }
        let doubtful = newest.made.iter().filter(|made| made.weight == Weight::Doubtful);
        findings.extend(doubtful.filter_map(|made| Some(not_counted(*made, context.standing(*made, None)?))));
    }
    findings.push(conclude(context, &accepted));
    findings.sort_unstable();
    findings.dedup();
    findings
}

fn conclude(context: &Context<'_>, accepted: &BTreeMap<Sha256, Made<'_, Provenance>>) -> Finding {
    let uncovered: Vec<&Sha256> =
        context.question.artefacts.iter().filter(|artefact| !accepted.contains_key(artefact)).collect();
    let expected = "accepted provenance of every artefact";
    let records = accepted.values().flat_map(|made| made.fact.sources());
    let (code, found) = match uncovered.is_empty() {
        true => {
            let builders: BTreeSet<_> =
                accepted.values().map(|m| m.fact.claim.builder.escape_default().to_string()).collect();
            let producers: BTreeSet<_> = accepted.values().map(|made| made.by).collect();
            (Code::EvidenceAccepted, format!("built by {}, as {} says", list(builders), people(producers)))
        }
        false => (Code::EvidenceMissing, format!("none of {}", list(uncovered))),
    };
    Finding::new(REQUIREMENT, code, expected, found).about(records)
}

const REQUIREMENT: Requirement = Requirement::Evidence("provenance");

/// Why a provenance is not accepted: the first reason.
fn objection(context: &Context<'_>, rule: &ProvenanceRule, made: Made<'_, Provenance>) -> Option<Objection> {
    let claim = &made.fact.claim;
    if let Some(objection) = context.standing(made, rule.max_age) {
        return Some(objection);
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

fn not_counted(made: Made<'_, Provenance>, (code, expected, found): Objection) -> Finding {
    let found = format!("provenance by {}: {found}", made.by);
    Finding::new(REQUIREMENT, code, expected, found).about(made.fact.sources())
}
