//! Keys from seeds: the same name has the same key on every machine, and signs the same bytes.

use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};
use p256::pkcs8::{EncodePublicKey as _, LineEnding};
use sha2::{Digest as _, Sha256};

/// A key pair of the virtual organisation.
#[derive(Clone, Debug)]
pub struct Key {
    secret: SigningKey,
    /// The public key, SPKI PEM.
    pub pem: String,
}

impl Key {
    /// The key of `name`.
    pub fn of(name: &str) -> Self {
        let seed = Sha256::digest(format!("countersign virtual organisation: {name}"));
        let secret = SigningKey::from_slice(&seed).expect("a digest is a scalar below the group's order");
        let pem = secret.verifying_key().to_public_key_pem(LineEnding::LF).expect("a public key can be written");
        Self { secret, pem }
    }

    /// An ECDSA P-256 signature over `message`, DER.
    pub fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: Signature = self.secret.sign(message);
        signature.to_der().as_bytes().to_vec()
    }
}
