//! One transparency log entry of a bundle (sigstore/protobuf-specs, `sigstore_rekor.proto`).
//!
//! ```json
//! {"logIndex": "75408392", "logId": {"keyId": "…"}, "kindVersion": {"kind": "hashedrekord", "version": "0.0.1"},
//!  "integratedTime": "1710869186", "inclusionPromise": {"signedEntryTimestamp": "…"},
//!  "inclusionProof": {"logIndex": "…", "rootHash": "…", "treeSize": "…", "hashes": ["…"],
//!                     "checkpoint": {"envelope": "…"}}, "canonicalizedBody": "…"}
//! ```
//!
//! Does not say which of promise and proof must be there, nor that index and size of the proof fit together.

use serde::Deserialize;

use crate::base::code::Code;
use crate::base::limits::PROOF_HASHES;
use crate::format::sigstore::proto::{Bytes, Hash, LogId, Natural};
use crate::format::sigstore::wrong::Wrong;

/// What a log says about the signature.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its place in the log as a whole (over all shards of Rekor v1).
    pub log_index: u64,
    /// Which log; never empty.
    pub log_id: Vec<u8>,
    /// The kind of its body: `hashedrekord`, `dsse`, `intoto`.
    pub kind: String,
    /// The version of that kind: `0.0.1`.
    pub version: String,
    /// When the log says that it came in, in seconds since 1970; believed with a promise alone. Rekor v2 gives none.
    pub integrated_time: Option<u64>,
    /// The signed entry timestamp.
    pub promise: Option<Vec<u8>>,
    /// The inclusion proof.
    pub proof: Option<Proof>,
    /// The leaf's bytes; never empty.
    pub body: Vec<u8>,
}

/// An inclusion proof (RFC 6962 §2.1.1).
#[derive(Clone, Debug)]
pub struct Proof {
    /// The leaf's place in this tree.
    pub log_index: u64,
    /// How many leaves the tree has.
    pub tree_size: u64,
    /// The tree's root.
    pub root_hash: [u8; 32],
    /// The siblings, from the leaf up.
    pub hashes: Vec<[u8; 32]>,
    /// The signed note about the tree.
    pub checkpoint: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a log entry", rename_all = "camelCase")]
pub(super) struct RawEntry {
    #[serde(alias = "log_index")]
    log_index: Option<Natural>,
    #[serde(alias = "log_id")]
    log_id: Option<LogId>,
    #[serde(alias = "kind_version")]
    kind_version: Option<RawKind>,
    #[serde(alias = "integrated_time")]
    integrated_time: Option<Natural>,
    #[serde(alias = "inclusion_promise")]
    inclusion_promise: Option<RawPromise>,
    #[serde(alias = "inclusion_proof")]
    inclusion_proof: Option<RawProof>,
    #[serde(alias = "canonicalized_body")]
    canonicalized_body: Option<Bytes>,
}

#[derive(Deserialize)]
#[serde(expecting = "a kind and its version")]
struct RawKind {
    kind: Option<String>,
    version: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "an inclusion promise", rename_all = "camelCase")]
struct RawPromise {
    #[serde(alias = "signed_entry_timestamp")]
    signed_entry_timestamp: Option<Bytes>,
}

#[derive(Deserialize)]
#[serde(expecting = "an inclusion proof", rename_all = "camelCase")]
struct RawProof {
    #[serde(alias = "log_index")]
    log_index: Option<Natural>,
    #[serde(alias = "root_hash")]
    root_hash: Option<Hash>,
    #[serde(alias = "tree_size")]
    tree_size: Option<Natural>,
    hashes: Option<Vec<Hash>>,
    checkpoint: Option<RawCheckpoint>,
}

#[derive(Deserialize)]
#[serde(expecting = "a checkpoint")]
struct RawCheckpoint {
    envelope: Option<String>,
}

impl Entry {
    /// What must be there, and within bounds. A number that is left out is 0, as protobuf has it.
    pub(super) fn from_raw(raw: RawEntry) -> Result<Self, Wrong> {
        let log_id = LogId::present(raw.log_id).ok_or_else(|| missing("logId.keyId"))?;
        let named = raw.kind_version.ok_or_else(|| missing("kindVersion"))?;
        let text = |text: Option<String>| text.filter(|text| !text.is_empty());
        Ok(Self {
            log_index: raw.log_index.unwrap_or_default().0,
            log_id,
            kind: text(named.kind).ok_or_else(|| missing("kindVersion.kind"))?,
            version: text(named.version).ok_or_else(|| missing("kindVersion.version"))?,
            integrated_time: raw.integrated_time.map(|time| time.0).filter(|time| *time != 0),
            promise: Bytes::present(raw.inclusion_promise.and_then(|promise| promise.signed_entry_timestamp)),
            proof: raw.inclusion_proof.map(Proof::from_raw).transpose()?,
            body: Bytes::present(raw.canonicalized_body).ok_or_else(|| missing("canonicalizedBody"))?,
        })
    }
}

impl Proof {
    fn from_raw(raw: RawProof) -> Result<Self, Wrong> {
        let hashes = raw.hashes.unwrap_or_default();
        if hashes.len() > PROOF_HASHES {
            return Err(Wrong::beyond(Code::BundleLimitExceeded, PROOF_HASHES, "inclusionProof.hashes"));
        }
        let note = raw.checkpoint.and_then(|checkpoint| checkpoint.envelope);
        Ok(Self {
            log_index: raw.log_index.unwrap_or_default().0,
            tree_size: raw.tree_size.unwrap_or_default().0,
            root_hash: raw.root_hash.ok_or_else(|| missing("inclusionProof.rootHash"))?.0,
            hashes: hashes.into_iter().map(|hash| hash.0).collect(),
            checkpoint: note.filter(|note| !note.is_empty()),
        })
    }
}

fn missing(field: &str) -> Wrong {
    Wrong::new(Code::BundleUnreadable, format!("tlogEntries: {field}: missing"))
}
