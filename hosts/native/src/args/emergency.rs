//! An emergency and its review, as flags.
//!
//! A flag sets the field of the predicate that it is named after (`docs/records.md`).

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::record::Sealing;
use crate::gather::time::Until;

/// Break the glass: waive requirements that the policy lets an emergency waive, for a while
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign record emergency --key dana.key \\
      --release records/release-3f2a91c07d5e8b64.json \\
      --role incident-commander --environment production --incident INC-4711 \\
      --expires 2h --bypass freezes --bypass approvals/security \\
      --evidence records/tests-0c1d.json \\
      --reason \"Checkout is down: the fix cannot wait until the freeze ends.\"

`countersign verify` names the requirements. What an emergency waives is owed a
review: the report says by when.")]
pub(crate) struct Emergency {
    /// The release record of what goes out
    #[arg(long, value_name = "FILE")]
    pub(crate) release: PathBuf,
    /// The role to declare it in
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Option<String>,
    /// Where to
    #[arg(long, value_name = "NAME")]
    pub(crate) environment: Option<String>,
    /// The incident that it belongs to
    #[arg(long, value_name = "ID")]
    pub(crate) incident: Option<String>,
    /// What happened
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// A requirement to waive, as reports name it; may be repeated
    #[arg(long = "bypass", value_name = "REQUIREMENT")]
    pub(crate) bypasses: Vec<String>,
    /// When it ends: a time, or a duration such as `2h`
    #[arg(long, value_name = "WHEN", value_parser = Until::parse)]
    pub(crate) expires: Option<Until>,
    /// What was looked at all the same: a file, or a digest; may be repeated
    #[arg(long, value_name = "FILE|DIGEST")]
    pub(crate) evidence: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}

/// Say that what was done in an emergency was looked at afterwards
#[derive(Args)]
#[command(after_help = "\
Example:
  countersign record review --key risk.key \\
      --emergency records/emergency-91c07d5e8b643f2a.json --role risk \\
      --outcome justified \\
      --summary \"The fix held; the missing scan was made up for.\" \\
      --follow-up \"Rehearse the rollback.\"")]
pub(crate) struct Review {
    /// The emergency's record
    #[arg(long, value_name = "FILE")]
    pub(crate) emergency: PathBuf,
    /// The role to sign in
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Option<String>,
    /// Whether breaking the glass was right
    #[arg(long, value_enum)]
    pub(crate) outcome: Option<Outcome>,
    /// What came of it
    #[arg(long, value_name = "TEXT")]
    pub(crate) summary: Option<String>,
    /// What is to be done about it; may be repeated
    #[arg(long = "follow-up", value_name = "TEXT")]
    pub(crate) follow_ups: Vec<String>,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}

/// Whether breaking the glass was right.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Outcome {
    Justified,
    Unjustified,
}

impl Outcome {
    /// The word that records use.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Justified => "justified",
            Self::Unjustified => "unjustified",
        }
    }
}
