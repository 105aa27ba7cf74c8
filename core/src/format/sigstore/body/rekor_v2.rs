//! Bodies of Rekor v2 (sigstore/rekor-tiles, `api/proto/rekor/v2/`): protobuf's JSON, verifiers as DER.
//!
//! `dsse` is deprecated there, in favour of a `hashedrekord` over the envelope's pre-authentication encoding.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::base::json;
use crate::format::sigstore::body::types::{Body, Verifier, sha256, signatures, sized};
use crate::format::sigstore::proto::{Filled, Raw};

/// `{"algorithm": "SHA2_256", "digest": "<Base64>"}`.
#[derive(Deserialize)]
#[serde(expecting = "a hash")]
struct HashV2 {
    algorithm: String,
    digest: Filled,
}

/// The name that Rekor v1 gives to one of protobuf's hashes.
fn name(algorithm: &str) -> &str {
    match algorithm {
        "SHA2_256" => "sha256",
        "SHA2_384" => "sha384",
        "SHA2_512" => "sha512",
        other => other,
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a signature")]
struct SignatureV2 {
    content: Filled,
    verifier: VerifierV2,
}

#[derive(Deserialize)]
#[serde(expecting = "a verifier", rename_all = "camelCase")]
struct VerifierV2 {
    public_key: Option<Raw>,
    x509_certificate: Option<Raw>,
}

impl SignatureV2 {
    fn read(self) -> Result<(Vec<u8>, Verifier), String> {
        let verifier = match (self.verifier.x509_certificate, self.verifier.public_key) {
            (Some(certificate), None) => certificate.into_bytes().map(Verifier::Certificate),
            (None, Some(key)) => key.into_bytes().map(Verifier::PublicKey),
            _ => None,
        };
        let verifier = verifier.ok_or("the verifier is not one `x509Certificate` or `publicKey`")?;
        Ok((self.content.0, verifier))
    }
}

/// The one message inside `spec`, by its name.
fn inner<T: DeserializeOwned>(mut spec: Value, field: &str) -> Result<T, String> {
    json::typed(spec.get_mut(field).map(Value::take).ok_or_else(|| format!("`{field}` is missing"))?)
}

#[derive(Deserialize)]
#[serde(expecting = "a `hashedRekordV002`")]
struct HashedRekordV2 {
    data: HashV2,
    signature: SignatureV2,
}

pub(super) fn hashed_rekord(spec: Value) -> Result<Body, String> {
    let raw: HashedRekordV2 = inner(spec, "hashedRekordV002")?;
    let hash = name(&raw.data.algorithm).to_owned();
    let digest = sized(&hash, raw.data.digest.0)?;
    let (signature, verifier) = raw.signature.read()?;
    Ok(Body::HashedRekord { hash, digest, signature, verifier })
}

#[derive(Deserialize)]
#[serde(expecting = "a `dsseV002`", rename_all = "camelCase")]
struct DsseV2 {
    payload_hash: HashV2,
    signatures: Vec<SignatureV2>,
}

pub(super) fn dsse(spec: Value) -> Result<Body, String> {
    let raw: DsseV2 = inner(spec, "dsseV002")?;
    Ok(Body::Dsse {
        payload_hash: sha256(name(&raw.payload_hash.algorithm), raw.payload_hash.digest.0)?,
        envelope_hash: None,
        signatures: signatures(raw.signatures, SignatureV2::read)?,
    })
}
