//! The commands around a question: keys, starting, signing rules, looking at documents, the program itself.
//!
//! What they do is in the files of the same names under `command/`.

use std::path::PathBuf;

use clap::Args;

use super::Shape;
use crate::gather::time;

/// Where the passphrase of a new key comes from.
#[derive(Args)]
pub(crate) struct Passphrase {
    /// Take the passphrase from this environment variable, instead of asking
    #[arg(long, value_name = "NAME", conflicts_with = "no_passphrase")]
    pub(crate) passphrase_env: Option<String>,
    /// Do not encrypt the private key
    #[arg(long)]
    pub(crate) no_passphrase: bool,
}

/// Start: write a commented policy and roster, a root key and a key for the pipeline
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign init
  countersign init governance --no-passphrase")]
pub(crate) struct Init {
    /// Where to write
    #[arg(value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
    /// Use this time instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    pub(crate) now: Option<u64>,
}

/// Make a signing key
///
/// ECDSA P-256, PKCS#8 PEM: the private part for its owner alone, the public part for the roster.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign keygen --out alice.key
  CI_KEY_PASSPHRASE=… countersign keygen --out ci.key \\
      --passphrase-env CI_KEY_PASSPHRASE

Writes `alice.key` (mode 0600) and `alice.pub`, and prints the key id.")]
pub(crate) struct Keygen {
    /// The private key to write; the public one is written beside it, as `….pub`
    #[arg(long, value_name = "FILE", default_value = "countersign.key")]
    pub(crate) out: PathBuf,
    #[command(flatten)]
    pub(crate) passphrase: Passphrase,
}

/// Sign a policy, a roster or a prepared statement
///
/// A policy or a roster is signed with a root key and gets its signature beside it, as `FILE.sig.json`. Its `serial` grows with
/// every change: one that was signed before over other bytes is refused. A statement (`record … --unsigned`) is shown first, and
/// becomes a record.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign sign policy.yml --key root.key
  countersign sign roster.yml --key root.key --passphrase-env ROOT_PASSPHRASE
  countersign sign pending/approval-3f2a91c07d5e8b64.statement.json \\
      --key bob.key --records records")]
pub(crate) struct Sign {
    /// The policy, roster or statement to sign
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The private key
    #[arg(long, value_name = "FILE")]
    pub(crate) key: PathBuf,
    /// Take the passphrase from this environment variable, instead of asking
    #[arg(long, value_name = "NAME")]
    pub(crate) passphrase_env: Option<String>,
    /// Where the record of a statement is written
    #[arg(long, value_name = "DIR", default_value = "records")]
    pub(crate) records: PathBuf,
    /// Write the record of a statement to this file instead
    #[arg(long, value_name = "FILE", conflicts_with = "records")]
    pub(crate) out: Option<PathBuf>,
    /// Sign a statement without asking
    #[arg(long)]
    pub(crate) yes: bool,
    /// Sign a policy or a roster whose serial was signed before over other bytes
    #[arg(long)]
    pub(crate) same_serial: bool,
    /// Use this time instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    pub(crate) now: Option<u64>,
}

/// Say what a file is, who signed it, and its record id
///
/// Records, Sigstore bundles, statements, policies, rosters, public keys and reports. Signatures by key are shown as claimed: only `verify` knows
/// whose they are. Of a bundle every step of its verification is shown, whoever signed it.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign inspect records/*.json
  countersign inspect app.tar.gz.sigstore.json --now 2026-11-21T09:00:00Z
  countersign inspect --format json records/approval-3f2a91c07d5e8b64.json")]
pub(crate) struct Inspect {
    /// The files to look at
    #[arg(value_name = "FILE", required = true)]
    pub(crate) files: Vec<PathBuf>,
    /// A trusted root for bundles, instead of the built-in ones (`countersign version`); may be repeated
    #[arg(long = "trusted-root", value_name = "FILE")]
    pub(crate) trusted_roots: Vec<PathBuf>,
    /// Look at bundles as of this time instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    pub(crate) now: Option<u64>,
    /// How to show it; JSON comes as one line for each file
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub(crate) format: Shape,
}

/// Judge a canary: how its metrics compare with the baseline's, and what that comes to
///
/// By Kayenta's statistics and defaults (`docs/canary.md`); an analysis run of Argo Rollouts by its counters. No signature is verified and no policy is
/// asked: whether a canary counts in a decision, `verify` says. Exit 0: it passes. Exit 1: it is marginal, or fails.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign judge canary.json
  countersign judge records/canary.json --format text
  kubectl get analysisrun checkout-api-2 -o json | countersign judge /dev/stdin

FILE is a predicate `canary`, a statement or an envelope with one, an
`AnalysisRun` of Argo Rollouts, a `Canary` of Flagger, or a request to Kayenta's
judge (`canaryConfig`, `scoreThresholds`, `metricSetPairList`).")]
pub(crate) struct Judge {
    /// The canary analysis, JSON
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Shape::Json)]
    pub(crate) format: Shape,
}

/// Print the version, the digest of the component that decides, and the trusted roots that are built in
#[derive(Args)]
#[command(after_help = "\
Example:
  countersign version --json")]
pub(crate) struct Version {
    /// For programs
    #[arg(long)]
    pub(crate) json: bool,
}

/// Print completions for a shell
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign completions bash > /etc/bash_completion.d/countersign
  countersign completions zsh > \"${fpath[1]}/_countersign\"
  countersign completions fish > ~/.config/fish/completions/countersign.fish")]
pub(crate) struct Completions {
    /// Which shell
    #[arg(value_enum)]
    pub(crate) shell: clap_complete::Shell,
}

/// Print the man page, or write those of all commands
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign man | man -l -
  countersign man --dir /usr/local/share/man/man1")]
pub(crate) struct Man {
    /// Write one page for each command into this folder
    #[arg(long, value_name = "DIR")]
    pub(crate) dir: Option<PathBuf>,
}
