//! Conformance: whether a host gives every case of `fixtures/cases` the verdict that is due, and the report, to the byte (law 6).
//!
//! ```text
//! cases ─▶ for each host ─▶ ask every case ─▶ compare ─▶ table: equal, different, not askable with why
//! ```
//!
//! A [`Host`] is whatever answers: the core itself ([`Native`]), the command line ([`command_line`]), or any program that speaks the
//! protocol of [`program`], which `docs/conformance.md` describes for whoever writes one. This file and `case` are the only place that compares hosts over
//! cases; a host never sees what is due.

pub mod adapter;
pub mod case;
pub mod command_line;
pub mod program;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use case::Case;

use crate::cases::files;

/// What a host says to a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The verdict in a word (`allow`, `deny`, `malformed`), and the report's bytes.
    Decision(String, Vec<u8>),
    /// Why this host cannot be asked this.
    NotAskable(String),
}

/// A host of the verifier.
pub trait Host {
    /// What the table calls it.
    fn name(&self) -> &str;

    /// Asks one case. An error is the host's, not the case's: it counts as a difference.
    fn ask(&mut self, case: &Case) -> Result<Answer, String>;
}

/// The core, linked into this program.
pub struct Native;

impl Host for Native {
    fn name(&self) -> &str {
        "core, natively"
    }

    fn ask(&mut self, case: &Case) -> Result<Answer, String> {
        let decision = case.inputs.decide();
        Ok(Answer::Decision(files::verdict(decision.verdict).to_owned(), decision.report))
    }
}

/// What one host made of all cases.
#[derive(Debug, Default)]
pub struct Line {
    /// The host.
    pub name: String,
    /// Cases that it answered as is due.
    pub equal: usize,
    /// The others, each with what was wrong.
    pub different: Vec<String>,
    /// Cases that it cannot be asked, by why.
    pub not_askable: BTreeMap<String, Vec<String>>,
}

/// Asks a host every case.
pub fn examine(host: &mut dyn Host, cases: &[Case]) -> Line {
    let mut line = Line { name: host.name().to_owned(), ..Line::default() };
    for case in cases {
        match host.ask(case) {
            Ok(Answer::NotAskable(why)) => line.not_askable.entry(why).or_default().push(case.name.clone()),
            Ok(Answer::Decision(verdict, report)) => match difference(case, &verdict, &report) {
                None => line.equal += 1,
                Some(what) => line.different.push(format!("{}: {what}", case.name)),
            },
            Err(why) => line.different.push(format!("{}: {why}", case.name)),
        }
    }
    line
}

fn difference(case: &Case, verdict: &str, report: &[u8]) -> Option<String> {
    if case.verdict != verdict {
        return Some(format!("`{verdict}`, and `{}` was due", case.verdict));
    }
    let at = case.report.iter().zip(report).position(|(due, found)| due != found);
    let shorter = || (case.report.len() != report.len()).then(|| case.report.len().min(report.len()));
    at.or_else(shorter).map(|at| format!("`{verdict}` is due, but the report differs from byte {at} on"))
}

/// The results as a table, and below it why what was not asked was not.
pub fn table(what: &str, lines: &[Line]) -> String {
    let mut text = format!("| host | {what} | equal | different | not askable |\n|---|---:|---:|---:|---:|\n");
    for Line { name, equal, different, not_askable } in lines {
        let left: usize = not_askable.values().map(Vec::len).sum();
        let all = equal + different.len() + left;
        let _ = writeln!(text, "| {name} | {all} | {equal} | {} | {left} |", different.len());
    }
    for Line { name, not_askable, .. } in lines {
        for (why, cases) in not_askable {
            let _ = writeln!(text, "\nnot asked of {name}, as {why}: {}", cases.join(", "));
        }
    }
    text
}
