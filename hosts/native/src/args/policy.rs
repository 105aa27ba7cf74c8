//! The tools for those who write policies, as flags.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::question::Shape;
use crate::gather::time;

/// Work on a policy
#[derive(Subcommand)]
#[command(defer = true)]
pub(crate) enum PolicyCommand {
    Check(CheckPolicy),
    Test(TestPolicy),
    Diff(DiffPolicy),
}

/// Say everything that is wrong or doubtful in a policy and a roster
///
/// Exit 0: nothing fails, though there may be doubts. Exit 1: something fails.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign policy check
  countersign policy check --policy rules/policy.yml --roster rules/roster.yml \\
      --format json")]
pub(crate) struct CheckPolicy {
    /// The policy
    #[arg(long, value_name = "FILE", default_value = "policy.yml")]
    pub(crate) policy: PathBuf,
    /// The roster
    #[arg(long, value_name = "FILE", default_value = "roster.yml")]
    pub(crate) roster: PathBuf,
    /// Look as of this time instead of the clock's: whether the policy's own review is overdue hangs on it
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    pub(crate) now: Option<u64>,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub(crate) format: Shape,
}

/// Try a policy on a folder of cases
///
/// Every folder with a `case.json` is a case: `case.json` says what is due (`verdict`, and if you like `class` and all
/// `findings` that do not pass), `question.json` what is asked, and `records` holds the records. People and keys of tests
/// stand in `roster.yml`, beside the case or in a folder above.
///
/// Exit 0: everything came out as due. Exit 1: something did not.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign policy test policy-tests
  countersign policy test policy-tests --policy rules/policy.yml \\
      --roster policy-tests/roster.yml")]
pub(crate) struct TestPolicy {
    /// The folder of the cases
    #[arg(value_name = "DIR")]
    pub(crate) cases: PathBuf,
    /// The policy
    #[arg(long, value_name = "FILE", default_value = "policy.yml")]
    pub(crate) policy: PathBuf,
    /// The roster of every case, instead of the `roster.yml` beside it
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// A trusted root of Sigstore, instead of those that are built in; may be repeated
    #[arg(long = "trusted-root", value_name = "FILE")]
    pub(crate) trusted_roots: Vec<PathBuf>,
}

/// Decide saved reports again under two policies, and show what changes
///
/// Exit 0: nothing changes. Exit 1: a verdict, a class or a failure does.
#[derive(Args)]
#[command(after_help = "\
Example:
  countersign policy diff policy.yml policy-next.yml --inputs decisions \\
      --inputs records")]
pub(crate) struct DiffPolicy {
    /// The policy as it is
    #[arg(value_name = "OLD")]
    pub(crate) old: PathBuf,
    /// The policy as it is to be
    #[arg(value_name = "NEW")]
    pub(crate) new: PathBuf,
    /// Saved reports, and what they were decided on: files and folders; may be repeated
    #[arg(long, value_name = "DIR", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// The roster, instead of that of each report
    #[arg(long, value_name = "FILE")]
    pub(crate) roster: Option<PathBuf>,
    /// A trusted root that a report names and that is not built in; may be repeated
    #[arg(long = "trusted-root", value_name = "FILE")]
    pub(crate) trusted_roots: Vec<PathBuf>,
}
