//! Signed certificate timestamps (RFC 6962 §3.2): the certificate log saw what the authority issued.
//!
//! One valid timestamp of a log that the root trusts is enough, as RFC 6962 has it; others are passed over.

use sha2::Digest as _;

use crate::base::code::Code;
use crate::base::time::Time;
use crate::crypto::sct::{self, Sct};
use crate::trust::sigstore::certificate::Certified;
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::roots::Root;

/// Verifies that a certificate log of the root knows the certificate; the log's address, or `None` where the root has
/// no such logs.
pub fn verify<'a>(certified: &Certified<'_>, root: &'a Root) -> Result<Option<&'a str>, Failure> {
    if root.certificate_logs.is_empty() {
        return Ok(None);
    }
    let failure = |code, found: String| Failure::new(code, "a certificate that a trusted log knows", found);
    let scts = sct::list(certified.leaf).map_err(|why| failure(Code::BundleSctInvalid, why))?;
    if scts.is_empty() {
        return Err(failure(Code::BundleSctMissing, "no signed certificate timestamp".to_owned()));
    }
    let mut nearest = failure(Code::BundleSctLogUnknown, "timestamps of other logs".to_owned());
    for sct in &scts {
        match vouch(sct, certified, root) {
            Ok(url) => return Ok(Some(url)),
            Err(failure) if failure.code != Code::BundleSctLogUnknown => nearest = failure,
            Err(_) => {}
        }
    }
    Err(nearest)
}

fn vouch<'a>(sct: &Sct, certified: &Certified<'_>, root: &'a Root) -> Result<&'a str, Failure> {
    let failure = |code, found: String| Failure::new(code, "a certificate that a trusted log knows", found);
    let at = sct.timestamp_ms.checked_div(1_000).and_then(Time::from_seconds);
    let trusted = |window: &crate::format::sigstore::trusted_root::Window| at.is_some_and(|at| window.contains(at));
    let mut logs = root.certificate_logs.iter().filter(|log| log.id == sct.log_id && trusted(&log.window));
    let log = logs.next().ok_or_else(|| failure(Code::BundleSctLogUnknown, "a timestamp of another log".to_owned()))?;
    let key = log.key.as_ref().map_err(|why| failure(Code::BundleAlgorithmUnsupported, why.clone()))?;
    // RFC 6962 §3.2: the key of whoever issued the certificate, as the verified path has it.
    let issuer_key_hash = sha2::Sha256::digest(certified.issuer.spki()).into();
    let signed = sct::signed(sct, certified.leaf, issuer_key_hash);
    match key.verifies(Some(sct.hash), &signed, &sct.signature) {
        true => Ok(&log.url),
        false => Err(failure(Code::BundleSctInvalid, format!("a timestamp that `{}` did not sign", log.url))),
    }
}
