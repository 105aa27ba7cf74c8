//! Signature algorithms by their identifiers: which kind of key, and which hash (RFC 5758 §3.2, RFC 8017 §A.2.4,
//! RFC 8410 §3). SHA-1, PSS and other curves are not here, so nothing signed with them verifies.

use der::asn1::ObjectIdentifier;
use rustls_pki_types::{AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id};

use crate::crypto::element::{self, Element};
use crate::crypto::hash::Hash;
use crate::crypto::verifying_key::{Algorithm, VerifyingKey};

/// What a signature says that it was made with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Ecdsa(Hash),
    Ed25519,
    /// PKCS #1 v1.5.
    Rsa(Hash),
}

impl Scheme {
    /// Reads a `SignatureAlgorithm` of CMS, where RSA may leave the hash to the digest algorithm (RFC 3370 §3.2).
    pub(super) fn read(element: Element<'_>, digest: Hash) -> Option<Self> {
        let (oid, parameters) = element::algorithm(element)?;
        let found = NAMED.into_iter().find(|(name, _)| ObjectIdentifier::new_unwrap(name) == oid);
        let scheme = if oid == RSA_ENCRYPTION { Self::Rsa(digest) } else { found?.1 };
        let fits = match scheme {
            Self::Rsa(_) => element::is_empty(parameters),
            Self::Ecdsa(_) | Self::Ed25519 => parameters.is_none(),
        };
        fits.then_some(scheme)
    }

    /// Whether `key` is of the scheme's kind, and the signature its own.
    pub(super) fn verifies(self, key: &VerifyingKey, message: &[u8], signature: &[u8]) -> bool {
        match (self, key.algorithm()) {
            (Self::Ecdsa(hash), Algorithm::P256 | Algorithm::P384) | (Self::Rsa(hash), Algorithm::Rsa) => {
                key.verifies(Some(hash), message, signature)
            }
            (Self::Ed25519, Algorithm::Ed25519) => key.verifies(None, message, signature),
            _ => false,
        }
    }
}

const RSA_ENCRYPTION: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.1.1");

const NAMED: [(&str, Scheme); 7] = [
    ("1.2.840.10045.4.3.2", Scheme::Ecdsa(Hash::Sha256)),
    ("1.2.840.10045.4.3.3", Scheme::Ecdsa(Hash::Sha384)),
    ("1.2.840.10045.4.3.4", Scheme::Ecdsa(Hash::Sha512)),
    ("1.2.840.113549.1.1.11", Scheme::Rsa(Hash::Sha256)),
    ("1.2.840.113549.1.1.12", Scheme::Rsa(Hash::Sha384)),
    ("1.2.840.113549.1.1.13", Scheme::Rsa(Hash::Sha512)),
    ("1.3.101.112", Scheme::Ed25519),
];

/// A scheme with one kind of key, as `rustls-webpki` asks for it.
#[derive(Debug)]
struct Verifier {
    scheme: Scheme,
    algorithm: Algorithm,
    key_id: AlgorithmIdentifier,
    signature_id: AlgorithmIdentifier,
}

impl SignatureVerificationAlgorithm for Verifier {
    fn verify_signature(&self, key: &[u8], message: &[u8], signature: &[u8]) -> Result<(), InvalidSignature> {
        let key = VerifyingKey::from_bits(self.algorithm, key).map_err(|_| InvalidSignature)?;
        self.scheme.verifies(&key, message, signature).then_some(()).ok_or(InvalidSignature)
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        self.key_id
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        self.signature_id
    }
}

const fn verifier(scheme: Scheme, algorithm: Algorithm, signature_id: AlgorithmIdentifier) -> Verifier {
    let key_id = match algorithm {
        Algorithm::P256 => alg_id::ECDSA_P256,
        Algorithm::P384 => alg_id::ECDSA_P384,
        Algorithm::Ed25519 => alg_id::ED25519,
        Algorithm::Rsa => alg_id::RSA_ENCRYPTION,
    };
    Verifier { scheme, algorithm, key_id, signature_id }
}

use Algorithm::{Ed25519, P256, P384, Rsa};
use Hash::{Sha256, Sha384, Sha512};

/// Everything that a certificate may be signed with.
pub(super) static VERIFIERS: [&dyn SignatureVerificationAlgorithm; 10] = [
    &verifier(Scheme::Ecdsa(Sha256), P256, alg_id::ECDSA_SHA256),
    &verifier(Scheme::Ecdsa(Sha384), P256, alg_id::ECDSA_SHA384),
    &verifier(Scheme::Ecdsa(Sha512), P256, alg_id::ECDSA_SHA512),
    &verifier(Scheme::Ecdsa(Sha256), P384, alg_id::ECDSA_SHA256),
    &verifier(Scheme::Ecdsa(Sha384), P384, alg_id::ECDSA_SHA384),
    &verifier(Scheme::Ecdsa(Sha512), P384, alg_id::ECDSA_SHA512),
    &verifier(Scheme::Rsa(Sha256), Rsa, alg_id::RSA_PKCS1_SHA256),
    &verifier(Scheme::Rsa(Sha384), Rsa, alg_id::RSA_PKCS1_SHA384),
    &verifier(Scheme::Rsa(Sha512), Rsa, alg_id::RSA_PKCS1_SHA512),
    &verifier(Scheme::Ed25519, Ed25519, alg_id::ED25519),
];
