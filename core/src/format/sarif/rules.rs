//! The rules of a SARIF run (§3.49): what they say of the results that name no level of their own.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

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

/// What rules say of the results that name no level of their own.
pub(super) struct Rules<'a> {
    components: Vec<&'a [RawRule]>,
    by_id: BTreeMap<&'a str, Level>,
    severity_by_id: BTreeMap<&'a str, BTreeSet<Severity>>,
    overridden: bool,
}

impl<'a> Rules<'a> {
    pub(super) fn of(tool: &'a RawTool, overridden: bool) -> Self {
        let rules = |component: &'a RawComponent| component.rules.as_deref().unwrap_or_default();
        let extensions = tool.extensions.iter().flatten().map(rules);
        let components: Vec<&[RawRule]> = core::iter::once(rules(&tool.driver)).chain(extensions).collect();
        let (mut by_id, mut severity_by_id) = (BTreeMap::new(), BTreeMap::new());
        for rule in components.iter().copied().flatten() {
            let level = by_id.entry(rule.id.as_str()).or_insert(Level::None);
            *level = rule.level().max(*level);
            if let Some(severity) = rule.severity() {
                severity_by_id.entry(rule.id.as_str()).or_insert_with(BTreeSet::new).insert(severity);
            }
        }
        Self { components, by_id, severity_by_id, overridden }
    }

    fn at(&self, component: Option<i64>, index: Option<i64>) -> Option<&'a RawRule> {
        // The driver comes first; extensions are counted from 0 (§3.54.4).
        let component = component.map_or(Some(0), |index| usize::try_from(index).ok()?.checked_add(1))?;
        self.components.get(component)?.get(usize::try_from(index?).ok()?)
    }

    /// The gravest of what its rules say, by their place and by their id; `warning` where none says anything (§3.27.10).
    /// A place where there is no rule tells nothing.
    pub(super) fn level(&self, alike: &Alike) -> Level {
        if self.overridden {
            return Level::Error;
        }
        let named = ids(alike).filter_map(|id| self.by_id.get(id).copied());
        let placed = self.at(alike.component, alike.index).map(RawRule::level);
        let unknown = if alike.index.is_some() { Level::Error } else { Level::Warning };
        named.chain(placed).max().unwrap_or(unknown)
    }

    /// The worst that its rules say of its severity as a vulnerability, and whether one says what cannot be read; `None` where
    /// none says anything.
    pub(super) fn severity(&self, alike: &Alike) -> Option<(Severity, bool)> {
        let named = ids(alike).filter_map(|id| self.severity_by_id.get(id)).flatten().copied();
        let placed = self.at(alike.component, alike.index).and_then(RawRule::severity);
        let mut said = named.chain(placed).peekable();
        said.peek().is_some().then(|| Severity::together(said))
    }

    pub(super) fn name(&self, id: Option<String>, component: Option<i64>, index: Option<i64>) -> String {
        id.or_else(|| self.at(component, index).map(|rule| rule.id.clone())).unwrap_or_default()
    }
}

/// The rule that a result names; its id may be that of a rule and more behind a slash (§3.27.5).
fn ids(alike: &Alike) -> impl Iterator<Item = &str> {
    let id = alike.rule.as_deref();
    let parent = id.and_then(|id| id.rsplit_once('/')).map(|(parent, _)| parent);
    id.into_iter().chain(parent)
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
