//! Bundles of managed keys: which key a hint names (protobuf-specs, `PublicKeyIdentifier`).
//!
//! Signers write the SHA-256 of the key's SPKI DER, in hexadecimal or in Base64. Any other hint names nothing; the
//! signature decides.

use crate::base::code::Code;
use crate::base::encoding::{base64, hex};
use crate::base::name::KeyId;
use crate::format::sigstore::bundle::{Bundle, Material};
use crate::trust::sigstore::failure::Failure;

/// The key id that a hint means, where it means one.
fn key_id(hint: &str) -> Option<KeyId> {
    let from_base64 = || base64::decode(hint).filter(|bytes| bytes.len() == 32).map(|bytes| hex::encode(&bytes));
    hint.parse().ok().or_else(|| from_base64()?.parse().ok())
}

/// The key id that a bundle's hint means.
fn hinted(bundle: &Bundle) -> Option<KeyId> {
    match &bundle.material {
        Material::PublicKey { hint } => key_id(hint),
        Material::Certificates(_) => None,
    }
}

/// Verifies that a bundle does not name another key than `key`.
pub fn hint_fits(bundle: &Bundle, key: &KeyId) -> Result<(), Failure> {
    match hinted(bundle).filter(|named| named != key) {
        Some(named) => {
            let expected = format!("a bundle of key {key}");
            Err(Failure::new(Code::BundleKeyMismatch, expected, format!("one of key {named}")))
        }
        None => Ok(()),
    }
}
