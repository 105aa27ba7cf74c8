//! Layer 10: what a policy's author wants to hear before it bites.
//!
//! Without a clock: whether roles are held at this moment is not looked at, only whether they are held at all.

mod calendar;

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use crate::base::canonical;
use crate::base::code::{Code, Outcome};
use crate::base::finding::{Finding, Requirement};
use crate::base::name::{PrincipalId, Role};
use crate::base::shown::{list, people};
use crate::policy::class::Alternative;
use crate::policy::model::{ClassRule, Policy};
use crate::policy::roster::{Principal, Roster};

#[derive(Serialize)]
struct Advice {
    ok: bool,
    findings: Vec<Finding>,
}

/// Everything wrong or doubtful in a policy and roster (`docs/report.md`), canonical JSON.
pub fn check(policy: &[u8], roster: &[u8]) -> Vec<u8> {
    let mut findings = match (Policy::load(policy), Roster::load(roster)) {
        (Ok(policy), Ok(roster)) => advise(&policy, &roster),
        (policy, roster) => policy.err().into_iter().chain(roster.err()).flatten().collect(),
    };
    findings.sort_unstable();
    findings.dedup();
    let ok = !findings.iter().any(|finding| finding.outcome == Outcome::Fail);
    canonical::to_bytes(&Advice { ok, findings })
}

fn advise(policy: &Policy, roster: &Roster) -> Vec<Finding> {
    let mut findings = roster.check_against(policy);
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
    findings.extend(calendar::advise(policy));
    findings
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
    let emergency = policy.emergency.iter().flat_map(|rules| &rules.by);
    let evidence = policy.classes.iter().flat_map(|class| class.require.evidence.roles());
    let used: BTreeSet<&Role> = signing.chain(places_of(policy)).chain(emergency).chain(evidence).collect();
    let idle = policy.roles.keys().filter(|role| !used.contains(role));
    idle.map(|role| {
        finding(Code::LintRoleUnused, "a class or a record that asks for it".to_owned(), format!("role `{role}`"))
    })
    .collect()
}

/// Classes all of whose alternatives stand in a stricter class too.
fn unreachable(policy: &Policy) -> Vec<Finding> {
    let mut seen: BTreeSet<&Alternative> = BTreeSet::new();
    let mut findings = Vec::new();
    for class in &policy.classes {
        if class.when.iter().all(|alternative| seen.contains(alternative)) {
            let found = format!("class `{}`", class.name);
            findings.push(finding(Code::LintClassUnreachable, "an alternative of its own".to_owned(), found));
        }
        seen.extend(&class.when);
    }
    findings
}
