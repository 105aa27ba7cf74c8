//! What somebody really signed: pieces of the start's documents, byte for byte, and what is left of them after an attack.
//!
//! Read naively, and more generously than the verifier reads: a document that it could not read may count here. Signatures are not
//! verified, only compared with those of the start.

use std::collections::{BTreeMap, BTreeSet};

use countersign_core::base::digest::Sha256;
use countersign_core::base::encoding::base64;
use countersign_core::format::dsse::{Envelope, PAYLOAD_TYPE, Signature};
use serde_json::Value;

use crate::scenario::Inputs;

/// Payload and signature, and the certificate where there is one.
type Piece = (Vec<u8>, Vec<u8>, String);
/// The document that a piece stands in, and its key id.
type Origin = (Vec<u8>, Option<String>);

/// An envelope as anybody could read it: by itself, or in a bundle.
pub(super) struct Loose {
    /// The payload's bytes.
    pub(super) payload: Vec<u8>,
    /// The signatures' bytes.
    pub(super) signatures: Vec<Vec<u8>>,
    certificate: String,
    is_bundle: bool,
}

/// Everything that was signed in a start.
pub struct Authentic {
    documents: BTreeSet<Sha256>,
    /// Where each piece stands, and its key id.
    pieces: BTreeMap<Piece, Origin>,
}

impl Loose {
    /// Reads a document; `None` for what is no envelope.
    pub(super) fn read(document: &[u8]) -> Option<Self> {
        let value: Value = serde_json::from_slice(document).ok()?;
        let is_bundle = value.get("dsseEnvelope").is_some();
        let envelope = if is_bundle { &value["dsseEnvelope"] } else { &value };
        if envelope["payloadType"] != PAYLOAD_TYPE {
            return None;
        }
        let bytes = |value: &Value| base64::decode(value.as_str()?);
        let signatures = envelope["signatures"].as_array()?.iter().filter_map(|one| bytes(&one["sig"])).collect();
        let material = &value["verificationMaterial"];
        let certificate = [&material["certificate"], &material["x509CertificateChain"]["certificates"][0]]
            .into_iter()
            .find_map(|one| one["rawBytes"].as_str())
            .unwrap_or_default()
            .to_owned();
        Some(Self { payload: bytes(&envelope["payload"])?, signatures, certificate, is_bundle })
    }

    fn piece(&self, signature: &[u8]) -> Piece {
        (self.payload.clone(), signature.to_vec(), self.certificate.clone())
    }

    /// The statement; `None` for what is not JSON.
    pub(super) fn statement(&self) -> Option<Value> {
        serde_json::from_slice(&self.payload).ok()
    }
}

impl Authentic {
    /// Everything that was signed in `inputs`.
    pub fn of(inputs: &Inputs) -> Self {
        let mut all = Self { documents: BTreeSet::new(), pieces: BTreeMap::new() };
        for document in inputs.request.records.iter().chain(&inputs.anchors.signatures) {
            all.documents.insert(Sha256::of(document));
            for (line, loose) in loose(document) {
                let ids = Envelope::parse(&line).map(|envelope| envelope.signatures).unwrap_or_default();
                for (n, signature) in loose.signatures.iter().enumerate() {
                    let id = ids.get(n).and_then(|signature: &Signature| signature.key_id.clone());
                    all.pieces.insert(loose.piece(signature), (line.clone(), id));
                }
            }
        }
        all
    }

    /// The question with nothing but what somebody really signed. Policy, roster and what the host pins and asks stay as they are.
    /// A bundle that was changed is either as it was, or `damaged`: its proofs hold no longer, which is as if it were gone.
    pub fn left(&self, attacked: &Inputs, damaged: bool) -> Inputs {
        let mut left = attacked.clone();
        let real = |documents: &[Vec<u8>]| documents.iter().flat_map(|document| self.real(document, damaged)).collect();
        left.request.records = real(&attacked.request.records);
        left.anchors.signatures = real(&attacked.anchors.signatures);
        left
    }

    /// Whether these payload bytes were signed by somebody.
    pub fn is_payload(&self, record: &str) -> bool {
        self.pieces.keys().any(|(payload, ..)| Sha256::of(payload).to_string() == record)
    }

    fn real(&self, document: &[u8], damaged: bool) -> Vec<Vec<u8>> {
        let known = |bytes: &[u8]| self.documents.contains(&Sha256::of(bytes));
        if known(document) {
            return vec![document.to_vec()];
        }
        if let Some(one) = Loose::read(document) {
            return if one.is_bundle && damaged { Vec::new() } else { self.rebuilt(&one) };
        }
        let lines = document.split(|byte| *byte == b'\n');
        lines.filter(|line| line.len() < document.len()).flat_map(|line| self.real(line, damaged)).collect()
    }

    /// A bundle as it was; an envelope with those of its signatures that are real.
    fn rebuilt(&self, loose: &Loose) -> Vec<Vec<u8>> {
        let all = loose.signatures.iter();
        let known = all.filter_map(|bytes| Some((bytes, self.pieces.get(&loose.piece(bytes))?)));
        if loose.is_bundle {
            return known.map(|(_, (line, _))| line.clone()).take(1).collect();
        }
        let signature =
            |(bytes, (_, own)): (&Vec<u8>, &Origin)| Signature { key_id: own.clone(), bytes: bytes.clone() };
        let signatures: Vec<Signature> = known.map(signature).collect();
        let envelope = Envelope { payload: loose.payload.clone(), signatures };
        if envelope.signatures.is_empty() { Vec::new() } else { vec![envelope.to_bytes()] }
    }
}

/// The envelopes of a document: itself, or each of its lines.
fn loose(document: &[u8]) -> Vec<(Vec<u8>, Loose)> {
    if let Some(one) = Loose::read(document) {
        return vec![(document.to_vec(), one)];
    }
    let lines = document.split(|byte| *byte == b'\n');
    lines.filter_map(|line| Some((line.to_vec(), Loose::read(line)?))).collect()
}
