//! What a log entry says, against the bundle: digest, signature **and** key must be the bundle's (client specification,
//! "Verification", step 6; CVE-2022-36056 is what happens otherwise).

use crate::base::code::Code;
use crate::crypto::certificate::Certificate;
use crate::crypto::hash::Hash;
use crate::crypto::verifying_key::VerifyingKey;
use crate::format::sigstore::body::{Body, Verifier};
use crate::format::sigstore::entry::Entry;
use crate::trust::sigstore::content::{Over, Signed};
use crate::trust::sigstore::failure::Failure;

/// Whose key signed.
#[derive(Clone, Copy, Debug)]
pub enum Signer<'a> {
    /// The owner of a certificate.
    Certificate(&'a Certificate),
    /// The owner of a managed key.
    Key(&'a VerifyingKey),
}

/// Verifies that the entry is about this signature.
pub fn verify(entry: &Entry, signed: &Signed<'_>, signer: Signer<'_>) -> Result<(), Failure> {
    let body = Body::parse(&entry.kind, &entry.version, &entry.body)
        .map_err(|wrong| Failure::new(wrong.code, "an entry that its kind allows", wrong.found))?;
    match &body {
        Body::HashedRekord { hash, digest, signature, verifier } => {
            let hash = Hash::from_name(hash)
                .ok_or_else(|| Failure::new(Code::BundleEntryUnsupported, "a known hash", hash.clone()))?;
            let expected = signed.digest(hash);
            if expected.is_none() {
                let found = format!("one by {}: give the file instead of its SHA-256", hash.name());
                return Err(Failure::new(Code::BundleAlgorithmUnsupported, "an entry by a known digest", found));
            }
            digests_agree(expected.as_ref() == Some(digest))?;
            signature_is_logged(signed, signer, core::iter::once((signature, verifier)))
        }
        Body::Dsse { payload_hash, signatures, .. } | Body::Intoto { payload_hash, signatures, .. } => {
            let Over::Statement { payload, .. } = &signed.content else {
                let (expected, found) = ("an entry about a message", format!("one about a {}", entry.kind));
                return Err(Failure::new(Code::BundleEntryDigestMismatch, expected, found));
            };
            digests_agree(Hash::Sha256.of(payload) == *payload_hash)?;
            signature_is_logged(signed, signer, signatures.iter().map(|(signature, verifier)| (signature, verifier)))
        }
    }
}

fn digests_agree(agree: bool) -> Result<(), Failure> {
    match agree {
        true => Ok(()),
        false => {
            let expected = "an entry with the content's digest";
            Err(Failure::new(Code::BundleEntryDigestMismatch, expected, "another digest"))
        }
    }
}

/// The entry must have the bundle's signature, and no other, beside the bundle's certificate or key.
fn signature_is_logged<'b>(
    signed: &Signed<'_>,
    signer: Signer<'_>,
    logged: impl Iterator<Item = (&'b Vec<u8>, &'b Verifier)>,
) -> Result<(), Failure> {
    let logged: Vec<_> = logged.collect();
    let other = |found: String| {
        let expected = "an entry with the bundle's signature, alone";
        Err(Failure::new(Code::BundleEntrySignatureMismatch, expected, found))
    };
    let [(signature, verifier)] = logged.as_slice() else { return other(format!("{} signatures", logged.len())) };
    if signature.as_slice() != signed.signature {
        return other("another signature".to_owned());
    }
    let own = match (verifier, signer) {
        (Verifier::Certificate(der), Signer::Certificate(certificate)) => der.as_slice() == certificate.der(),
        (Verifier::PublicKey(der), Signer::Key(key)) => {
            VerifyingKey::from_spki(der).is_ok_and(|logged| logged.id() == key.id())
        }
        _ => false,
    };
    match own {
        true => Ok(()),
        false => {
            let expected = "an entry with the bundle's certificate or key";
            Err(Failure::new(Code::BundleEntryKeyMismatch, expected, "another one"))
        }
    }
}
