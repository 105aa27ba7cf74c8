//! ECDSA P-256 public keys, and their verdict on one signature (FIPS 186-5 §6.4, SEC 1 §4.1.4).
//!
//! Keys are SPKI (RFC 5480) in PEM (RFC 7468), uncompressed, so that one key has one spelling and one id. Signatures
//! are ASN.1 DER (RFC 3279 §2.2.3) over SHA-256. Both halves of a malleable pair (s and n−s) are valid, as the
//! standard says: nothing here is named by a signature's bytes.

use sha2::{Digest as _, Sha256};

use crate::base::encoding::{hex, pem};
use crate::base::name::KeyId;
use crate::crypto::ecdsa::P256Key;

/// All of an SPKI in DER but the point (RFC 5480): `id-ecPublicKey`, `secp256r1`, and the head of a bit string of 65 bytes.
const SPKI: [u8; 26] = [
    0x30, 0x59, 0x30, 0x13, 6, 7, 0x2a, 0x86, 0x48, 0xce, 0x3d, 2, 1, 6, 8, 0x2a, 0x86, 0x48, 0xce, 0x3d, 3, 1, 7, 3,
    0x42, 0,
];

/// A P-256 public key that lies on the curve.
#[derive(Clone, Debug)]
pub struct PublicKey {
    id: KeyId,
    spki: Vec<u8>,
    key: P256Key,
}

impl PublicKey {
    /// Reads SPKI PEM. The error says what is wrong, in words for people.
    pub fn from_pem(text: &str) -> Result<Self, String> {
        let der = pem::decode(text, "PUBLIC KEY").ok_or_else(|| match text.contains("PRIVATE KEY-----") {
            true => "a private key, which is no secret where others read it: make another, and give its public key",
            false => "not one `PUBLIC KEY` block of PEM",
        })?;
        let point = der
            .strip_prefix(&SPKI)
            .ok_or("not an ECDSA P-256 key in the usual form (named curve, uncompressed point)")?;
        let key = P256Key::from_bytes(point).ok_or("not an ECDSA P-256 key: the point is not on the curve")?;
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
        self.key.verifies(&message.0, signature)
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
