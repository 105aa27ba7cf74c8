//! Check **register**: the snapshot is fresh and no older than the host has seen, nothing that it holds is withheld, and no
//! review of an emergency is overdue.
//!
//! A class may demand freshness and completeness. That the host has seen a higher sequence number, and that an emergency
//! owes its review, denies in every class.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::shown::people;
use crate::check::Context;
use crate::facts::index::{Document, Fact};
use crate::facts::registers::Snapshots;
use crate::format::register::Register;

/// Looks at the newest snapshot.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let snapshots = Snapshots::find(context.facts);
    let mut findings = freshness(context, &snapshots);
    findings.extend(completeness(context, &snapshots));
    findings.extend(reviews(context));
    findings
}

/// Whether the class, or the host, asks for a snapshot at all.
fn is_demanded(context: &Context<'_>) -> bool {
    context.need().register.is_some() || context.question.min_register_sequence > 0
}

fn freshness(context: &Context<'_>, snapshots: &Snapshots<'_>) -> Vec<Finding> {
    let finding =
        |code, expected: String, found: String| Finding::new(Requirement::RegisterFreshness, code, expected, found);
    let ids = || snapshots.newest.iter().map(|fact| fact.id);
    match snapshots.newest.as_slice() {
        [first, _, ..] => {
            let found = format!("{} with sequence {}", snapshots.newest.len(), first.claim.sequence);
            vec![finding(Code::RegisterConflict, "one newest snapshot".into(), found).about(ids())]
        }
        _ if !is_demanded(context) => Vec::new(),
        [only] => vec![judge_freshness(context, only).about(ids())],
        [] => vec![finding(Code::RegisterMissing, "a register snapshot".into(), "none".into())],
    }
}

fn judge_freshness(context: &Context<'_>, newest: &Fact<Register>) -> Finding {
    let finding =
        |code, expected: String, found: String| Finding::new(Requirement::RegisterFreshness, code, expected, found);
    if let Some(withdrawal) = context.withdrawn.of_record(newest).first() {
        let found =
            format!("sequence {}, revoked by {}: {}", newest.claim.sequence, people(&withdrawal.by), withdrawal.reason);
        return finding(Code::RegisterRevoked, "a snapshot that stands".into(), found).about([withdrawal.record]);
    }
    let (claim, moment) = (&newest.claim, context.moment);
    let least = context.question.min_register_sequence;
    if claim.sequence < least {
        return finding(
            Code::RegisterRollback,
            format!("sequence {least} or higher"),
            format!("sequence {}", claim.sequence),
        );
    }
    if !moment.has_come(claim.issued_at) {
        let (expected, found) = (format!("issued by {}", moment.shown()), format!("issued at {}", claim.issued_at));
        return finding(Code::RegisterNotYet, expected, found);
    }
    if moment.has_come(claim.next_update) {
        let found = format!("sequence {}, to be replaced by {}", claim.sequence, claim.next_update);
        return finding(Code::RegisterStale, "a snapshot that is still to be trusted".into(), found);
    }
    let max_age = context.need().register.as_ref().and_then(|rule| rule.max_age);
    if let Some(age) = max_age.filter(|age| moment.has_come(claim.issued_at.after(*age))) {
        let found = format!("sequence {}, issued at {}", claim.sequence, claim.issued_at);
        return finding(Code::RegisterStale, format!("younger than {age}"), found);
    }
    finding(
        Code::RegisterFresh,
        "a recent snapshot".into(),
        format!("sequence {}, issued at {}", claim.sequence, claim.issued_at),
    )
}

/// Every document that the newest snapshot lists for this service and version must be here, byte for byte, and signed by a
/// key of the roster: a rejection whose key was taken out of the roster would be lost with it. The release record must be
/// among them: otherwise the snapshot is older than the release, and knows nothing of it.
fn completeness(context: &Context<'_>, snapshots: &Snapshots<'_>) -> Vec<Finding> {
    if !context.need().register.as_ref().is_some_and(|rule| rule.complete) {
        return Vec::new();
    }
    let finding =
        |code, expected: &str, found: String| Finding::new(Requirement::RegisterCompleteness, code, expected, found);
    let question = context.question;
    let [newest] = snapshots.newest.as_slice() else {
        let found = if snapshots.newest.is_empty() { "none" } else { "several with one sequence number" };
        return vec![finding(Code::RegisterMissing, "one newest register snapshot", found.to_owned())];
    };
    let holding = newest.claim.holdings.iter().find(|h| h.service == question.service && h.version == question.version);
    let listed: BTreeSet<Sha256> = holding.into_iter().flat_map(|holding| holding.documents.iter().copied()).collect();
    let release = context.release().map(|release| release.id);
    // A listed file may hold several.
    let is_listed = |d: &Document| {
        let containers = context.facts.taken_from.get(&d.digest);
        listed.contains(&d.digest) || containers.is_some_and(|containers| !listed.is_disjoint(containers))
    };
    let of_release = |document: &Document| document.record == release && is_listed(document);
    if release.is_none() || !context.facts.documents.iter().any(of_release) {
        let expected = format!("the release record of {} {} in the register", question.service, question.version);
        return vec![finding(Code::RegisterReleaseUnlisted, &expected, "not listed".to_owned()).about([newest.id])];
    }
    let expected = "every document that the register holds";
    let withheld = listed.difference(&context.facts.held);
    let mut findings: Vec<Finding> = withheld
        .map(|digest| {
            finding(Code::RegisterRecordWithheld, expected, format!("{digest} is not here")).about([*digest, newest.id])
        })
        .collect();
    // Who merely refers to what nobody can read has not signed it.
    let is_signed = |d: &Document| !d.signers.is_empty() && (!d.is_referred || d.refusal.is_none());
    let unverified = context.facts.documents.iter().filter(|d| !is_signed(d) && is_listed(d));
    findings.extend(unverified.map(|document| {
        let found = format!("no key of the roster verifies {}", document.digest);
        finding(Code::RegisterRecordUnverified, "records of people in the roster", found)
            .about([document.digest, newest.id])
    }));
    if findings.is_empty() {
        let found = format!("all {} of {} {}", listed.len(), question.service, question.version);
        findings.push(finding(Code::RegisterComplete, expected, found).about([newest.id]));
    }
    findings
}

/// The snapshots whose word on open reviews is heard: the newest, and whatever no other that stands has replaced. One that is signed
/// with a doubtful key, withdrawn or of tomorrow replaces no other, and one past its `nextUpdate` none that is not.
fn heard<'a>(context: &Context<'a>) -> impl Iterator<Item = &'a Fact<Register>> {
    let (registers, withdrawn, moment) = (&context.facts.registers, context.withdrawn, context.moment);
    let is_fresh = |fact: &Fact<Register>| !moment.has_come(fact.claim.next_update);
    let standing = registers.iter().filter(|fact| {
        !fact.signers.is_empty() && withdrawn.of_record(fact).is_empty() && moment.has_come(fact.claim.issued_at)
    });
    let standing: Vec<_> = standing.collect();
    let highest = standing.iter().map(|fact| fact.claim.sequence).max();
    let freshest = standing.iter().filter(|fact| is_fresh(fact)).map(|fact| fact.claim.sequence).max();
    let is_heard =
        move |fact: &&Fact<Register>| Some(fact.claim.sequence) >= if is_fresh(fact) { freshest } else { highest };
    registers.iter().filter(is_heard)
}

/// Emergencies that owe their review, as the register knows them.
fn reviews(context: &Context<'_>) -> Vec<Finding> {
    let expected = "every emergency reviewed in time";
    let finding = |code, found: String| Finding::new(Requirement::RegisterReviews, code, expected, found);
    let known: Vec<_> = heard(context).collect();
    let open = known.iter().flat_map(|fact| fact.claim.emergencies.iter().map(|emergency| (fact.id, emergency)));
    let ours = open.filter(|(_, emergency)| emergency.service == context.question.service);
    let overdue: Vec<Finding> = ours
        .filter(|(_, emergency)| context.moment.has_come(emergency.review_due))
        .map(|(id, emergency)| {
            let found = format!("{} was due at {}", emergency.record, emergency.review_due);
            finding(Code::RegisterReviewOverdue, found).about([id, emergency.record])
        })
        .collect();
    if overdue.is_empty() && !known.is_empty() {
        return vec![finding(Code::RegisterReviewsDone, "none overdue".to_owned())];
    }
    overdue
}
