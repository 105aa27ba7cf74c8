//! The policy: what a release needs, by class (`docs/policy.md`).

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::json::present;
use crate::base::limits::{LARGEST_INTEGER, PLACES};
use crate::base::name::{Class, Environment, PrincipalId, Role, Service, Slug};
use crate::base::path::PathPattern;
use crate::base::time::{Duration, Time};
use crate::policy::calendar::business::Calendar;
use crate::policy::calendar::freeze::Freeze;
use crate::policy::calendar::window::Window;
use crate::policy::chain::{self, Step};
use crate::policy::class::Alternative;
use crate::policy::emergency::EmergencyRules;
use crate::policy::evidence::EvidenceRules;
use crate::policy::fact::FactName;
use crate::policy::load::Kind;
use crate::policy::required;

/// A policy whose every name is declared.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a policy", deny_unknown_fields, rename_all = "camelCase")]
pub struct Policy {
    #[serde(rename = "countersign")]
    _version: String,
    /// What people call it.
    pub name: String,
    /// Grows with every change; from 1.
    pub serial: u64,
    /// The policy's own review.
    pub review: Review,
    /// Every service, with its criticality.
    pub services: BTreeMap<Service, ServiceRule>,
    /// Every environment.
    pub environments: Vec<Environment>,
    /// Every kind of change that a class is selected by.
    #[serde(default)]
    pub kinds: Vec<String>,
    /// Every plan of a migration that a class is selected by.
    #[serde(default)]
    pub migration_plans: Vec<String>,
    /// Every blast radius that a class is selected by.
    #[serde(default)]
    pub blast_radii: Vec<String>,
    /// Every label that a class is selected by.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Every role, with a word on what it is for.
    pub roles: BTreeMap<Role, String>,
    /// Which roles may sign what.
    pub records: Authority,
    /// Strictest first; never empty.
    pub classes: Vec<ClassRule>,
    /// Which days are business days, and in which zone days are days.
    #[serde(default)]
    pub calendar: Calendar,
    /// When releases go out: each binds some releases, and all that bind one must be open.
    #[serde(default)]
    pub windows: Vec<Window>,
    /// When they do not.
    #[serde(default)]
    pub freezes: Vec<Freeze>,
    /// Who may break the glass.
    #[serde(default, deserialize_with = "present")]
    pub emergency: Option<EmergencyRules>,
    /// What people are told to do, by requirement or `default`.
    #[serde(default)]
    pub escalation: BTreeMap<String, String>,
    /// How long a decision report is kept.
    #[serde(default, deserialize_with = "present")]
    pub retention: Option<Duration>,
}

/// When the policy was reviewed, by whom, and how often it must be.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a review", deny_unknown_fields, rename_all = "camelCase")]
pub struct Review {
    /// When.
    pub reviewed_at: Time,
    /// By whom; at least one.
    pub reviewed_by: Vec<PrincipalId>,
    /// How often.
    pub every: Duration,
}

/// What the policy says of a service. Nobody classifies their own release.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a service", deny_unknown_fields)]
pub struct ServiceRule {
    /// Such as `high`.
    pub criticality: String,
}

/// Which roles may sign which records.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "roles by kind of record", deny_unknown_fields)]
pub struct Authority {
    /// Release records.
    pub release: Vec<Role>,
    /// Revocations of what others signed.
    #[serde(default)]
    pub revocation: Vec<Role>,
    /// Register snapshots.
    #[serde(default)]
    pub register: Vec<Role>,
}

/// One class of releases, and what it needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a class", deny_unknown_fields)]
pub struct ClassRule {
    /// Its name.
    pub name: Class,
    /// Which releases belong to it: any of these.
    pub when: Vec<Alternative>,
    /// What they need.
    pub require: Requirements,
}

/// What a class needs, beyond what every release needs.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "requirements", deny_unknown_fields, rename_all = "camelCase")]
pub struct Requirements {
    /// Places to fill. Empty means that nobody has to approve, and has to be written.
    pub approvals: Vec<Places>,
    /// An approval this old no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub approval_max_age: Option<Duration>,
    /// An approval counts only if somebody other than its signer proved when it was signed.
    #[serde(default)]
    pub observed_time: bool,
    /// Whether decisions count that people took on a platform, and an automation signed.
    #[serde(default, deserialize_with = "present")]
    pub relays: Option<RelayRule>,
    /// How many people must have reviewed the released commit.
    #[serde(default, deserialize_with = "present")]
    pub peer_review: Option<u64>,
    /// What evidence there must be.
    #[serde(default)]
    pub evidence: EvidenceRules,
    /// What there must be to go back to.
    #[serde(default, deserialize_with = "present")]
    pub rollback: Option<RollbackRule>,
    /// Steps that must be attested, in this order.
    #[serde(default)]
    pub chain: Vec<Step>,
    /// What the register must show.
    #[serde(default, deserialize_with = "present")]
    pub register: Option<RegisterRule>,
    /// Separations of duties that are given up.
    #[serde(default)]
    pub relax: Vec<Relaxation>,
}

/// Places to be filled by holders of one role.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a role and a count", deny_unknown_fields)]
pub struct Places {
    /// The role.
    pub role: Role,
    /// How many; from 1.
    pub count: u64,
    /// Who fills them.
    #[serde(default)]
    pub by: Fillers,
}

/// Who fills places. Neither fills the other's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(expecting = "`people` or `automations`", rename_all = "lowercase")]
pub enum Fillers {
    /// People.
    #[default]
    People,
    /// Automations: approval by policy alone.
    Automations,
}

impl Fillers {
    /// So many of them, in words.
    pub fn counted(self, count: u64) -> String {
        let noun = match (self, count) {
            (Self::People, 1) => "person",
            (Self::People, _) => "people",
            (Self::Automations, 1) => "automation",
            (Self::Automations, _) => "automations",
        };
        format!("{count} {noun}")
    }
}

/// Whose word is taken for what people decided on a platform.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "`platforms` and `by`", deny_unknown_fields)]
pub struct RelayRule {
    /// On which platforms; at least one.
    pub platforms: Vec<Slug>,
    /// The roles of the automations that tell; at least one.
    pub by: Vec<Role>,
}

/// What the register must show.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "`maxAge` or `complete`", deny_unknown_fields, rename_all = "camelCase")]
pub struct RegisterRule {
    /// A snapshot this old no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
    /// Every record that it holds must be there.
    #[serde(default)]
    pub complete: bool,
}

/// What there must be to go back to.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "`tested` or `approved`", deny_unknown_fields)]
pub struct RollbackRule {
    /// The release record must say how going back was tested.
    #[serde(default)]
    pub tested: bool,
    /// Going back must lead to a release that was approved as this class asks, or that another verifier passed.
    #[serde(default)]
    pub approved: bool,
}

/// A separation of duties that is given up.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule and a reason", deny_unknown_fields)]
pub struct Relaxation {
    /// Which.
    pub rule: Rule,
    /// Why; shown in every report.
    pub reason: String,
}

impl Requirements {
    /// Why the class gives up `rule`, if it does.
    pub fn relaxed(&self, rule: Rule) -> Option<&str> {
        self.relax.iter().find(|r| r.rule == rule).map(|r| r.reason.as_str())
    }
}

/// The segments before `/` of the requirements that a policy may have escalation texts for.
const ESCALATIONS: [&str; 14] = [
    "approvals",
    "binding",
    "chain",
    "default",
    "emergency",
    "evidence",
    "freezes",
    "peer-review",
    "policy-review",
    "register",
    "revocation",
    "rollback",
    "separation",
    "windows",
];

impl Policy {
    /// Reads a policy. All undeclared and doubled names are reported at once.
    pub fn load(bytes: &[u8]) -> Result<Self, Vec<Finding>> {
        let kind = Kind {
            requirement: || Requirement::Policy,
            version: "policy/v1",
            unreadable: Code::PolicyUnreadable,
            version_unknown: Code::PolicyVersionUnknown,
            invalid: Code::PolicyInvalid,
        };
        let policy: Self = kind.read(bytes)?;
        let mut findings = policy.check_values();
        findings.extend(policy.check_names());
        findings.extend(policy.check_calendar());
        if findings.is_empty() { Ok(policy) } else { Err(findings) }
    }

    /// The text that people are given for a requirement that failed, where the policy has one.
    pub fn escalation(&self, requirement: &Requirement) -> Option<&str> {
        let id = requirement.to_string();
        let area = id.split('/').next().unwrap_or_default();
        self.escalation.get(area).or_else(|| self.escalation.get("default")).map(String::as_str)
    }

    /// What the types alone do not say.
    fn check_values(&self) -> Vec<Finding> {
        let mut wrong: Vec<(String, &str)> = Vec::new();
        let mut claim = |holds: bool, place: String, expected: &'static str| {
            if !holds {
                wrong.push((place, expected));
            }
        };
        claim(!self.name.trim().is_empty(), "name".into(), "a name");
        claim((1..=LARGEST_INTEGER).contains(&self.serial), "serial".into(), "a serial from 1 on");
        claim(!self.review.reviewed_by.is_empty(), "review.reviewedBy".into(), "at least one reviewer");
        claim(!self.classes.is_empty(), "classes".into(), "at least one class");
        claim(!self.records.release.is_empty(), "records.release".into(), "at least one role");
        for class in &self.classes {
            let place = |field: &str| format!("classes `{}`: {field}", class.name);
            let need = &class.require;
            let places = need.approvals.iter().fold(0_u64, |sum, p| sum.saturating_add(p.count));
            claim(places <= PLACES as u64, place("require.approvals"), "at most 64 places");
            claim(need.approvals.iter().all(|p| p.count > 0), place("require.approvals"), "a count from 1 on");
            let reviewers = need.peer_review.is_none_or(|count| (1..=PLACES as u64).contains(&count));
            claim(reviewers, place("require.peerReview"), "a number from 1 to 64, or no such line");
            let register = need.register.as_ref();
            claim(
                register.is_none_or(|r| r.complete || r.max_age.is_some()),
                place("require.register"),
                "`maxAge`, or `complete: true`",
            );
            let relays = need.relays.as_ref();
            claim(
                relays.is_none_or(|r| !r.platforms.is_empty() && !r.by.is_empty()),
                place("require.relays"),
                "at least one platform, and one role",
            );
            claim(
                need.rollback.as_ref().is_none_or(|rule| rule.tested || rule.approved),
                place("require.rollback"),
                "`tested: true`, or `approved: true`",
            );
            let called = need.evidence.vulnerabilities.as_ref().and_then(|rule| rule.escalate_to.as_ref());
            let automated = |p: &Places| Some(&p.role) == called && p.by == Fillers::Automations;
            claim(
                !need.approvals.iter().any(automated),
                place("require.evidence.vulnerabilities.escalateTo"),
                "a role whose places people fill",
            );
            if let Some((field, expected)) = need.evidence.wrong().or_else(|| chain::wrong(&need.chain)) {
                claim(false, place(field), expected);
            }
            claim(need.relax.iter().all(|r| !r.reason.trim().is_empty()), place("require.relax"), "a reason");
            claim(
                !class.when.is_empty() && class.when.iter().all(|a| !a.is_empty()),
                place("when"),
                "at least one alternative, each with a fact",
            );
        }
        wrong.extend(self.emergency.iter().flat_map(|rules| rules.wrong(&required::of_any(self))));
        let finding = |(place, expected): (String, &str)| {
            Finding::new(Requirement::Policy, Code::PolicyInvalid, expected, format!("something else at {place}"))
        };
        wrong.into_iter().map(finding).collect()
    }

    /// Names that are used but not declared, or declared twice.
    fn check_names(&self) -> Vec<Finding> {
        let mut wrong: Vec<String> = Vec::new();
        let environments: BTreeSet<_> = self.environments.iter().collect();
        if environments.len() != self.environments.len() {
            wrong.push("an environment is declared twice".to_owned());
        }
        let records = &self.records;
        for role in records.release.iter().chain(&records.revocation).chain(&records.register) {
            if !self.roles.contains_key(role) {
                wrong.push(format!("role `{role}` under `records` is not declared"));
            }
        }
        for role in self.emergency.iter().flat_map(EmergencyRules::roles).filter(|role| !self.roles.contains_key(role))
        {
            wrong.push(format!("role `{role}` under `emergency` is not declared"));
        }
        self.check_period_names(&mut wrong);
        let declared = self.declared_facts();
        let mut classes = BTreeSet::new();
        for class in &self.classes {
            if !classes.insert(&class.name) {
                wrong.push(format!("class `{}` is declared twice", class.name));
            }
            self.check_class_names(class, &declared, &mut wrong);
        }
        for key in self.escalation.keys().filter(|key| !ESCALATIONS.contains(&key.as_str())) {
            wrong.push(format!("escalation `{}` is none of {}", key.escape_default(), ESCALATIONS.join(", ")));
        }
        let finding = |found| {
            Finding::new(Requirement::Policy, Code::PolicyNameUndeclared, "names that are declared once", found)
        };
        wrong.into_iter().map(finding).collect()
    }

    fn check_class_names(&self, class: &ClassRule, declared: &BTreeSet<(FactName, &str)>, wrong: &mut Vec<String>) {
        let name = &class.name;
        let mut roles = BTreeSet::new();
        for places in &class.require.approvals {
            if !self.roles.contains_key(&places.role) {
                wrong.push(format!("role `{}` of class `{name}` is not declared", places.role));
            }
            if !roles.insert(&places.role) {
                wrong.push(format!("role `{}` of class `{name}` stands twice: write one count", places.role));
            }
        }
        for role in class.require.relays.iter().flat_map(|relays| &relays.by) {
            if !self.roles.contains_key(role) {
                wrong.push(format!("role `{role}` of class `{name}` under `relays` is not declared"));
            }
        }
        for role in class.require.chain.iter().flat_map(|step| &step.by) {
            if !self.roles.contains_key(role) {
                wrong.push(format!("role `{role}` of class `{name}` under `chain` is not declared"));
            }
        }
        for role in class.require.evidence.roles().filter(|role| !self.roles.contains_key(role)) {
            wrong.push(format!("role `{role}` of class `{name}` under `evidence` is not declared"));
        }
        let rules: BTreeSet<_> = class.require.relax.iter().map(|r| r.rule).collect();
        if rules.len() != class.require.relax.len() {
            wrong.push(format!("class `{name}` relaxes one rule twice"));
        }
        for (fact, value) in class.when.iter().flat_map(Alternative::values) {
            if fact.has_patterns() {
                wrong.extend(
                    value.parse::<PathPattern>().err().map(|why| format!("{why}, under `when` of class `{name}`")),
                );
            } else if !declared.contains(&(fact, value)) {
                let (fact, value) = (fact.id(), value.escape_default());
                wrong.push(format!("`{value}` of class `{name}` under `when` is no declared {fact}"));
            }
        }
    }

    /// Every value that a fact can have: a misspelt one would select nothing, and so leave the release to a laxer class.
    fn declared_facts(&self) -> BTreeSet<(FactName, &str)> {
        let mut declared = BTreeSet::from([
            (FactName::Reversibility, "reversible"),
            (FactName::Reversibility, "irreversible"),
            (FactName::SchemaMigration, "true"),
            (FactName::SchemaMigration, "false"),
            (FactName::Flagged, "true"),
            (FactName::Flagged, "false"),
        ]);
        declared.extend(self.environments.iter().map(|name| (FactName::Environment, name.as_str())));
        declared.extend(self.services.keys().map(|name| (FactName::Service, name.as_str())));
        declared.extend(self.services.values().map(|rule| (FactName::Criticality, rule.criticality.as_str())));
        declared.extend(self.kinds.iter().map(|kind| (FactName::Kind, kind.as_str())));
        declared.extend(self.migration_plans.iter().map(|plan| (FactName::MigrationPlan, plan.as_str())));
        declared.extend(self.blast_radii.iter().map(|radius| (FactName::BlastRadius, radius.as_str())));
        declared.extend(self.labels.iter().map(|label| (FactName::Label, label.as_str())));
        declared
    }
}
