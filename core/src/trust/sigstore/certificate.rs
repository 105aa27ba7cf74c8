//! The signer's certificate: a path to an authority of the trusted root at *every* proved time, and the right usages
//! (client specification, "Verification", step 2; RFC 5280 §6).

use crate::base::code::Code;
use crate::crypto::certificate::Certificate;
use crate::crypto::path::{self, PathError, Usage};
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::observed::ObservedTime;
use crate::trust::sigstore::roots::{Authority, Root};

/// Id of the extended key usage for code signing (RFC 5280 §4.2.1.12).
const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";

/// A certificate that an authority vouches for.
#[derive(Clone, Debug)]
pub struct Certified<'a> {
    /// The signer's certificate.
    pub leaf: &'a Certificate,
    /// The certificate of whoever issued it.
    pub issuer: Certificate,
    /// What the trusted root calls the authority.
    pub authority: &'a str,
}

/// Reads the signer's certificate of a bundle. Older bundles carry others besides, which count for nothing: the authorities
/// between it and a root are those of the trusted root, each with its window. A root among them is refused.
pub fn read(material: &[Vec<u8>]) -> Result<Certificate, Failure> {
    let parse = |der: &Vec<u8>| {
        Certificate::from_der(der).map_err(|why| Failure::new(Code::BundleUnreadable, "an X.509 certificate", why))
    };
    let certificates = material.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
    if certificates.iter().any(Certificate::is_self_issued) {
        let expected = "the signer's certificate, without a root";
        return Err(Failure::new(Code::BundleChainHasRoot, expected, "a self-issued certificate"));
    }
    let missing = || Failure::new(Code::BundleMaterialMissing, "the signer's certificate", "no certificate");
    certificates.into_iter().next().ok_or_else(missing)
}

/// Verifies `leaf` at every one of `times`, of which there is at least one.
pub fn verify<'a>(leaf: &'a Certificate, times: &[ObservedTime], root: &'a Root) -> Result<Certified<'a>, Failure> {
    usage(leaf)?;
    let mut nearest = Failure::new(
        Code::BundleChainInvalid,
        "a certificate that an authority of the trusted root issued",
        "a certificate of nobody that it knows",
    );
    for authority in &root.authorities {
        match vouch(leaf, times, authority) {
            Ok(certified) => return Ok(certified),
            Err(failure) if rank(&failure) >= rank(&nearest) => nearest = failure,
            Err(_) => {}
        }
    }
    Err(nearest)
}

/// Key usages of a signer's certificate (Fulcio, `docs/certificate-specification.md`).
fn usage(leaf: &Certificate) -> Result<(), Failure> {
    let wrong = |found| Err(Failure::new(Code::BundleCertificateUsage, "a certificate for signing code", found));
    if !leaf.has_digital_signature() {
        return wrong("its key usage is not digital signature");
    }
    let purposes = leaf.extended_key_usages().map(|usages| usages.purposes).unwrap_or_default();
    if !purposes.iter().any(|oid| oid == CODE_SIGNING) {
        return wrong("its extended key usage is not code signing");
    }
    Ok(())
}

/// How far a certificate got with an authority: the failure that says most is the one to report.
fn rank(failure: &Failure) -> u8 {
    match failure.code {
        Code::BundleAuthorityOutsideWindow => 3,
        Code::BundleCertificateExpired => 2,
        _ => 0,
    }
}

fn vouch<'a>(
    leaf: &'a Certificate,
    times: &[ObservedTime],
    authority: &'a Authority,
) -> Result<Certified<'a>, Failure> {
    let uri = &authority.uri;
    let no_path = |found: String| Failure::new(Code::BundleChainInvalid, format!("a path to `{uri}`"), found);
    let Some((anchor, between)) = authority.chain.split_last() else {
        return Err(no_path("an authority without certificates".to_owned()));
    };
    let between: Vec<&Certificate> = between.iter().collect();
    let mut issuer = None;
    for time in times {
        let at = time.at();
        let path = path::build(leaf, &between, &[anchor], at, Usage::CodeSigning).map_err(|error| match error {
            PathError::Expired { .. } => {
                let expected = format!("certificates valid at {at}");
                Failure::new(Code::BundleCertificateExpired, expected, error.to_string())
            }
            PathError::Invalid(why) => no_path(why),
        })?;
        if !authority.window.contains(at) {
            let expected = format!("a time at which `{uri}` is trusted");
            return Err(Failure::new(Code::BundleAuthorityOutsideWindow, expected, at.to_string()));
        }
        issuer = path.issuer().cloned();
    }
    let issuer = issuer.ok_or_else(|| no_path("no time at which to look for one".to_owned()))?;
    Ok(Certified { leaf, issuer, authority: uri })
}
