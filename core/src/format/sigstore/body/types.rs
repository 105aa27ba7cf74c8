//! The types of log entries' bodies, and what both generations of Rekor share.

use crate::base::limits::SIGNATURES;

/// The body of a log entry.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Body {
    /// A signature over a digest.
    HashedRekord {
        /// `sha256`, `sha384` or `sha512`.
        hash: String,
        /// The digest, of that hash's length.
        digest: Vec<u8>,
        /// The signature's bytes.
        signature: Vec<u8>,
        /// Whose it is.
        verifier: Verifier,
    },
    /// A DSSE envelope.
    Dsse {
        /// SHA-256 of the payload.
        payload_hash: Vec<u8>,
        /// SHA-256 of the envelope as it was sent to the log, in whatever spelling; 0.0.1 alone.
        envelope_hash: Option<Vec<u8>>,
        /// Its signatures; at least one.
        signatures: Vec<(Vec<u8>, Verifier)>,
    },
    /// A DSSE envelope with an in-toto statement.
    Intoto {
        /// SHA-256 of the payload.
        payload_hash: Vec<u8>,
        /// SHA-256 of the envelope as it was sent to the log.
        envelope_hash: Option<Vec<u8>>,
        /// Its signatures; at least one.
        signatures: Vec<(Vec<u8>, Verifier)>,
    },
}

/// Whose signature the log has seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verifier {
    /// A certificate in DER.
    Certificate(Vec<u8>),
    /// A public key as SPKI in DER.
    PublicKey(Vec<u8>),
}

/// The length of a digest, in bytes, by the names that Rekor v1 gives to hashes.
fn length(hash: &str) -> Option<usize> {
    match hash {
        "sha256" => Some(32),
        "sha384" => Some(48),
        "sha512" => Some(64),
        _ => None,
    }
}

/// The digest, if it is as long as its hash's are.
pub(super) fn sized(hash: &str, digest: Vec<u8>) -> Result<Vec<u8>, String> {
    let expected = length(hash).ok_or_else(|| format!("algorithm: `{}` is not known", hash.escape_default()))?;
    if digest.len() == expected { Ok(digest) } else { Err(format!("a `{hash}` digest of {} bytes", digest.len())) }
}

/// A SHA-256 digest.
pub(super) fn sha256(hash: &str, digest: Vec<u8>) -> Result<Vec<u8>, String> {
    if hash == "sha256" { sized(hash, digest) } else { Err(format!("algorithm: `{}`", hash.escape_default())) }
}

/// Every signature, read by `read`.
pub(super) fn signatures<T>(
    raw: Vec<T>,
    read: impl Fn(T) -> Result<(Vec<u8>, Verifier), String>,
) -> Result<Vec<(Vec<u8>, Verifier)>, String> {
    match raw.len() {
        0 => Err("signatures: none".to_owned()),
        1..=SIGNATURES => raw.into_iter().map(read).collect(),
        _ => Err(format!("signatures: more than {SIGNATURES}")),
    }
}
