//! Layer 11: what a policy's author wants to hear before it bites.
//!
//! Of all that is looked at only the policy's review hangs on the moment; of roles it is asked whether they are held at all.

mod calendar;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::canonical;
use crate::base::code::{Code, Outcome};
use crate::base::finding::{Finding, Requirement};
use crate::base::limits::LAST_SECOND;
use crate::base::moment::Moment;
use crate::base::name::{PrincipalId, Role};
use crate::base::shown::{list, people};
use crate::base::time::Time;
use crate::check::policy_review;
use crate::policy::class::Alternative;
use crate::policy::emergency::EmergencyRules;
use crate::policy::model::{ClassRule, Policy};
use crate::policy::roster::{Principal, Roster};

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
    let mut findings = roster.check_against(policy);
    findings.extend(review(policy, now));
    crate::gate::check_keys(roster, &mut findings);
    let people = holders(roster, |p| p.is_person);
    let signers = holders(roster, |p| !p.keys.is_empty() || !p.identities.is_empty());
    for class in &policy.classes {
        findings.extend(places(class, &people));
        findings.extend(signing(policy, class, &signers));
    }
    findings.extend(writers(policy));
    findings.extend(unused(policy));
    findings.extend(unreachable(policy));
    findings.extend(reviewers(policy, &people));
    findings.extend(calendar::advise(policy));
    findings
}

/// A review of the policy that is overdue, or of a time to come.
fn review(policy: &Policy, now: u64) -> Option<Finding> {
    let Some(now) = Time::from_seconds(now) else {
        let expected = format!("at most {LAST_SECOND} seconds");
        return Some(Finding::new(Requirement::Question, Code::QuestionTimeInvalid, expected, now.to_string()));
    };
    let review = policy_review::judge(&policy.review, &Moment::new(now));
    (review.outcome != Outcome::Pass).then_some(review)
}

fn finding(code: Code, expected: String, found: String) -> Finding {
    Finding::new(Requirement::Policy, code, expected, found)
}

/// Who holds each role at any time.
fn holders(roster: &Roster, which: impl Fn(&Principal) -> bool) -> BTreeMap<&Role, BTreeSet<&PrincipalId>> {
    let mut holders: BTreeMap<&Role, BTreeSet<&PrincipalId>> = BTreeMap::new();
    for principal in roster.principals().filter(|p| which(p)) {
        for holding in &principal.roles {
            holders.entry(&holding.role).or_default().insert(&principal.id);
        }
    }
    holders
}

/// Places that nobody, or one person alone, can fill.
fn places(class: &ClassRule, by_role: &BTreeMap<&Role, BTreeSet<&PrincipalId>>) -> Vec<Finding> {
    let name = &class.name;
    let mut findings = Vec::new();
    for places in &class.require.approvals {
        let holders: Vec<_> = by_role.get(&places.role).into_iter().flatten().collect();
        let expected = format!("{} people as {} for class `{name}`", places.count, places.role);
        if (holders.len() as u64) < places.count {
            findings.push(finding(Code::LintRoleUnheld, expected, people(holders)));
        } else if holders.len() == 1 {
            findings.push(finding(Code::LintRoleSingleHolder, expected, people(holders)));
        }
    }
    if class.require.approvals.is_empty() {
        findings.push(finding(Code::LintNobodyApproves, "somebody's approval".to_owned(), format!("class `{name}`")));
    }
    findings
}

/// Records that the class depends on, and that nobody can sign.
fn signing(policy: &Policy, class: &ClassRule, signers: &BTreeMap<&Role, BTreeSet<&PrincipalId>>) -> Vec<Finding> {
    let register = class.require.register.as_ref().map(|_| (&policy.records.register, "register"));
    let needed = [Some((&policy.records.release, "release")), register];
    let unsigned = |roles: &[Role]| !roles.iter().any(|role| signers.contains_key(role));
    let nobody = needed.into_iter().flatten().filter(|(roles, _)| unsigned(roles));
    nobody
        .map(|(roles, kind)| {
            finding(Code::LintRoleUnsigned, format!("somebody with a key who may sign `{kind}`"), list(roles))
        })
        .collect()
}

/// Roles that may write release records and fill places, too.
fn writers(policy: &Policy) -> Vec<Finding> {
    let approving: BTreeSet<&Role> = places_of(policy).collect();
    let both = policy.records.release.iter().filter(|role| approving.contains(role));
    let expected = "writers of release records who fill no place";
    both.map(|role| finding(Code::LintWriterApproves, expected.to_owned(), format!("role `{role}`"))).collect()
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
fn reviewers(policy: &Policy, people_by_role: &BTreeMap<&Role, BTreeSet<&PrincipalId>>) -> Option<Finding> {
    let rules = policy.emergency.as_ref()?;
    let holders = |roles: &mut dyn Iterator<Item = &Role>| -> BTreeSet<&PrincipalId> {
        roles.filter_map(|role| people_by_role.get(role)).flatten().copied().collect()
    };
    let mut everywhere = holders(&mut rules.review.by.iter());
    let reviewers = everywhere.clone();
    for class in policy.classes.iter().filter(|class| !class.require.approvals.is_empty()) {
        let approvers = holders(&mut class.require.approvals.iter().map(|places| &places.role));
        everywhere.retain(|who| approvers.contains(who));
    }
    let expected = "a reviewer of emergencies who approves no releases, in some class at least".to_owned();
    let all = !reviewers.is_empty() && everywhere == reviewers && places_of(policy).next().is_some();
    all.then(|| finding(Code::LintReviewersApprove, expected, people(reviewers)))
}
