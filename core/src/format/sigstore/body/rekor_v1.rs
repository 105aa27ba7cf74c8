//! Bodies of Rekor v1 (sigstore/rekor, `pkg/types/*/*_schema.json`): hexadecimal digests, verifiers as PEM in Base64.

use serde::Deserialize;
use serde_json::Value;

use crate::base::encoding::{base64, hex, pem};
use crate::base::json;
use crate::format::sigstore::body::types::{Body, Verifier, sha256, signatures, sized};
use crate::format::sigstore::proto::Filled;

/// `{"algorithm": "sha256", "value": "<hex>"}`.
#[derive(Deserialize)]
#[serde(expecting = "a hash")]
struct HashV1 {
    algorithm: String,
    value: String,
}

impl HashV1 {
    fn bytes(&self) -> Result<Vec<u8>, String> {
        hex::decode(&self.value).ok_or_else(|| "value: not lower-case hexadecimal".to_owned())
    }

    fn sha256(&self) -> Result<Vec<u8>, String> {
        sha256(&self.algorithm, self.bytes()?)
    }
}

/// Rekor v1 keeps the PEM that it was sent: one certificate, or one public key.
fn verifier_v1(pem: &[u8]) -> Result<Verifier, String> {
    let text = str::from_utf8(pem).unwrap_or_default();
    let certificate = pem::decode(text, "CERTIFICATE").map(Verifier::Certificate);
    certificate
        .or_else(|| pem::decode(text, "PUBLIC KEY").map(Verifier::PublicKey))
        .ok_or_else(|| "the verifier is not one certificate or public key in PEM".to_owned())
}

#[derive(Deserialize)]
#[serde(expecting = "a `hashedrekord`")]
struct HashedRekordV1 {
    data: DataV1,
    signature: SignatureV1,
}

#[derive(Deserialize)]
#[serde(expecting = "data")]
struct DataV1 {
    hash: HashV1,
}

#[derive(Deserialize)]
#[serde(expecting = "a signature", rename_all = "camelCase")]
struct SignatureV1 {
    content: Filled,
    public_key: KeyV1,
}

#[derive(Deserialize)]
#[serde(expecting = "a public key")]
struct KeyV1 {
    content: Filled,
}

pub(super) fn hashed_rekord(spec: Value) -> Result<Body, String> {
    let raw: HashedRekordV1 = json::typed(spec)?;
    let hash = raw.data.hash;
    Ok(Body::HashedRekord {
        digest: sized(&hash.algorithm, hash.bytes()?)?,
        hash: hash.algorithm,
        signature: raw.signature.content.0,
        verifier: verifier_v1(&raw.signature.public_key.content.0)?,
    })
}

#[derive(Deserialize)]
#[serde(expecting = "a `dsse`", rename_all = "camelCase")]
struct DsseV1 {
    envelope_hash: Option<HashV1>,
    payload_hash: HashV1,
    signatures: Vec<DsseSignatureV1>,
}

#[derive(Deserialize)]
#[serde(expecting = "a signature")]
struct DsseSignatureV1 {
    signature: Filled,
    verifier: Filled,
}

pub(super) fn dsse(spec: Value) -> Result<Body, String> {
    let raw: DsseV1 = json::typed(spec)?;
    Ok(Body::Dsse {
        payload_hash: raw.payload_hash.sha256()?,
        envelope_hash: raw.envelope_hash.map(|hash| hash.sha256()).transpose()?,
        signatures: signatures(raw.signatures, |s| Ok((s.signature.0, verifier_v1(&s.verifier.0)?)))?,
    })
}

#[derive(Deserialize)]
#[serde(expecting = "an `intoto`")]
struct IntotoV2 {
    content: IntotoContent,
}

#[derive(Deserialize)]
#[serde(expecting = "content", rename_all = "camelCase")]
struct IntotoContent {
    envelope: IntotoEnvelope,
    hash: Option<HashV1>,
    payload_hash: HashV1,
}

#[derive(Deserialize)]
#[serde(expecting = "an envelope")]
struct IntotoEnvelope {
    signatures: Vec<IntotoSignature>,
}

#[derive(Deserialize)]
#[serde(expecting = "a signature", rename_all = "camelCase")]
struct IntotoSignature {
    public_key: Filled,
    sig: Filled,
}

pub(super) fn intoto(spec: Value) -> Result<Body, String> {
    let IntotoV2 { content } = json::typed(spec)?;
    let signature = |raw: IntotoSignature| {
        let twice = str::from_utf8(&raw.sig.0).ok().and_then(base64::decode);
        let bytes = twice.filter(|bytes| !bytes.is_empty()).ok_or("signatures: a `sig` is not Base64 of Base64")?;
        Ok((bytes, verifier_v1(&raw.public_key.0)?))
    };
    Ok(Body::Intoto {
        payload_hash: content.payload_hash.sha256()?,
        envelope_hash: content.hash.map(|hash| hash.sha256()).transpose()?,
        signatures: signatures(content.envelope.signatures, signature)?,
    })
}
