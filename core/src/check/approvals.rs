//! Check **approvals**: enough people approve in every role that the class names, and nobody who matters rejects.
//!
//! People are assigned to places by matching, one person to one place. Whatever does not count says why.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::matching;
use crate::base::name::{PrincipalId, Role};
use crate::base::shown::{list, people};
use crate::check::Context;
use crate::facts::decisions::{About, Decisions, Signed};
use crate::facts::index::Fact;
use crate::format::release::Release;
use crate::policy::model::Places;
use crate::policy::roster::Principal;

/// Fills the places of the class.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(release) = context.release() else {
        return context.need().approvals.iter().map(|places| unfilled(places, &[], "nobody")).collect();
    };
    let decisions = weigh(context, release);
    let barred = context.authors_barred_by(Rule::AuthorApprover);
    let mut findings = rejections(context, &decisions);
    let mut counted: Vec<Signed<'_>> = Vec::new();
    for signed in &decisions.approvals {
        match objection(context, release, &barred, *signed) {
            None => counted.push(*signed),
            Some((code, expected, found)) => findings.push(not_counted(code, expected, found, *signed)),
        }
    }
    for signed in &decisions.early {
        let found = format!("signed at {}", signed.at.earliest());
        findings.push(not_counted(
            Code::ApprovalsNotYet,
            format!("signed by {}", context.moment.shown()),
            found,
            *signed,
        ));
    }
    for signed in &decisions.elsewhere {
        let expected = format!("an approval for {}", context.question.environment);
        let found = format!("for {}", list(&signed.fact.claim.environments));
        findings.push(not_counted(Code::ApprovalsOtherEnvironment, expected, found, *signed));
    }
    findings.extend(places(context, &counted));
    findings
}

/// The people who could fill a place of `role` now: holders who are no authors and have not filled one.
pub fn candidates<'a>(context: &Context<'a>, role: &Role) -> Vec<&'a Principal> {
    let barred = context.authors_barred_by(Rule::AuthorApprover);
    let done: BTreeSet<&PrincipalId> = context.release().map_or_else(BTreeSet::new, |release| {
        let decisions = weigh(context, release);
        let valid =
            decisions.approvals.iter().filter(|signed| objection(context, release, &barred, **signed).is_none());
        valid.filter(|signed| signed.fact.claim.role == *role).map(|signed| signed.by).collect()
    });
    let can = |p: &&Principal| {
        p.is_person && p.holds(role, context.moment) && !barred.contains(&p.id) && !done.contains(&p.id)
    };
    context.roster.principals().filter(can).collect()
}

fn weigh<'a>(context: &Context<'a>, release: &Fact<Release>) -> Decisions<'a> {
    let question = context.question;
    let about = About { release: release.id, artefacts: &question.artefacts, environment: &question.environment };
    Decisions::weigh(context.facts, context.withdrawn, about, context.moment)
}

/// Rejections by anyone who holds a required role, now or when signing, whatever role they wrote down.
fn rejections(context: &Context<'_>, decisions: &Decisions<'_>) -> Vec<Finding> {
    let matters = |signed: &&Signed<'_>| {
        let times = [signed.at.earliest(), signed.at.shown(), signed.at.latest()];
        let held =
            |p: &Principal, role: &Role| times.iter().any(|at| p.held(role, *at)) || p.holds(role, context.moment);
        let person = context.roster.principal(signed.by);
        person.is_some_and(|p| context.need().approvals.iter().any(|places| held(p, &places.role)))
    };
    let finding = |code, signed: &Signed<'_>| {
        let claim = &signed.fact.claim;
        let reason = claim.reason.as_deref().unwrap_or_default();
        let found = format!("rejected by {} as {} at {}: {reason}", signed.by, claim.role, signed.at.shown());
        Finding::new(Requirement::Approvals, code, "no standing rejection", found).about([signed.fact.id])
    };
    let (standing, idle): (Vec<_>, Vec<_>) = decisions.rejections.iter().partition(matters);
    let mut findings: Vec<Finding> = standing.iter().map(|signed| finding(Code::ApprovalsRejected, signed)).collect();
    if standing.is_empty() {
        findings.push(Finding::new(
            Requirement::Approvals,
            Code::ApprovalsNotRejected,
            "no standing rejection",
            "nobody rejects",
        ));
    }
    findings.extend(idle.iter().map(|signed| finding(Code::ApprovalsRejectionIdle, signed)));
    findings
}

type Objection = (Code, String, String);

/// Why an approval fills no place: the first reason, in an order that says most.
fn objection(
    context: &Context<'_>,
    release: &Fact<Release>,
    barred: &BTreeSet<&PrincipalId>,
    signed: Signed<'_>,
) -> Option<Objection> {
    let claim = &signed.fact.claim;
    let artefacts = &context.question.artefacts;
    let max_age = context.need().approval_max_age;
    let person = context.roster.principal(signed.by);
    let past = |instant| context.moment.has_come(instant);
    if claim.release != release.id {
        let (expected, found) = (release.id, claim.release);
        let (expected, found) = (format!("an approval of release record {expected}"), format!("approved {found}"));
        return Some((Code::ApprovalsOtherRelease, expected, found));
    }
    if !artefacts.is_subset(&signed.fact.subjects) {
        let missing = list(artefacts.difference(&signed.fact.subjects));
        return Some((
            Code::ApprovalsUncovered,
            "every artefact of the question".into(),
            format!("does not name {missing}"),
        ));
    }
    if let Some(withdrawn) = context.withdrawn.of_signature(signed.fact.id, signed.by).next() {
        let found = format!("revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
        return Some((Code::ApprovalsRevoked, "an approval that stands".into(), found));
    }
    let at = signed.at.earliest();
    if context.need().observed_time && !signed.at.is_proved() {
        let expected = "a timestamp or a log entry that proves when it was signed";
        return Some((Code::ApprovalsTimeUnproven, expected.into(), format!("{at}, by its signer's word alone")));
    }
    if at < release.claim.requested_at {
        let (expected, found) = (format!("signed after {}", release.claim.requested_at), format!("signed at {at}"));
        return Some((Code::ApprovalsBeforeRequest, expected, found));
    }
    if !person.is_some_and(|p| p.is_person) {
        return Some((Code::ApprovalsNotAPerson, "a person".into(), "an automation".into()));
    }
    if !context.need().approvals.iter().any(|places| places.role == claim.role) {
        let roles = context.need().approvals.iter().map(|places| &places.role);
        let asked =
            if roles.len() == 0 { "nobody's approval".to_owned() } else { format!("an approval as {}", list(roles)) };
        return Some((Code::ApprovalsRoleNotRequired, asked, "a role that nobody asks for".into()));
    }
    // A claimed time is no proof: whoever has lost the role could write an earlier one.
    let is_proved = signed.at.is_proved();
    let expected = || format!("{} on {}{}", claim.role, signed.at.shown(), if is_proved { "" } else { " and now" });
    if !person.is_some_and(|p| p.held_when_signing(&claim.role, signed.at)) {
        return Some((Code::ApprovalsRoleNotHeld, expected(), "the role was not held then".into()));
    }
    if !is_proved && !person.is_some_and(|p| p.holds(&claim.role, context.moment)) {
        return Some((Code::ApprovalsRoleNotHeld, expected(), "the role is not held any more".into()));
    }
    if let Some(expires) = claim.expires_at.filter(|instant| past(*instant)) {
        return Some((
            Code::ApprovalsExpired,
            "an approval that has not expired".into(),
            format!("expired at {expires}"),
        ));
    }
    if let Some(age) = max_age.filter(|age| past(at.after(*age))) {
        return Some((Code::ApprovalsTooOld, format!("younger than {age}"), format!("signed at {at}")));
    }
    if barred.contains(signed.by) {
        return Some((Code::SeparationAuthorApproves, "an approver who is not an author".into(), "an author".into()));
    }
    None
}

fn not_counted(code: Code, expected: String, found: String, signed: Signed<'_>) -> Finding {
    let requirement = match code {
        Code::SeparationAuthorApproves => Requirement::Separation(Rule::AuthorApprover),
        _ => Requirement::ApprovalsIn(signed.fact.claim.role.clone()),
    };
    let found = format!("{} as {}: {found}", signed.by, signed.fact.claim.role);
    Finding::new(requirement, code, expected, found).about([signed.fact.id])
}

/// Assigns people to places, and says of each role whether its places are filled.
fn places(context: &Context<'_>, counted: &[Signed<'_>]) -> Vec<Finding> {
    let need = &context.need().approvals;
    if need.is_empty() {
        return vec![Finding::new(
            Requirement::Approvals,
            Code::ApprovalsNotRequired,
            "nobody's approval",
            "nobody is asked",
        )];
    }
    let mut by_role: BTreeMap<&Role, BTreeMap<&PrincipalId, &Signed<'_>>> = BTreeMap::new();
    for signed in counted {
        by_role.entry(&signed.fact.claim.role).or_default().insert(signed.by, signed);
    }
    let approvers = |role: &Role| by_role.get(role).map(|people| people.keys().copied().collect()).unwrap_or_default();
    let slots: Vec<&Places> = need.iter().flat_map(|p| (0..p.count).map(move |_| p)).collect();
    let choices: Vec<Vec<&PrincipalId>> = slots.iter().map(|places| approvers(&places.role)).collect();
    let assigned = matching::assign(&choices);
    let filled = |places: &Places| -> Vec<&Signed<'_>> {
        let same = slots.iter().zip(&assigned).filter(|(slot, _)| slot.role == places.role);
        let persons = same.filter_map(|(_, person)| *person);
        persons.filter_map(|person| by_role.get(&places.role)?.get(person).copied()).collect()
    };
    need.iter().map(|places| judge(places, &filled(places), &approvers(&places.role))).collect()
}

fn judge(places: &Places, filled: &[&Signed<'_>], approved: &[&PrincipalId]) -> Finding {
    let records = filled.iter().map(|signed| signed.fact.id);
    let names = people(filled.iter().map(|signed| signed.by));
    if filled.len() as u64 >= places.count {
        return Finding::new(requirement(places), Code::ApprovalsFilled, expected(places), names).about(records);
    }
    let elsewhere: Vec<_> = approved.iter().filter(|who| !filled.iter().any(|s| s.by == **who)).collect();
    let found =
        if elsewhere.is_empty() { names } else { format!("{names} ({} needed in another role)", people(elsewhere)) };
    unfilled(places, filled, &found)
}

fn unfilled(places: &Places, filled: &[&Signed<'_>], found: &str) -> Finding {
    let records = filled.iter().map(|signed| signed.fact.id);
    Finding::new(requirement(places), Code::ApprovalsMissing, expected(places), found).about(records)
}

fn requirement(places: &Places) -> Requirement {
    Requirement::ApprovalsIn(places.role.clone())
}

fn expected(places: &Places) -> String {
    let noun = if places.count == 1 { "person" } else { "people" };
    format!("{} {noun} as {}", places.count, places.role)
}
