//! An approval and a rejection, as flags, and what a signer wants to see before signing.
//!
//! A flag sets the field of the predicate that it is named after (`docs/records.md`).

use std::path::PathBuf;

use clap::Args;

use super::record::Sealing;
use crate::gather::time::Until;

/// What an approval and a rejection share.
#[derive(Args)]
pub(crate) struct Decision {
    /// The release record to decide about
    #[arg(long, value_name = "FILE")]
    pub(crate) release: PathBuf,
    /// The role to sign in
    #[arg(long, value_name = "NAME")]
    pub(crate) role: Option<String>,
    /// Where it may, or may not, go; may be repeated
    #[arg(long = "environment", value_name = "NAME")]
    pub(crate) environments: Vec<String>,
    /// A ticket
    #[arg(long, value_name = "TICKET")]
    pub(crate) ticket: Option<String>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// When it stops counting: a time, or a duration such as `7d`
    #[arg(long, value_name = "WHEN", value_parser = Until::parse)]
    pub(crate) expires: Option<Until>,
    /// Evidence that was looked at: a file, or a digest; may be repeated
    #[arg(long, value_name = "FILE|DIGEST")]
    pub(crate) evidence: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) preview: Preview,
}

/// What shows a signer the state of the release before signing.
#[derive(Args)]
pub(crate) struct Preview {
    /// With --roster: show the class that this policy selects, and what is still missing; and keep no approval unseen that
    /// fills no place
    #[arg(long, value_name = "FILE", requires = "roster", help_heading = "Preview")]
    pub(crate) policy: Option<PathBuf>,
    /// With --policy: show who signed the release record
    #[arg(long, value_name = "FILE", requires = "policy", help_heading = "Preview")]
    pub(crate) roster: Option<PathBuf>,
    /// Who will deploy; without it, rules about the deployer are left out of the preview
    #[arg(long, value_name = "ACTOR", requires = "policy", help_heading = "Preview")]
    pub(crate) deployer: Option<String>,
    /// A root public key that must have signed policy and roster; without one they are believed
    #[arg(long = "root-key", value_name = "FILE", requires = "policy", help_heading = "Preview")]
    pub(crate) root_keys: Vec<PathBuf>,
}

/// Approve a release, in one role
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign record approve --key alice.key \\
      --release records/release-3f2a91c07d5e8b64.json --role release-manager \\
      --environment production --policy policy.yml --roster roster.yml

  countersign record approve --unsigned \\
      --release records/release-3f2a91c07d5e8b64.json --role security \\
      --environment production --records pending")]
pub(crate) struct Approve {
    #[command(flatten)]
    pub(crate) decision: Decision,
    /// Keep a signature that fills no place by the policy of the preview
    #[arg(long, requires = "policy", help_heading = "Preview")]
    pub(crate) anyway: bool,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}

/// Reject a release, in one role; only a newer approval by the same person takes it back
#[derive(Args)]
#[command(after_help = "\
Example:
  countersign record reject --key carol.key \\
      --release records/release-3f2a91c07d5e8b64.json --role security \\
      --environment production --reason \"The migration was never rehearsed.\"")]
pub(crate) struct Reject {
    #[command(flatten)]
    pub(crate) decision: Decision,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}
