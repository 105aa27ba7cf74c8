//! The roster: who is who, and what they may sign for, when (`docs/policy.md`).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::base::code::Code;
use crate::base::encoding::pem;
use crate::base::finding::{Finding, Requirement};
use crate::base::json::present;
use crate::base::limits::LARGEST_INTEGER;
use crate::base::moment::Moment;
use crate::base::name::{Actor, Alias, PrincipalId, Role};
use crate::base::pattern::Pattern;
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::{Interval, Time};
use crate::policy::identity;
use crate::policy::load::Kind;
use crate::policy::model::Policy;

/// A roster in which every id, key and alias stands once.
#[derive(Clone, Debug)]
pub struct Roster {
    /// Grows with every change; from 1.
    pub serial: u64,
    principals: BTreeMap<PrincipalId, Principal>,
    aliases: BTreeMap<Alias, PrincipalId>,
}

/// A person or an automation.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a principal", deny_unknown_fields)]
pub struct Principal {
    /// How the roster and its reports call them.
    pub id: PrincipalId,
    /// A person's name.
    #[serde(default, deserialize_with = "present")]
    pub name: Option<String>,
    /// Under which names they are known elsewhere.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// What they may sign for.
    #[serde(default)]
    pub roles: Vec<Holding>,
    /// Their keys.
    #[serde(default)]
    pub keys: Vec<Key>,
    /// Their Sigstore identities.
    #[serde(default)]
    pub identities: Vec<Identity>,
    /// Set by the list that they stand in.
    #[serde(skip)]
    pub is_person: bool,
}

/// A role, during an interval.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a role and since when", deny_unknown_fields)]
pub struct Holding {
    /// The role.
    pub role: Role,
    /// The first instant.
    pub from: Time,
    /// The first instant at which it is no longer held.
    #[serde(default, deserialize_with = "present")]
    pub until: Option<Time>,
}

/// A public key.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a key", deny_unknown_fields, rename_all = "camelCase")]
pub struct Key {
    /// SPKI PEM.
    pub pem: String,
    /// The first instant at which it may sign.
    #[serde(default, deserialize_with = "present")]
    pub from: Option<Time>,
    /// The first instant at which it may no longer.
    #[serde(default, deserialize_with = "present")]
    pub until: Option<Time>,
    /// Since when somebody else may have used it. A time that a signer wrote proves nothing against that: whatever the date,
    /// the key can only say no, but for signatures that somebody else proves to be older.
    #[serde(default, deserialize_with = "present")]
    pub compromised_at: Option<Time>,
}

/// Whom a Sigstore certificate shows.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(expecting = "an identity", deny_unknown_fields)]
pub struct Identity {
    /// The OIDC issuer, exactly.
    pub issuer: String,
    /// The subject: exactly, or for an automation an anchored pattern.
    pub subject: Pattern,
    /// Claims of the certificate, each exactly or with an anchored pattern; all of them must be there.
    #[serde(default)]
    pub claims: BTreeMap<String, Pattern>,
}

impl Key {
    /// When it may sign.
    pub fn window(&self) -> Interval {
        Interval { from: self.from.unwrap_or(Time::EPOCH), until: self.until }
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a roster", deny_unknown_fields)]
struct Raw {
    #[serde(rename = "countersign")]
    _version: String,
    serial: u64,
    #[serde(default)]
    people: Vec<Principal>,
    #[serde(default)]
    automations: Vec<Principal>,
}

impl Principal {
    /// Whether they held `role` at `time`.
    pub fn held(&self, role: &Role, time: Time) -> bool {
        self.intervals(role).any(|interval| interval.contains(time))
    }

    /// Whether they held `role` when they signed, whenever between its bounds that was.
    pub fn held_when_signing(&self, role: &Role, at: SignedAt) -> bool {
        at.bounds().iter().all(|time| self.held(role, *time))
    }

    /// Whether they hold `role` now.
    pub fn holds(&self, role: &Role, moment: &Moment) -> bool {
        self.intervals(role).any(|interval| moment.is_within(interval))
    }

    /// Whether they hold one of the roles: when they signed, and now. Where nobody else proves when they signed, the former
    /// alone proves nothing.
    pub fn authority(&self, roles: &[Role], at: SignedAt, moment: &Moment) -> Authority {
        let full = |role: &Role| self.held_when_signing(role, at) && (at.is_proved() || self.holds(role, moment));
        let ever = |role: &Role| at.bounds().iter().any(|time| self.held(role, *time)) || self.holds(role, moment);
        match roles.iter().any(full) {
            true => Authority::Full,
            false if roles.iter().any(ever) => Authority::Doubtful,
            false => Authority::None,
        }
    }

    fn intervals(&self, role: &Role) -> impl Iterator<Item = Interval> {
        let same = self.roles.iter().filter(move |holding| holding.role == *role);
        same.map(|holding| Interval { from: holding.from, until: holding.until })
    }
}

impl Roster {
    /// Reads a roster, as far as it can be judged without the policy.
    pub fn load(bytes: &[u8]) -> Result<Self, Vec<Finding>> {
        let kind = Kind {
            requirement: || Requirement::Roster,
            version: "roster/v1",
            unreadable: Code::RosterUnreadable,
            version_unknown: Code::RosterVersionUnknown,
            invalid: Code::RosterInvalid,
        };
        let raw: Raw = kind.read(bytes)?;
        let serial = raw.serial;
        let person = |p: Principal| Principal { is_person: true, ..p };
        let all: Vec<Principal> = raw.people.into_iter().map(person).chain(raw.automations).collect();
        let mut findings = check_values(serial, &all);
        findings.extend(all.iter().flat_map(identity::check));
        findings.extend(check_doubles(&all));
        if !findings.is_empty() {
            return Err(findings);
        }
        let alias = |p: &Principal| p.aliases.iter().map(|alias| (alias.clone(), p.id.clone())).collect::<Vec<_>>();
        let aliases = all.iter().flat_map(alias).collect();
        let principals = all.into_iter().map(|p| (p.id.clone(), p)).collect();
        Ok(Self { serial, principals, aliases })
    }

    /// Names that the roster and the policy use of each other without declaring them.
    pub fn check_against(&self, policy: &Policy) -> Vec<Finding> {
        let roles = self.principals.values().flat_map(|p| p.roles.iter().map(move |h| (&p.id, &h.role)));
        let undeclared = roles.filter(|(_, role)| !policy.roles.contains_key(role));
        let strangers = policy.review.reviewed_by.iter().filter(|who| !self.principals.contains_key(who));
        let finding = |found| {
            Finding::new(
                Requirement::Roster,
                Code::RosterNameUndeclared,
                "names that policy and roster both know",
                found,
            )
        };
        let undeclared =
            undeclared.map(|(who, role)| finding(format!("role `{role}` of `{who}` is not one of the policy's")));
        let strangers = strangers.map(|who| finding(format!("`{who}`, who reviewed the policy, is not in the roster")));
        undeclared.chain(strangers).collect()
    }

    /// Everyone, by id.
    pub fn principals(&self) -> impl Iterator<Item = &Principal> {
        self.principals.values()
    }

    /// The principal with this id.
    pub fn principal(&self, id: &PrincipalId) -> Option<&Principal> {
        self.principals.get(id)
    }

    /// The person who has an account on a platform: by its number, and by its name where the roster has that too. If the
    /// two are of different people, nobody knows whose it is.
    pub fn account(&self, number: &Alias, name: &Alias) -> Option<&PrincipalId> {
        let owner = self.aliases.get(number)?;
        self.aliases.get(name).is_none_or(|other| other == owner).then_some(owner)
    }

    /// The principal whom an id or an alias names.
    pub fn resolve(&self, actor: &Actor) -> Option<&Principal> {
        let by_alias = || actor.as_str().parse().ok().and_then(|alias: Alias| self.aliases.get(&alias)).cloned();
        let by_id = || actor.as_str().parse().ok();
        self.principals.get(&by_alias().or_else(by_id)?)
    }
}

/// What the types alone do not say.
fn check_values(serial: u64, all: &[Principal]) -> Vec<Finding> {
    let mut wrong: Vec<(String, &str)> = Vec::new();
    if !(1..=LARGEST_INTEGER).contains(&serial) {
        wrong.push((format!("serial {serial}"), "a serial from 1 on"));
    }
    for principal in all {
        let id = &principal.id;
        let named = principal.name.as_ref().is_some_and(|name| !name.trim().is_empty());
        match (principal.is_person, named, principal.name.is_some()) {
            (true, false, _) => wrong.push((format!("person `{id}` has none"), "a name")),
            (false, _, true) => {
                wrong.push((format!("automation `{id}` has one"), "no name: it would look like a person"))
            }
            _ => {}
        }
        if principal.roles.iter().any(|holding| holding.until.is_some_and(|until| until <= holding.from)) {
            wrong.push((format!("a role of `{id}` ends before it begins"), "`until` after `from`"));
        }
        if principal.keys.iter().map(Key::window).any(|w| w.until.is_some_and(|until| until <= w.from)) {
            wrong.push((format!("a key of `{id}` ends before it begins"), "`until` after `from`"));
        }
    }
    let finding =
        |(found, expected): (String, &str)| Finding::new(Requirement::Roster, Code::RosterInvalid, expected, found);
    wrong.into_iter().map(finding).collect()
}

/// Ids, aliases and keys that stand twice. Keys are compared by what is in the PEM, not by its spelling.
fn check_doubles(all: &[Principal]) -> Vec<Finding> {
    let (mut ids, mut aliases, mut keys, mut identities) =
        (BTreeSet::new(), BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let mut wrong: Vec<String> = Vec::new();
    for principal in all {
        let id = &principal.id;
        if !ids.insert(id) {
            wrong.push(format!("principal `{id}` stands twice"));
        }
        let doubled = principal.aliases.iter().filter(|alias| !aliases.insert(*alias));
        wrong.extend(doubled.map(|alias| format!("alias `{alias}` of `{id}` stands twice")));
        // What is no PEM is no double: that it is no key is said where keys are read.
        let bytes = principal.keys.iter().filter_map(|key| pem::decode(&key.pem, "PUBLIC KEY"));
        wrong.extend(bytes.filter(|key| !keys.insert(key.clone())).map(|_| format!("a key of `{id}` stands twice")));
        let doubled = principal.identities.iter().filter(|identity| !identities.insert(*identity));
        wrong.extend(doubled.map(|i| format!("identity `{}` of `{id}` stands twice", i.subject)));
    }
    let finding =
        |found| Finding::new(Requirement::Roster, Code::RosterDuplicate, "every id, key and alias once", found);
    wrong.into_iter().map(finding).collect()
}
