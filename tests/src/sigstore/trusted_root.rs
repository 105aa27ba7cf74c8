//! `trusted_root.json` (protobuf-specs `sigstore_trustroot.proto`): what an instance publishes of itself.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::key::{Key, base64};

/// The media type.
const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.trustedroot+json;version=0.1";

/// Logs and authorities of an instance.
#[derive(Clone, Debug)]
pub struct TrustedRoot(pub Value);

impl TrustedRoot {
    /// An instance of nothing.
    pub fn empty() -> Self {
        Self(json!({ "mediaType": MEDIA_TYPE, "certificateAuthorities": [], "timestampAuthorities": [] }))
    }

    /// Adds an authority under `list`: `certificateAuthorities` or `timestampAuthorities`.
    pub fn authority(mut self, list: &str, uri: &str, certificates: &[Vec<u8>], from: u64) -> Self {
        let certificates: Vec<Value> = certificates.iter().map(|one| json!({ "rawBytes": base64(one) })).collect();
        self.add(
            list,
            json!({
                "subject": { "organization": uri, "commonName": uri },
                "uri": format!("https://{uri}"),
                "certChain": { "certificates": certificates },
                "validFor": { "start": rfc3339(from) },
            }),
        );
        self
    }

    /// Adds a log under `list`: `tlogs` or `ctlogs`.
    pub fn log(mut self, list: &str, uri: &str, key: &Key, id: &[u8], from: u64) -> Self {
        self.add(
            list,
            json!({
                "baseUrl": format!("https://{uri}"),
                "hashAlgorithm": "SHA2_256",
                "publicKey": {
                    "rawBytes": base64(&key.spki()),
                    "keyDetails": key.details(),
                    "validFor": { "start": rfc3339(from) },
                },
                "logId": { "keyId": base64(id) },
            }),
        );
        self
    }

    fn add(&mut self, list: &str, member: Value) {
        match &mut self.0[list] {
            Value::Array(members) => members.push(member),
            absent => *absent = json!([member]),
        }
    }
}

/// A time as trusted roots write it.
pub fn rfc3339(at: u64) -> String {
    let seconds = i64::try_from(at).expect("a time of this era");
    Timestamp::from_second(seconds).expect("a time of this era").to_string()
}
