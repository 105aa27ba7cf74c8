//! Whether every review is done that an emergency owes.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::digest::RecordId;
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::PrincipalId;
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::check::Context;
use crate::facts::index::Fact;
use crate::format::emergency::Emergency;
use crate::format::review::Review;
use crate::policy::emergency::EmergencyRules;

/// Every emergency of the service whose review is overdue. A policy that allows none has no rule for their reviews.
pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rules) = &context.policy.emergency else { return Vec::new() };
    let expected = "every emergency reviewed in time";
    let of_service = context.facts.emergencies.iter().filter(|fact| fact.claim.service == context.question.service);
    let declared = of_service.filter_map(|fact| Some((fact, declared_at_the_latest(context, rules, fact)?)));
    let known = Known::of(context);
    let overdue: Vec<Finding> = declared
        .filter(|(fact, _)| !known.is_reviewed(context, rules, fact))
        .filter_map(|(fact, at)| {
            let due = rules.review_due(&context.policy.calendar, at);
            let found = format!("that of {} was due by {due}", fact.claim.incident);
            context.moment.has_come(due).then(|| {
                Finding::new(Requirement::EmergencyReviews, Code::EmergencyReviewOverdue, expected, found)
                    .about([fact.id])
            })
        })
        .collect();
    match overdue.is_empty() {
        true => vec![Finding::new(Requirement::EmergencyReviews, Code::EmergencyReviewsDone, expected, "none overdue")],
        false => overdue,
    }
}

/// When an emergency was declared by somebody who could: a debt, so anybody's signature in their name is enough.
fn declared_at_the_latest(context: &Context<'_>, rules: &EmergencyRules, fact: &Fact<Emergency>) -> Option<Time> {
    let signings = fact.everyone().flat_map(|who| {
        let person = context.roster.principal(who);
        let may =
            move |at: &SignedAt| person.is_some_and(|p| p.authority(&rules.by, *at, context.moment) != Authority::None);
        fact.signed_by_anybody(who, fact.claim.signed_at).filter(may)
    });
    signings.map(|at| at.earliest()).min()
}

/// What reviews are held against, by what they are about.
struct Known<'a> {
    /// The authors of release records, where they may not judge their own work.
    authors: BTreeMap<RecordId, BTreeSet<&'a PrincipalId>>,
    reviews: BTreeMap<RecordId, Vec<&'a Fact<Review>>>,
}

impl<'a> Known<'a> {
    fn of(context: &Context<'a>) -> Self {
        let released: BTreeSet<RecordId> = context.facts.emergencies.iter().map(|fact| fact.claim.release).collect();
        let releases = context.facts.releases.iter().filter(|release| released.contains(&release.id));
        let authors = releases.map(|release| (release.id, context.authors_barred(release, Rule::AuthorApprover)));
        let mut reviews: BTreeMap<RecordId, Vec<&Fact<Review>>> = BTreeMap::new();
        for review in &context.facts.reviews {
            reviews.entry(review.claim.emergency).or_default().push(review);
        }
        Self { authors: authors.collect(), reviews }
    }

    /// Whether somebody who may, and who neither declared it nor wrote what went out, has looked at it afterwards.
    fn is_reviewed(&self, context: &Context<'_>, rules: &EmergencyRules, emergency: &Fact<Emergency>) -> bool {
        let declarers: BTreeSet<&PrincipalId> = emergency.everyone().collect();
        let authors = self.authors.get(&emergency.claim.release);
        let counts = |review: &Fact<Review>, who: &PrincipalId, at: SignedAt| {
            let roles = std::slice::from_ref(&review.claim.role);
            let person =
                context.roster.principal(who).filter(|p| p.is_person && rules.review.by.contains(&review.claim.role));
            person.is_some_and(|p| p.authority(roles, at, context.moment) == Authority::Full)
                && !declarers.contains(who)
                && !authors.is_some_and(|authors| authors.contains(who))
                && at.earliest() > emergency.claim.signed_at
                && context.moment.has_come(at.earliest())
                && context.withdrawn.of_signature(review.id, who).next().is_none()
        };
        let ours = self.reviews.get(&emergency.id).into_iter().flatten();
        let mut signings = ours.filter(|review| review.claim.service == emergency.claim.service).flat_map(|review| {
            let signed = move |who| review.signed_at(who, review.claim.signed_at).map(move |at| (review, who, at));
            review.signers.iter().flat_map(signed)
        });
        signings.any(|(review, who, at)| counts(review, who, at))
    }
}
