//! Keys from seeds, on three curves: the same name has the same key, and signs the same bytes, on every machine.
//!
//! ECDSA draws its nonce from key and digest (RFC 6979). Public keys are SPKI (RFC 5480, RFC 8410).

use base64ct::{Base64, Encoding as _};
use ed25519_dalek::Signer as _;
use p256::ecdsa::signature::hazmat::PrehashSigner as _;
use p256::pkcs8::EncodePublicKey as _;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use super::der;

/// A digest algorithm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hash {
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

impl Hash {
    /// The digest of `message`.
    pub fn of(self, message: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(message).to_vec(),
            Self::Sha384 => Sha384::digest(message).to_vec(),
            Self::Sha512 => Sha512::digest(message).to_vec(),
        }
    }

    /// As protobuf-specs names it.
    pub fn proto(self) -> &'static str {
        match self {
            Self::Sha256 => "SHA2_256",
            Self::Sha384 => "SHA2_384",
            Self::Sha512 => "SHA2_512",
        }
    }

    /// As Rekor v1, in-toto and digests name it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// AlgorithmIdentifier of the digest, without parameters (RFC 5754 §2).
    pub fn algorithm(self) -> Vec<u8> {
        let last = match self {
            Self::Sha256 => 1,
            Self::Sha384 => 2,
            Self::Sha512 => 3,
        };
        der::sequence(&[&der::oid(&format!("2.16.840.1.101.3.4.2.{last}"))])
    }
}

/// A key pair.
#[derive(Clone, Debug)]
pub enum Key {
    /// ECDSA P-256.
    P256(p256::ecdsa::SigningKey),
    /// ECDSA P-384.
    P384(p384::ecdsa::SigningKey),
    /// Ed25519.
    Ed25519(ed25519_dalek::SigningKey),
}

impl Key {
    /// The P-256 key of `name`.
    pub fn p256(name: &str) -> Self {
        Self::P256(p256::ecdsa::SigningKey::from_slice(&seed(Hash::Sha256, name)).expect("below the group's order"))
    }

    /// The P-384 key of `name`.
    pub fn p384(name: &str) -> Self {
        Self::P384(p384::ecdsa::SigningKey::from_slice(&seed(Hash::Sha384, name)).expect("below the group's order"))
    }

    /// The Ed25519 key of `name`.
    pub fn ed25519(name: &str) -> Self {
        let seed = seed(Hash::Sha256, name).try_into().expect("32 bytes");
        Self::Ed25519(ed25519_dalek::SigningKey::from_bytes(&seed))
    }

    /// The digest that goes with the key: its curve's.
    pub fn hash(&self) -> Hash {
        match self {
            Self::P256(_) => Hash::Sha256,
            Self::P384(_) => Hash::Sha384,
            Self::Ed25519(_) => Hash::Sha512,
        }
    }

    /// SubjectPublicKeyInfo, DER.
    pub fn spki(&self) -> Vec<u8> {
        match self {
            Self::P256(key) => key.verifying_key().to_public_key_der().expect("a key can be written").into_vec(),
            Self::P384(key) => key.verifying_key().to_public_key_der().expect("a key can be written").into_vec(),
            Self::Ed25519(key) => {
                let algorithm = der::sequence(&[&der::oid("1.3.101.112")]);
                der::sequence(&[&algorithm, &der::bits(key.verifying_key().as_bytes())])
            }
        }
    }

    /// SubjectPublicKeyInfo, PEM.
    pub fn pem(&self) -> String {
        pem("PUBLIC KEY", &self.spki())
    }

    /// SHA-256 of the SPKI: the id of a log (RFC 6962 §3.2) and the hint of a managed key.
    pub fn id(&self) -> Vec<u8> {
        Hash::Sha256.of(&self.spki())
    }

    /// A signature over `message` with the key's own digest.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        self.sign_with(self.hash(), message)
    }

    /// A signature over `message` with another digest; Ed25519 has none. ECDSA's is in DER.
    pub fn sign_with(&self, hash: Hash, message: &[u8]) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                let signature: p256::ecdsa::Signature = key.sign_prehash(&hash.of(message)).expect("a digest");
                signature.to_der().as_bytes().to_vec()
            }
            Self::P384(key) => {
                let signature: p384::ecdsa::Signature = key.sign_prehash(&hash.of(message)).expect("a digest");
                signature.to_der().as_bytes().to_vec()
            }
            Self::Ed25519(key) => key.sign(message).to_bytes().to_vec(),
        }
    }

    /// AlgorithmIdentifier of a signature with the key and `hash` (RFC 5758 §3.2, RFC 8410 §3).
    pub fn algorithm_with(&self, hash: Hash) -> Vec<u8> {
        der::sequence(&[&der::oid(match (self, hash) {
            (Self::Ed25519(_), _) => "1.3.101.112",
            (_, Hash::Sha256) => "1.2.840.10045.4.3.2",
            (_, Hash::Sha384) => "1.2.840.10045.4.3.3",
            (_, Hash::Sha512) => "1.2.840.10045.4.3.4",
        })])
    }

    /// AlgorithmIdentifier of what [`Self::sign`] makes.
    pub fn algorithm(&self) -> Vec<u8> {
        self.algorithm_with(self.hash())
    }

    /// As protobuf-specs names key and digest together (`PublicKeyDetails`).
    pub fn details(&self) -> &'static str {
        match self {
            Self::P256(_) => "PKIX_ECDSA_P256_SHA_256",
            Self::P384(_) => "PKIX_ECDSA_P384_SHA_384",
            Self::Ed25519(_) => "PKIX_ED25519",
        }
    }
}

/// PEM (RFC 7468) with lines of 64.
pub fn pem(label: &str, content: &[u8]) -> String {
    let text = base64(content);
    let lines: Vec<&str> = (0..text.len()).step_by(64).map(|at| &text[at..text.len().min(at + 64)]).collect();
    format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", lines.join("\n"))
}

/// Base64 with padding.
pub fn base64(bytes: &[u8]) -> String {
    Base64::encode_string(bytes)
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn seed(hash: Hash, name: &str) -> Vec<u8> {
    hash.of(format!("countersign virtual Sigstore: {name}").as_bytes())
}
