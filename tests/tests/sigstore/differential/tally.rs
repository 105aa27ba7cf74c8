//! What was tried, and what came of it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use countersign_tests::generate::law::say;

use super::class::Verified;

/// Counts.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) bundles: usize,
    pub(super) mutations: usize,
    /// Bundles and mutations that neither verifies.
    pub(super) refused: usize,
    /// What is verified, by who verifies it, and why.
    pub(super) reasons: BTreeMap<(&'static str, &'static str), usize>,
    /// What has no reason.
    pub(super) wrong: Vec<String>,
}

impl Tally {
    pub(super) fn count(&mut self, verified: Verified, why: &'static str) {
        let who = match verified {
            Verified::Both => "both",
            Verified::Ours => "Countersign alone",
            Verified::Theirs => "sigstore-verify alone",
        };
        *self.reasons.entry((who, why)).or_default() += 1;
    }

    pub(super) fn and(mut self, other: Self) -> Self {
        self.bundles += other.bundles;
        self.mutations += other.mutations;
        self.refused += other.refused;
        for (reason, count) in other.reasons {
            *self.reasons.entry(reason).or_default() += count;
        }
        self.wrong.extend(other.wrong);
        self
    }

    /// Says the counts, keeps them where asked to, and fails with what has no reason.
    pub(super) fn conclude(self) {
        let table = self.table();
        say(&table);
        if let Some(out) = std::env::var_os("COUNTERSIGN_MUTATIONS_OUT") {
            std::fs::write(&out, &table).unwrap_or_else(|why| panic!("{}: {why}", out.display()));
        }
        let shown: Vec<&str> = self.wrong.iter().take(20).map(String::as_str).collect();
        assert!(self.wrong.is_empty(), "{} without a reason:\n{}", self.wrong.len(), shown.join("\n"));
        assert!(self.mutations > 0 && self.refused > 0 && !self.reasons.is_empty(), "that was no trial");
    }

    fn table(&self) -> String {
        let of =
            |wanted: &str| self.reasons.iter().filter(|((who, _), _)| *who == wanted).map(|(_, n)| n).sum::<usize>();
        let [both, ours, theirs] = ["both", "Countersign alone", "sigstore-verify alone"].map(of);
        let mut text = format!(
            "{} bundles as they are, {} changed: verified by neither {}, by both {both}, by Countersign alone {ours}, by \
             `sigstore-verify` alone {theirs}; without a reason {}.\n\n| verified by | why | times |\n|---|---|---:|\n",
            self.bundles,
            self.mutations,
            self.refused,
            self.wrong.len()
        );
        for ((who, why), times) in &self.reasons {
            let _ = writeln!(text, "| {who} | {why} | {times} |");
        }
        text
    }
}
