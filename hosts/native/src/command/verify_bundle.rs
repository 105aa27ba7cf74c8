//! `verify-bundle`: one Sigstore bundle, in the words of the public conformance suite.
//!
//! It knows no policy and no roster: that a bundle verifies does not mean that its signer may approve anything.

use std::process::ExitCode;

use countersign::bundles::{Bundles, Identity, Signer};
use countersign::roots;

use crate::args::{Shape, VerifyBundle};
use crate::exit::{ALLOW, Failure};
use crate::gather::{self, artefact, file, time};
use crate::output;
use crate::render::bundle;

pub(crate) fn run(arguments: &VerifyBundle) -> Result<ExitCode, Failure> {
    let now = time::now(arguments.now)?;
    let (signer, trusted_roots) = (signer(arguments)?, trusted_roots(arguments)?);
    let document = file::read(&arguments.bundle)?;
    let artefact = artefact::find_digests(&arguments.artefact)?;

    let verified =
        Bundles::open()?.verify(&document, &trusted_roots, &artefact, &signer, now).map_err(Failure::bundle)?;

    match arguments.format {
        Shape::Json => output::bytes(&verified)?,
        Shape::Text => output::text(&bundle::verified(&arguments.artefact, &bundle::parse(&verified)?))?,
    }
    Ok(ExitCode::from(ALLOW))
}

fn signer(arguments: &VerifyBundle) -> Result<Signer, Failure> {
    match (&arguments.certificate_identity, &arguments.certificate_oidc_issuer, &arguments.key) {
        (Some(subject), Some(issuer), None) => {
            Ok(Signer::Identity(Identity { subject: subject.clone(), issuer: issuer.clone() }))
        }
        (None, None, Some(key)) => Ok(Signer::Key(file::read(key)?)),
        _ => Err(Failure::question(
            "name the signer: `--certificate-identity` with `--certificate-oidc-issuer`, or `--key`",
        )),
    }
}

/// The conformance suite names `--staging` and a root of its own together: the named root is meant.
fn trusted_roots(arguments: &VerifyBundle) -> Result<Vec<Vec<u8>>, Failure> {
    match arguments.staging && arguments.trusted_roots.is_empty() {
        true => Ok(vec![roots::STAGING.json.to_vec()]),
        false => gather::roots::read(&arguments.trusted_roots),
    }
}
