//! Why an approval fills no place.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::name::PrincipalId;
use crate::base::shown::{list, people};
use crate::check::approvals::places;
use crate::check::{Context, Objection};
use crate::facts::decisions::Signed;
use crate::facts::index::Fact;
use crate::format::release::Release;
use crate::policy::model::Fillers;

/// Why an approval fills no place: the first reason, in an order that says most.
pub(in crate::check::approvals) fn of(
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
    if let Some(withdrawn) = signed.withdrawal(context.withdrawn) {
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
    let Some(fillers) = places::fillers(context, &claim.role) else {
        let roles = places::roles(context);
        let asked =
            if roles.is_empty() { "nobody's approval".to_owned() } else { format!("an approval as {}", list(roles)) };
        return Some((Code::ApprovalsRoleNotRequired, asked, "a role that nobody asks for".into()));
    };
    match (fillers, person.is_some_and(|p| p.is_person)) {
        (Fillers::People, false) => {
            return Some((Code::ApprovalsNotAPerson, "a person".into(), "an automation".into()));
        }
        (Fillers::Automations, true) => {
            return Some((Code::ApprovalsNotAnAutomation, "an automation".into(), "a person".into()));
        }
        _ => {}
    }
    if let Some(objection) = context.relay_objection(&signed) {
        return Some(objection);
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
