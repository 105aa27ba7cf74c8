//! Check **emergency**: which emergencies are in force for this release, what they waive, and whether every review is done
//! that one owes.
//!
//! An emergency waives exactly the requirements that it lists and that the policy lets emergencies waive. Each is judged by
//! itself. Once its review is overdue, it denies: by its own record in `reviews.rs`, and by the register's word in
//! `check/register.rs`.

mod reviews;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::code::Code;
use crate::base::digest::{RecordId, Sha256};
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::PrincipalId;
use crate::base::shown::{list, people};
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::check::{Context, Objection};
use crate::facts::index::Fact;
use crate::format::emergency::Emergency;
use crate::policy::emergency::EmergencyRules;
pub use reviews::barred;

/// An emergency that is in force, and what it waives.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Waiver {
    /// Its record.
    pub record: RecordId,
    /// Who declared it.
    pub by: Vec<PrincipalId>,
    /// The incident.
    pub incident: String,
    /// What happened.
    pub reason: String,
    /// The requirements that it waives, whether they needed that or not.
    pub requirements: BTreeSet<String>,
    /// What was looked at all the same.
    #[serde(skip_serializing_if = "BTreeSet::is_empty")]
    pub evidence: BTreeSet<Sha256>,
    /// When it was declared.
    pub declared_at: Time,
    /// The first instant at which it waives nothing any more.
    pub expires_at: Time,
}

/// Looks at every emergency of the service.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let mut findings = Vec::new();
    for fact in about(context) {
        match judge(context, fact) {
            Ok((waiver, refused)) => {
                findings.push(in_force(&waiver));
                findings.extend(refused.into_iter().map(|id| unwaivable(fact, &id)));
            }
            Err(objection) => findings.push(finding(fact, objection)),
        }
    }
    findings.extend(reviews::check(context));
    findings
}

/// What is waived now.
pub fn waivers(context: &Context<'_>) -> Vec<Waiver> {
    about(context).filter_map(|fact| judge(context, fact).ok()).map(|(waiver, _)| waiver).collect()
}

/// The emergencies that are meant for this release, or for nothing else that is known.
fn about<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Fact<Emergency>> {
    let release = context.release().map(|release| release.id);
    let artefacts = &context.question.artefacts;
    context.facts.emergencies.iter().filter(move |fact| {
        Some(fact.claim.release) == release || fact.subjects.iter().any(|subject| artefacts.contains(subject))
    })
}

/// What an emergency waives, and what it lists besides; or why it waives nothing.
fn judge(context: &Context<'_>, fact: &Fact<Emergency>) -> Result<(Waiver, BTreeSet<String>), Objection> {
    let rules = context.policy.emergency.as_ref().ok_or_else(|| {
        (Code::EmergencyNotAllowed, "a policy with rules for emergencies".to_owned(), "none".to_owned())
    })?;
    is_meant(context, fact)?;
    let declared = declared(context, rules, fact)?;
    has_not_ended(context, rules, fact, declared.at)?;
    let at_hand = fact.claim.evidence.intersection(&context.facts.held).count();
    if (at_hand as u64) < rules.minimum_evidence {
        let expected = format!("at least {} documents looked at, and handed in", rules.minimum_evidence);
        return Err((Code::EmergencyEvidenceMissing, expected, at_hand.to_string()));
    }
    let (requirements, refused): (BTreeSet<String>, BTreeSet<String>) =
        fact.claim.bypasses.iter().cloned().partition(|id| rules.bypass.contains(id));
    let Emergency { incident, reason, evidence, expires_at, .. } = fact.claim.clone();
    let by = declared.by.into_iter().cloned().collect();
    let waiver =
        Waiver { record: fact.id, by, incident, reason, requirements, evidence, declared_at: declared.at, expires_at };
    Ok((waiver, refused))
}

/// Whether it is about this release record, these artefacts and this environment.
fn is_meant(context: &Context<'_>, fact: &Fact<Emergency>) -> Result<(), Objection> {
    let (question, claim) = (context.question, &fact.claim);
    let other = |expected: String, found: String| Err((Code::EmergencyOtherRelease, expected, found));
    match context.release() {
        Some(release) if release.id == claim.release => {}
        release => {
            let expected = release.map_or("a release record".to_owned(), |release| release.id.to_string());
            return other(expected, claim.release.to_string());
        }
    }
    if claim.service != question.service {
        return other(question.service.to_string(), claim.service.to_string());
    }
    if claim.environment != question.environment {
        return other(question.environment.to_string(), claim.environment.to_string());
    }
    if !question.artefacts.is_subset(&fact.subjects) {
        let missing = list(question.artefacts.difference(&fact.subjects));
        return other("every artefact of the question".to_owned(), format!("does not name {missing}"));
    }
    Ok(())
}

/// Who declared an emergency, and when.
struct Declared<'a> {
    by: BTreeSet<&'a PrincipalId>,
    /// As old as it can be.
    at: Time,
}

/// Whether enough people declared it who may, and whose word has not been withdrawn.
fn declared<'a>(
    context: &Context<'_>,
    rules: &EmergencyRules,
    fact: &'a Fact<Emergency>,
) -> Result<Declared<'a>, Objection> {
    let barred = context.authors_barred_by(Rule::AuthorApprover);
    let mut objection: Option<Objection> = None;
    let mut declared: Vec<(&PrincipalId, SignedAt)> = Vec::new();
    for (who, at) in signings(fact) {
        match may_declare(context, rules, fact, who, at, &barred) {
            Ok(()) => declared.push((who, at)),
            Err(why) => objection = objection.or(Some(why)),
        }
    }
    let by: BTreeSet<&PrincipalId> = declared.iter().map(|(who, _)| *who).collect();
    let oldest = declared.iter().map(|(_, at)| at.earliest()).min();
    match oldest.filter(|_| by.len() as u64 >= rules.people()) {
        Some(at) => Ok(Declared { by, at }),
        None => Err(objection.unwrap_or_else(|| {
            let expected = format!("{} people who hold {}", rules.people(), list(&rules.by));
            (Code::EmergencyTooFew, expected, people(by))
        })),
    }
}

fn signings(fact: &Fact<Emergency>) -> impl Iterator<Item = (&PrincipalId, SignedAt)> {
    fact.signers.iter().flat_map(|who| fact.signed_at(who, fact.claim.signed_at).map(move |at| (who, at)))
}

fn may_declare(
    context: &Context<'_>,
    rules: &EmergencyRules,
    fact: &Fact<Emergency>,
    who: &PrincipalId,
    at: SignedAt,
    barred: &BTreeSet<&PrincipalId>,
) -> Result<(), Objection> {
    if let Some(withdrawn) = context.withdrawn.of_signature(fact.id, who).next() {
        let found = format!("revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
        return Err((Code::EmergencyRevoked, "an emergency that stands".to_owned(), found));
    }
    let roles = std::slice::from_ref(&fact.claim.role);
    let person = context.roster.principal(who).filter(|p| p.is_person && rules.by.contains(&fact.claim.role));
    if !person.is_some_and(|p| p.authority(roles, at, context.moment) == Authority::Full) {
        let expected = format!("a person who holds {}", list(&rules.by));
        return Err((Code::EmergencyUnauthorised, expected, format!("{who} as {}", fact.claim.role)));
    }
    let expected = || "somebody who is not an author".to_owned();
    if barred.contains(who) {
        return Err((Code::EmergencyByAuthor, expected(), who.to_string()));
    }
    if let Some(author) =
        context.release().and_then(|release| context.unknown_author_barred(release, Rule::AuthorApprover))
    {
        let found = format!("{who}, who may be the author {author}: the roster does not know that name");
        return Err((Code::EmergencyByAuthor, expected(), found));
    }
    is_timely(context, at)
}

/// Whether it was signed at a time that counts: one signed in advance would last as often as it was signed.
fn is_timely(context: &Context<'_>, at: SignedAt) -> Result<(), Objection> {
    let signed = at.earliest();
    if context.need().observed_time && !at.is_proved() {
        let expected = "a timestamp or a log entry that proves when it was signed".to_owned();
        return Err((Code::EmergencyTimeUnproven, expected, format!("{signed}, by its signer's word alone")));
    }
    if let Some(requested) = context.release().map(|release| release.claim.requested_at).filter(|r| signed < *r) {
        let expected = format!("signed after {requested}");
        return Err((Code::EmergencyBeforeRequest, expected, format!("signed at {signed}")));
    }
    if !context.moment.has_come(signed) {
        let expected = format!("signed by {}", context.moment.shown());
        return Err((Code::EmergencyNotYet, expected, format!("signed at {signed}")));
    }
    Ok(())
}

/// Whether it lasts no longer than the policy has it, and has not ended.
fn has_not_ended(
    context: &Context<'_>,
    rules: &EmergencyRules,
    fact: &Fact<Emergency>,
    at: Time,
) -> Result<(), Objection> {
    let (last, expires) = (at.after(rules.max_duration), fact.claim.expires_at);
    if expires > last {
        let expected = format!("an end by {last}, {} after it was declared", rules.max_duration);
        return Err((Code::EmergencyTooLong, expected, format!("ends at {expires}")));
    }
    if context.moment.has_come(expires) {
        let expected = "an emergency that has not ended".to_owned();
        return Err((Code::EmergencyExpired, expected, format!("ended at {expires}")));
    }
    Ok(())
}

fn in_force(waiver: &Waiver) -> Finding {
    let waived = list(&waiver.requirements);
    let found = format!("{}, declared by {}, waives {waived}: {}", waiver.incident, people(&waiver.by), waiver.reason);
    let expected = "no emergency";
    Finding::new(Requirement::Emergency, Code::EmergencyInForce, expected, found).about([waiver.record])
}

fn unwaivable(fact: &Fact<Emergency>, id: &str) -> Finding {
    let expected = "requirements that the policy lets emergencies waive".to_owned();
    finding(fact, (Code::EmergencyNotBypassable, expected, format!("`{}`", id.escape_default())))
}

fn finding(fact: &Fact<Emergency>, (code, expected, found): Objection) -> Finding {
    let found = format!("{}: {found}", fact.claim.incident);
    Finding::new(Requirement::Emergency, code, expected, found).about([fact.id])
}
