//! What the laws read in a report.

use std::collections::BTreeSet;

use countersign_core::gate::{Decision, Verdict};
use serde_json::Value;

/// A report, read.
pub(crate) struct Read(pub(crate) Value);

impl Read {
    /// Reads the report of a decision.
    pub(crate) fn of(decision: &Decision) -> Self {
        Self(serde_json::from_slice(&decision.report).expect("a report is JSON"))
    }

    /// Every requirement with what was established about it, and about which records.
    pub(crate) fn codes(&self) -> BTreeSet<String> {
        let one = |f: &Value| format!("{} {} {}", f["requirement"], f["code"], f["records"]);
        self.0["findings"].as_array().expect("a list").iter().map(one).collect()
    }

    /// Whether a finding has this code.
    pub(crate) fn has(&self, code: &str) -> bool {
        self.0["findings"].as_array().expect("a list").iter().any(|finding| finding["code"] == code)
    }

    /// The ids of records that count.
    pub(crate) fn counted(&self) -> BTreeSet<String> {
        let counts = |d: &&Value| d["use"] == "counted";
        let documents = self.0["documents"].as_array().expect("a list").iter().filter(counts);
        documents.filter_map(|d| Some(d["record"].as_str()?.to_owned())).collect()
    }
}

/// Whether a decision lets a release pass.
pub(crate) fn allows(decision: &Decision) -> bool {
    decision.verdict == Verdict::Allow
}
