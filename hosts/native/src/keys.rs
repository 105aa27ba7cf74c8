//! Private keys: ECDSA P-256, PKCS#8 PEM (RFC 5958), encrypted or not.
//!
//! They stay in this program: the component is given public keys and signatures only.

use std::path::{Path, PathBuf};

use p256::SecretKey;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{DerSignature, SigningKey};
use p256::elliptic_curve::Generate as _;
use pkcs8::{DecodePrivateKey as _, EncodePrivateKey as _, EncodePublicKey as _, LineEnding};
use zeroize::Zeroizing;

use crate::exit::Failure;
use crate::gather::file;
use crate::output;
use crate::render::safe;
use crate::terminal;

/// A private key that can sign.
pub(crate) struct Key(SecretKey);

/// A key file that was read, and not yet decrypted: nobody is asked for a passphrase before they know what they sign.
pub(crate) struct KeyFile {
    path: PathBuf,
    pem: Zeroizing<String>,
    /// Whether others than its owner can read it.
    exposed: bool,
}

impl KeyFile {
    /// Reads a key file, and sees that it is one.
    pub(crate) fn read(path: &Path) -> Result<Self, Failure> {
        let refuse = |found: &str| Err(Failure::question(format!("{} {found}", safe::path(path))));
        let bytes = Zeroizing::new(file::read(path)?);
        let Ok(pem) = std::str::from_utf8(&bytes) else {
            return refuse("is no key: give the PEM file that `countersign keygen` wrote");
        };
        if pem.contains("-----BEGIN PUBLIC KEY-----") {
            return refuse("is a public key: give the private key beside it");
        }
        if pem.contains("-----BEGIN EC PRIVATE KEY-----") {
            return refuse("is a key of the older SEC 1 form: convert it with `openssl pkcs8 -topk8`");
        }
        if !pem.contains("PRIVATE KEY-----") {
            return refuse("is no key: give the PEM file that `countersign keygen` wrote");
        }
        Ok(Self { path: path.to_owned(), pem: Zeroizing::new(pem.trim().to_owned()), exposed: exposed(path) })
    }

    /// The key; a passphrase comes from the named variable, or from the terminal.
    pub(crate) fn open(&self, passphrase_env: Option<&str>) -> Result<Key, Failure> {
        let key = self.decode(passphrase_env)?;
        if self.exposed {
            let shown = safe::path(&self.path);
            output::note(&format!(
                "warning: {shown} can be read by others than its owner: take that from them (`chmod 600`)"
            ));
        }
        Ok(key)
    }

    fn decode(&self, passphrase_env: Option<&str>) -> Result<Key, Failure> {
        let shown = safe::path(&self.path);
        if !self.pem.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----") {
            return SecretKey::from_pkcs8_pem(&self.pem).map(Key).map_err(|_| {
                Failure::question(format!(
                    "{shown} is not an ECDSA P-256 key in PKCS#8 PEM: make one with `countersign keygen`"
                ))
            });
        }
        let passphrase = match passphrase_env {
            Some(variable) => terminal::passphrase_from(variable)?,
            None => terminal::passphrase(&format!("passphrase of {shown}: "))
                .map_err(|failure| failure.about(&self.path))?,
        };
        SecretKey::from_pkcs8_encrypted_pem(&self.pem, passphrase.as_bytes()).map(Key).map_err(|_| {
            Failure::question(format!(
                "cannot open {shown}: the passphrase is wrong, or it is no encrypted P-256 key: try again"
            ))
        })
    }
}

impl Key {
    /// A new key, from the operating system's randomness.
    pub(crate) fn generate() -> Result<Self, Failure> {
        SecretKey::try_generate()
            .map(Self)
            .map_err(|error| Failure::tool(format!("the operating system gave no randomness: {error}")))
    }

    /// The private key as PKCS#8 PEM, encrypted where there is a passphrase.
    pub(crate) fn private_pem(&self, passphrase: Option<&str>) -> Result<Zeroizing<String>, Failure> {
        match passphrase {
            Some(passphrase) => self.0.to_pkcs8_encrypted_pem(passphrase.as_bytes(), LineEnding::LF),
            None => self.0.to_pkcs8_pem(LineEnding::LF),
        }
        .map_err(|error| Failure::tool(format!("the key cannot be encoded: {error}")))
    }

    /// The public key as SPKI PEM.
    pub(crate) fn public_pem(&self) -> Result<String, Failure> {
        self.0
            .public_key()
            .to_public_key_pem(LineEnding::LF)
            .map_err(|error| Failure::tool(format!("the public key cannot be encoded: {error}")))
    }

    /// ECDSA with SHA-256, deterministic (RFC 6979), ASN.1 DER.
    pub(crate) fn sign(&self, message: &[u8]) -> Vec<u8> {
        let signature: DerSignature = SigningKey::from(&self.0).sign(message);
        signature.as_bytes().to_vec()
    }
}

/// Whether a file can be read by its group, or by everybody. Pipes and devices are nobody's.
#[cfg(unix)]
fn exposed(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.is_file() && metadata.permissions().mode() & 0o044 != 0)
}

/// Elsewhere it takes more than a mode to know.
#[cfg(not(unix))]
fn exposed(_: &Path) -> bool {
    false
}

/// Where the public key of a private key stands: `alice.pub` beside `alice.key`.
pub(crate) fn public_path(private: &Path) -> PathBuf {
    if private.extension().is_some_and(|extension| extension == "key") {
        return private.with_extension("pub");
    }
    let mut path = private.as_os_str().to_owned();
    path.push(".pub");
    path.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_public_key_stands_beside_the_private_one() {
        assert_eq!(public_path(Path::new("keys/alice.key")), Path::new("keys/alice.pub"));
        assert_eq!(public_path(Path::new("keys/alice")), Path::new("keys/alice.pub"));
        assert_eq!(public_path(Path::new("alice.pem")), Path::new("alice.pem.pub"));
    }

    #[test]
    fn signatures_verify() {
        use p256::ecdsa::signature::Verifier as _;
        let key = Key::generate().unwrap();
        let signature = DerSignature::try_from(key.sign(b"message").as_slice()).unwrap();
        let public = *SigningKey::from(&key.0).verifying_key();
        assert!(public.verify(b"message", &signature).is_ok());
        assert!(public.verify(b"massage", &signature).is_err());
    }
}
