//! What was signed, by which key, with what result: log entries, timestamps and bundles are made from it.
//!
//! A statement is signed in its DSSE envelope, over the pre-authentication encoding (DSSE v1.0.2 §protocol).

use serde_json::{Value, json};

use super::key::{Hash, Key, base64, pem};

/// The payload type of in-toto statements.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// What is signed.
#[derive(Clone, Debug)]
pub enum Content {
    /// An artefact's bytes.
    Message(Vec<u8>),
    /// An in-toto statement's bytes.
    Statement(Vec<u8>),
}

impl Content {
    /// The bytes that a signature is over.
    pub fn message(&self) -> Vec<u8> {
        match self {
            Self::Message(bytes) => bytes.clone(),
            Self::Statement(payload) => {
                let head = format!("DSSEv1 {} {PAYLOAD_TYPE} {} ", PAYLOAD_TYPE.len(), payload.len());
                [head.as_bytes(), payload].concat()
            }
        }
    }

    /// The payload of the envelope, or the bytes themselves.
    pub fn payload(&self) -> &[u8] {
        match self {
            Self::Message(bytes) | Self::Statement(bytes) => bytes,
        }
    }
}

/// A signature with all that it needs to be checked.
#[derive(Clone, Debug)]
pub struct Signed {
    /// What.
    pub content: Content,
    /// By which key.
    pub key: Key,
    /// With which digest.
    pub hash: Hash,
    /// The result.
    pub signature: Vec<u8>,
    /// The key's certificate, DER; without one it is a managed key.
    pub certificate: Option<Vec<u8>>,
}

impl Signed {
    /// The digest that was signed.
    pub fn digest(&self) -> Vec<u8> {
        self.hash.of(&self.content.message())
    }

    /// Certificate or key as PEM.
    pub fn verifier_pem(&self) -> String {
        match &self.certificate {
            Some(certificate) => pem("CERTIFICATE", certificate),
            None => self.key.pem(),
        }
    }

    /// Certificate or key as Rekor v2 has it.
    pub fn verifier(&self) -> Value {
        let details = self.key.details();
        match &self.certificate {
            Some(certificate) => {
                json!({ "keyDetails": details, "x509Certificate": { "rawBytes": base64(certificate) } })
            }
            None => json!({ "keyDetails": details, "publicKey": { "rawBytes": base64(&self.key.spki()) } }),
        }
    }

    /// The DSSE envelope.
    pub fn envelope(&self) -> Value {
        json!({
            "payload": base64(self.content.payload()),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{ "sig": base64(&self.signature) }],
        })
    }
}
