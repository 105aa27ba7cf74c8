//! A log entry as bundles carry it (protobuf-specs `TransparencyLogEntry`), with every part open to change.

use serde_json::{Value, json};

use super::key::base64;
use super::merkle;
use super::note::Checkpoint;

/// A log entry.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The id of the log's key.
    pub log: Vec<u8>,
    /// Its index in the whole log.
    pub index: u64,
    /// Kind and version beside the body.
    pub kind: (String, String),
    /// When it was integrated, as Rekor v1 says.
    pub time: Option<u64>,
    /// The signed entry timestamp.
    pub promise: Option<Vec<u8>>,
    /// The inclusion proof.
    pub proof: Option<Proof>,
    /// The canonical body.
    pub body: Vec<u8>,
}

/// An inclusion proof (RFC 6962 §2.1.1) with its checkpoint.
#[derive(Clone, Debug)]
pub struct Proof {
    /// The leaf's index in this tree.
    pub index: u64,
    /// Leaves of the tree.
    pub size: u64,
    /// Root hash of the tree.
    pub root: Vec<u8>,
    /// From the leaf upwards.
    pub hashes: Vec<Vec<u8>>,
    /// The signed note.
    pub checkpoint: String,
}

/// Where in a tree the entry lies; the other leaves are made up.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The entry's leaf.
    pub index: usize,
    /// All leaves.
    pub size: usize,
}

impl Place {
    /// The proof that `body` lies here, its checkpoint of `origin` signed with `sign`.
    pub fn prove(self, origin: &str, body: &[u8], sign: impl FnOnce(&Checkpoint) -> String) -> Proof {
        let neighbour = |at: usize| format!("leaf {at} of {origin}").into_bytes();
        let mut leaves: Vec<Vec<u8>> = (0..self.size).map(neighbour).collect();
        leaves[self.index] = body.to_vec();
        let root = merkle::root(&leaves);
        let checkpoint =
            Checkpoint { origin: origin.into(), size: self.size.to_string(), root: root.clone(), other: Vec::new() };
        Proof {
            index: self.index as u64,
            size: self.size as u64,
            root,
            hashes: merkle::path(self.index, &leaves),
            checkpoint: sign(&checkpoint),
        }
    }
}

impl Entry {
    /// As bundles have it.
    pub fn json(&self) -> Value {
        let mut entry = json!({
            "logIndex": self.index.to_string(),
            "logId": { "keyId": base64(&self.log) },
            "kindVersion": { "kind": self.kind.0, "version": self.kind.1 },
            "canonicalizedBody": base64(&self.body),
        });
        if let Some(time) = self.time {
            entry["integratedTime"] = time.to_string().into();
        }
        if let Some(promise) = &self.promise {
            entry["inclusionPromise"] = json!({ "signedEntryTimestamp": base64(promise) });
        }
        if let Some(proof) = &self.proof {
            let hashes: Vec<String> = proof.hashes.iter().map(|hash| base64(hash)).collect();
            entry["inclusionProof"] = json!({
                "logIndex": proof.index.to_string(),
                "rootHash": base64(&proof.root),
                "treeSize": proof.size.to_string(),
                "hashes": hashes,
                "checkpoint": { "envelope": proof.checkpoint },
            });
        }
        entry
    }
}

/// JSON in canonical form (RFC 8785), as logs store it.
pub fn canonical(value: &Value) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).expect("JSON can be written")
}
