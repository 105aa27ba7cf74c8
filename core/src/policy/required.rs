//! Which requirements a policy has.

use std::collections::BTreeSet;

use crate::base::finding::{Requirement, Rule};
use crate::policy::model::{Policy, Requirements};

/// The requirements that every release of a class has to meet. `register` says that the host demands a snapshot.
pub fn of(policy: &Policy, need: &Requirements, register: bool) -> BTreeSet<Requirement> {
    let mut all = BTreeSet::from([
        Requirement::Policy,
        Requirement::Roster,
        Requirement::PolicyAnchor,
        Requirement::RosterAnchor,
        Requirement::Class,
        Requirement::Binding,
        Requirement::Approvals,
        Requirement::Revocation,
        Requirement::PolicyReview,
    ]);
    all.extend(need.approvals.iter().map(|places| Requirement::ApprovalsIn(places.role.clone())));
    let rules = [Rule::AuthorApprover, Rule::AuthorDeployer, Rule::BuilderDeployer, Rule::ReviewerAuthor];
    all.extend(rules.map(Requirement::Separation));
    all.extend(need.peer_review.map(|_| Requirement::PeerReview));
    all.extend(need.evidence.kinds().map(Requirement::Evidence));
    all.extend(need.evidence.assessments.iter().map(|rule| Requirement::Assessment(rule.kind.clone())));
    all.extend((!need.chain.is_empty()).then_some(Requirement::Chain));
    all.extend(need.rollback.as_ref().map(|_| Requirement::Rollback));
    all.extend((need.register.is_some() || register).then_some(Requirement::RegisterFreshness));
    all.extend(need.register.as_ref().filter(|r| r.complete).map(|_| Requirement::RegisterCompleteness));
    all.extend((!policy.windows.is_empty()).then_some(Requirement::Windows));
    all.extend(policy.emergency.as_ref().map(|_| Requirement::EmergencyReviews));
    all.extend((!policy.freezes.is_empty()).then_some(Requirement::Freezes));
    all
}

/// The requirements of all classes, and those that the register and the calendar can bring.
pub(in crate::policy) fn of_any(policy: &Policy) -> BTreeSet<Requirement> {
    let classes = policy.classes.iter().flat_map(|class| of(policy, &class.require, true));
    classes.chain([Requirement::RegisterReviews, Requirement::Windows, Requirement::Freezes]).collect()
}
