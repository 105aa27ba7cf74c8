//! Layer 11: what a policy's author wants to hear before it bites.
//!
//! Of all that is looked at, the policy's review hangs on the moment, and which roles have ended.

mod calendar;
mod roles;

use std::collections::BTreeSet;

use serde::Serialize;

use crate::base::canonical;
use crate::base::code::{Code, Outcome};
use crate::base::finding::{Finding, Requirement};
use crate::base::limits::LAST_SECOND;
use crate::base::moment::Moment;
use crate::base::name::Role;
use crate::base::shown::people;
use crate::base::time::Time;
use crate::check::policy_review;
use crate::policy::class::Alternative;
use crate::policy::emergency::EmergencyRules;
use crate::policy::model::Policy;
use crate::policy::roster::Roster;
use roles::Holders;

#[derive(Serialize)]
struct Advice {
    ok: bool,
    findings: Vec<Finding>,
}

/// Everything wrong or doubtful in a policy and roster (`docs/report.md`), canonical JSON. `now` is in seconds since
/// 1970-01-01T00:00:00Z.
pub fn check(policy: &[u8], roster: &[u8], now: u64) -> Vec<u8> {
    let mut findings = match (Policy::load(policy), Roster::load(roster)) {
        (Ok(policy), Ok(roster)) => advise(&policy, &roster, now),
        (policy, roster) => policy.err().into_iter().chain(roster.err()).flatten().collect(),
    };
    findings.sort_unstable();
    findings.dedup();
    let ok = !findings.iter().any(|finding| finding.outcome == Outcome::Fail);
    canonical::to_bytes(&Advice { ok, findings })
}

fn advise(policy: &Policy, roster: &Roster, now: u64) -> Vec<Finding> {
    let Some(now) = Time::from_seconds(now) else {
        let expected = format!("at most {LAST_SECOND} seconds");
        return vec![Finding::new(Requirement::Question, Code::QuestionTimeInvalid, expected, now.to_string())];
    };
    let moment = Moment::new(now);
    let holders = Holders::of(roster, &moment);
    let mut findings = roster.check_against(policy);
    findings.extend(review(policy, &moment));
    crate::gate::check_keys(roster, &mut findings);
    findings.extend(roles::advise(policy, &holders));
    findings.extend(writers(policy, &holders));
    findings.extend(unused(policy));
    findings.extend(unreachable(policy));
    findings.extend(reviewers(policy, &holders));
    findings.extend(calendar::advise(policy));
    findings
}

/// A review of the policy that is overdue, or of a time to come.
fn review(policy: &Policy, moment: &Moment) -> Option<Finding> {
    let review = policy_review::judge(&policy.review, moment);
    (review.outcome != Outcome::Pass).then_some(review)
}

fn finding(code: Code, expected: String, found: String) -> Finding {
    Finding::new(Requirement::Policy, code, expected, found)
}

/// Roles, and people, that may write release records and fill places, too.
fn writers(policy: &Policy, holders: &Holders<'_>) -> Vec<Finding> {
    let approving: BTreeSet<&Role> = places_of(policy).collect();
    let both = policy.records.release.iter().filter(|role| approving.contains(role));
    let roles: Vec<String> = both.map(|role| format!("role `{role}`")).collect();
    let writers = holders.people(&policy.records.release);
    let approvers = holders.people(approving.iter().copied());
    let people = writers.intersection(&approvers).map(|who| format!("`{who}`"));
    // Where a role is both, everybody who holds it is.
    let found = if roles.is_empty() { people.collect() } else { roles };
    let expected = "writers of release records who fill no place";
    found.into_iter().map(|found| finding(Code::LintWriterApproves, expected.to_owned(), found)).collect()
}

fn places_of(policy: &Policy) -> impl Iterator<Item = &Role> {
    policy.classes.iter().flat_map(|class| &class.require.approvals).map(|places| &places.role)
}

/// Roles that nothing asks for.
fn unused(policy: &Policy) -> Vec<Finding> {
    let records = &policy.records;
    let signing = records.release.iter().chain(&records.revocation).chain(&records.register);
    let emergency = policy.emergency.iter().flat_map(EmergencyRules::roles);
    let needs = || policy.classes.iter().map(|class| &class.require);
    let evidence = needs().flat_map(|need| need.evidence.roles());
    let relays = needs().flat_map(|need| need.relays.iter().flat_map(|rule| &rule.by));
    let chains = needs().flat_map(|need| need.chain.iter().flat_map(|step| &step.by));
    let used: BTreeSet<&Role> =
        signing.chain(places_of(policy)).chain(emergency).chain(evidence).chain(relays).chain(chains).collect();
    let idle = policy.roles.keys().filter(|role| !used.contains(role));
    idle.map(|role| {
        finding(Code::LintRoleUnused, "a class or a record that asks for it".to_owned(), format!("role `{role}`"))
    })
    .collect()
}

/// Classes all of whose alternatives a stricter class takes.
fn unreachable(policy: &Policy) -> Vec<Finding> {
    let mut stricter: Vec<&Alternative> = Vec::new();
    let mut findings = Vec::new();
    for class in &policy.classes {
        let taken = |alternative: &Alternative| stricter.iter().any(|wider| wider.takes(alternative));
        if class.when.iter().all(taken) {
            let found = format!("class `{}`", class.name);
            findings.push(finding(Code::LintClassUnreachable, "an alternative of its own".to_owned(), found));
        }
        stricter.extend(&class.when);
    }
    findings
}

/// Reviewers of emergencies who all approve in every class that asks for approvals: nobody from outside looks on.
fn reviewers(policy: &Policy, holders: &Holders<'_>) -> Option<Finding> {
    let rules = policy.emergency.as_ref()?;
    let reviewers = holders.people(&rules.review.by);
    let mut everywhere = reviewers.clone();
    for class in policy.classes.iter().filter(|class| !class.require.approvals.is_empty()) {
        let approvers = holders.people(class.require.approvals.iter().map(|places| &places.role));
        everywhere.retain(|who| approvers.contains(who));
    }
    let expected = "a reviewer of emergencies who approves no releases, in some class at least".to_owned();
    let all = !reviewers.is_empty() && everywhere == reviewers && places_of(policy).next().is_some();
    all.then(|| finding(Code::LintReviewersApprove, expected, people(reviewers)))
}
