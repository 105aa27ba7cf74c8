//! What a question is made of on the command line, for `verify`, `explain` and `replay`.
//!
//! What the words mean is decided by the component; only times and numbers are parsed here.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use countersign::limits::LARGEST_INTEGER;

use crate::gather::time;

/// Policy and roster, and what anchors them.
#[derive(Args)]
pub(crate) struct Rules {
    /// The policy
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub(crate) policy: PathBuf,
    /// The roster
    #[arg(long, value_name = "FILE", help_heading = "Rules")]
    pub(crate) roster: PathBuf,
    /// A root public key to pin; signatures are looked for as `FILE.sig.json` beside policy and roster
    #[arg(long = "root-key", value_name = "FILE", help_heading = "Rules")]
    pub(crate) root_keys: Vec<PathBuf>,
    /// Pin the policy by its SHA-256, instead of a root key
    #[arg(long, value_name = "DIGEST", help_heading = "Rules")]
    pub(crate) policy_sha256: Option<String>,
    /// Pin the roster by its SHA-256, instead of a root key
    #[arg(long, value_name = "DIGEST", help_heading = "Rules")]
    pub(crate) roster_sha256: Option<String>,
    /// Decide although nothing anchors policy or roster: for trying things out
    #[arg(long, help_heading = "Rules")]
    pub(crate) allow_unanchored: bool,
    /// Refuse a policy with a smaller serial
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, help_heading = "Rules", value_parser = number)]
    pub(crate) min_policy_serial: u64,
    /// Refuse a roster with a smaller serial
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, help_heading = "Rules", value_parser = number)]
    pub(crate) min_roster_serial: u64,
    /// Believe Sigstore identities on the word of this trusted root, instead of the built-in ones (`countersign
    /// version`); may be repeated
    #[arg(long = "trusted-root", value_name = "FILE", help_heading = "Rules")]
    pub(crate) trusted_roots: Vec<PathBuf>,
    /// Believe no Sigstore identity at all: only keys of the roster count
    #[arg(long, conflicts_with = "trusted_roots", help_heading = "Rules")]
    pub(crate) no_trusted_root: bool,
}

/// A number as reports can hold it.
pub(super) fn number(text: &str) -> Result<u64, String> {
    let number = text.parse().ok().filter(|number| *number <= LARGEST_INTEGER);
    number.ok_or_else(|| format!("a whole number is due, from 0 to {LARGEST_INTEGER}"))
}

/// The question itself.
#[derive(Args)]
pub(crate) struct Asked {
    /// Records (DSSE envelopes, Sigstore bundles): a folder (every file in it, and in the folders of it), or a file; may
    /// be repeated
    #[arg(long, value_name = "PATH", required = true)]
    pub(crate) records: Vec<PathBuf>,
    /// The service to deploy
    #[arg(long, value_name = "NAME")]
    pub(crate) service: String,
    /// The version to deploy it as
    #[arg(long, value_name = "LABEL")]
    pub(crate) version: String,
    /// Where to deploy it
    #[arg(long, value_name = "NAME")]
    pub(crate) environment: String,
    /// Who deploys: a principal of the roster, or an alias such as `github:alice`
    #[arg(long, value_name = "ACTOR")]
    pub(crate) deployer: Option<String>,
    /// The highest register sequence seen so far; an older snapshot is a rollback
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = number)]
    pub(crate) min_register_sequence: u64,
    /// Decide as of this time instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    pub(crate) now: Option<u64>,
    /// What to deploy: files, or `sha256:…` digests
    #[arg(value_name = "ARTEFACT", required = true)]
    pub(crate) artefacts: Vec<PathBuf>,
}

/// How to show a decision.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// The decision report: its SHA-256 is the decision id
    Json,
    /// For the summary of a pipeline or a merge request
    Markdown,
    /// An in-toto statement with a SLSA verification summary
    Vsa,
    /// JUnit XML, one test case for each requirement: for the test tab of a pipeline
    Junit,
    /// SARIF 2.1.0: for code scanning
    Sarif,
    /// Variables (`COUNTERSIGN_VERDICT=…`) for later jobs
    Dotenv,
}

/// A decision in one form, in a file.
#[derive(Clone)]
pub(crate) struct Written {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

impl Written {
    /// `FORMAT=FILE`, for the command line.
    fn parse(text: &str) -> Result<Self, String> {
        let wanted = "write a format and a file, such as `junit=countersign.xml`";
        let (format, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or(wanted)?;
        let format = Format::from_str(format, false).map_err(|_| {
            let known = Format::value_variants().iter().filter_map(ValueEnum::to_possible_value);
            let known: Vec<String> = known.map(|value| format!("`{}`", value.get_name())).collect();
            format!("the formats are {}", known.join(", "))
        })?;
        Ok(Self { format, path: path.into() })
    }
}

/// The files that a decision is written to, besides what is printed.
#[derive(Args)]
pub(crate) struct Outputs {
    /// Write the decision in one of the forms of --format to a file, too; may be repeated
    #[arg(long = "write", value_name = "FORMAT=FILE", value_parser = Written::parse)]
    pub(crate) files: Vec<Written>,
}

impl Outputs {
    /// What goes where.
    pub(crate) fn places(&self) -> impl Iterator<Item = (Format, &Path)> {
        self.files.iter().map(|file| (file.format, file.path.as_path()))
    }
}

/// How to show anything else.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Shape {
    /// For people
    Text,
    /// For programs
    Json,
}

/// Decide whether a release may be deployed: exit 0 allows, nothing else does
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign verify --policy policy.yml --roster roster.yml \\
      --root-key root.pub --records records --service checkout-api \\
      --version 2.4.1 --environment production --deployer github:acme-deploy \\
      app.tar.gz

  countersign verify … --report decision.json --format markdown sha256:9f86d0… \\
      >> \"$GITHUB_STEP_SUMMARY\"

  countersign verify … --report decision.json --write junit=junit.xml \\
      --write dotenv=countersign.env app.tar.gz

  gh attestation trusted-root > roots.jsonl
  countersign verify … --trusted-root roots.jsonl app.tar.gz

Put it in front of the deployment, variables behind `--`:
`countersign verify … -- \"$ARTEFACT\" && deploy \"$ARTEFACT\"`.")]
pub(crate) struct Verify {
    #[command(flatten)]
    pub(crate) rules: Rules,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// How to show the decision
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
    /// Write the decision report (JSON) to this file, too
    #[arg(long, value_name = "FILE")]
    pub(crate) report: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) outputs: Outputs,
}

/// Say what a release still lacks, and who can give it
///
/// The exit code is that of `verify`.
#[derive(Args)]
#[command(after_help = "\
Example:
  countersign explain --policy policy.yml --roster roster.yml \\
      --root-key root.pub --records records --service checkout-api \\
      --version 2.4.1 --environment production app.tar.gz")]
pub(crate) struct Explain {
    #[command(flatten)]
    pub(crate) rules: Rules,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// How to show it
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub(crate) format: Shape,
}

/// Decide a saved report again, and say whether the bytes agree
///
/// It is decided at its own time. Exit 0: the bytes agree. Exit 1: they do not. Exit 2: something that the report names is not in the inputs.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign replay decision.json --inputs archive/checkout-api-2.4.1
  countersign replay decision.json --inputs archive --write sarif=decision.sarif

The inputs are found by digest: the policy, the roster, their signatures, the
root public keys, the trusted roots and the records, under whatever names and in
whatever folders. Trusted roots that are built in need not be among them; others
are named with `--trusted-root`, or lie among the inputs.")]
pub(crate) struct Replay {
    /// The decision report, as `verify --report` wrote it
    #[arg(value_name = "REPORT")]
    pub(crate) report: PathBuf,
    /// Where the inputs are: folders or files; may be repeated
    #[arg(long, value_name = "PATH", required = true)]
    pub(crate) inputs: Vec<PathBuf>,
    /// A trusted root that the report names, where it is not among the inputs; may be repeated
    #[arg(long = "trusted-root", value_name = "FILE")]
    pub(crate) trusted_roots: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) outputs: Outputs,
}
