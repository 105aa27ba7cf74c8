//! Check **documents**: nothing that somebody's evidence speaks for is withheld, or unreadable.
//!
//! Whoever may give a kind of evidence that the class asks for may have said no in it. So a document that their `reference`
//! names must be there, and what they signed must be readable; otherwise leaving a failing scan out, or damaging it, would
//! help.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::name::{PrincipalId, Role};
use crate::base::shown::{list, people};
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::check::Context;
use crate::facts::index::{Document, Fact};
use crate::format::evidence::Evidence;
use crate::format::reference::Reference;
use crate::trust::reading::Refusal;

/// Checks, for every kind that the class asks for, the documents of those who may give it.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let kinds = context.need().evidence.producers();
    let named: BTreeSet<&Sha256> = references(context).flat_map(|fact| &fact.claim.documents).collect();
    let containers: BTreeSet<&Sha256> = context.facts.taken_from.values().flatten().collect();
    let foreign: BTreeSet<Sha256> =
        context.facts.documents.iter().filter(|d| is_foreign(d)).map(|document| document.digest).collect();
    let mut findings: Vec<Finding> = kinds
        .flat_map(|(kind, roles)| {
            let missing = unread(context, kind, &roles, &MISSING, |digest| !context.facts.held.contains(digest));
            let apart = unread(context, kind, &roles, &TAKEN_APART, |digest| containers.contains(digest));
            let unknown = unread(context, kind, &roles, &FOREIGN, |digest| foreign.contains(digest));
            missing
                .into_iter()
                .chain(apart)
                .chain(unknown)
                .chain(unreadable(context, &named, kind, &roles))
                .collect::<Vec<_>>()
        })
        .collect();
    findings.sort_unstable();
    findings.dedup();
    findings
}

/// Why nobody has read what a reference names: the code, what was expected, and what is said of the documents.
type Unread = (Code, &'static str, &'static str);

const MISSING: Unread =
    (Code::EvidenceDocumentMissing, "every document that a producer's reference names", "and not all are here");
/// It was taken for a file of several documents: as the one that is meant, nobody has read it.
const TAKEN_APART: Unread =
    (Code::EvidenceUnreadable, "evidence that can be read, for it may say no", "each of several documents");

/// A statement counts as what its own signers say. Where these are unknown, or its type is, nobody has read what the reference vouches for.
const FOREIGN: Unread = (
    Code::EvidenceUnreadable,
    "evidence that can be read, for it may say no",
    "signed by nobody of the roster, or of a type that is not read",
);

/// Whether it is a statement, or made to look like one, that nobody of the roster has signed, or of somebody else's type.
fn is_foreign(document: &Document) -> bool {
    use Refusal::{Foreign, Stranger, Untrusted, Unverified};
    matches!(document.refusal, Some(Untrusted | Stranger(_) | Unverified(_) | Foreign(_)))
}

/// What producers' references name, and nobody has read.
fn unread(
    context: &Context<'_>,
    kind: &'static str,
    roles: &[Role],
    (code, expected, why): &Unread,
    is_unread: impl Fn(&Sha256) -> bool,
) -> Vec<Finding> {
    let about = references(context).filter_map(|fact| {
        let documents: Vec<_> = fact.claim.documents.iter().filter(|digest| is_unread(digest)).collect();
        let by: BTreeSet<_> = fact.everyone().filter(|who| signed_by_producer(context, fact, who, roles)).collect();
        (!documents.is_empty() && !by.is_empty()).then(|| {
            let found = format!("{} names {}, {why}", people(by), list(&documents));
            Finding::new(Requirement::Evidence(kind), *code, *expected, found).about([fact.id])
        })
    });
    about.collect()
}

/// What cannot be read, and may be of this kind.
fn unreadable(context: &Context<'_>, named: &BTreeSet<&Sha256>, kind: &'static str, roles: &[Role]) -> Vec<Finding> {
    let finding = |document: &Document| {
        let Some(Refusal::InvalidEvidence(invalid)) = &document.refusal else { return None };
        let said = document.predicate_type.as_deref().and_then(Evidence::kind);
        let concerns =
            said.is_none_or(|said| said == kind) && concerns(context, named, document, invalid.about.as_ref());
        let may = |who: &&PrincipalId| may_say_no(context, who, None, roles);
        let by: BTreeSet<_> = document.signers.iter().filter(may).collect();
        (concerns && !by.is_empty()).then(|| {
            let found = format!("{}; signed by {}", invalid.why, people(by));
            let expected = "evidence that can be read, for it may say no";
            let about = document.record.unwrap_or(document.digest);
            Finding::new(Requirement::Evidence(kind), Code::EvidenceUnreadable, expected, found).about([about])
        })
    };
    context.facts.documents.iter().filter_map(finding).collect()
}

/// Whether a document is about an artefact of the question, as it says itself or a reference to it.
fn concerns(
    context: &Context<'_>,
    named: &BTreeSet<&Sha256>,
    document: &Document,
    about: Option<&BTreeSet<Sha256>>,
) -> bool {
    match document.record {
        Some(_) => about.is_none_or(|about| !context.question.artefacts.is_disjoint(about)),
        None => named.contains(&document.digest),
    }
}

/// The references about an artefact of the question.
fn references<'a>(context: &'a Context<'_>) -> impl Iterator<Item = &'a Fact<Reference>> {
    let ours = |fact: &&Fact<Reference>| !context.question.artefacts.is_disjoint(&fact.subjects);
    context.facts.references.iter().filter(ours)
}

fn signed_by_producer(context: &Context<'_>, fact: &Fact<Reference>, who: &PrincipalId, roles: &[Role]) -> bool {
    let mut dated = fact.signed_by_anybody(who, Time::EPOCH).filter(|at| at.is_proved());
    may_say_no(context, who, None, roles) || dated.any(|at| may_say_no(context, who, Some(at), roles))
}

/// Whether somebody holds one of the roles, ever did, or did when they signed: enough to say no.
fn may_say_no(context: &Context<'_>, who: &PrincipalId, at: Option<SignedAt>, roles: &[Role]) -> bool {
    context.authority(roles, who, at) != Authority::None
}
