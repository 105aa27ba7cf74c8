//! Layer 9: from findings to a verdict, in one table.
//!
//! Deny is the default (law 1): the verdict is allow only where nothing fails **and** every requirement of the class has a
//! finding that meets it. A check that forgot to answer denies.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::code::{Code, Outcome};
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::moment::Moment;
use crate::base::time::Time;
use crate::policy::model::{Policy, Requirements};

/// Allow or deny.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Every requirement is met.
    Allow,
    /// Anything else.
    Deny,
}

/// What somebody owes after the decision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Obligation {
    /// What sort.
    pub kind: &'static str,
    /// By when, or until when.
    pub due: Time,
    /// In words.
    pub text: String,
}

/// The requirements that every release of a class has to meet. `register` says that the host demands a snapshot.
pub fn required(need: &Requirements, register: bool) -> Vec<Requirement> {
    let mut all = vec![
        Requirement::Policy,
        Requirement::Roster,
        Requirement::PolicyAnchor,
        Requirement::RosterAnchor,
        Requirement::Class,
        Requirement::Binding,
        Requirement::Approvals,
        Requirement::Revocation,
        Requirement::PolicyReview,
    ];
    all.extend(need.approvals.iter().map(|places| Requirement::ApprovalsIn(places.role.clone())));
    let rules = [Rule::AuthorApprover, Rule::AuthorDeployer, Rule::BuilderDeployer, Rule::ReviewerAuthor];
    all.extend(rules.map(Requirement::Separation));
    all.extend(need.peer_review.map(|_| Requirement::PeerReview));
    all.extend(need.evidence.provenance.as_ref().map(|_| Requirement::Evidence("provenance")));
    all.extend(need.evidence.canary.as_ref().map(|_| Requirement::Evidence("canary")));
    all.extend((need.register.is_some() || register).then_some(Requirement::RegisterFreshness));
    all.extend(need.register.as_ref().filter(|r| r.complete).map(|_| Requirement::RegisterCompleteness));
    all
}

/// Whether a finding meets its requirement. The warnings here are those that stand for a deliberate yes.
fn meets(finding: &Finding) -> bool {
    finding.outcome == Outcome::Pass
        || matches!(
            finding.code,
            Code::SeparationRelaxed | Code::AnchorUnanchored | Code::ClassStrictest | Code::ClassFactMissing
        )
}

/// Sorts the findings, adds what is unproven, and concludes.
pub fn conclude(findings: &mut Vec<Finding>, required: &[Requirement]) -> Verdict {
    let answered: BTreeSet<&Requirement> =
        findings.iter().filter(|f| meets(f) || f.outcome == Outcome::Fail).map(|f| &f.requirement).collect();
    let unproven: Vec<Finding> = required
        .iter()
        .filter(|requirement| !answered.contains(requirement))
        .map(|r| Finding::new(r.clone(), Code::DecisionUnproven, "a finding", "none"))
        .collect();
    let failed = findings.iter().any(|finding| finding.outcome == Outcome::Fail);
    let verdict = if failed || !unproven.is_empty() { Verdict::Deny } else { Verdict::Allow };
    // Without a release record most checks have nothing to look at; the failure that says so is enough.
    if !failed {
        findings.extend(unproven);
    }
    findings.sort_unstable();
    findings.dedup();
    verdict
}

/// Adds the policy's own words to what people are told to do.
pub fn escalate(findings: &mut [Finding], policy: &Policy) {
    for finding in findings.iter_mut().filter(|finding| finding.outcome == Outcome::Fail) {
        if let Some(text) = policy.escalation(&finding.requirement) {
            finding.next = format!("{}. {text}", finding.next);
        }
    }
}

/// What the decision makes somebody owe.
pub fn obligations(policy: &Policy, moment: &Moment) -> Vec<Obligation> {
    let keep = |retention| {
        let due = moment.shown().after(retention);
        Obligation { kind: "keep-report", due, text: format!("keep this report, and what it names, until {due}") }
    };
    policy.retention.map(keep).into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(requirement: Requirement, code: Code) -> Finding {
        Finding::new(requirement, code, "", "")
    }

    #[test]
    fn a_requirement_without_an_answer_denies() {
        let mut findings = vec![pass(Requirement::Revocation, Code::RevocationNone)];
        assert_eq!(conclude(&mut findings, &[Requirement::Revocation]), Verdict::Allow);
        assert_eq!(conclude(&mut findings, &[Requirement::Revocation, Requirement::Binding]), Verdict::Deny);
        assert!(findings.iter().any(|f| f.code == Code::DecisionUnproven && f.requirement == Requirement::Binding));
    }

    #[test]
    fn a_warning_does_not_meet_a_requirement() {
        let mut findings = vec![pass(Requirement::PeerReview, Code::PeerReviewOtherCommit)];
        assert_eq!(conclude(&mut findings, &[Requirement::PeerReview]), Verdict::Deny);
    }

    #[test]
    fn one_failure_outweighs_any_pass() {
        let mut findings =
            vec![pass(Requirement::Binding, Code::BindingHolds), pass(Requirement::Binding, Code::BindingMovedTag)];
        assert_eq!(conclude(&mut findings, &[Requirement::Binding]), Verdict::Deny);
    }

    #[test]
    fn nothing_at_all_is_no_allow_where_something_is_required() {
        assert_eq!(conclude(&mut Vec::new(), &[Requirement::Binding]), Verdict::Deny);
    }
}
