//! Rows, counted: the exit code, and the summary.

use std::collections::BTreeMap;

use countersign::COMPONENT_SHA256;

use super::archive::Found;
use super::emergencies::Emergencies;
use super::notices;
use crate::exit::{ALLOW, DENY, QUESTION, TOOL};
use crate::render::audit::{About, Outcome, Row, Summary};
use crate::render::report::Report;

/// What the rows come to.
#[derive(Default)]
pub(super) struct Tally {
    results: BTreeMap<&'static str, usize>,
    verdicts: BTreeMap<String, usize>,
    notices: BTreeMap<&'static str, usize>,
    anchors: BTreeMap<String, usize>,
    emergencies: Emergencies,
}

impl Tally {
    /// Takes in a row, and the report of it where it agrees.
    pub(super) fn add(&mut self, row: &Row, proved: Option<&Report>) {
        count(&mut self.results, row.result.word());
        for notice in &row.notices {
            count(&mut self.notices, notice.about.word());
        }
        let Some(report) = proved else { return };
        if let Some(said) = &row.said {
            count(&mut self.verdicts, said.verdict.clone());
        }
        count(&mut self.anchors, notices::anchor(report));
        self.emergencies.add(report);
    }

    /// A failure of the tool says most, then a decision that is not what it was, then one that nobody can tell about.
    pub(super) fn exit_code(&self) -> u8 {
        let some = |outcome: Outcome| self.results.contains_key(outcome.word());
        let grave = [About::OtherAnchor, About::OtherTrustedRoot, About::LeftOut];
        let other = grave.map(|about| self.notices.contains_key(about.word()));
        if some(Outcome::Failed) {
            TOOL
        } else if some(Outcome::Differs) || other.contains(&true) {
            DENY
        } else if some(Outcome::NotReplayable) || some(Outcome::Unreadable) {
            QUESTION
        } else {
            ALLOW
        }
    }

    /// All of it in short.
    pub(super) fn summary(self, found: &Found, as_of: String, now: u64) -> Summary {
        Summary {
            as_of,
            component: format!("sha256:{COMPONENT_SHA256}"),
            files: found.files,
            skipped: found.skipped,
            results: self.results,
            verdicts: self.verdicts,
            notices: self.notices,
            anchors: self.anchors,
            emergencies: self.emergencies.list(now),
        }
    }
}

fn count<K: Ord>(counts: &mut BTreeMap<K, usize>, key: K) {
    *counts.entry(key).or_default() += 1;
}
