//! Whether every review is done that an emergency owes.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::digest::RecordId;
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::PrincipalId;
use crate::base::shown::list;
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::check::{Context, Objection};
use crate::facts::index::Fact;
use crate::format::emergency::Emergency;
use crate::format::review::Review;
use crate::policy::emergency::EmergencyRules;

/// Every emergency of the service whose review is overdue, and what is no review of one that owes it. A policy that allows none has no
/// rule for their reviews.
pub(super) fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rules) = &context.policy.emergency else { return Vec::new() };
    let expected = "every emergency reviewed in time";
    let known = Known::of(context);
    let (mut findings, mut reviewed, mut is_overdue) = (Vec::new(), Vec::new(), false);
    for fact in context.facts.emergencies.iter().filter(|fact| fact.claim.service == context.question.service) {
        let Some(at) = declared_at_the_latest(context, rules, fact) else {
            findings.push(not_owed(rules, fact));
            continue;
        };
        let judged = known.judge(context, rules, fact);
        if judged.iter().any(|(_, objection)| objection.is_none()) {
            reviewed.push(fact.id);
            continue;
        }
        findings.extend(judged.into_iter().filter_map(|(review, objection)| Some(idle(fact, review, objection?))));
        let due = rules.review_due(&context.policy.calendar, at);
        if context.moment.has_come(due) {
            let found = format!("that of {} was due by {due}", fact.claim.incident);
            let overdue = Finding::new(Requirement::EmergencyReviews, Code::EmergencyReviewOverdue, expected, found);
            findings.push(overdue.about([fact.id]));
            is_overdue = true;
        }
    }
    if !is_overdue {
        let found = match reviewed.len() {
            0 => "none overdue".to_owned(),
            count => format!("{count} reviewed, none overdue"),
        };
        let done = Finding::new(Requirement::EmergencyReviews, Code::EmergencyReviewsDone, expected, found);
        findings.push(done.about(reviewed));
    }
    findings
}

fn not_owed(rules: &EmergencyRules, fact: &Fact<Emergency>) -> Finding {
    let (expected, found) = (format!("a signer who holds {}", list(&rules.by)), fact.claim.incident.clone());
    Finding::new(Requirement::EmergencyReviews, Code::EmergencyNotOwed, expected, found).about([fact.id])
}

fn idle(emergency: &Fact<Emergency>, review: &Fact<Review>, (code, expected, found): Objection) -> Finding {
    let found = format!("{}: {found}", emergency.claim.incident);
    Finding::new(Requirement::EmergencyReviews, code, expected, found).about([review.id, emergency.id])
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

/// Who may not review an emergency: who declared it, and who wrote what went out.
pub fn barred<'a>(context: &Context<'a>, emergency: &'a Fact<Emergency>) -> BTreeSet<&'a PrincipalId> {
    let released = context.facts.releases.iter().filter(|release| release.id == emergency.claim.release);
    let authors = released.filter(|_| !may_judge_own(context)).flat_map(|release| context.authors(release));
    emergency.everyone().chain(authors).collect()
}

/// Whether people may judge their own work in every class: of which one an emergency was is not known, and what one environment asks
/// must not forgive what another is owed.
fn may_judge_own(context: &Context<'_>) -> bool {
    context.policy.classes.iter().all(|class| class.require.relaxed(Rule::AuthorApprover).is_some())
}

/// What reviews are held against, by what they are about.
struct Known<'a> {
    /// What is in the way of a review by anybody, and the authors of release records, where they may not judge their own work.
    authors: BTreeMap<RecordId, (Option<String>, BTreeSet<&'a PrincipalId>)>,
    reviews: BTreeMap<RecordId, Vec<&'a Fact<Review>>>,
}

impl<'a> Known<'a> {
    fn of(context: &Context<'a>) -> Self {
        let released: BTreeSet<RecordId> = context.facts.emergencies.iter().map(|fact| fact.claim.release).collect();
        let is_theirs = may_judge_own(context);
        let releases = context.facts.releases.iter().filter(|release| !is_theirs && released.contains(&release.id));
        let authors = releases.map(|release| {
            let unknown = context.unknown_author(release).map(ToString::to_string);
            (release.id, (unknown, context.authors(release)))
        });
        let mut reviews: BTreeMap<RecordId, Vec<&Fact<Review>>> = BTreeMap::new();
        for review in &context.facts.reviews {
            reviews.entry(review.claim.emergency).or_default().push(review);
        }
        Self { authors: authors.collect(), reviews }
    }

    /// The reviews of an emergency, by each of their signers, with why one does not count.
    fn judge(
        &self,
        context: &Context<'_>,
        rules: &EmergencyRules,
        emergency: &Fact<Emergency>,
    ) -> Vec<(&'a Fact<Review>, Option<Objection>)> {
        let reviews = self.reviews.get(&emergency.id).into_iter().flatten().copied();
        let signings = reviews.flat_map(|review| {
            let signed = move |who| review.signed_at(who, review.claim.signed_at).map(move |at| (review, who, at));
            review.signers.iter().flat_map(signed)
        });
        signings
            .map(|(review, who, at)| {
                let why = self.objection(context, rules, emergency, review, (who, at));
                (review, why.map(|(expected, found)| (Code::EmergencyReviewIdle, expected.to_owned(), found)))
            })
            .collect()
    }

    /// Why a signature on a review does not count: somebody who may, and who neither declared the emergency nor wrote what went
    /// out, looks at it afterwards.
    fn objection(
        &self,
        context: &Context<'_>,
        rules: &EmergencyRules,
        emergency: &Fact<Emergency>,
        review: &Fact<Review>,
        (who, at): (&PrincipalId, SignedAt),
    ) -> Option<(&'static str, String)> {
        let roles = std::slice::from_ref(&review.claim.role);
        let person =
            context.roster.principal(who).filter(|p| p.is_person && rules.review.by.contains(&review.claim.role));
        let (unknown, authors) = self.authors.get(&emergency.claim.release).map(|(u, a)| (u.as_ref(), a)).unzip();
        let unknown = unknown.flatten();
        if review.claim.service != emergency.claim.service {
            return Some(("a review of the same service", format!("{who}, of {}", review.claim.service)));
        }
        if !person.is_some_and(|p| p.authority(roles, at, context.moment) == Authority::Full) {
            return Some(("a reviewer who holds the policy's role", format!("{who} as {}", review.claim.role)));
        }
        if emergency.everyone().any(|declarer| declarer == who) {
            return Some(("a reviewer who did not declare it", format!("{who}, who declared it")));
        }
        if authors.is_some_and(|authors| authors.contains(who)) {
            return Some(("a reviewer who is not an author", format!("{who}, an author of what went out")));
        }
        if let Some(author) = unknown {
            let found = format!("{who}, who may be the author {author}: the roster does not know that name");
            return Some(("a reviewer who is not an author", found));
        }
        if at.earliest() <= emergency.claim.signed_at || !context.moment.has_come(at.earliest()) {
            return Some(("a review after the emergency, and by now", format!("{who} at {}", at.earliest())));
        }
        let withdrawn = context.withdrawn.of_signature(review.id, who).next()?;
        Some(("a review that stands", format!("{who}, revoked: {}", withdrawn.reason)))
    }
}
