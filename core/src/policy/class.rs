//! Which class a release belongs to.
//!
//! Classes stand strictest first. A class is selected by facts that are present and allowed, all of one alternative;
//! a fact that is absent selects nothing. If no class is selected, the first applies.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, de};

use crate::base::name::{Environment, Service};
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
    fn id(self) -> &'static str {
        match self {
            Self::Environment => "environment",
            Self::Service => "service",
            Self::Criticality => "criticality",
            Self::Kind => "kind",
            Self::Reversibility => "reversibility",
            Self::SchemaMigration => "schemaMigration",
        }
    }

    /// Where the policy declares the values of this fact; empty where it does not.
    pub(in crate::policy) fn declared_in(self) -> &'static str {
        match self {
            Self::Environment => "environments",
            Self::Service => "services",
            Self::Criticality => "criticality",
            Self::Kind | Self::Reversibility | Self::SchemaMigration => "",
        }
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

    fn matches(&self, facts: &BTreeMap<FactName, String>) -> bool {
        let allowed = |(fact, values): (&FactName, &Vec<Text>)| {
            facts.get(fact).is_some_and(|present| values.iter().any(|value| value.0 == *present))
        };
        !self.is_empty() && self.0.iter().all(allowed)
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
    /// The facts that selected it; `None` if it applies as the strictest.
    pub because: Option<String>,
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
    let selected = policy.classes.iter().find_map(|class| {
        let alternative = class.when.iter().find(|alternative| alternative.matches(facts))?;
        Some(Selection { class, because: Some(alternative.because()) })
    });
    selected.or_else(|| policy.classes.first().map(|class| Selection { class, because: None }))
}
