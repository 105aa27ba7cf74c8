//! Layer 11: what happened when, about one release, in order.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest::Sha256;
use crate::base::name::PrincipalId;
use crate::base::signing::SignedAt;
use crate::base::time::Time;
use crate::check::Context;
use crate::facts::decisions::About;
use crate::facts::index::Fact;
use crate::format::approval::Decision;
use crate::format::assessment::Assessment;
use crate::format::evidence::Evident;
use crate::report::Event;

fn claimed(time: Time) -> SignedAt {
    SignedAt::new(time, None)
}

/// The events of one release, up to the decision.
pub(crate) fn of(context: &Context<'_>) -> Vec<Event> {
    let question = context.question;
    let now = Event { at: context.moment.shown(), event: "decided", who: Vec::new(), record: None, time: "observed" };
    let mut events = vec![now];
    let Some(release) = context.release() else { return events };
    let mut add = |at: SignedAt, event, who: Vec<_>, record| {
        events.push(Event { at: at.shown(), event, who, record: Some(record), time: at.word() });
    };
    add(claimed(release.claim.requested_at), "requested", release.everyone().cloned().collect(), release.id);
    let about = About { release: release.id, artefacts: &question.artefacts, environment: &question.environment };
    let mut ours = BTreeSet::from([release.id]);
    ours.extend(&question.artefacts);
    for fact in context.facts.approvals.iter().filter(|fact| about.concerns(fact)) {
        let event = match fact.claim.decision {
            Decision::Approved => "approved",
            Decision::Rejected => "rejected",
        };
        ours.insert(fact.id);
        // Everyone who signed at one instant stands together.
        let mut signings: BTreeMap<SignedAt, Vec<PrincipalId>> = BTreeMap::new();
        for who in fact.everyone() {
            for at in fact.signed_by_anybody(who, fact.claim.signed_at) {
                signings.entry(at).or_default().push(who.clone());
            }
        }
        for (at, who) in signings {
            add(at, event, who, fact.id);
        }
        if let Some(expires) = fact.claim.expires_at {
            add(claimed(expires), "approval-expires", fact.everyone().cloned().collect(), fact.id);
        }
    }
    events.extend(evidence(context));
    let mut add = |at: SignedAt, event, who: Vec<_>, record| {
        events.push(Event { at: at.shown(), event, who, record: Some(record), time: at.word() });
    };
    for fact in context.facts.emergencies.iter().filter(|fact| fact.claim.release == release.id) {
        ours.insert(fact.id);
        let who: Vec<_> = fact.everyone().cloned().collect();
        add(claimed(fact.claim.signed_at), "emergency-declared", who.clone(), fact.id);
        add(claimed(fact.claim.expires_at), "emergency-ends", who, fact.id);
    }
    for fact in context.facts.reviews.iter().filter(|fact| ours.contains(&fact.claim.emergency)) {
        add(claimed(fact.claim.signed_at), "emergency-reviewed", fact.everyone().cloned().collect(), fact.id);
    }
    for fact in
        context.facts.revocations.iter().filter(|fact| fact.claim.withdrawn().iter().any(|id| ours.contains(id)))
    {
        add(claimed(fact.claim.signed_at), "revoked", fact.everyone().cloned().collect(), fact.id);
    }
    for fact in &context.facts.registers {
        add(claimed(fact.claim.issued_at), "register-issued", fact.everyone().cloned().collect(), fact.id);
    }
    events.sort_unstable();
    events
}

/// What was found out about the artefacts, and whose word it is. The canary has its own place in the report.
fn evidence(context: &Context<'_>) -> Vec<Event> {
    let (facts, artefacts) = (context.facts, &context.question.artefacts);
    let service = |fact: &&Fact<Assessment>| fact.claim.service == context.question.service;
    let mut events: Vec<Event> = about(&facts.provenances, artefacts, "built").collect();
    events.extend(about(&facts.tests, artefacts, "tested"));
    events.extend(about(&facts.scans, artefacts, "scanned"));
    events.extend(about(&facts.analyses, artefacts, "analysed"));
    events.extend(about(&facts.sboms, artefacts, "components-listed"));
    events.extend(about(&facts.summaries, artefacts, "verified-elsewhere"));
    events.extend(facts.assessments.iter().filter(service).filter_map(|fact| made(fact, "assessed")));
    events
}

fn about<'a, T: Evident>(
    facts: &'a [Fact<T>],
    artefacts: &'a BTreeSet<Sha256>,
    event: &'static str,
) -> impl Iterator<Item = Event> + 'a {
    facts.iter().filter(|fact| !artefacts.is_disjoint(&fact.subjects)).filter_map(move |fact| made(fact, event))
}

/// When a piece of evidence says that it was made; nothing where it does not say.
fn made<T: Evident>(fact: &Fact<T>, event: &'static str) -> Option<Event> {
    let at = claimed(fact.claim.said().made?);
    let who = fact.everyone().cloned().collect();
    Some(Event { at: at.shown(), event, who, record: Some(fact.id), time: at.word() })
}
