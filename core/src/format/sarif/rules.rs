//! The rules of a SARIF run (§3.49): which of them results name, by id, by place and by GUID, and what these say of the results that
//! name no level of their own.
//!
//! A result should name one rule. Where it names several, each of them is meant, and the gravest counts.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::named::{Named, parent};
use super::results::Alike;
use crate::base::level::Level;
use crate::format::vulnerability::Severity;

#[derive(Deserialize)]
#[serde(expecting = "a tool")]
pub(super) struct RawTool {
    pub(super) driver: RawComponent,
    #[serde(default)]
    extensions: Option<Vec<RawComponent>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a tool component")]
pub(super) struct RawComponent {
    pub(super) name: String,
    #[serde(default)]
    rules: Option<Vec<RawRule>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a rule", rename_all = "camelCase")]
pub(super) struct RawRule {
    id: String,
    #[serde(default)]
    guid: Option<String>,
    #[serde(default)]
    default_configuration: Option<RawConfiguration>,
    #[serde(default)]
    properties: Option<RawProperties>,
}

/// A property that no specification has, and that code scanning made common: a CVSS base score.
#[derive(Deserialize)]
#[serde(expecting = "a property bag")]
struct RawProperties {
    #[serde(default, rename = "security-severity")]
    security_severity: Option<Value>,
}

#[derive(Deserialize)]
#[serde(expecting = "a configuration")]
struct RawConfiguration {
    #[serde(default)]
    level: Option<String>,
}

/// The rules of a run.
pub(super) struct Rules<'a> {
    components: Vec<&'a [RawRule]>,
    by_id: BTreeMap<&'a str, Level>,
    severity_by_id: BTreeMap<&'a str, BTreeSet<Severity>>,
    /// `None` where several rules have the GUID.
    by_guid: BTreeMap<String, Option<&'a RawRule>>,
    overridden: bool,
}

impl<'a> Rules<'a> {
    pub(super) fn of(tool: &'a RawTool, overridden: bool) -> Self {
        let rules = |component: &'a RawComponent| component.rules.as_deref().unwrap_or_default();
        let extensions = tool.extensions.iter().flatten().map(rules);
        let components: Vec<&[RawRule]> = core::iter::once(rules(&tool.driver)).chain(extensions).collect();
        let (mut by_id, mut severity_by_id, mut by_guid) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        for rule in components.iter().copied().flatten() {
            let level = by_id.entry(rule.id.as_str()).or_insert(Level::None);
            *level = rule.level().max(*level);
            if let Some(severity) = rule.severity() {
                severity_by_id.entry(rule.id.as_str()).or_insert_with(BTreeSet::new).insert(severity);
            }
            if let Some(guid) = &rule.guid {
                by_guid.entry(guid.to_ascii_lowercase()).and_modify(|known| *known = None).or_insert(Some(rule));
            }
        }
        Self { components, by_id, severity_by_id, by_guid, overridden }
    }

    /// What results point to, by place and by GUID: a rule, or none that is there.
    fn pointed(&self, alike: &Alike) -> impl Iterator<Item = Option<&'a RawRule>> {
        let placed = alike.indices.iter().map(|index| self.at(alike.component, *index));
        let guid = alike.guid.iter().map(|guid| self.by_guid.get(&guid.to_ascii_lowercase()).copied().flatten());
        placed.chain(guid)
    }

    fn at(&self, component: Option<i64>, index: i64) -> Option<&'a RawRule> {
        // The driver comes first; extensions are counted from 0 (§3.54.4).
        let component = component.map_or(Some(0), |index| usize::try_from(index).ok()?.checked_add(1))?;
        self.components.get(component)?.get(usize::try_from(index).ok()?)
    }

    /// The gravest of what its rules say, by their place and by their id; `warning` where none says anything (§3.27.10). Of a rule that
    /// is not there nobody knows what it says.
    pub(super) fn level(&self, alike: &Alike) -> Level {
        let named = ids(alike).filter_map(|id| self.by_id.get(id).copied());
        let pointed = self.pointed(alike).map(|rule| rule.map_or(Level::Error, RawRule::level));
        let gravest = named.chain(pointed).max().unwrap_or(Level::Warning);
        if self.overridden { Level::Error } else { gravest }
    }

    /// The worst that its rules say of its severity as a vulnerability, and whether one says what cannot be read, or is not there;
    /// `None` where none says anything.
    pub(super) fn severity(&self, alike: &Alike) -> Option<(Severity, bool)> {
        let named = ids(alike).filter_map(|id| self.severity_by_id.get(id)).flatten().copied();
        let pointed = self.pointed(alike).filter_map(|rule| rule.map_or(Some(Severity::Unknown), RawRule::severity));
        let mut said = named.chain(pointed).peekable();
        said.peek().is_some().then(|| Severity::together(said))
    }

    /// Every rule that results name, once: where they give the id of a part of a rule, and point to the rule, that is one.
    pub(super) fn named(&self, alike: &Alike) -> Named {
        let is_whole = |id: &str| {
            let parts = alike.ids.iter().filter(|part| !self.by_id.contains_key(part.as_str()));
            parts.filter_map(|part| parent(part)).any(|of| of == id)
        };
        let mut named = Named { rules: alike.ids.clone(), is_lost: false };
        for rule in self.pointed(alike) {
            match rule.map(|rule| &rule.id) {
                None => named.is_lost = true,
                Some(id) if named.rules.contains(id) || is_whole(id) => {}
                Some(id) => named.rules.push(id.clone()),
            }
        }
        named
    }
}

/// The ids that results give, and those of the rules that they may be a part of (§3.27.5).
fn ids(alike: &Alike) -> impl Iterator<Item = &str> {
    alike.ids.iter().flat_map(|id| core::iter::once(id.as_str()).chain(parent(id)))
}

impl RawRule {
    fn severity(&self) -> Option<Severity> {
        let score = self.properties.as_ref()?.security_severity.as_ref()?;
        let text = score.as_str().map(str::to_owned).unwrap_or_else(|| score.to_string());
        Some(Severity::of_score(&text).unwrap_or(Severity::Unknown))
    }

    fn level(&self) -> Level {
        let level = self.default_configuration.as_ref().and_then(|configuration| configuration.level.as_deref());
        level.map_or(Level::Warning, Level::of)
    }
}
