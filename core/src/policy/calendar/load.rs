//! Which calendars load: names that are declared, times that exist, numbers within bounds, and a way out of every freeze.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::limits::{FREEZES, WINDOWS};
use crate::policy::calendar::freeze;
use crate::policy::calendar::scope::Scope;
use crate::policy::model::Policy;

impl Policy {
    /// Names of windows and freezes, and what they bind.
    pub(in crate::policy) fn check_period_names(&self, wrong: &mut Vec<String>) {
        let windows = self.windows.iter().map(|window| ("window", &window.name, &window.applies_to));
        let freezes = self.freezes.iter().map(|freeze| ("freeze", &freeze.name, &freeze.applies_to));
        let classes: BTreeSet<_> = self.classes.iter().map(|class| &class.name).collect();
        let environments: BTreeSet<_> = self.environments.iter().collect();
        let mut names = BTreeSet::new();
        for (kind, name, scope) in windows.chain(freezes) {
            if !names.insert((kind, name)) {
                wrong.push(format!("{kind} `{name}` is declared twice"));
            }
            let Scope { environments: to, services: of, classes: within } = scope;
            let mut undeclared =
                |what: &str, word: &str| wrong.push(format!("{what} `{word}` of {kind} `{name}` is not declared"));
            let to = to.iter().flatten().filter(|name| !environments.contains(name));
            to.for_each(|name| undeclared("environment", name.as_str()));
            let of = of.iter().flatten().filter(|name| !self.services.contains_key(name));
            of.for_each(|name| undeclared("service", name.as_str()));
            let within = within.iter().flatten().filter(|name| !classes.contains(name));
            within.for_each(|name| undeclared("class", name.as_str()));
        }
    }

    /// Windows and freezes that cannot be meant.
    pub(in crate::policy) fn check_calendar(&self) -> Vec<Finding> {
        let invalid = |place: String, expected: &str| {
            Finding::new(Requirement::Policy, Code::PolicyInvalid, expected, format!("something else at {place}"))
        };
        let count = |holds: bool, place: &str, expected| (!holds).then(|| invalid(place.to_owned(), expected));
        let mut findings: Vec<Finding> = [
            count(self.windows.len() <= WINDOWS, "windows", "at most 48 windows"),
            count(self.freezes.len() <= FREEZES, "freezes", "at most 512 freezes"),
            count(
                self.emergency.as_ref().is_none_or(|rules| !rules.by.is_empty()),
                "emergency.by",
                "at least one role",
            ),
            self.calendar.wrong().map(|(place, expected)| invalid(place.to_owned(), expected)),
        ]
        .into_iter()
        .flatten()
        .collect();
        let windows = self.windows.iter().filter_map(|window| {
            let (field, expected) = window.wrong(&self.calendar)?;
            Some(invalid(format!("windows `{}`: {field}", window.name), expected))
        });
        let freezes = self.freezes.iter().filter_map(|freeze| {
            let (field, expected) = freeze.wrong(&self.calendar)?;
            Some(invalid(format!("freezes `{}`: {field}", freeze.name), expected))
        });
        findings.extend(windows.chain(freezes));
        if freeze::lack_emergency(&self.freezes, self.emergency.is_some()) {
            let (expected, found) =
                ("`emergency` beside `freezes`", format!("{} freezes and none", self.freezes.len()));
            findings.push(Finding::new(Requirement::Policy, Code::PolicyFreezeWithoutEmergency, expected, found));
        }
        findings
    }
}
