//! Evidence that people and pipelines sign, as flags.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::record::Sealing;
use crate::gather::time::Until;

/// Sign what a canary measured: samples, or the object of Argo Rollouts or Flagger
///
/// `countersign judge` shows what it comes to.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign record canary --key ci.key --yes canary.json app.tar.gz
  kubectl get analysisrun checkout-api-2 -o json > run.json
  countersign record canary --key ci.key --yes run.json index=sha256:9f86d0…")]
pub(crate) struct Canary {
    /// The predicate `canary`, an `AnalysisRun` of Argo Rollouts, or a `Canary` of Flagger: JSON
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// The artefacts that ran as the canary: files, `sha256:…` digests, or `NAME=sha256:…`
    #[arg(value_name = "ARTEFACT", required = true)]
    pub(crate) artefacts: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}

/// Speak for documents of other tools: test reports, scans, bills of materials
///
/// Signs an in-toto `reference` that names them by digest. Hand in both, the reference and the documents.
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign record reference --key ci.key --yes \\
      --attester https://ci.acme.example/build --document junit.xml \\
      --document trivy.json --document app.cdx.json app.tar.gz")]
pub(crate) struct Reference {
    /// Who says so: a URI, such as that of the pipeline
    #[arg(long, value_name = "URI")]
    pub(crate) attester: String,
    /// A document that it speaks for; may be repeated
    #[arg(long = "document", value_name = "FILE", required = true)]
    pub(crate) documents: Vec<PathBuf>,
    /// The artefacts that the documents are about: files, `sha256:…` digests, or `NAME=sha256:…`
    #[arg(value_name = "ARTEFACT", required = true)]
    pub(crate) artefacts: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}

/// Say what an assessment of a service came to, such as a threat model or a penetration test
#[derive(Args)]
#[command(after_help = "\
Examples:
  countersign record assessment --key dave.key --service checkout-api \\
      --kind threat-model --outcome passed --performed 2026-11-02T09:00:00Z \\
      --expires 365d --summary \"Two findings, both closed.\" threat-model.pdf")]
pub(crate) struct Assessment {
    /// What was assessed
    #[arg(long, value_name = "NAME")]
    pub(crate) service: Option<String>,
    /// The kind, as the policy names it
    #[arg(long, value_name = "KIND")]
    pub(crate) kind: Option<String>,
    /// What it came to
    #[arg(long, value_enum)]
    pub(crate) outcome: Option<AssessmentOutcome>,
    /// When it was done; without it, now
    #[arg(long, value_name = "TIME", value_parser = crate::gather::time::parse)]
    pub(crate) performed: Option<u64>,
    /// From when on it no longer counts: a time, or a duration such as `365d`
    #[arg(long, value_name = "WHEN", value_parser = Until::parse)]
    pub(crate) expires: Option<Until>,
    /// What people should know
    #[arg(long, value_name = "TEXT")]
    pub(crate) summary: Option<String>,
    /// Where to read more
    #[arg(long, value_name = "URL")]
    pub(crate) url: Option<String>,
    /// The document that says what was found: a file, a digest, or `NAME=sha256:…`
    #[arg(value_name = "DOCUMENT")]
    pub(crate) document: PathBuf,
    #[command(flatten)]
    pub(crate) sealing: Sealing,
}

/// What an assessment came to.
#[derive(Clone, Copy, ValueEnum)]
pub(crate) enum AssessmentOutcome {
    Passed,
    Failed,
}

impl AssessmentOutcome {
    /// The word that records use.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Passed => "passed",
            Self::Failed => "failed",
        }
    }
}
