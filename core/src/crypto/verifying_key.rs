//! Public keys of authorities, logs and certificates, and their verdict on one signature: ECDSA on P-256 and P-384
//! (FIPS 186-5 §6.4), Ed25519 (RFC 8032 §5.1.7), RSA PKCS #1 v1.5 (RFC 8017 §8.2.2).
//!
//! Keys are SPKI DER in the one usual form (RFC 5480, RFC 8410, RFC 3279 §2.3.1): named curve, uncompressed point, RSA with
//! `NULL`. What a key may sign, and when, is not known here. Our own records have [`key`](crate::crypto::key).

use der::asn1::ObjectIdentifier;
use rsa::pkcs1::DecodeRsaPublicKey as _;
use rsa::pkcs1v15::Pkcs1v15Sign;
use rsa::traits::PublicKeyParts as _;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::base::encoding::{hex, pem};
use crate::base::limits::{KEY_BYTES, RSA_BITS};
use crate::base::name::KeyId;
use crate::crypto::ecdsa::{P256Key, P384Key};
use crate::crypto::element::{self, Element, Tag};
use crate::crypto::hash::Hash;

/// The kind of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Algorithm {
    /// ECDSA on P-256, signatures in DER.
    P256,
    /// ECDSA on P-384, signatures in DER.
    P384,
    /// Ed25519 over the message itself.
    Ed25519,
    /// RSA PKCS #1 v1.5 with a modulus of 2048–4096 bits.
    Rsa,
}

#[derive(Clone, Debug)]
enum Key {
    P256(P256Key),
    P384(P384Key),
    Ed25519(ed25519_dalek::VerifyingKey),
    Rsa(rsa::RsaPublicKey),
}

/// A public key that can verify.
#[derive(Clone, Debug)]
pub struct VerifyingKey {
    key: Key,
    spki: Vec<u8>,
    id: KeyId,
}

impl PartialEq for VerifyingKey {
    /// One key has one spelling.
    fn eq(&self, other: &Self) -> bool {
        self.spki == other.spki
    }
}

impl Eq for VerifyingKey {}

impl VerifyingKey {
    /// Reads SPKI DER. The error says what is wrong, in words for people.
    pub fn from_spki(der: &[u8]) -> Result<Self, String> {
        let (algorithm, bits) = parts(der).ok_or("not a public key (SPKI) in DER")?;
        let key = Self::from_bits(algorithm?, bits)?;
        if key.spki != der {
            return Err("the public key is not in the usual form of its kind".to_owned());
        }
        Ok(key)
    }

    /// Reads `RSAPublicKey` DER (RFC 8017 §A.1.1), which some trusted roots have in place of SPKI.
    pub fn from_pkcs1_rsa(der: &[u8]) -> Result<Self, String> {
        Self::from_bits(Algorithm::Rsa, der)
    }

    /// Reads one `PUBLIC KEY` block of PEM.
    pub fn from_pem(text: &str) -> Result<Self, String> {
        Self::from_spki(&pem::decode(text, "PUBLIC KEY").ok_or("not one `PUBLIC KEY` block of PEM")?)
    }

    /// Reads the content of an SPKI's bit string.
    pub(super) fn from_bits(algorithm: Algorithm, bits: &[u8]) -> Result<Self, String> {
        let key = match algorithm {
            _ if bits.len() > KEY_BYTES => None,
            // Points are taken in the long form alone, so that a key has one id.
            Algorithm::P256 => P256Key::from_bytes(bits).map(Key::P256),
            Algorithm::P384 => P384Key::from_bytes(bits).map(Key::P384),
            Algorithm::Ed25519 => bits
                .try_into()
                .ok()
                .and_then(|bytes| ed25519_dalek::VerifyingKey::from_bytes(bytes).ok())
                .filter(|key| !key.is_weak())
                .map(Key::Ed25519),
            Algorithm::Rsa => {
                let key = rsa::RsaPublicKey::from_pkcs1_der(bits).map_err(|_| "not an RSA public key")?;
                let length = key.n().bits_vartime();
                if !RSA_BITS.contains(&length) {
                    return Err(format!("the RSA key has {length} bits; 2048–4096 are taken"));
                }
                Some(Key::Rsa(key))
            }
        };
        let key = key.ok_or_else(|| format!("not a public key of the kind {algorithm:?}"))?;
        let spki = spki(algorithm, bits).ok_or("the public key is too large")?;
        let id = hex::encode(&Sha256::digest(&spki)).parse()?;
        Ok(Self { key, spki, id })
    }

    /// The SPKI DER.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// The hexadecimal SHA-256 of the SPKI DER.
    pub fn id(&self) -> &KeyId {
        &self.id
    }

    /// The kind of key.
    pub fn algorithm(&self) -> Algorithm {
        match self.key {
            Key::P256(_) => Algorithm::P256,
            Key::P384(_) => Algorithm::P384,
            Key::Ed25519(_) => Algorithm::Ed25519,
            Key::Rsa(_) => Algorithm::Rsa,
        }
    }

    /// What Sigstore hashes with where nothing says otherwise. Ed25519 signs the message itself.
    pub fn default_hash(&self) -> Option<Hash> {
        match self.algorithm() {
            Algorithm::P256 | Algorithm::Rsa => Some(Hash::Sha256),
            Algorithm::P384 => Some(Hash::Sha384),
            Algorithm::Ed25519 => None,
        }
    }

    /// Whether `signature` is this key's over `message`. `None` stands for [`default_hash`](Self::default_hash);
    /// Ed25519 takes no other.
    pub fn verifies(&self, hash: Option<Hash>, message: &[u8], signature: &[u8]) -> bool {
        match (&self.key, hash.or_else(|| self.default_hash())) {
            (Key::Ed25519(key), None) => ed25519_dalek::Signature::from_slice(signature)
                // Strict: no key or commitment of small order, which would let one signature fit several messages.
                .is_ok_and(|signature| key.verify_strict(message, &signature).is_ok()),
            (_, Some(hash)) => self.verifies_digest(hash, &hash.of(message), signature),
            (_, None) => false,
        }
    }

    /// Whether `signature` is this key's over a message of which only the `digest` is here. Ed25519 never is: it signs
    /// the message itself.
    pub fn verifies_digest(&self, hash: Hash, digest: &[u8], signature: &[u8]) -> bool {
        if digest.len() != hash.len() {
            return false;
        }
        match &self.key {
            Key::P256(key) => key.verifies(digest, signature),
            Key::P384(key) => key.verifies(digest, signature),
            Key::Ed25519(_) => false,
            Key::Rsa(key) => key.verify(padding(hash), digest, signature).is_ok(),
        }
    }
}

fn padding(hash: Hash) -> Pkcs1v15Sign {
    match hash {
        Hash::Sha256 => Pkcs1v15Sign::new::<Sha256>(),
        Hash::Sha384 => Pkcs1v15Sign::new::<Sha384>(),
        Hash::Sha512 => Pkcs1v15Sign::new::<Sha512>(),
    }
}

/// The algorithm identifier's content for keys of this kind (RFC 5480 §2.1.1, RFC 8410 §3, RFC 3279 §2.3.1).
fn identifier(algorithm: Algorithm) -> &'static [u8] {
    match algorithm {
        Algorithm::P256 => rustls_pki_types::alg_id::ECDSA_P256.as_ref(),
        Algorithm::P384 => rustls_pki_types::alg_id::ECDSA_P384.as_ref(),
        Algorithm::Ed25519 => rustls_pki_types::alg_id::ED25519.as_ref(),
        Algorithm::Rsa => rustls_pki_types::alg_id::RSA_ENCRYPTION.as_ref(),
    }
}

/// An SPKI's algorithm, or why it is none of ours, and its bits.
fn parts(der: &[u8]) -> Option<(Result<Algorithm, String>, &[u8])> {
    if der.len() > KEY_BYTES {
        return None;
    }
    let mut fields = Element::only(der, Tag::Sequence)?.elements();
    let identified = fields.take(Tag::Sequence)?;
    let bits = element::whole_bytes(fields.take(Tag::BitString)?)?;
    fields.end()?;
    let known = [Algorithm::P256, Algorithm::P384, Algorithm::Ed25519, Algorithm::Rsa];
    let algorithm = known.into_iter().find(|known| identifier(*known) == identified.value);
    let (oid, parameters) = element::algorithm(identified)?;
    Some((algorithm.ok_or_else(|| refusal(oid, parameters)), bits))
}

fn refusal(oid: ObjectIdentifier, parameters: Option<Element<'_>>) -> String {
    let curve = parameters.and_then(|element| element.read::<ObjectIdentifier>());
    let curve = curve.map(|curve| format!(" on the curve {curve}")).unwrap_or_default();
    format!("a public key of the kind {oid}{curve}; P-256, P-384, Ed25519 and RSA are taken")
}

fn spki(algorithm: Algorithm, bits: &[u8]) -> Option<Vec<u8>> {
    let identifier = element::wrap(Tag::Sequence, identifier(algorithm))?;
    let bits = element::wrap(Tag::BitString, &[&[0], bits].concat())?;
    element::wrap(Tag::Sequence, &[identifier, bits].concat())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_have_one_spelling() {
        let point = [&[4][..], &[0; 64]].concat();
        assert!(VerifyingKey::from_bits(Algorithm::P256, &point).is_err(), "not on the curve");
        assert!(VerifyingKey::from_bits(Algorithm::Ed25519, &[0; 31]).is_err(), "too short");
        let identity = [&[1][..], &[0; 31]].concat();
        assert!(VerifyingKey::from_bits(Algorithm::Ed25519, &identity).is_err(), "of small order");
        let key = [&[2][..], &[0; 31]].concat();
        assert!(VerifyingKey::from_spki(&key).unwrap_err().contains("SPKI"));
    }

    #[test]
    fn other_kinds_are_named() {
        let secp256k1 = der::asn1::ObjectIdentifier::new_unwrap("1.3.132.0.10");
        let ec = ObjectIdentifier::new_unwrap("1.2.840.10045.2.1");
        let oid = |oid: ObjectIdentifier| element::wrap(Tag::ObjectIdentifier, oid.as_bytes()).unwrap();
        let identifier = element::wrap(Tag::Sequence, &[oid(ec), oid(secp256k1)].concat()).unwrap();
        let bits = element::wrap(Tag::BitString, &[0, 4]).unwrap();
        let spki = element::wrap(Tag::Sequence, &[identifier, bits].concat()).unwrap();
        assert!(VerifyingKey::from_spki(&spki).unwrap_err().contains("1.3.132.0.10"));
    }

    #[test]
    fn rsa_keys_have_bounds() {
        let key = |bytes: usize| {
            let modulus = element::wrap(Tag::Integer, &[vec![0], vec![0xff; bytes]].concat()).unwrap();
            let body = [modulus, vec![2, 3, 1, 0, 1]].concat();
            VerifyingKey::from_pkcs1_rsa(&element::wrap(Tag::Sequence, &body).unwrap())
        };
        assert!(key(255).unwrap_err().contains("2040 bits"));
        assert!(key(256).is_ok() && key(512).is_ok());
        assert!(key(513).unwrap_err().contains("4104 bits"));
        let again = key(256).unwrap();
        assert_eq!(VerifyingKey::from_spki(again.spki()), Ok(again));
    }
}
