//! SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"): what tools of analysis found.
//!
//! Each run of a tool is a claim of its own. A million results are counted while they are read, by rule and level, and
//! none is kept. What is unclear is read as the gravest: an unknown level or kind, a result that is still to be judged
//! (`open`, `review`), a level that an invocation overrides. A run whose results are not all here is a failed one.
//!
//! A run may be a scan for vulnerabilities, too; no field of SARIF says so. It is read as both.

mod invocations;
mod named;
mod results;
mod rules;
mod scan;

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::base::level::Level;
use crate::base::limits::RUNS;
use crate::format::evidence::{Claim, Evident};
use crate::format::said::Said;
use crate::format::vulnerability::Severity;
use invocations::Invocations;
pub use named::Named;
use results::Counted;
use rules::{RawTool, Rules};

const VERSION: &str = "2.1.0";

/// One run of one tool.
#[derive(Clone, Debug)]
pub struct Analysis {
    /// The tool's name.
    pub tool: String,
    /// The category of the run, where it has one (`automationDetails.id` up to its last slash).
    category: String,
    /// When the run ended, by the tool's word.
    said: Said,
    /// Why the run tells nothing for the release, where it does not.
    pub failure: Option<String>,
    /// What was found, by rule and level.
    pub tallies: Vec<Tally>,
}

/// Results that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The rules that they name.
    pub named: Named,
    /// How grave they are.
    pub level: Level,
    /// Whether somebody suppressed them in the file, and nobody rejected or still reviews that.
    pub suppressed: bool,
    /// How bad they are as vulnerabilities, where their rules say; and whether one says what cannot be read.
    pub severity: Option<(Severity, bool)>,
    /// How many there are.
    pub count: u64,
    /// Where the first of them is, as `file:line`.
    pub place: String,
}

/// How many results are alike, by rules, level, suppression and severity, and where the first is.
type Tallies = BTreeMap<(Named, Level, bool, Option<(Severity, bool)>), (u64, String)>;

impl Evident for Analysis {
    fn said(&self) -> Said {
        self.said
    }

    fn streams(&self) -> Vec<String> {
        vec![format!("{}\n{}", self.tool, self.category)]
    }

    fn names(&self) -> Vec<&str> {
        vec![&self.tool]
    }
}

/// Reads a log: two claims for every run, what it is as an analysis and what it is as a scan for vulnerabilities.
pub fn read(document: &[u8]) -> Result<Vec<Claim>, String> {
    let log: RawLog = serde_json::from_slice(document).map_err(|error| error.to_string())?;
    if log.version != VERSION {
        return Err(format!("SARIF of version `{}`, where `{VERSION}` is read", log.version.escape_default()));
    }
    if log.runs.len() > RUNS {
        return Err(format!("{} runs, where {RUNS} are the most", log.runs.len()));
    }
    let mut claims = Vec::new();
    let is_apart = log.inline_external_properties.is_some_and(|parts| !parts.is_empty());
    for run in log.runs {
        let mut analysis = run.analysis()?;
        // §3.13.6: whose they are is theirs to say, and what they say is not read.
        if is_apart {
            analysis.failure.get_or_insert_with(|| "may keep a part of itself beside the runs".to_owned());
        }
        let analysis = Rc::new(analysis);
        claims.extend([Claim::Scan(scan::of(&analysis)), Claim::Analysis(analysis)]);
    }
    Ok(claims)
}

#[derive(Deserialize)]
#[serde(expecting = "a SARIF log", rename_all = "camelCase")]
struct RawLog {
    version: String,
    runs: Vec<RawRun>,
    #[serde(default)]
    inline_external_properties: Option<Vec<IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a run", rename_all = "camelCase")]
struct RawRun {
    tool: RawTool,
    #[serde(default)]
    invocations: Invocations,
    #[serde(default)]
    automation_details: Option<RawAutomation>,
    #[serde(default)]
    results: Option<Counted>,
    #[serde(default)]
    external_property_file_references: Option<BTreeMap<String, IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(expecting = "automation details")]
struct RawAutomation {
    #[serde(default)]
    id: Option<String>,
}

impl RawRun {
    fn analysis(self) -> Result<Analysis, String> {
        let tool = self.tool.driver.name.clone();
        if tool.trim().is_empty() {
            return Err("runs: a tool without a name".to_owned());
        }
        let id = self.automation_details.as_ref().and_then(|details| details.id.as_deref()).unwrap_or_default();
        let category = id.rsplit_once('/').map(|(category, _)| category).unwrap_or_default().to_owned();
        let (failure, said) = (self.failure(), self.invocations.said());
        let rules = Rules::of(&self.tool, self.invocations.override_rules());
        let mut tallies = Tallies::new();
        for (alike, (count, place)) in self.results.unwrap_or_default().0 {
            let level = alike.level.unwrap_or_else(|| rules.level(&alike));
            let (named, severity) = (rules.named(&alike), rules.severity(&alike));
            let known = tallies.entry((named, level, alike.suppressed, severity)).or_insert((0, place));
            known.0 = known.0.saturating_add(count);
        }
        let tally = |((named, level, suppressed, severity), (count, place))| Tally {
            named,
            level,
            suppressed,
            severity,
            count,
            place,
        };
        let tallies = tallies.into_iter().map(tally).collect();
        Ok(Analysis { tool, category, said, failure, tallies })
    }

    /// Why its results are not all that there is to say.
    fn failure(&self) -> Option<String> {
        if self.results.is_none() {
            return Some("has no list of results: the tool did not get so far".to_owned());
        }
        if self.external_property_file_references.as_ref().is_some_and(|files| !files.is_empty()) {
            return Some("keeps a part of itself in other files".to_owned());
        }
        self.invocations.failure()
    }
}

#[cfg(test)]
mod tests;
