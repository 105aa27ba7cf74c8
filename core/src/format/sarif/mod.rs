//! SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"): what tools of analysis found.
//!
//! Each run of a tool is a claim of its own. A million results are counted while they are read, by rule and level, and
//! none is kept. What is unclear is read as the gravest: an unknown level or kind, a result that is still to be judged
//! (`open`, `review`), a level that an invocation overrides. A run whose results are not all here is a failed one.
//!
//! A run may be a scan for vulnerabilities, too; no field of SARIF says so. It is read as both.

mod results;
mod rules;
mod scan;

use std::collections::BTreeMap;
use std::rc::Rc;

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::base::level::Level;
use crate::base::limits::RUNS;
use crate::base::time::Time;
use crate::format::evidence::{Claim, Evident};
use crate::format::vulnerability::Severity;
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
    finished: Option<Time>,
    /// Why the run tells nothing for the release, where it does not.
    pub failure: Option<String>,
    /// What was found, by rule and level.
    pub tallies: Vec<Tally>,
}

/// Results that are alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    /// The rule's id; empty where the results name none.
    pub rule: String,
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

/// How many results are alike, by rule, level, suppression and severity, and where the first is.
type Tallies = BTreeMap<(String, Level, bool, Option<(Severity, bool)>), (u64, String)>;

impl Evident for Analysis {
    fn made(&self) -> Option<Time> {
        self.finished
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
    for run in log.runs {
        let analysis = Rc::new(run.analysis()?);
        claims.extend([Claim::Scan(scan::of(&analysis)), Claim::Analysis(analysis)]);
    }
    Ok(claims)
}

#[derive(Deserialize)]
#[serde(expecting = "a SARIF log")]
struct RawLog {
    version: String,
    runs: Vec<RawRun>,
}

#[derive(Deserialize)]
#[serde(expecting = "a run", rename_all = "camelCase")]
struct RawRun {
    tool: RawTool,
    #[serde(default)]
    invocations: Option<Vec<RawInvocation>>,
    #[serde(default)]
    automation_details: Option<RawAutomation>,
    #[serde(default)]
    results: Option<Counted>,
    #[serde(default)]
    external_property_file_references: Option<BTreeMap<String, IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an invocation", rename_all = "camelCase")]
struct RawInvocation {
    #[serde(default)]
    execution_successful: Option<bool>,
    #[serde(default)]
    end_time_utc: Option<String>,
    #[serde(default)]
    tool_execution_notifications: Option<Vec<RawNotification>>,
    #[serde(default)]
    tool_configuration_notifications: Option<Vec<RawNotification>>,
    #[serde(default)]
    rule_configuration_overrides: Option<Vec<IgnoredAny>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a notification")]
struct RawNotification {
    #[serde(default)]
    level: Option<String>,
    #[serde(default)]
    message: RawMessage,
}

#[derive(Default, Deserialize)]
#[serde(expecting = "a message")]
struct RawMessage {
    #[serde(default)]
    text: Option<String>,
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
        let (failure, finished) = (self.failure(), self.finished());
        let overridden = self.invocations().any(|i| i.rule_configuration_overrides.iter().any(|o| !o.is_empty()));
        let rules = Rules::of(&self.tool, overridden);
        let mut tallies = Tallies::new();
        for (alike, (count, place)) in self.results.unwrap_or_default().0 {
            let level = alike.level.unwrap_or_else(|| rules.level(&alike));
            let severity = rules.severity(&alike);
            let rule = rules.name(alike.rule, alike.component, alike.index);
            let known = tallies.entry((rule, level, alike.suppressed, severity)).or_insert((0, place));
            known.0 = known.0.saturating_add(count);
        }
        let tally = |((rule, level, suppressed, severity), (count, place))| Tally {
            rule,
            level,
            suppressed,
            severity,
            count,
            place,
        };
        Ok(Analysis { tool, category, finished, failure, tallies: tallies.into_iter().map(tally).collect() })
    }

    fn invocations(&self) -> impl Iterator<Item = &RawInvocation> {
        self.invocations.iter().flatten()
    }

    /// When the last of its invocations ended; `None` where one does not say.
    fn finished(&self) -> Option<Time> {
        let ends: Option<Vec<Time>> =
            self.invocations().map(|one| Time::from_rfc3339(one.end_time_utc.as_deref()?).ok()).collect();
        ends?.into_iter().max()
    }

    /// Why its results are not all that there is to say.
    fn failure(&self) -> Option<String> {
        if self.results.is_none() {
            return Some("has no list of results: the tool did not get so far".to_owned());
        }
        if self.external_property_file_references.as_ref().is_some_and(|files| !files.is_empty()) {
            return Some("keeps a part of itself in other files".to_owned());
        }
        if self.invocations().any(|one| one.execution_successful == Some(false)) {
            return Some("did not succeed, as the tool says".to_owned());
        }
        let notices = self.invocations().flat_map(|one| {
            one.tool_execution_notifications.iter().chain(&one.tool_configuration_notifications).flatten()
        });
        let grave = |notice: &&RawNotification| Level::of(notice.level.as_deref().unwrap_or("warning")) == Level::Error;
        let notice = notices.into_iter().find(grave)?;
        Some(format!("met an error: {}", notice.message.text.as_deref().unwrap_or_default()))
    }
}

#[cfg(test)]
mod tests;
