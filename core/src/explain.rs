//! Layer 11: what is still missing, and who can give it (`docs/report.md`).

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::code::{Code, Outcome};
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::{Class, PrincipalId, Role};
use crate::check::{Context, approvals, emergency};
use crate::decision::Verdict;
use crate::policy::emergency::EmergencyRules;
use crate::policy::roster::Principal;
use crate::report::Report;

/// The answer.
#[derive(Serialize)]
pub(crate) struct Explanation {
    verdict: Verdict,
    #[serde(skip_serializing_if = "Option::is_none")]
    class: Option<Class>,
    missing: Vec<Missing>,
    /// What was handed in and does not count, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    warnings: Vec<Finding>,
}

#[derive(Serialize)]
struct Missing {
    #[serde(flatten)]
    finding: Finding,
    who: Vec<Person>,
}

#[derive(Serialize)]
struct Person {
    id: PrincipalId,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
}

impl Explanation {
    /// Everything that fails in a report, with those who could mend it; nobody where it did not come to a decision. And its
    /// warnings, to which what fails refers.
    pub(crate) fn of(report: Report, context: Option<&Context<'_>>) -> Self {
        let (failed, others): (Vec<_>, Vec<_>) =
            report.findings.into_iter().partition(|finding| finding.outcome == Outcome::Fail);
        let person = |p: &Principal| Person { id: p.id.clone(), name: p.name.clone() };
        let missing = |finding: Finding| {
            let who = context.map(|context| who(context, &finding)).unwrap_or_default();
            Missing { who: who.into_iter().map(person).collect(), finding }
        };
        Self {
            verdict: report.verdict,
            class: report.class.map(|class| class.name),
            missing: failed.into_iter().map(missing).collect(),
            warnings: others.into_iter().filter(|finding| finding.outcome == Outcome::Warn).collect(),
        }
    }
}

/// Who could give what a finding misses.
fn who<'a>(context: &Context<'a>, finding: &Finding) -> Vec<&'a Principal> {
    let (records, evidence) = (&context.policy.records, &context.need().evidence);
    let holders = |roles: &[Role]| holders(context, roles, |_| true);
    match (&finding.requirement, finding.code) {
        (Requirement::ApprovalsIn(role), Code::ApprovalsMissing) => approvals::candidates(context, role),
        (Requirement::Binding, Code::BindingReleaseMissing) => holders(&records.release),
        (Requirement::RegisterFreshness | Requirement::RegisterCompleteness, _) => holders(&records.register),
        (Requirement::Evidence(kind), _) => {
            evidence.givers().find(|(of, _)| of == kind).map(|(_, by)| holders(by)).unwrap_or_default()
        }
        (Requirement::Assessment(kind), _) => {
            let rule = evidence.assessments.iter().find(|rule| rule.kind == *kind);
            rule.map(|rule| holders(&rule.by)).unwrap_or_default()
        }
        (Requirement::PeerReview, Code::PeerReviewMissing) => {
            let barred = context.authors_barred_by(Rule::ReviewerAuthor);
            context.roster.principals().filter(|p| p.is_person && !barred.contains(&p.id)).collect()
        }
        (Requirement::EmergencyReviews | Requirement::RegisterReviews, _) => {
            context.policy.emergency.as_ref().map(|rules| reviewers(context, rules, finding)).unwrap_or_default()
        }
        _ => Vec::new(),
    }
}

/// Who may review the emergencies that a finding names.
fn reviewers<'a>(context: &Context<'a>, rules: &EmergencyRules, finding: &Finding) -> Vec<&'a Principal> {
    let named = context.facts.emergencies.iter().filter(|emergency| finding.records.contains(&emergency.id));
    let barred: BTreeSet<&PrincipalId> = named.flat_map(|named| emergency::barred(context, named)).collect();
    holders(context, &rules.review.by, |p| p.is_person && !barred.contains(&p.id))
}

/// Whoever holds one of the roles now.
fn holders<'a>(context: &Context<'a>, roles: &[Role], can: impl Fn(&Principal) -> bool) -> Vec<&'a Principal> {
    let holds = |p: &Principal| roles.iter().any(|role| p.holds(role, context.moment));
    context.roster.principals().filter(|p| can(p) && holds(p)).collect()
}
