//! `verify-bundle`: one Sigstore bundle, one artefact, one signer.
//!
//! The words are those of the public conformance suite's protocol (sigstore-conformance, `docs/cli_protocol.md`), so that
//! the suite runs against this program as it is; `--now` and `--format` are ours.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{ArgGroup, Args};

use super::Shape;
use crate::gather::time;

/// Verify one Sigstore bundle: who signed this artefact, and when
///
/// Offline: from the bundle, a trusted root, and the time. Where the file holds several bundles (JSON Lines), one that
/// verifies is enough. Exit 0: verified. Exit 1: refused, with the code of what did not pass.
#[derive(Args)]
#[command(
    group(ArgGroup::new("signer").required(true).args(["certificate_identity", "key"])),
    after_help = "\
Examples:
  countersign verify-bundle --bundle app.tar.gz.sigstore.json \\
      --certificate-identity alice@acme.example \\
      --certificate-oidc-issuer https://accounts.google.com app.tar.gz

  countersign verify-bundle --bundle provenance.jsonl \\
      --certificate-identity \\
      https://github.com/acme/app/.github/workflows/ci.yml@refs/heads/main \\
      --certificate-oidc-issuer https://token.actions.githubusercontent.com \\
      sha256:9f86d0…

  countersign verify-bundle --bundle app.sigstore.json --key release.pub \\
      app.tar.gz

To let a bundle count for a release, hand it to `countersign verify` among the
records."
)]
pub(crate) struct VerifyBundle {
    /// Believe the staging instance of Sigstore instead; for tests
    #[arg(long)]
    pub(crate) staging: bool,
    /// The bundle
    #[arg(long, value_name = "FILE")]
    pub(crate) bundle: PathBuf,
    /// Whom the certificate must name: exactly this e-mail address or URI
    #[arg(
        long,
        value_name = "IDENTITY",
        requires = "certificate_oidc_issuer",
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub(crate) certificate_identity: Option<String>,
    /// Which identity provider must have vouched for it: exactly this URL
    #[arg(
        long,
        value_name = "URL",
        requires = "certificate_identity",
        value_parser = NonEmptyStringValueParser::new()
    )]
    pub(crate) certificate_oidc_issuer: Option<String>,
    /// The public key (SPKI PEM) that must have signed, instead of a certificate
    #[arg(long, value_name = "PEM")]
    pub(crate) key: Option<PathBuf>,
    /// A trusted root instead of the built-in ones (and of `--staging`), as `gh attestation trusted-root` prints it or
    /// `trusted_root.json` has it; may be repeated
    #[arg(long = "trusted-root", value_name = "FILE")]
    pub(crate) trusted_roots: Vec<PathBuf>,
    /// Verify as of this time instead of the clock's
    #[arg(long, value_name = "TIME", value_parser = time::parse)]
    pub(crate) now: Option<u64>,
    /// How to show what was verified
    #[arg(long, value_enum, default_value_t = Shape::Text)]
    pub(crate) format: Shape,
    /// The artefact: a file, or its `sha256:…` digest where no file has that name
    #[arg(value_name = "FILE_OR_DIGEST")]
    pub(crate) artefact: PathBuf,
}
