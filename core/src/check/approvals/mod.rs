//! Check **approvals**: enough people approve in every role that the class and the evidence name, and nobody who matters
//! rejects.
//!
//! People are assigned to places by matching, one person to one place. Whatever does not count says why.

mod objection;
mod places;

use std::collections::BTreeSet;

use crate::base::code::{Code, Outcome};
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::{PrincipalId, Role};
use crate::base::shown::list;
use crate::base::signing::Authority;
use crate::check::{Context, Objection};
use crate::facts::decisions::{About, Decisions, Signed};
use crate::facts::index::Fact;
use crate::format::approval::Decision;
use crate::format::release::Release;
use crate::policy::model::Fillers;
use crate::policy::roster::Principal;

/// Fills the places of the class.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(release) = context.release() else { return places::fill(context, &[]) };
    let decisions = weigh(context, release);
    let barred = context.authors_barred_by(Rule::AuthorApprover);
    let mut findings = rejections(context, &decisions);
    let mut counted: Vec<Signed<'_>> = Vec::new();
    for signed in &decisions.approvals {
        match objection::of(context, release, &barred, *signed) {
            None => counted.push(*signed),
            Some(objection) => findings.push(not_counted(objection, *signed)),
        }
    }
    for signed in &decisions.early {
        let (expected, found) =
            (format!("signed by {}", context.moment.shown()), format!("signed at {}", signed.at.earliest()));
        findings.push(not_counted((Code::ApprovalsNotYet, expected, found), *signed));
    }
    for signed in &decisions.elsewhere {
        let expected = format!("an approval for {}", context.question.environment);
        let found = format!("for {}", list(&signed.fact.claim.environments));
        findings.push(not_counted((Code::ApprovalsOtherEnvironment, expected, found), *signed));
    }
    findings.extend(places::fill(context, &counted));
    findings
}

/// The people who could fill a place of `role` now: holders who are no authors and have not filled one.
pub fn candidates<'a>(context: &Context<'a>, role: &Role) -> Vec<&'a Principal> {
    let barred = context.authors_barred_by(Rule::AuthorApprover);
    let done: BTreeSet<&PrincipalId> = context.release().map_or_else(BTreeSet::new, |release| {
        let decisions = weigh(context, release);
        let valid =
            decisions.approvals.iter().filter(|signed| objection::of(context, release, &barred, **signed).is_none());
        valid.filter(|signed| signed.fact.claim.role == *role).map(|signed| signed.by).collect()
    });
    let people = places::fillers(context, role) != Some(Fillers::Automations);
    let can = |p: &&Principal| {
        p.is_person == people && p.holds(role, context.moment) && !barred.contains(&p.id) && !done.contains(&p.id)
    };
    context.roster.principals().filter(can).collect()
}

fn weigh<'a>(context: &Context<'a>, release: &Fact<Release>) -> Decisions<'a> {
    let question = context.question;
    let about = About { release: release.id, artefacts: &question.artefacts, environment: &question.environment };
    Decisions::weigh(context.facts, context.withdrawn, about, &context.relayers(), context.moment)
}

/// Rejections by anyone who holds a required role, now or when signing, whatever role they wrote down.
fn rejections(context: &Context<'_>, decisions: &Decisions<'_>) -> Vec<Finding> {
    let roles = places::roles(context);
    let matters = |signed: &&Signed<'_>| {
        let person = context.roster.principal(signed.by);
        person.is_some_and(|p| roles.iter().any(|role| held_around(context, p, role, **signed)))
    };
    let finding = |code, signed: &Signed<'_>| {
        let claim = &signed.fact.claim;
        let reason = claim.reason.as_deref().unwrap_or_default();
        let found = format!("rejected by {signed} as {} at {}: {reason}", claim.role, signed.at.shown());
        Finding::new(Requirement::Approvals, code, "no standing rejection", found).about([signed.fact.id])
    };
    let (standing, idle): (Vec<_>, Vec<_>) = decisions.rejections.iter().partition(matters);
    let mut findings: Vec<Finding> = standing.iter().map(|signed| finding(Code::ApprovalsRejected, signed)).collect();
    let idle = idle.iter().chain(&decisions.hearsay);
    findings.extend(idle.map(|signed| finding(Code::ApprovalsRejectionIdle, signed)));
    findings.extend(decisions.strangers.iter().map(|signed| stranger(context, *signed)));
    if !findings.iter().any(|finding| finding.outcome == Outcome::Fail) {
        let nobody = "nobody rejects";
        findings.push(Finding::new(
            Requirement::Approvals,
            Code::ApprovalsNotRejected,
            "no standing rejection",
            nobody,
        ));
    }
    findings
}

/// Whether somebody held a role at any of the instants that they may have signed at, or holds it now.
fn held_around(context: &Context<'_>, person: &Principal, role: &Role, signed: Signed<'_>) -> bool {
    let times = [signed.at.earliest(), signed.at.shown(), signed.at.latest()];
    times.iter().any(|at| person.held(role, *at)) || person.holds(role, context.moment)
}

/// A decision on a platform by somebody whom the roster does not know. A no by the word of an automation whose word is
/// taken may be that of somebody who matters.
fn stranger(context: &Context<'_>, signed: Signed<'_>) -> Finding {
    let roles = context.need().relays.as_ref().map(|rule| rule.by.as_slice()).unwrap_or_default();
    let teller = context.roster.principal(signed.by).filter(|teller| !teller.is_person);
    let told = teller.is_some_and(|p| p.authority(roles, signed.at, context.moment) != Authority::None);
    let code = match (signed.fact.claim.decision, told) {
        (Decision::Rejected, true) => Code::ApprovalsRejectedByStranger,
        _ => Code::ApprovalsRelayUnknown,
    };
    let word = match signed.fact.claim.decision {
        Decision::Approved => "approved",
        Decision::Rejected => "rejected",
    };
    let expected = "somebody whom the roster knows by the number of their account";
    Finding::new(Requirement::Approvals, code, expected, format!("{word} by {signed}")).about([signed.fact.id])
}

fn not_counted((code, expected, found): Objection, signed: Signed<'_>) -> Finding {
    let requirement = match code {
        Code::SeparationAuthorApproves => Requirement::Separation(Rule::AuthorApprover),
        _ => Requirement::ApprovalsIn(signed.fact.claim.role.clone()),
    };
    let found = format!("{signed} as {}: {found}", signed.fact.claim.role);
    Finding::new(requirement, code, expected, found).about([signed.fact.id])
}
