//! Whether the roster has those whom a policy asks for: now, or at a time to come. A role that ended is held by nobody.

use std::collections::{BTreeMap, BTreeSet};

use super::finding;
use crate::base::code::Code;
use crate::base::finding::Finding;
use crate::base::matching;
use crate::base::moment::Moment;
use crate::base::name::{PrincipalId, Role};
use crate::base::shown::{list, people};
use crate::policy::model::{ClassRule, Fillers, Places, Policy};
use crate::policy::roster::{Principal, Roster};

/// Who holds which role.
pub(super) struct Holders<'a>(BTreeMap<&'a Role, Vec<&'a Principal>>);

/// Who can give what is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Givers {
    /// People, and one of them alone is one too few: people are on leave.
    People,
    Automations,
    Anybody,
}

impl<'a> Holders<'a> {
    /// Everybody's roles, but for those that have ended.
    pub(super) fn of(roster: &'a Roster, moment: &Moment) -> Self {
        let mut holders: BTreeMap<&Role, Vec<&Principal>> = BTreeMap::new();
        for principal in roster.principals() {
            let roles = principal.roles.iter().filter(|held| !held.until.is_some_and(|until| moment.has_come(until)));
            for role in roles.map(|held| &held.role).collect::<BTreeSet<_>>() {
                holders.entry(role).or_default().push(principal);
            }
        }
        Self(holders)
    }

    /// Whoever holds one of the roles, and can give what is asked for.
    fn among<'r>(&self, roles: impl IntoIterator<Item = &'r Role>, givers: Givers) -> BTreeSet<&'a PrincipalId> {
        let can = |p: &&&Principal| match givers {
            Givers::People => p.is_person,
            Givers::Automations => !p.is_person,
            Givers::Anybody => true,
        };
        roles.into_iter().filter_map(|role| self.0.get(role)).flatten().filter(can).map(|p| &p.id).collect()
    }

    /// The people who hold one of the roles.
    pub(super) fn people<'r>(&self, roles: impl IntoIterator<Item = &'r Role>) -> BTreeSet<&'a PrincipalId> {
        self.among(roles, Givers::People)
    }

    fn cannot_sign(&self, role: &Role) -> BTreeSet<&'a PrincipalId> {
        let all = self.0.get(role).into_iter().flatten();
        all.filter(|p| p.keys.is_empty() && p.identities.is_empty()).map(|p| &p.id).collect()
    }

    /// Whether somebody who holds one of the roles has something to sign with.
    fn sign(&self, roles: &[Role]) -> bool {
        let cannot: BTreeSet<_> = roles.iter().flat_map(|role| self.cannot_sign(role)).collect();
        self.among(roles, Givers::Anybody).iter().any(|who| !cannot.contains(who))
    }

    /// What is wrong where so many holders of one of the roles are asked for.
    fn ask<'r>(
        &self,
        roles: impl IntoIterator<Item = &'r Role, IntoIter: Clone>,
        (count, givers): (u64, Givers),
        expected: String,
    ) -> Option<Finding> {
        let found = self.among(roles, givers);
        if (found.len() as u64) < count {
            return Some(finding(Code::LintRoleUnheld, expected, people(found)));
        }
        let alone = givers == Givers::People && found.len() == 1;
        alone.then(|| finding(Code::LintRoleSingleHolder, expected, people(found)))
    }
}

/// Everything that nobody, too few, or one person alone can give.
pub(super) fn advise(policy: &Policy, holders: &Holders<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = policy.classes.iter().flat_map(|class| of_class(policy, class, holders)).collect();
    if let Some(rules) = &policy.emergency {
        let declare =
            format!("{} as {} who may declare an emergency", Fillers::People.counted(rules.people()), list(&rules.by));
        let review = format!("somebody as {} who may review emergencies", list(&rules.review.by));
        findings.extend(holders.ask(&rules.by, (rules.people(), Givers::People), declare));
        findings.extend(holders.ask(&rules.review.by, (1, Givers::People), review));
    }
    findings
}

fn of_class(policy: &Policy, class: &ClassRule, holders: &Holders<'_>) -> Vec<Finding> {
    let mut findings = places(class, holders);
    findings.extend(keyless(class, holders));
    findings.extend(signing(policy, class, holders));
    let (need, name) = (&class.require, &class.name);
    let anybody = (1, Givers::Anybody);
    for (kind, by) in need.evidence.givers() {
        findings.extend(holders.ask(by, anybody, format!("somebody as {} who gives `evidence/{kind}`", list(by))));
    }
    for rule in &need.evidence.assessments {
        let expected = format!("somebody as {} who gives `assessment/{}`", list(&rule.by), rule.kind);
        findings.extend(holders.ask(&rule.by, anybody, expected));
    }
    for step in &need.chain {
        findings.extend(holders.ask(&step.by, anybody, format!("somebody as {} who attests a step", list(&step.by))));
    }
    if let Some(rule) = &need.relays {
        let expected = format!("an automation as {} that relays for class `{name}`", list(&rule.by));
        findings.extend(holders.ask(&rule.by, (1, Givers::Automations), expected));
    }
    if let Some(rule) = &need.evidence.vulnerabilities {
        let person = (1, Givers::People);
        if let Some(role) = &rule.escalate_to {
            let expected = format!("somebody as {role} to whom class `{name}` escalates");
            findings.extend(holders.ask([role], person, expected));
        }
        if let Some(exceptions) = &rule.exceptions {
            let expected = format!("somebody as {} who may accept a risk", list(&exceptions.by));
            findings.extend(holders.ask(&exceptions.by, person, expected));
        }
    }
    findings
}

/// Places that too few, or one person alone, can fill; each role by itself, then all of them at once.
fn places(class: &ClassRule, holders: &Holders<'_>) -> Vec<Finding> {
    let (asked, name) = (&class.require.approvals, &class.name);
    if asked.is_empty() {
        let found = format!("class `{name}`");
        return vec![finding(Code::LintNobodyApproves, "somebody's approval".to_owned(), found)];
    }
    let each = |places: &Places| {
        let expected = format!("{} as {} for class `{name}`", places.by.counted(places.count), places.role);
        holders.ask([&places.role], (places.count, givers(places.by)), expected)
    };
    let findings: Vec<Finding> = asked.iter().filter_map(each).collect();
    if findings.iter().any(|finding| finding.code == Code::LintRoleUnheld) {
        return findings;
    }
    findings.into_iter().chain(at_once(class, holders)).collect()
}

/// Places that cannot be filled all at once: one person fills one.
fn at_once(class: &ClassRule, holders: &Holders<'_>) -> Option<Finding> {
    let all = class.require.approvals.iter();
    let choices: Vec<Vec<&PrincipalId>> = all
        .flat_map(|places| {
            let can: Vec<_> = holders.among([&places.role], givers(places.by)).into_iter().collect();
            (0..places.count).map(move |_| can.clone())
        })
        .collect();
    let filled = matching::assign(&choices).into_iter().flatten().count();
    let expected = || format!("{} different people and automations for class `{}`", choices.len(), class.name);
    let roles = || list(class.require.approvals.iter().map(|places| &places.role));
    let found = || format!("at most {filled} at once as {}", roles());
    (filled < choices.len()).then(|| finding(Code::LintPlacesShared, expected(), found()))
}

fn givers(fillers: Fillers) -> Givers {
    match fillers {
        Fillers::People => Givers::People,
        Fillers::Automations => Givers::Automations,
    }
}

/// Whoever could fill a place, and has nothing to sign with, though nobody may sign in their place.
fn keyless(class: &ClassRule, holders: &Holders<'_>) -> Option<Finding> {
    let roles = class.require.approvals.iter().map(|places| &places.role);
    let cannot: BTreeSet<_> = roles.flat_map(|role| holders.cannot_sign(role)).collect();
    let expected = format!("a key or an identity for everybody who approves in class `{}`", class.name);
    let matters = class.require.relays.is_none() && !cannot.is_empty();
    matters.then(|| finding(Code::LintApproverKeyless, expected, people(cannot)))
}

/// Records that the class depends on, and that nobody can sign.
fn signing(policy: &Policy, class: &ClassRule, holders: &Holders<'_>) -> Vec<Finding> {
    let register = class.require.register.as_ref().map(|_| (&policy.records.register, "register"));
    let needed = [Some((&policy.records.release, "release")), register];
    let nobody = needed.into_iter().flatten().filter(|(roles, _)| !holders.sign(roles));
    nobody
        .map(|(roles, kind)| {
            finding(Code::LintRoleUnsigned, format!("somebody with a key who may sign `{kind}`"), list(roles))
        })
        .collect()
}
