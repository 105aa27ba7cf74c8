//! Rekor v2 (sigstore/rekor-tiles): `hashedrekord` and `dsse` 0.0.2 bodies, an Ed25519 key, no time of its own and no promise.
//! Its id is of origin and key (C2SP `signed-note`), in full in the trusted root and four bytes of it in checkpoints.

use serde_json::{Value, json};

use super::entry::{Entry, Place, canonical};
use super::key::{Hash, Key, base64};
use super::note::{Checkpoint, Signatory};
use super::signed::Signed;

/// Kinds of entries of Rekor v2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `hashedrekord` 0.0.2: of messages, and of envelopes by their pre-authentication encoding.
    HashedRekord,
    /// `dsse` 0.0.2.
    Dsse,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::HashedRekord => "hashedrekord",
            Self::Dsse => "dsse",
        }
    }

    fn body(self, signed: &Signed) -> Value {
        let signature = json!({ "content": base64(&signed.signature), "verifier": signed.verifier() });
        let spec = match self {
            Self::HashedRekord => json!({ "hashedRekordV002": {
                "data": { "algorithm": signed.hash.proto(), "digest": base64(&signed.digest()) },
                "signature": signature,
            } }),
            Self::Dsse => json!({ "dsseV002": {
                "payloadHash": {
                    "algorithm": Hash::Sha256.proto(),
                    "digest": base64(&Hash::Sha256.of(signed.content.payload())),
                },
                "signatures": [signature],
            } }),
        };
        json!({ "apiVersion": "0.0.2", "kind": self.name(), "spec": spec })
    }
}

/// A log of version 2.
#[derive(Clone, Debug)]
pub struct RekorTiles {
    /// Name, which is the origin, and Ed25519 key.
    pub signatory: Signatory,
    /// Where entries go.
    pub place: Place,
}

impl RekorTiles {
    /// The log of `name`.
    pub fn of(name: &str) -> Self {
        Self { signatory: Signatory::ed25519(name, Key::ed25519(name)), place: Place { index: 5, size: 14 } }
    }

    /// Enters what was signed; `change` alters the body before that.
    pub fn enter(&self, kind: Kind, signed: &Signed, change: fn(&mut Value)) -> Entry {
        let mut value = kind.body(signed);
        change(&mut value);
        let body = canonical(&value);
        Entry {
            log: self.signatory.id.clone(),
            index: self.place.index as u64,
            kind: (kind.name().into(), "0.0.2".into()),
            time: None,
            promise: None,
            proof: Some(self.place.prove(&self.signatory.name, &body, |checkpoint| self.sign(checkpoint))),
            body,
        }
    }

    /// The note of a checkpoint, signed by the log alone.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        checkpoint.signed(&[&self.signatory])
    }
}
