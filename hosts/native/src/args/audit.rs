//! The audit of an archive of decisions, as flags.

use std::num::NonZero;
use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::gather::time;

/// How to show an audit.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Listing {
    /// For people: what does not agree, what is worth knowing, and a summary
    Text,
    /// JSON Lines: one for each decision, and one with the summary
    Json,
    /// One row for each decision, for a spreadsheet
    Csv,
}

/// Decide every saved report of a folder again, and summarise what they say
///
/// Each is decided at its own time, from the inputs that it names by digest. Exit 0: all agree. Exit 1: one differs, or was
/// not anchored by what --root-key names, or was not given a rejection that lies here. Exit 2: one cannot be decided again, or there is none. Exit 3: the verifier
/// failed.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign audit archive --root-key root.pub
  countersign audit archive --root-key root.pub --now 2026-12-31T23:59:59Z \\
      --format csv --output audit.csv
  countersign audit archive --format json \\
      | jq -r 'select(.result == \"differs\") | .path'

A decision is the report that `verify --report` wrote, anywhere below DIR. What
it was decided on is found by digest: the policy, the roster, their signatures,
the root public keys and the records, under whatever names and in whatever
folders, each kept once however many decisions it served. Symbolic links are not
followed.")]
pub(crate) struct Audit {
    /// The folder that holds the reports and what they were decided on
    #[arg(value_name = "DIR")]
    pub(crate) folder: PathBuf,
    /// A root public key that must have vouched for policy and roster of every decision; may be repeated
    #[arg(long = "root-key", value_name = "FILE")]
    pub(crate) root_keys: Vec<PathBuf>,
    /// A trusted root that reports name and that is not built in; may be repeated
    #[arg(long = "trusted-root", value_name = "FILE")]
    pub(crate) trusted_roots: Vec<PathBuf>,
    /// Say what is overdue at this time instead of the clock's; no decision depends on it
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    pub(crate) now: Option<u64>,
    /// How many decisions to take at once; without it, one for each core
    #[arg(long, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<NonZero<usize>>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Listing::Text)]
    pub(crate) format: Listing,
    /// Write it to this file instead of standard output
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
}

fn jobs(text: &str) -> Result<NonZero<usize>, String> {
    text.parse().map_err(|_| "a whole number is due, from 1 on".to_owned())
}
