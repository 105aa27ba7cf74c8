//! Which class a release belongs to.
//!
//! Classes stand strictest first. A class is selected by facts that are present and allowed, all of one alternative; a fact
//! that is absent selects nothing. If no class is selected, the first applies.
//!
//! Nobody classifies their own release by leaving something out: where a stricter class than the selected one would have
//! been selected but for a fact that the release record does not state, the stricter one applies.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};

use crate::base::name::{Environment, Service};
use crate::base::shown::list;
use crate::policy::model::{ClassRule, Policy};

/// What a class can be selected by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(expecting = "a fact", rename_all = "camelCase")]
pub enum FactName {
    /// Where the release is to go.
    Environment,
    /// What it is.
    Service,
    /// What the policy says of the service.
    Criticality,
    /// What sort of change it is, as its record says.
    Kind,
    /// Whether it can be undone, as its record says.
    Reversibility,
    /// Whether it migrates a schema, as its record says.
    SchemaMigration,
}

impl FactName {
    pub(in crate::policy) fn id(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Service => "service",
            Self::Criticality => "criticality",
            Self::Kind => "kind",
            Self::Reversibility => "reversibility",
            Self::SchemaMigration => "schemaMigration",
        }
    }

    /// Whether the release record states it.
    fn is_of_record(self) -> bool {
        matches!(self, Self::Kind | Self::Reversibility | Self::SchemaMigration)
    }
}

/// Facts that must all be present, each with one of the allowed values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(expecting = "facts and their allowed values")]
pub struct Alternative(BTreeMap<FactName, Vec<Text>>);

/// A string, or a boolean as `true` or `false`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Text(String);

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => Ok(Self(text)),
            serde_json::Value::Bool(value) => Ok(Self(value.to_string())),
            _ => Err(de::Error::custom("not a string or a boolean")),
        }
    }
}

impl Alternative {
    /// Whether it demands nothing, and so would match everything.
    pub(in crate::policy) fn is_empty(&self) -> bool {
        self.0.is_empty() || self.0.values().any(Vec::is_empty)
    }

    /// Every fact with every value that it allows.
    pub(in crate::policy) fn values(&self) -> impl Iterator<Item = (FactName, &str)> {
        self.0.iter().flat_map(|(fact, values)| values.iter().map(|value| (*fact, value.0.as_str())))
    }

    /// Whether a release of which `fact` is `value` can belong to it.
    pub fn allows(&self, fact: FactName, value: &str) -> bool {
        self.0.get(&fact).is_none_or(|values| values.iter().any(|allowed| allowed.0 == value))
    }

    /// Whether the facts that are present allow it, and which facts are absent; `None` if one contradicts it.
    fn open(&self, facts: &BTreeMap<FactName, String>) -> Option<Vec<FactName>> {
        let mut absent = Vec::new();
        for (fact, values) in &self.0 {
            match facts.get(fact) {
                Some(present) if values.iter().any(|value| value.0 == *present) => {}
                Some(_) => return None,
                None => absent.push(*fact),
            }
        }
        (!self.is_empty()).then_some(absent)
    }

    fn matches(&self, facts: &BTreeMap<FactName, String>) -> bool {
        self.open(facts).is_some_and(|absent| absent.is_empty())
    }

    /// The facts that the release record leaves out, where they alone keep this from matching.
    fn hangs_on(&self, facts: &BTreeMap<FactName, String>) -> Option<Vec<FactName>> {
        self.open(facts).filter(|absent| !absent.is_empty() && absent.iter().all(|fact| fact.is_of_record()))
    }

    fn because(&self) -> String {
        let fact = |(name, values): (&FactName, &Vec<Text>)| {
            let values: Vec<&str> = values.iter().map(|value| value.0.as_str()).collect();
            format!("{} is {}", name.id(), values.join(" or "))
        };
        self.0.iter().map(fact).collect::<Vec<_>>().join(", ")
    }
}

/// The class that applies, and why.
#[derive(Clone, Debug)]
pub struct Selection<'a> {
    /// The class.
    pub class: &'a ClassRule,
    /// How it came to apply.
    pub because: Because,
}

/// How a class came to apply.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Because {
    /// These facts selected it.
    Facts(String),
    /// It cannot be ruled out without these facts, and a laxer one was selected.
    Absent(String),
    /// No class was selected.
    Strictest,
}

/// The facts that a request and the policy give by themselves.
pub fn facts_of(policy: &Policy, service: &Service, environment: &Environment) -> BTreeMap<FactName, String> {
    let mut facts = BTreeMap::new();
    if policy.environments.contains(environment) {
        facts.insert(FactName::Environment, environment.to_string());
    }
    if let Some(rule) = policy.services.get(service) {
        facts.insert(FactName::Service, service.to_string());
        facts.insert(FactName::Criticality, rule.criticality.clone());
    }
    facts
}

/// Selects the class. `None` only for a policy without classes, which does not load.
pub fn select<'a>(policy: &'a Policy, facts: &BTreeMap<FactName, String>) -> Option<Selection<'a>> {
    let mut open: Option<Selection<'a>> = None;
    for class in &policy.classes {
        if let Some(alternative) = class.when.iter().find(|alternative| alternative.matches(facts)) {
            return Some(open.unwrap_or(Selection { class, because: Because::Facts(alternative.because()) }));
        }
        let absent = class.when.iter().find_map(|alternative| alternative.hangs_on(facts));
        if let Some(absent) = absent.filter(|_| open.is_none()) {
            let names = list(absent.into_iter().map(FactName::id));
            open = Some(Selection { class, because: Because::Absent(names) });
        }
    }
    policy.classes.first().map(|class| Selection { class, because: Because::Strictest })
}
