//! ECDSA P-256 public keys, and their verdict on one signature (FIPS 186-5 §6.4, SEC 1 §4.1.4).
//!
//! Keys are SPKI (RFC 5480) in PEM (RFC 7468), uncompressed, so that one key has one spelling and one id. Signatures
//! are ASN.1 DER (RFC 3279 §2.2.3) over SHA-256. Both halves of a malleable pair (s and n−s) are valid, as the
//! standard says: nothing here is named by a signature's bytes.

use p256::ecdsa::signature::hazmat::PrehashVerifier as _;
use p256::ecdsa::{Signature, VerifyingKey};
use p256::pkcs8::{DecodePublicKey as _, EncodePublicKey as _};
use sha2::{Digest as _, Sha256};

use crate::base::encoding::{hex, pem};
use crate::base::name::KeyId;

/// A P-256 public key that lies on the curve.
#[derive(Clone, Debug)]
pub struct PublicKey {
    id: KeyId,
    spki: Vec<u8>,
    key: VerifyingKey,
}

impl PublicKey {
    /// Reads SPKI PEM. The error says what is wrong, in words for people.
    pub fn from_pem(text: &str) -> Result<Self, String> {
        let der = pem::decode(text, "PUBLIC KEY").ok_or("not one `PUBLIC KEY` block of PEM")?;
        let key = VerifyingKey::from_public_key_der(&der).map_err(|_| "not an ECDSA P-256 key")?;
        let same = key.to_public_key_der().is_ok_and(|again| again.as_bytes() == der);
        if !same {
            return Err("not in the usual form (uncompressed point, named curve)".to_owned());
        }
        let id = hex::encode(&Sha256::digest(&der)).parse()?;
        Ok(Self { id, spki: der, key })
    }

    /// The hexadecimal SHA-256 of the SPKI DER.
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// The SPKI DER.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// Whether `signature` (DER) is this key's over `message`.
    pub fn verifies(&self, message: &Message, signature: &[u8]) -> bool {
        Signature::from_der(signature).is_ok_and(|signature| self.key.verify_prehash(&message.0, &signature).is_ok())
    }
}

/// A message, hashed once for all the keys that are tried on it.
#[derive(Clone, Copy, Debug)]
pub struct Message([u8; 32]);

impl Message {
    /// Hashes `bytes` with SHA-256.
    pub fn new(bytes: &[u8]) -> Self {
        Self(Sha256::digest(bytes).into())
    }
}
