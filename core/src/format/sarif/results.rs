//! The results of a SARIF run (§3.27), counted while they are read: by rule and level, as far as they say so themselves.

use std::collections::BTreeMap;
use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use crate::base::level::Level;

#[derive(Deserialize)]
#[serde(expecting = "a result", rename_all = "camelCase")]
struct RawResult {
    #[serde(default)]
    rule_id: Option<String>,
    #[serde(default)]
    rule_index: Option<i64>,
    #[serde(default)]
    rule: Option<RawReference>,
    #[serde(default)]
    kind: Option<String>,
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    baseline_state: Option<String>,
    #[serde(default)]
    suppressions: Option<Vec<RawSuppression>>,
    #[serde(default)]
    locations: Option<Vec<RawLocation>>,
}

#[derive(Default, Deserialize)]
#[serde(expecting = "a reference to a rule", rename_all = "camelCase")]
struct RawReference {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    index: Option<i64>,
    #[serde(default)]
    guid: Option<String>,
    #[serde(default)]
    tool_component: Option<RawIndex>,
}

#[derive(Deserialize)]
#[serde(expecting = "a reference to a tool component")]
struct RawIndex {
    #[serde(default)]
    index: Option<i64>,
}

#[derive(Deserialize)]
#[serde(expecting = "a suppression")]
struct RawSuppression {
    #[serde(default)]
    status: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, expecting = "a location", rename_all = "camelCase")]
struct RawLocation {
    physical_location: Option<RawPlace>,
}

#[derive(Default, Deserialize)]
#[serde(default, expecting = "a physical location", rename_all = "camelCase")]
struct RawPlace {
    #[serde(rename = "artifactLocation")]
    file: Option<RawFile>,
    region: Option<RawRegion>,
}

#[derive(Default, Deserialize)]
#[serde(default, expecting = "the location of a file")]
struct RawFile {
    uri: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default, expecting = "a region", rename_all = "camelCase")]
struct RawRegion {
    start_line: Option<u64>,
}

/// Results that are alike as far as they say themselves; their rules may only follow behind them.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Alike {
    /// The ids that they give: one, if the result is as it should be (§3.52.4).
    pub(super) ids: Vec<String>,
    /// Which tool component's rules `indices` count; `None` for the driver's.
    pub(super) component: Option<i64>,
    /// The places of their rule: one, if the result is as it should be (§3.52.5).
    pub(super) indices: Vec<i64>,
    pub(super) guid: Option<String>,
    pub(super) level: Option<Level>,
    pub(super) suppressed: bool,
}

/// How many results are alike, and where the first is.
#[derive(Debug, Default)]
pub(super) struct Counted(pub(super) BTreeMap<Alike, (u64, String)>);

impl<'de> Deserialize<'de> for Counted {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Counter)
    }
}

struct Counter;

impl<'de> Visitor<'de> for Counter {
    type Value = Counted;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of results")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Counted, A::Error> {
        let mut all = Counted::default();
        while let Some(mut result) = seq.next_element::<RawResult>()? {
            if !result.is_finding() {
                continue;
            }
            let known = all.0.entry(result.alike()).or_insert_with(|| (0, result.place().unwrap_or_default()));
            known.0 = known.0.saturating_add(1);
        }
        Ok(all)
    }
}

impl RawResult {
    /// Whether it is more than the word that nothing is wrong (§3.27.9), or that something no longer is (§3.27.24).
    fn is_finding(&self) -> bool {
        let fine = matches!(self.kind.as_deref(), Some("pass" | "notApplicable" | "informational"));
        let graver = self.level.as_deref().is_some_and(|level| level != "none");
        self.baseline_state.as_deref() != Some("absent") && (!fine || graver)
    }

    /// §3.27.10: the level of its own; what is still to be judged, or of an unknown kind, is the gravest.
    fn own_level(&self) -> Option<Level> {
        match self.kind.as_deref() {
            None | Some("fail" | "pass" | "notApplicable" | "informational") => self.level.as_deref().map(Level::of),
            Some(_) => Some(Level::Error),
        }
    }

    /// §3.27.23: suppressed, unless one of the suppressions is rejected or under review.
    fn is_suppressed(&self) -> bool {
        let suppressions = self.suppressions.as_deref().unwrap_or_default();
        let accepted = |one: &RawSuppression| one.status.as_deref().is_none_or(|status| status == "accepted");
        !suppressions.is_empty() && suppressions.iter().all(accepted)
    }

    fn place(&self) -> Option<String> {
        let place = self.locations.as_ref()?.first()?.physical_location.as_ref()?;
        let uri = place.file.as_ref()?.uri.as_ref()?.escape_default();
        let line = place.region.as_ref().and_then(|region| region.start_line);
        Some(line.map_or_else(|| uri.to_string(), |line| format!("{uri}:{line}")))
    }

    fn alike(&mut self) -> Alike {
        let (level, suppressed) = (self.own_level(), self.is_suppressed());
        let reference = self.rule.take().unwrap_or_default();
        Alike {
            ids: distinct([self.rule_id.take(), reference.id]),
            // A component that is named in another way than by its place is none that is found by it.
            component: reference.tool_component.map(|component| component.index.unwrap_or(-1)),
            // -1 is how an index says that there is none (§3.27.6).
            indices: distinct([self.rule_index, reference.index].map(|index| index.filter(|index| *index != -1))),
            guid: reference.guid,
            level,
            suppressed,
        }
    }
}

fn distinct<T: PartialEq>(said: [Option<T>; 2]) -> Vec<T> {
    let mut all: Vec<T> = said.into_iter().flatten().collect();
    all.dedup();
    all
}
