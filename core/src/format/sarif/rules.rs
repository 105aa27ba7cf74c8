//! The rules of a SARIF run (§3.49): what they say of the results that name no level of their own.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::results::Alike;
use crate::base::level::Level;

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
    overridden: bool,
}

impl<'a> Rules<'a> {
    pub(super) fn of(tool: &'a RawTool, overridden: bool) -> Self {
        let rules = |component: &'a RawComponent| component.rules.as_deref().unwrap_or_default();
        let extensions = tool.extensions.iter().flatten().map(rules);
        let components: Vec<&[RawRule]> = core::iter::once(rules(&tool.driver)).chain(extensions).collect();
        let mut by_id = BTreeMap::new();
        for rule in components.iter().copied().flatten() {
            let level = by_id.entry(rule.id.as_str()).or_insert(Level::None);
            *level = rule.level().max(*level);
        }
        Self { components, by_id, overridden }
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
        let id = alike.rule.as_deref();
        // A result's id may be that of a rule and more behind a slash (§3.27.5).
        let parent = id.and_then(|id| id.rsplit_once('/')).map(|(parent, _)| parent);
        let named = id.into_iter().chain(parent).filter_map(|id| self.by_id.get(id).copied());
        let placed = self.at(alike.component, alike.index).map(RawRule::level);
        let unknown = if alike.index.is_some() { Level::Error } else { Level::Warning };
        named.chain(placed).max().unwrap_or(unknown)
    }

    pub(super) fn name(&self, id: Option<String>, component: Option<i64>, index: Option<i64>) -> String {
        id.or_else(|| self.at(component, index).map(|rule| rule.id.clone())).unwrap_or_default()
    }
}

impl RawRule {
    fn level(&self) -> Level {
        let level = self.default_configuration.as_ref().and_then(|configuration| configuration.level.as_deref());
        level.map_or(Level::Warning, Level::of)
    }
}
