//! Rekor v1: bodies as sigstore/rekor `pkg/types/{hashedrekord,dsse,intoto}` canonicalise them, signed entry timestamps over
//! canonical JSON, a Merkle tree, checkpoints whose origin ends in the tree's number.

use serde_json::{Value, json};

use super::entry::{Entry, Place, canonical};
use super::key::{Hash, Key, base64, hex};
use super::note::{Checkpoint, Signatory};
use super::signed::{PAYLOAD_TYPE, Signed};

/// Kinds of entries of Rekor v1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// `hashedrekord` 0.0.1: of messages.
    HashedRekord,
    /// `dsse` 0.0.1.
    Dsse,
    /// `intoto` 0.0.2.
    Intoto,
}

impl Kind {
    fn name(self) -> (&'static str, &'static str) {
        match self {
            Self::HashedRekord => ("hashedrekord", "0.0.1"),
            Self::Dsse => ("dsse", "0.0.1"),
            Self::Intoto => ("intoto", "0.0.2"),
        }
    }

    /// The body before it is made canonical.
    fn body(self, signed: &Signed) -> Value {
        let spec = match self {
            Self::HashedRekord => json!({
                "data": { "hash": { "algorithm": signed.hash.name(), "value": hex(&signed.digest()) } },
                "signature": {
                    "content": base64(&signed.signature),
                    "publicKey": { "content": base64(signed.verifier_pem().as_bytes()) },
                },
            }),
            Self::Dsse => json!({
                "envelopeHash": sha256(signed.envelope().to_string().as_bytes()),
                "payloadHash": sha256(signed.content.payload()),
                "signatures": [{
                    "signature": base64(&signed.signature),
                    "verifier": base64(signed.verifier_pem().as_bytes()),
                }],
            }),
            // Signature and payload are wrapped in base64 twice: the first is the envelope's own.
            Self::Intoto => json!({ "content": {
                "envelope": {
                    "payload": base64(base64(signed.content.payload()).as_bytes()),
                    "payloadType": PAYLOAD_TYPE,
                    "signatures": [{
                        "publicKey": base64(signed.verifier_pem().as_bytes()),
                        "sig": base64(base64(&signed.signature).as_bytes()),
                    }],
                },
                "hash": sha256(signed.envelope().to_string().as_bytes()),
                "payloadHash": sha256(signed.content.payload()),
            } }),
        };
        let (kind, version) = self.name();
        json!({ "apiVersion": version, "kind": kind, "spec": spec })
    }
}

/// A log of version 1.
#[derive(Clone, Debug)]
pub struct Rekor {
    /// Name and P-256 key.
    pub signatory: Signatory,
    /// First line of its checkpoints.
    pub origin: String,
    /// Where entries go.
    pub place: Place,
    /// Entries of earlier shards: what the index in the whole log is ahead of the one in the tree.
    pub earlier: u64,
}

impl Rekor {
    /// The log of `name`.
    pub fn of(name: &str) -> Self {
        Self {
            signatory: Signatory::ecdsa(name, Key::p256(name)),
            origin: format!("{name} - 123456"),
            place: Place { index: 6, size: 11 },
            earlier: 4_163_431,
        }
    }

    /// Enters what was signed, at `time`; `change` alters the body before that.
    pub fn enter(&self, kind: Kind, signed: &Signed, time: u64, change: fn(&mut Value)) -> Entry {
        let mut value = kind.body(signed);
        change(&mut value);
        let (kind, version) = kind.name();
        let mut entry = Entry {
            log: self.signatory.id.clone(),
            index: self.earlier + self.place.index as u64,
            kind: (kind.into(), version.into()),
            time: Some(time),
            promise: None,
            proof: None,
            body: canonical(&value),
        };
        self.seal(&mut entry);
        entry
    }

    /// Gives the entry, as it stands, a promise and a proof.
    pub fn seal(&self, entry: &mut Entry) {
        entry.promise = Some(self.promise(entry));
        entry.proof = Some(self.place.prove(&self.origin, &entry.body, |checkpoint| self.sign(checkpoint)));
    }

    /// The signed entry timestamp over the entry as it stands.
    pub fn promise(&self, entry: &Entry) -> Vec<u8> {
        let promised = json!({
            "body": base64(&entry.body),
            "integratedTime": entry.time,
            "logID": hex(&entry.log),
            "logIndex": entry.index,
        });
        self.signatory.key.sign(&canonical(&promised))
    }

    /// The note of a checkpoint, signed by the log alone.
    pub fn sign(&self, checkpoint: &Checkpoint) -> String {
        checkpoint.signed(&[&self.signatory])
    }
}

fn sha256(of: &[u8]) -> Value {
    json!({ "algorithm": "sha256", "value": hex(&Hash::Sha256.of(of)) })
}
