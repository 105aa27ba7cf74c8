//! What came of attacks, by kind.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use countersign_core::gate::Verdict;

use super::judge::Outcome;

/// One kind of attack.
#[derive(Clone, Copy, Debug, Default)]
struct Row {
    tried: u64,
    allowed: u64,
    denied: u64,
    malformed: u64,
    same: u64,
    withheld: u64,
    wrong: u64,
    compared: u64,
}

/// Every kind, and what was wrong.
#[derive(Debug, Default)]
pub struct Table {
    rows: BTreeMap<&'static str, Row>,
    /// Starts that were allowed, and that were not.
    pub starts: (u64, u64),
    /// Every attack with another outcome than the one that was demanded, and every one on which two hosts differ.
    pub wrong: Vec<String>,
}

impl Table {
    /// Counts an attack that was borne.
    pub fn add(&mut self, kind: &'static str, outcome: Outcome, compared: bool) {
        let row = self.rows.entry(kind).or_default();
        row.tried += 1;
        match outcome.verdict {
            Verdict::Allow => row.allowed += 1,
            Verdict::Deny => row.denied += 1,
            Verdict::Malformed => row.malformed += 1,
        }
        row.same += u64::from(outcome.same);
        row.withheld += u64::from(outcome.withheld);
        row.compared += u64::from(compared);
    }

    /// Counts an attack that was not borne.
    pub fn fail(&mut self, kind: &'static str, why: String) {
        let row = self.rows.entry(kind).or_default();
        row.tried += 1;
        row.wrong += 1;
        self.wrong.push(format!("{kind}: {why}"));
    }

    /// Adds what somebody else counted.
    pub fn merge(&mut self, other: Self) {
        for (kind, more) in other.rows {
            let row = self.rows.entry(kind).or_default();
            *row = row.plus(more);
        }
        self.starts = (self.starts.0 + other.starts.0, self.starts.1 + other.starts.1);
        self.wrong.extend(other.wrong);
    }

    /// How many attacks were tried, and by a second host too.
    pub fn tried(&self) -> (u64, u64) {
        let sum = self.sum();
        (sum.tried, sum.compared)
    }

    /// The kinds that were tried.
    pub fn kinds(&self) -> usize {
        self.rows.len()
    }

    fn sum(&self) -> Row {
        self.rows.values().fold(Row::default(), |sum, row| sum.plus(*row))
    }

    /// As Markdown.
    pub fn markdown(&self) -> String {
        let head =
            "| attack | tried | denied | malformed | allowed | reads the same | by withholding | wrong | second host |";
        let mut text = format!("{head}\n|---|---:|---:|---:|---:|---:|---:|---:|---:|\n");
        let sum = self.sum();
        for (kind, row) in self.rows.iter().map(|(kind, row)| (*kind, row)).chain([("**all**", &sum)]) {
            let Row { tried, allowed, denied, malformed, same, withheld, wrong, compared } = row;
            let _ = writeln!(
                text,
                "| {kind} | {tried} | {denied} | {malformed} | {allowed} | {same} | {withheld} | {wrong} | {compared} |"
            );
        }
        text
    }
}

impl Row {
    fn plus(self, more: Self) -> Self {
        Self {
            tried: self.tried + more.tried,
            allowed: self.allowed + more.allowed,
            denied: self.denied + more.denied,
            malformed: self.malformed + more.malformed,
            same: self.same + more.same,
            withheld: self.withheld + more.withheld,
            wrong: self.wrong + more.wrong,
            compared: self.compared + more.compared,
        }
    }
}
