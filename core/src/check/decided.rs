//! What people decided about a release, held against what the class asks for: the questions that `approvals` and `rollback`
//! share. How old an approval may be, and until when it is good, is for `approvals` alone.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::Rule;
use crate::base::name::{Environment, PrincipalId, Role};
use crate::base::shown::{list, people};
use crate::check::{Context, Objection};
use crate::facts::decisions::{About, Decisions, Rules, Signed};
use crate::facts::index::Fact;
use crate::format::release::Release;
use crate::policy::model::Fillers;
use crate::policy::roster::Principal;

/// A release that people decided about.
#[derive(Debug)]
pub(in crate::check) struct Decided<'a> {
    pub(in crate::check) context: &'a Context<'a>,
    release: &'a Fact<Release>,
    artefacts: &'a BTreeSet<Sha256>,
    /// Its authors, where they may not approve.
    barred: BTreeSet<&'a PrincipalId>,
    /// Those whose word is taken for what people rejected on a platform.
    relayers: BTreeSet<&'a PrincipalId>,
}

impl<'a> Decided<'a> {
    /// A release and those of its artefacts that matter.
    pub(in crate::check) fn about(
        context: &'a Context<'a>,
        release: &'a Fact<Release>,
        artefacts: &'a BTreeSet<Sha256>,
    ) -> Self {
        let barred = context.authors_barred(release, Rule::AuthorApprover);
        Self { context, release, artefacts, barred, relayers: context.relayers() }
    }

    /// What stands, and what does not.
    pub(in crate::check) fn weigh(&self) -> Decisions<'a> {
        let Self { context, release, artefacts, .. } = self;
        let about = About { release: release.id, artefacts, environment: &context.question.environment };
        Decisions::weigh(context.facts, context.withdrawn, about, self, context.moment)
    }

    /// Why an approval fills no place, however young it is: the first reason, in an order that says most.
    pub(in crate::check) fn objection(&self, signed: &Signed<'_>) -> Option<Objection> {
        self.of_record(signed).or_else(|| self.of_signer(signed))
    }

    /// What it is about, whether it stands, and when it was signed.
    fn of_record(&self, signed: &Signed<'_>) -> Option<Objection> {
        let claim = &signed.fact.claim;
        if claim.release != self.release.id {
            let (expected, found) = (self.release.id, claim.release);
            let (expected, found) = (format!("an approval of release record {expected}"), format!("approved {found}"));
            return Some((Code::ApprovalsOtherRelease, expected, found));
        }
        if !self.artefacts.is_subset(&signed.fact.subjects) {
            let missing = list(self.artefacts.difference(&signed.fact.subjects));
            return Some((
                Code::ApprovalsUncovered,
                "every artefact of the question".into(),
                format!("does not name {missing}"),
            ));
        }
        if let Some(withdrawn) = signed.withdrawal(self.context.withdrawn) {
            let found = format!("revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
            return Some((Code::ApprovalsRevoked, "an approval that stands".into(), found));
        }
        let (at, requested) = (signed.at.earliest(), self.release.claim.requested_at);
        let early = (at < requested)
            .then(|| (Code::ApprovalsBeforeRequest, format!("signed after {requested}"), format!("signed at {at}")));
        self.unproved(signed).or(early)
    }

    /// Why nobody but its signer says when it was signed, where the class asks for that.
    fn unproved(&self, signed: &Signed<'_>) -> Option<Objection> {
        let expected = || "a timestamp or a log entry that proves when it was signed".to_owned();
        let found = || format!("{}, by its signer's word alone", signed.at.earliest());
        let unproved = self.context.need().observed_time && !signed.at.is_proved();
        unproved.then(|| (Code::ApprovalsTimeUnproven, expected(), found()))
    }

    /// Who signed it, and in which role.
    fn of_signer(&self, signed: &Signed<'_>) -> Option<Objection> {
        let claim = &signed.fact.claim;
        let person = self.context.roster.principal(signed.by);
        let Some(fillers) = fillers(self.context, &claim.role) else {
            let roles = roles(self.context);
            let asked = if roles.is_empty() {
                "nobody's approval".to_owned()
            } else {
                format!("an approval as {}", list(roles))
            };
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
        if let Some(objection) = self.context.relay_objection(signed) {
            return Some(objection);
        }
        if let Some(objection) = self.unheld(signed) {
            return Some(objection);
        }
        if self.barred.contains(signed.by) {
            return Some((
                Code::SeparationAuthorApproves,
                "an approver who is not an author".into(),
                "an author".into(),
            ));
        }
        None
    }
}

impl Decided<'_> {
    /// Why its signer cannot speak in the role that it names. A claimed time is no proof: whoever has lost the role could write
    /// an earlier one.
    fn unheld(&self, signed: &Signed<'_>) -> Option<Objection> {
        let (role, person) = (&signed.fact.claim.role, self.context.roster.principal(signed.by));
        let is_proved = signed.at.is_proved();
        let expected = || format!("{role} on {}{}", signed.at.shown(), if is_proved { "" } else { " and now" });
        if !person.is_some_and(|p| p.held_when_signing(role, signed.at)) {
            return Some((Code::ApprovalsRoleNotHeld, expected(), "the role was not held then".into()));
        }
        let lost = !is_proved && !person.is_some_and(|p| p.holds(role, self.context.moment));
        lost.then(|| (Code::ApprovalsRoleNotHeld, expected(), "the role is not held any more".into()))
    }
}

impl Rules for Decided<'_> {
    fn are_known(&self, environments: &[Environment]) -> bool {
        environments.iter().all(|environment| self.context.policy.environments.contains(environment))
    }

    fn is_own_word(&self, signed: &Signed<'_>) -> bool {
        let is_person = self.context.roster.principal(signed.by).is_some_and(|principal| principal.is_person);
        is_person || !self.relayers.contains(signed.by) && matters(self.context, signed)
    }

    fn is_heard(&self, no: &Signed<'_>) -> bool {
        no.via.is_none_or(|via| via == no.by || self.relayers.contains(via))
    }

    fn can_take_back(&self, yes: &Signed<'_>) -> bool {
        self.context.relay_objection(yes).or_else(|| self.unproved(yes)).is_none()
    }

    fn is_asked(&self, yes: &Signed<'_>) -> bool {
        let role = &yes.fact.claim.role;
        self.context.need().approvals.iter().any(|places| places.role == *role) && self.unheld(yes).is_none()
    }

    fn is_in_role(&self, no: &Signed<'_>) -> bool {
        let person = self.context.roster.principal(no.by);
        person.is_some_and(|person| held_around(self.context, person, &no.fact.claim.role, no))
    }
}

/// The roles that are asked for, by the class and by what evidence calls for besides.
pub(in crate::check) fn roles<'a>(context: &'a Context<'_>) -> BTreeSet<&'a Role> {
    let called = context.escalations.iter().map(|call| &call.role);
    context.need().approvals.iter().map(|places| &places.role).chain(called).collect()
}

/// Who fills the places of a role; `None` if there are none. What evidence calls for is a person.
pub(in crate::check) fn fillers(context: &Context<'_>, role: &Role) -> Option<Fillers> {
    let of_class = context.need().approvals.iter().find(|places| places.role == *role).map(|places| places.by);
    let escalated = context.escalations.iter().any(|escalation| escalation.role == *role);
    of_class.or(escalated.then_some(Fillers::People))
}

/// Whether a rejection is by anyone who holds a required role, now or when signing, whatever role they wrote down.
pub(in crate::check) fn matters(context: &Context<'_>, rejection: &Signed<'_>) -> bool {
    let person = context.roster.principal(rejection.by);
    person.is_some_and(|person| roles(context).iter().any(|role| held_around(context, person, role, rejection)))
}

/// Whether somebody held a role at any of the instants that they may have signed at, or holds it now.
fn held_around(context: &Context<'_>, person: &Principal, role: &Role, signed: &Signed<'_>) -> bool {
    let times = [signed.at.earliest(), signed.at.shown(), signed.at.latest()];
    times.iter().any(|at| person.held(role, *at)) || person.holds(role, context.moment)
}

/// Whether a decision on a platform, by somebody whom the roster does not know, is told by an automation whose word is
/// taken: a no may be that of somebody who matters.
pub(in crate::check) fn is_told(context: &Context<'_>, stranger: &Signed<'_>) -> bool {
    let roles = context.need().relays.as_ref().map(|rule| rule.by.as_slice()).unwrap_or_default();
    let teller = context.roster.principal(stranger.by).filter(|teller| !teller.is_person);
    teller.is_some_and(|teller| teller.roles.iter().any(|holding| roles.contains(&holding.role)))
}
