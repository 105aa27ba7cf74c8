//! One saved decision, decided again at its own time, through the component.
//!
//! Gates are kept open: the decisions of an organisation share few policies and rosters.

use std::path::Path;

use countersign::{Error, Gate, limits};
use serde_json::Value;

use super::archive::{Archive, Saved};
use super::left_out::Rejections;
use super::notices::{self, Trusted};
use crate::exit::Failure;
use crate::gather::replayed::Store as _;
use crate::gather::{artefact, file, replayed};
use crate::render::audit::{Outcome, Row, Said};
use crate::render::report::{self, Report};
use crate::render::{difference, safe};

/// Gates that one worker keeps open.
const GATES: usize = 4;
/// Bytes of records from which on a gate is not kept: it would keep the memory that they took.
const LARGE: u64 = 8 << 20;

/// Everything that all workers share.
pub(super) struct Decider<'a> {
    pub(super) archive: &'a Archive,
    pub(super) trusted: &'a Trusted,
    pub(super) rejections: &'a Rejections,
}

/// What a worker has of its own.
#[derive(Default)]
pub(super) struct Gates(Vec<(Rules, Gate)>);

/// What a gate is opened from.
#[derive(PartialEq, Eq)]
struct Rules {
    policy: String,
    roster: String,
    anchors: report::Anchors,
}

/// A decision that was looked at: its row, and its report where it was proved.
pub(super) struct Decided {
    pub(super) row: Row,
    pub(super) proved: Option<Box<Report>>,
}

impl Decider<'_> {
    /// Decides a saved report again.
    pub(super) fn decide(&self, gates: &mut Gates, saved: &Saved) -> Decided {
        let mut row = Row::new(&saved.path, Outcome::Unreadable, String::new());
        let proved = match self.replay(gates, saved, &mut row) {
            Ok(proved) => proved,
            Err(failure) => {
                if failure.is_the_tools() {
                    row.result = Outcome::Failed;
                }
                row.detail = failure.into_message();
                None
            }
        };
        Decided { row, proved: proved.map(Box::new) }
    }

    /// A report whose bytes stand in a place before this one.
    pub(super) fn duplicate(&self, saved: &Saved, first: &Path) -> Decided {
        let detail = format!("the same bytes as {}", safe::path(first));
        Decided { row: Row::new(&saved.path, Outcome::Duplicate, detail), proved: None }
    }

    /// Fills in the row, step by step, so that an error leaves in it what is known.
    fn replay(&self, gates: &mut Gates, saved: &Saved, row: &mut Row) -> Result<Option<Report>, Failure> {
        let bytes = file::read(&saved.path)?;
        row.decision = Some(artefact::of_bytes(&bytes));
        let report = parse(&bytes)?;
        row.said = Some(said(&report));
        row.result = Outcome::NotReplayable;
        row.missing = replayed::missing(&report, self.archive);
        if !row.missing.is_empty() {
            return Ok(None);
        }
        let size = report.files().fold(0_u64, |sum, digest| sum.saturating_add(self.archive.size(digest)));
        if size > limits::RECORDS_BYTES {
            return Err(Failure::question("its records are larger together than any question may be"));
        }
        let question = replayed::question(&report, self.archive)?;
        let again = gates.with(self.archive, &report, size < LARGE, |gate| gate.decide(&question))?;
        if again.report != bytes {
            row.result = Outcome::Differs;
            row.detail = difference::first(&bytes, &again.report);
            return Ok(None);
        }
        row.result = Outcome::Agrees;
        row.notices = notices::of(&report, self.trusted, self.archive, self.rejections);
        Ok(Some(report))
    }
}

impl Gates {
    /// Does something with the gate that a report was decided by. One that failed is spent, and not kept.
    fn with<T>(
        &mut self,
        archive: &Archive,
        report: &Report,
        keep: bool,
        work: impl FnOnce(&mut Gate) -> Result<T, Error>,
    ) -> Result<T, Failure> {
        let (Some(policy), Some(roster)) = (&report.policy, &report.roster) else {
            return Err(Failure::question("the report names no policy, or no roster"));
        };
        let rules =
            Rules { policy: policy.digest.clone(), roster: roster.digest.clone(), anchors: report.anchors.clone() };
        let mut gate = match self.0.iter().position(|(opened, _)| *opened == rules) {
            Some(at) => self.0.remove(at).1,
            None => {
                let (policy, roster) =
                    (archive.document("policy", &rules.policy)?, archive.document("roster", &rules.roster)?);
                Gate::open(&policy, &roster, &replayed::anchors(report, archive)?)?
            }
        };
        let done = work(&mut gate)?;
        if keep {
            // The one that was used last stands first.
            self.0.insert(0, (rules, gate));
            self.0.truncate(GATES);
        }
        Ok(done)
    }
}

/// A report of the version that this program knows.
fn parse(bytes: &[u8]) -> Result<Report, Failure> {
    let no_report = |why: &str| Failure::question(format!("it is no decision report: {why}"));
    let value: Value = serde_json::from_slice(bytes).map_err(|error| no_report(&error.to_string()))?;
    if value.get("countersign").and_then(Value::as_str) != Some("report/v1") {
        return Err(no_report("`countersign` is not `report/v1`"));
    }
    serde_json::from_value(value).map_err(|error| no_report(&error.to_string()))
}

fn said(report: &Report) -> Said {
    let asked = &report.asked;
    let malformed = report.question == "malformed";
    Said {
        verdict: if malformed { &report.question } else { &report.verdict }.clone(),
        mode: report.mode.clone(),
        service: asked.service.clone(),
        version: asked.version.clone(),
        environment: asked.environment.clone(),
        class: report.class.as_ref().map(|class| class.name.clone()).unwrap_or_default(),
        now: report.now.clone(),
    }
}
