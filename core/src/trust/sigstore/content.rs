//! What a bundle's signature is over: a statement in a DSSE envelope, or a message known by its digests.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::crypto::hash::Hash;
use crate::crypto::verifying_key::{Algorithm, VerifyingKey};
use crate::format::dsse::pre_authentication_encoding;
use crate::format::sigstore::bundle::{Bundle, Content};
use crate::trust::sigstore::failure::Failure;

/// The digests of one artefact, by algorithm.
pub type Digests = BTreeMap<Hash, Vec<u8>>;

/// A signature, and what it claims to be over.
#[derive(Clone, Debug)]
pub struct Signed<'a> {
    /// The signature's bytes.
    pub signature: &'a [u8],
    /// What it is over.
    pub content: Over<'a>,
}

/// What a signature is over.
#[derive(Clone, Debug)]
pub enum Over<'a> {
    /// A statement.
    Statement {
        /// The statement's bytes.
        payload: &'a [u8],
        /// What is signed: its pre-authentication encoding.
        encoded: Vec<u8>,
    },
    /// A message that is not here.
    Message {
        /// Its digests.
        digests: Digests,
        /// By which algorithm the bundle names it.
        named: Option<Hash>,
    },
}

impl<'a> Signed<'a> {
    /// Takes a bundle's content. `artefact` has the digests of the message, where somebody knows them; otherwise the one
    /// that the bundle states is taken, and is as true as the bundle.
    pub fn of(bundle: &'a Bundle, artefact: &Digests) -> Result<Self, Failure> {
        match &bundle.content {
            Content::Envelope(envelope) => {
                let [signature] = envelope.signatures.as_slice() else {
                    let found = format!("{} signatures", envelope.signatures.len());
                    return Err(Failure::new(Code::BundleUnreadable, "an envelope with one signature", found));
                };
                let encoded = pre_authentication_encoding(&envelope.payload);
                let content = Over::Statement { payload: &envelope.payload, encoded };
                Ok(Self { signature: &signature.bytes, content })
            }
            Content::Message { digest, signature } => {
                let content = message(digest.as_ref(), artefact)?;
                Ok(Self { signature, content })
            }
        }
    }

    /// Verifies the signature with `key`.
    pub fn verify(&self, key: &VerifyingKey) -> Result<(), Failure> {
        let valid = match &self.content {
            Over::Statement { encoded, .. } => {
                hashes(key, None).into_iter().any(|hash| key.verifies(hash, encoded, self.signature))
            }
            Over::Message { .. } if key.algorithm() == Algorithm::Ed25519 => {
                let (expected, found) = ("a signature that can be verified from a digest", "Ed25519 over a message");
                return Err(Failure::new(Code::BundleAlgorithmUnsupported, expected, found));
            }
            Over::Message { digests, named } => hashes(key, *named)
                .into_iter()
                .flatten()
                .any(|hash| digests.get(&hash).is_some_and(|digest| key.verifies_digest(hash, digest, self.signature))),
        };
        if valid {
            return Ok(());
        }
        let expected = "a signature of the signer's key over the content";
        Err(Failure::new(Code::BundleSignatureInvalid, expected, "one that is not"))
    }

    /// The digest of what is signed.
    pub fn digest(&self, hash: Hash) -> Option<Vec<u8>> {
        match &self.content {
            Over::Statement { encoded, .. } => Some(hash.of(encoded)),
            Over::Message { digests, .. } => digests.get(&hash).cloned(),
        }
    }
}

/// The hashes to try, each once, likeliest first: signers differ in what they pair with a curve.
fn hashes(key: &VerifyingKey, named: Option<Hash>) -> Vec<Option<Hash>> {
    let Some(usual) = key.default_hash() else { return vec![None] };
    let mut hashes = Vec::new();
    for hash in named.into_iter().chain([usual, Hash::Sha256]) {
        if !hashes.contains(&Some(hash)) {
            hashes.push(Some(hash));
        }
    }
    hashes
}

fn message(stated: Option<&(String, Vec<u8>)>, artefact: &Digests) -> Result<Over<'static>, Failure> {
    let unsupported = |name: &str| {
        let found = format!("`{}`", name.escape_default());
        Failure::new(Code::BundleAlgorithmUnsupported, "SHA2_256, SHA2_384 or SHA2_512", found)
    };
    let hash = |name: &str| match name {
        "SHA2_256" => Ok(Hash::Sha256),
        "SHA2_384" => Ok(Hash::Sha384),
        "SHA2_512" => Ok(Hash::Sha512),
        _ => Err(unsupported(name)),
    };
    let stated = stated.map(|(name, digest)| hash(name).map(|hash| (hash, digest.clone()))).transpose()?;
    let named = stated.as_ref().map(|(hash, _)| *hash);
    let digests = match (artefact.is_empty(), stated) {
        (false, Some((hash, digest))) if artefact.get(&hash).is_some_and(|known| *known != digest) => {
            let found = "a bundle that names another digest";
            return Err(Failure::new(Code::BundleArtefactMismatch, "a bundle about the artefact", found));
        }
        (false, _) => artefact.clone(),
        (true, stated) => stated.into_iter().collect(),
    };
    Ok(Over::Message { digests, named })
}
