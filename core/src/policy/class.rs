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
use crate::policy::fact::{FactName, Facts};
use crate::policy::model::{ClassRule, Policy};

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

    /// Whether every release that can belong to `other` can belong to it: it asks for no other fact, and allows no less.
    pub fn takes(&self, other: &Self) -> bool {
        let allows = |fact, values: &[Text]| {
            other.0.get(fact).is_some_and(|narrower| narrower.iter().all(|value| values.contains(value)))
        };
        self.0.iter().all(|(fact, values)| allows(fact, values))
    }

    /// Whether the facts that are present allow it, and which facts are absent; `None` if one contradicts it.
    fn open(&self, facts: &Facts) -> Option<Vec<FactName>> {
        let mut absent = Vec::new();
        for (fact, values) in &self.0 {
            let allowed: Vec<&str> = values.iter().map(|value| value.0.as_str()).collect();
            match facts.get(fact) {
                Some(present) if fact.is_allowed(present, &allowed) => {}
                Some(_) => return None,
                None => absent.push(*fact),
            }
        }
        (!self.is_empty()).then_some(absent)
    }

    fn matches(&self, facts: &Facts) -> bool {
        self.open(facts).is_some_and(|absent| absent.is_empty())
    }

    /// The facts that the release record leaves out, where they alone keep this from matching.
    fn hangs_on(&self, facts: &Facts) -> Option<Vec<FactName>> {
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
pub fn facts_of(policy: &Policy, service: &Service, environment: &Environment) -> Facts {
    let mut facts = Facts::new();
    if policy.environments.contains(environment) {
        facts.insert(FactName::Environment, vec![environment.to_string()]);
    }
    if let Some(rule) = policy.services.get(service) {
        facts.insert(FactName::Service, vec![service.to_string()]);
        facts.insert(FactName::Criticality, vec![rule.criticality.clone()]);
    }
    facts
}

/// Selects the class. `None` only for a policy without classes, which does not load.
pub fn select<'a>(policy: &'a Policy, facts: &Facts) -> Option<Selection<'a>> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json;
    use serde_json::json;

    fn alternative(facts: &serde_json::Value) -> Alternative {
        json::typed(facts.clone()).unwrap()
    }

    #[test]
    fn what_it_does_not_name_it_allows() {
        let one = alternative(&json!({"environment": ["staging", "production"]}));
        assert!(one.allows(FactName::Environment, "production") && one.allows(FactName::Kind, "fix"));
        assert!(!one.allows(FactName::Environment, "test"));
    }

    #[test]
    fn it_takes_what_asks_for_more() {
        let wide = alternative(&json!({"environment": ["staging", "production"]}));
        let narrow = alternative(&json!({"environment": ["production"], "kind": ["fix"]}));
        assert!(wide.takes(&narrow) && wide.takes(&wide));
        assert!(!narrow.takes(&wide));
        assert!(!alternative(&json!({"kind": ["feature"]})).takes(&narrow));
    }
}
