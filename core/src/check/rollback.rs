//! Check **rollback**: the release record says where to go back to and how that was tested, and it leads to a release that
//! was approved as the class asks, or that another verifier passed.
//!
//! Its approvals are those of another day: how old they may be, and until when they were good, was a matter of that release.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::matching;
use crate::base::name::{PrincipalId, Role};
use crate::base::shown::{list, people};
use crate::check::{Context, Decided, Objection, is_told, matters};
use crate::facts::decisions::Signed;
use crate::facts::index::Fact;
use crate::facts::releases::Candidates;
use crate::format::approval::Decision;
use crate::format::release::Rollback;
use crate::format::summary::Summary;

/// Checks the way back, where the class asks for one.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rule) = &context.need().rollback else { return Vec::new() };
    let Some((release, rollback)) = context.release().and_then(|r| Some((r, r.claim.rollback.as_ref()?))) else {
        let found = "no word on where to go back to".to_owned();
        return vec![finding((Code::RollbackUndocumented, "a version and digest to go back to".to_owned(), found))];
    };
    let mut objections: Vec<Objection> = target(context, rollback).into_iter().collect();
    if rule.tested && !says_how(&rollback.tested) {
        let found = rollback.tested.escape_default().to_string();
        objections.push((Code::RollbackUntested, "how going back was tested".to_owned(), found));
    }
    if rule.approved {
        objections.extend(approval(context, rollback));
    }
    if objections.is_empty() {
        let found = format!("{}, {}", rollback.version, rollback.digest);
        objections.push((Code::RollbackReady, "a way back".to_owned(), found));
    }
    objections.into_iter().map(|objection| finding(objection).about([release.id])).collect()
}

fn finding((code, expected, found): Objection) -> Finding {
    Finding::new(Requirement::Rollback, code, expected, found)
}

/// Words that people write where they have nothing to say.
const NOTHING: [&str; 10] = ["-", "?", "n/a", "na", "no", "none", "not tested", "tbd", "todo", "untested"];

fn says_how(tested: &str) -> bool {
    let said = tested.trim().trim_end_matches('.').to_lowercase();
    !NOTHING.contains(&said.as_str())
}

/// What is wrong with the artefact to go back to, whatever was decided about it.
fn target(context: &Context<'_>, rollback: &Rollback) -> Option<Objection> {
    let digest = rollback.digest;
    if context.own_artefacts().contains(&digest) || rollback.version == context.question.version {
        let found = format!("{}, {digest}", rollback.version);
        return Some((Code::RollbackSame, "another release than this one".to_owned(), found));
    }
    let withdrawn = context.withdrawn.of(digest).next()?;
    let found = format!("{digest}, revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
    Some((Code::RollbackRevoked, "an artefact that stands".to_owned(), found))
}

/// Why the release to go back to is not approved.
fn approval(context: &Context<'_>, rollback: &Rollback) -> Vec<Objection> {
    if is_vouched_for(context, rollback.digest) {
        return Vec::new();
    }
    let candidates = Candidates::find(context.facts, &context.question.service, &rollback.version);
    let Some(release) = candidates.chosen().filter(|release| release.subjects.contains(&rollback.digest)) else {
        let expected = format!("one release record of {} for {}", rollback.version, rollback.digest);
        let found = format!("{} release records of that version", candidates.all.len());
        return vec![(Code::RollbackReleaseMissing, expected, found)];
    };
    if let Some(withdrawn) = context.withdrawn.of_record(release).first() {
        let found = format!("revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
        return vec![(Code::RollbackRevoked, "a release record that stands".to_owned(), found)];
    }
    let of_release = release.subjects.iter().find_map(|digest| Some((digest, context.withdrawn.of(*digest).next()?)));
    if let Some((digest, withdrawn)) = of_release {
        let found = format!("{digest}, revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
        return vec![(Code::RollbackRevoked, "artefacts that stand".to_owned(), found)];
    }
    if let Some(moved) = candidates.moved(release).first() {
        let found = format!("{} gives it to other artefacts", moved.id);
        return vec![(Code::RollbackReleaseMissing, "a version label that nobody moved".to_owned(), found)];
    }
    if let Some(author) = context.unknown_author_barred(release, Rule::AuthorApprover) {
        let expected = "authors whom the roster knows".to_owned();
        return vec![(Code::RollbackUnapproved, expected, author.to_string())];
    }
    let artefacts = BTreeSet::from([rollback.digest]);
    let decided = Decided::about(context, release, &artefacts);
    let decisions = decided.weigh();
    let no = decisions.rejections.iter().filter(|signed| matters(context, signed));
    let strangers = decisions.strangers.iter().filter(|signed| signed.fact.claim.decision == Decision::Rejected);
    let rejected: BTreeSet<String> =
        no.chain(strangers.filter(|signed| is_told(context, signed))).map(ToString::to_string).collect();
    if !rejected.is_empty() {
        let found = format!("rejected by {}", list(rejected));
        return vec![(Code::RollbackRejected, "no standing rejection".to_owned(), found)];
    }
    let counted = decisions.approvals.iter().filter(|signed| decided.objection(signed).is_none());
    places(context, counted).into_iter().collect()
}

/// Whether a verifier on whose word the class relies passed the artefact, and none of them failed it.
fn is_vouched_for(context: &Context<'_>, digest: Sha256) -> bool {
    let Some(rule) = &context.need().evidence.vsa else { return false };
    let target = BTreeSet::from([digest]);
    let produced = context.produced_about(&target, &context.facts.summaries, &rule.by);
    let made: Vec<_> = produced.newest.iter().flat_map(|newest| &newest.made).collect();
    let relied = || made.iter().filter(|made| context.relies_not(rule, &made.fact.claim).is_none());
    let passes = |made: &Fact<Summary>| rule.unreached(&made.claim.levels).is_none();
    relied().all(|made| made.fact.claim.passed)
        && relied().any(|made| passes(made.fact) && context.standing(**made, rule.max_age).is_none())
}

/// Why the approvals do not fill the places of the class, one person to one place.
fn places<'a>(context: &Context<'_>, counted: impl Iterator<Item = &'a Signed<'a>>) -> Option<Objection> {
    let mut by_role: BTreeMap<&Role, BTreeSet<&PrincipalId>> = BTreeMap::new();
    for signed in counted {
        by_role.entry(&signed.fact.claim.role).or_default().insert(signed.by);
    }
    let need = &context.need().approvals;
    let slots: Vec<&Role> = need.iter().flat_map(|places| (0..places.count).map(|_| &places.role)).collect();
    let people_of = |role: &&Role| by_role.get(role).into_iter().flatten().copied().collect();
    let choices: Vec<Vec<&PrincipalId>> = slots.iter().map(people_of).collect();
    let assigned = matching::assign(&choices);
    let empty: Vec<&Role> =
        slots.iter().zip(&assigned).filter(|(_, person)| person.is_none()).map(|(role, _)| *role).collect();
    let expected = "the approvals that this class asks for".to_owned();
    (!empty.is_empty()).then(|| (Code::RollbackUnapproved, expected, format!("nobody as {}", list(empty))))
}
