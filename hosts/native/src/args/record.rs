//! The records that people and pipelines sign, as flags.
//!
//! A flag sets the field of the predicate that it is named after (`docs/records.md`); `--from` gives the fields at once,
//! and flags override it. Whether the fields are right is checked by the component.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::decision::{Approve, Reject};
use super::emergency::{Emergency, Review};
use super::evidence::{Assessment, Canary, Reference};
use super::question::number;
use crate::gather::time::{self, Until};

/// Build a record, show it, sign it, and put it with the others
#[derive(Subcommand)]
#[command(defer = true)]
pub(crate) enum Record {
    Release(Box<Release>),
    Approve(Box<Approve>),
    Reject(Box<Reject>),
    Revoke(Revoke),
    Register(Register),
    Emergency(Emergency),
    Review(Review),
    Exception(Box<Exception>),
    Canary(Canary),
    Reference(Reference),
    Assessment(Assessment),
}

/// How a record is signed, and where it goes.
#[derive(Args)]
pub(crate) struct Sealing {
    /// The private key to sign with
    #[arg(long, value_name = "FILE", required_unless_present = "unsigned", help_heading = "Signing")]
    pub(crate) key: Option<PathBuf>,
    /// Take the key's passphrase from this environment variable, instead of asking
    #[arg(long, value_name = "NAME", help_heading = "Signing")]
    pub(crate) passphrase_env: Option<String>,
    /// Sign without asking: for automation
    #[arg(long, help_heading = "Signing")]
    pub(crate) yes: bool,
    /// Write the bare statement, for another signer (`countersign sign`)
    #[arg(long, conflicts_with_all = ["key", "passphrase_env", "yes"], help_heading = "Signing")]
    pub(crate) unsigned: bool,
    /// The folder of the records; the file is named after the record id
    #[arg(long, value_name = "DIR", default_value = "records", help_heading = "Signing")]
    pub(crate) records: PathBuf,
    /// Write to this file instead
    #[arg(long, value_name = "FILE", conflicts_with = "records", help_heading = "Signing")]
    pub(crate) out: Option<PathBuf>,
    /// Use this time instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time::parse, help_heading = "Signing")]
    pub(crate) now: Option<u64>,
    /// Take the predicate's fields from this JSON file; flags override it
    #[arg(long, value_name = "FILE")]
    pub(crate) from: Option<PathBuf>,
}

/// Say what a candidate is, and how it came to be
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign record release --key ci.key --service checkout-api \\
      --version 2.4.1 --repository https://github.com/acme/checkout-api \\
      --commit \"$(git rev-parse HEAD)\" --author github:alice \\
      --reviewer github:bob --builder github:acme-ci \\
      --change-request https://github.com/acme/checkout-api/pull/1234 app.tar.gz

  countersign record release --key ci.key --yes --from release.json \\
      index=sha256:9f86d0… linux/amd64=sha256:60303a…

  countersign record release --key ci.key --yes --from release.json \\
      --kind migration --reversibility reversible --schema-migration \\
      --migration-plan expand-contract --blast-radius one-service --no-flags \\
      --no-labels --path migrations/7.sql app.tar.gz

What is not said under \"Change\" may select a stricter class. `--no-flags` and
the like say that there is none.")]
pub(crate) struct Release {
    #[command(flatten)]
    pub(crate) sealing: Sealing,
    /// The service
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,
    /// The version
    #[arg(long, value_name = "LABEL")]
    pub(crate) version: Option<String>,
    /// The repository that it was built from
    #[arg(long, value_name = "URL")]
    pub(crate) repository: Option<String>,
    /// The commit that it was built from
    #[arg(long, value_name = "HEX")]
    pub(crate) commit: Option<String>,
    /// Whose work is in it; everyone, so it may be repeated
    #[arg(long = "author", value_name = "ACTOR")]
    pub(crate) authors: Vec<String>,
    /// Who reviewed it, at the released commit or at the one named; may be repeated
    #[arg(long = "reviewer", value_name = "ACTOR[=COMMIT]")]
    pub(crate) reviewers: Vec<String>,
    /// Who built it
    #[arg(long, value_name = "ACTOR")]
    pub(crate) builder: Option<String>,
    /// The change request; shown to those who approve
    #[arg(long, value_name = "URL")]
    pub(crate) change_request: Option<String>,
    /// A ticket; may be repeated
    #[arg(long = "ticket", value_name = "TICKET")]
    pub(crate) tickets: Vec<String>,
    /// The kind of change, such as `feature` or `fix`
    #[arg(long, value_name = "KIND", help_heading = "Change")]
    pub(crate) kind: Option<String>,
    /// Whether it can be taken back
    #[arg(long, value_enum, help_heading = "Change")]
    pub(crate) reversibility: Option<Reversibility>,
    /// Whether it migrates a schema
    #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", help_heading = "Change")]
    pub(crate) schema_migration: Option<bool>,
    /// How it migrates, such as `expand-contract`
    #[arg(long, value_name = "PLAN", help_heading = "Change")]
    pub(crate) migration_plan: Option<String>,
    /// How much it can break, in the policy's words
    #[arg(long, value_name = "RADIUS", help_heading = "Change")]
    pub(crate) blast_radius: Option<String>,
    /// A feature flag that it is behind; may be repeated
    #[arg(long = "flag", value_name = "FLAG", help_heading = "Change")]
    pub(crate) flags: Vec<String>,
    /// It is behind no feature flag
    #[arg(long, conflicts_with = "flags", help_heading = "Change")]
    pub(crate) no_flags: bool,
    /// A path that it changes; may be repeated
    #[arg(long = "path", value_name = "PATH", help_heading = "Change")]
    pub(crate) paths: Vec<String>,
    /// It changes no path
    #[arg(long, conflicts_with = "paths", help_heading = "Change")]
    pub(crate) no_paths: bool,
    /// A label of the change request; may be repeated
    #[arg(long = "label", value_name = "LABEL", help_heading = "Change")]
    pub(crate) labels: Vec<String>,
    /// The change request has no label
    #[arg(long, conflicts_with = "labels", help_heading = "Change")]
    pub(crate) no_labels: bool,
    /// The version to go back to
    #[arg(long, value_name = "LABEL", help_heading = "Rollback")]
    pub(crate) rollback_version: Option<String>,
    /// Its digest
    #[arg(long, value_name = "DIGEST", help_heading = "Rollback")]
    pub(crate) rollback_digest: Option<String>,
    /// How going back was tested
    #[arg(long, value_name = "TEXT", help_heading = "Rollback")]
    pub(crate) rollback_tested: Option<String>,
    /// What those who approve should know
    #[arg(long, value_name = "TEXT")]
    pub(crate) notes: Option<String>,
    /// The artefacts: files, `sha256:…` digests, or `NAME=sha256:…`
    #[arg(value_name = "ARTEFACT", required = true)]
    pub(crate) artefacts: Vec<PathBuf>,
}

/// Whether a change can be taken back.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum Reversibility {
    Reversible,
    Irreversible,
}

impl Reversibility {
    /// The word that records use.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Reversible => "reversible",
            Self::Irreversible => "irreversible",
        }
    }
}

/// Withdraw records or artefacts; it takes effect at once
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign record revoke --key alice.key \\
      records/approval-3f2a91c07d5e8b64.json \\
      --reason \"Signed the wrong release.\"
  countersign record revoke --key carol.key --artefact app.tar.gz \\
      --reason \"CVE-2026-1234 is exploitable.\"")]
pub(crate) struct Revoke {
    /// The records to withdraw: files, or record ids (`sha256:…`)
    #[arg(value_name = "RECORD")]
    pub(crate) revoked: Vec<PathBuf>,
    /// An artefact to withdraw: a file, or a digest; may be repeated
    #[arg(long = "artefact", value_name = "FILE|DIGEST")]
    pub(crate) artefacts: Vec<PathBuf>,
    /// Why
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}

/// Issue a snapshot of the register: what is revoked, and which records there are
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign record register --key register.key --sequence 42 \\
      --next-update 24h --holdings-from records
  countersign record register --key register.key --yes --sequence 43 \\
      --next-update 24h --holdings-from records \\
      --revoke sha256:9f86d0…=\"The key was stolen.\" \\
      --emergency records/emergency-….json=2026-11-24T17:00:00Z")]
pub(crate) struct Register {
    /// The snapshot's number; it must grow
    #[arg(long, value_name = "N", value_parser = number)]
    pub(crate) sequence: Option<u64>,
    /// Until when it may be trusted: a time, or a duration such as `24h`
    #[arg(long, value_name = "WHEN", value_parser = Until::parse)]
    pub(crate) next_update: Option<Until>,
    /// List all records of this folder, by service and version; may be repeated
    #[arg(long, value_name = "DIR")]
    pub(crate) holdings_from: Vec<PathBuf>,
    /// A record or artefact that is withdrawn, and why; may be repeated
    #[arg(long = "revoke", value_name = "DIGEST=REASON")]
    pub(crate) revoked: Vec<String>,
    /// An emergency that still owes its review, and from when on that is overdue; may be repeated
    #[arg(long = "emergency", value_name = "FILE=TIME")]
    pub(crate) emergencies: Vec<String>,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}

/// Accept the risk of a finding, for a while
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign record exception --key carol.key --role security \\
      --service checkout-api --finding CVE-2026-1234 \\
      --package pkg:npm/parser@1.2.3 --expires 30d \\
      --reason \"Not reachable from outside.\" \\
      --controls \"The gateway drops such requests.\"")]
pub(crate) struct Exception {
    /// The id of what is accepted, such as a CVE; may be repeated
    #[arg(long = "finding", value_name = "ID")]
    pub(crate) findings: Vec<String>,
    /// In which package: its package URL, or its name as the scan has it; without it, only where the scan names none
    #[arg(long, value_name = "PURL|NAME")]
    pub(crate) package: Option<String>,
    /// In which version of the package alone
    #[arg(long = "package-version", value_name = "VERSION")]
    pub(crate) version: Option<String>,
    /// For which service; may be repeated
    #[arg(long = "service", value_name = "NAME")]
    pub(crate) services: Vec<String>,
    /// Why the risk can be borne
    #[arg(long, value_name = "TEXT")]
    pub(crate) reason: Option<String>,
    /// What is done instead
    #[arg(long, value_name = "TEXT")]
    pub(crate) controls: Option<String>,
    /// In which role
    #[arg(long, value_name = "ROLE")]
    pub(crate) role: Option<String>,
    /// From when on it no longer counts: a time, or a duration such as `30d`
    #[arg(long, value_name = "WHEN", value_parser = Until::parse)]
    pub(crate) expires: Option<Until>,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}
