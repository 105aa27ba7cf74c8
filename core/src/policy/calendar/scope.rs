//! Which releases a window or a freeze binds.

use core::fmt;

use serde::Deserialize;

use crate::base::json::present;
use crate::base::name::{Class, Environment, Service};
use crate::base::shown::list;

/// What a release must be for the rule to bind it: all that is written; without a word, anything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "environments, services or classes", deny_unknown_fields)]
pub struct Scope {
    /// Where it goes.
    #[serde(default, deserialize_with = "present")]
    pub environments: Option<Vec<Environment>>,
    /// What it is.
    #[serde(default, deserialize_with = "present")]
    pub services: Option<Vec<Service>>,
    /// The class that applies to it.
    #[serde(default, deserialize_with = "present")]
    pub classes: Option<Vec<Class>>,
}

impl Scope {
    /// Whether the rule binds a release.
    pub fn binds(&self, environment: &Environment, service: &Service, class: &Class) -> bool {
        is_among(&self.environments, environment) && is_among(&self.services, service) && is_among(&self.classes, class)
    }

    /// Whether a list is there and empty: it would bind nothing.
    pub(in crate::policy) fn has_empty_list(&self) -> bool {
        let empty = |length: Option<usize>| length == Some(0);
        empty(self.environments.as_ref().map(Vec::len))
            || empty(self.services.as_ref().map(Vec::len))
            || empty(self.classes.as_ref().map(Vec::len))
    }
}

fn is_among<T: PartialEq>(names: &Option<Vec<T>>, name: &T) -> bool {
    names.as_ref().is_none_or(|names| names.contains(name))
}

/// As part of a sentence: `releases to production of class high-risk`.
impl fmt::Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("releases")?;
        if let Some(services) = &self.services {
            write!(f, " of {}", list(services))?;
        }
        if let Some(environments) = &self.environments {
            write!(f, " to {}", list(environments))?;
        }
        if let Some(classes) = &self.classes {
            write!(f, " in class {}", list(classes))?;
        }
        Ok(())
    }
}
