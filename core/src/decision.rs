//! Layer 9: from findings to a verdict, in one table.
//!
//! Deny is the default (law 1): the verdict is allow only where nothing fails **and** every requirement of the class has a
//! finding that meets it. A check that forgot to answer denies.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::code::{Code, Outcome};
use crate::base::finding::{Finding, Requirement};
use crate::base::moment::Moment;
use crate::base::time::Time;
use crate::check::emergency::Waiver;
use crate::policy::emergency::EmergencyRules;
use crate::policy::model::Policy;

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
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Obligation {
    /// By when, or until when.
    pub due: Time,
    /// What sort.
    pub kind: &'static str,
    /// In words.
    pub text: String,
}

/// Whether a finding meets its requirement. The warnings here are those that stand for a deliberate yes.
fn meets(finding: &Finding) -> bool {
    finding.outcome == Outcome::Pass
        || matches!(
            finding.code,
            Code::SeparationRelaxed | Code::AnchorUnanchored | Code::ClassStrictest | Code::ClassFactMissing
        )
}

/// Marks the failures that emergencies waive. What the host demands of the register is no requirement of the class, and
/// nobody's to waive.
pub fn waive(findings: &mut [Finding], waivers: &[Waiver], host_wants_register: bool) {
    let waived: BTreeSet<&str> = waivers.iter().flat_map(|w| &w.requirements).map(String::as_str).collect();
    let is_the_hosts = |f: &Finding| host_wants_register && f.requirement == Requirement::RegisterFreshness;
    let waived = |f: &&mut Finding| waived.contains(f.requirement.to_string().as_str()) && !is_the_hosts(f);
    findings.iter_mut().filter(waived).for_each(Finding::waive);
}

/// Sorts the findings, adds what is unproven, and concludes.
pub fn conclude(findings: &mut Vec<Finding>, required: &BTreeSet<Requirement>) -> Verdict {
    let answers = |f: &&Finding| meets(f) || matches!(f.outcome, Outcome::Fail | Outcome::Waived);
    let answered: BTreeSet<&Requirement> = findings.iter().filter(answers).map(|f| &f.requirement).collect();
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

/// What the decision makes somebody owe: the report's keeping, and what the emergencies in force demand, needed or not.
pub fn obligations(policy: &Policy, moment: &Moment, waivers: &[Waiver]) -> Vec<Obligation> {
    let keep = |retention| {
        let due = moment.shown().after(retention);
        Obligation { kind: "keep-report", due, text: format!("keep this report, and what it names, until {due}") }
    };
    let mut owed: Vec<Obligation> = policy.retention.map(keep).into_iter().collect();
    let rules = policy.emergency.iter().flat_map(|rules| waivers.iter().map(move |waiver| (rules, waiver)));
    owed.extend(rules.flat_map(|(rules, waiver)| of_emergency(policy, rules, waiver)));
    owed.sort_unstable();
    owed
}

fn of_emergency(policy: &Policy, rules: &EmergencyRules, waiver: &Waiver) -> Vec<Obligation> {
    let (calendar, at, incident) = (&policy.calendar, waiver.declared_at, &waiver.incident);
    let due = rules.review_due(calendar, at);
    let text =
        format!("review the emergency {incident} by {due}: after that the service's next normal release is denied");
    let mut owed = vec![Obligation { kind: "review-emergency", due, text }];
    owed.extend(rules.reports.iter().map(|report| {
        let due = calendar.business_days_after(at, report.business_days);
        let text = format!("report the emergency {incident} to {} by {due}", report.to);
        Obligation { kind: "report-emergency", due, text }
    }));
    owed
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pass(requirement: Requirement, code: Code) -> Finding {
        Finding::new(requirement, code, "", "")
    }

    fn set<const N: usize>(all: [Requirement; N]) -> BTreeSet<Requirement> {
        all.into()
    }

    #[test]
    fn a_requirement_without_an_answer_denies() {
        let mut findings = vec![pass(Requirement::Revocation, Code::RevocationNone)];
        assert_eq!(conclude(&mut findings, &set([Requirement::Revocation])), Verdict::Allow);
        assert_eq!(conclude(&mut findings, &set([Requirement::Revocation, Requirement::Binding])), Verdict::Deny);
        assert!(findings.iter().any(|f| f.code == Code::DecisionUnproven && f.requirement == Requirement::Binding));
    }

    #[test]
    fn a_warning_does_not_meet_a_requirement() {
        let mut findings = vec![pass(Requirement::PeerReview, Code::PeerReviewOtherCommit)];
        assert_eq!(conclude(&mut findings, &set([Requirement::PeerReview])), Verdict::Deny);
    }

    #[test]
    fn one_failure_outweighs_any_pass() {
        let mut findings =
            vec![pass(Requirement::Binding, Code::BindingHolds), pass(Requirement::Binding, Code::BindingMovedTag)];
        assert_eq!(conclude(&mut findings, &set([Requirement::Binding])), Verdict::Deny);
    }

    #[test]
    fn nothing_at_all_is_no_allow_where_something_is_required() {
        assert_eq!(conclude(&mut Vec::new(), &set([Requirement::Binding])), Verdict::Deny);
    }
}
