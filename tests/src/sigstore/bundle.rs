//! Sigstore bundles 0.1 to 0.3 (protobuf-specs `sigstore_bundle.proto`) from what was signed and what proves it.

use serde_json::{Value, json};

use super::entry::Entry;
use super::key::{base64, hex};
use super::signed::{Content, Signed};

/// Versions of bundles.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Version {
    /// 0.1: promises, and a chain of certificates.
    V01,
    /// 0.2: proofs, and a chain of certificates.
    V02,
    /// 0.3 under the media type that drafts of it had.
    V03Draft,
    /// 0.3: one certificate.
    V03,
}

impl Version {
    fn media_type(self) -> &'static str {
        match self {
            Self::V01 => "application/vnd.dev.sigstore.bundle+json;version=0.1",
            Self::V02 => "application/vnd.dev.sigstore.bundle+json;version=0.2",
            Self::V03Draft => "application/vnd.dev.sigstore.bundle+json;version=0.3",
            Self::V03 => "application/vnd.dev.sigstore.bundle.v0.3+json",
        }
    }
}

/// How a managed key is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hint {
    /// SHA-256 of the SPKI in base64, as cosign and sigstore-go write it.
    Base64,
    /// The same in hexadecimal.
    Hex,
}

/// What a bundle is made of.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Content, signature, certificate or key.
    pub signed: Signed,
    /// Authorities between leaf and root: versions below 0.3 carry them.
    pub intermediates: Vec<Vec<u8>>,
    /// How a managed key is named.
    pub hint: Hint,
    /// Log entries.
    pub entries: Vec<Entry>,
    /// RFC 3161 responses.
    pub timestamps: Vec<Vec<u8>>,
}

/// The bundle.
pub fn bundle(version: Version, parts: &Parts) -> Value {
    let mut bundle = json!({ "mediaType": version.media_type(), "verificationMaterial": material(version, parts) });
    match &parts.signed.content {
        Content::Message(_) => {
            bundle["messageSignature"] = json!({
                "messageDigest": {
                    "algorithm": parts.signed.hash.proto(),
                    "digest": base64(&parts.signed.digest()),
                },
                "signature": base64(&parts.signed.signature),
            });
        }
        Content::Statement(_) => bundle["dsseEnvelope"] = parts.signed.envelope(),
    }
    bundle
}

fn material(version: Version, parts: &Parts) -> Value {
    let mut material = json!({ "tlogEntries": parts.entries.iter().map(Entry::json).collect::<Vec<_>>() });
    let raw = |certificate: &Vec<u8>| json!({ "rawBytes": base64(certificate) });
    match (&parts.signed.certificate, version) {
        (None, _) => {
            let id = parts.signed.key.id();
            let hint = if parts.hint == Hint::Hex { hex(&id) } else { base64(&id) };
            material["publicKey"] = json!({ "hint": hint });
        }
        (Some(leaf), Version::V01 | Version::V02) => {
            let chain: Vec<Value> = std::iter::once(leaf).chain(&parts.intermediates).map(raw).collect();
            material["x509CertificateChain"] = json!({ "certificates": chain });
        }
        (Some(leaf), Version::V03Draft | Version::V03) => material["certificate"] = raw(leaf),
    }
    if !parts.timestamps.is_empty() {
        let stamp = |timestamp: &Vec<u8>| json!({ "signedTimestamp": base64(timestamp) });
        let stamps: Vec<Value> = parts.timestamps.iter().map(stamp).collect();
        material["timestampVerificationData"] = json!({ "rfc3161Timestamps": stamps });
    }
    material
}
