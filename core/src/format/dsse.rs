//! DSSE envelopes (secure-systems-lab/dsse, `envelope.md` and `protocol.md`, v1.0.2).
//!
//! ```json
//! {"payloadType": "application/vnd.in-toto+json", "payload": "<Base64>", "signatures": [{"keyid": "…", "sig": "<Base64>"}]}
//! ```
//!
//! Reads and writes envelopes. Verifying them is `trust::envelope`'s work.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::base::encoding::base64;
use crate::base::limits::SIGNATURES;
use crate::base::{canonical, json};

/// The payload type of in-toto statements, the only one that we sign or read.
pub const PAYLOAD_TYPE: &str = "application/vnd.in-toto+json";

/// An envelope, as it claims to be.
#[derive(Clone, Debug)]
pub struct Envelope {
    /// The bytes that were signed (behind the pre-authentication encoding).
    pub payload: Vec<u8>,
    /// At least one.
    pub signatures: Vec<Signature>,
}

/// One signature of an envelope.
#[derive(Clone, Debug)]
pub struct Signature {
    /// A hint for choosing the key, authenticated by nothing.
    pub key_id: Option<String>,
    /// The signature's bytes.
    pub bytes: Vec<u8>,
}

#[derive(Deserialize)]
#[serde(expecting = "an envelope", rename_all = "camelCase")]
struct Raw {
    payload_type: String,
    payload: String,
    signatures: Vec<RawSignature>,
}

#[derive(Deserialize)]
#[serde(expecting = "a signature")]
struct RawSignature {
    keyid: Option<String>,
    sig: String,
}

impl Envelope {
    /// Reads an envelope. Unknown fields are ignored, as DSSE demands; duplicate keys are refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        Self::from_value(json::parse(bytes)?)
    }

    /// Reads an envelope that is already JSON, such as the one inside a bundle.
    pub fn from_value(value: Value) -> Result<Self, String> {
        let raw: Raw = json::typed(value)?;
        if raw.payload_type != PAYLOAD_TYPE {
            return Err(format!("payloadType: `{}` is not `{PAYLOAD_TYPE}`", raw.payload_type.escape_default()));
        }
        let payload = base64::decode(&raw.payload).ok_or("payload: not Base64")?;
        if raw.signatures.is_empty() {
            return Err("signatures: none".to_owned());
        }
        if raw.signatures.len() > SIGNATURES {
            return Err(format!("signatures: more than {SIGNATURES}"));
        }
        let read = |raw: RawSignature| {
            let bytes = base64::decode(&raw.sig).ok_or("signatures: a `sig` is not Base64")?;
            Ok(Signature { key_id: raw.keyid, bytes })
        };
        let signatures = raw.signatures.into_iter().map(read).collect::<Result<_, String>>()?;
        Ok(Self { payload, signatures })
    }

    /// What can still be read of an envelope that is not as it should be: its payload and every signature that is one, each
    /// once. Nobody may be credited with them. Their number has no bound of its own: `limits::VERIFICATIONS` bounds what is
    /// tried, and past it the question is refused, where a bound here would hide who signed behind it.
    pub fn salvage(value: &Value) -> Option<Self> {
        let text = |value: &Value, field: &str| value.get(field).and_then(Value::as_str).map(str::to_owned);
        if text(value, "payloadType")? != PAYLOAD_TYPE {
            return None;
        }
        let payload = base64::decode(&text(value, "payload")?)?;
        let read = |raw: &Value| {
            let bytes = base64::decode(&text(raw, "sig")?)?;
            Some((bytes, text(raw, "keyid")))
        };
        let signatures: BTreeMap<_, _> = value.get("signatures")?.as_array()?.iter().filter_map(read).collect();
        let signatures: Vec<_> = signatures.into_iter().map(|(bytes, key_id)| Signature { key_id, bytes }).collect();
        (!signatures.is_empty()).then_some(Self { payload, signatures })
    }

    /// Writes the envelope as canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let signature = |s: &Signature| match &s.key_id {
            Some(id) => json!({"keyid": id, "sig": base64::encode(&s.bytes)}),
            None => json!({"sig": base64::encode(&s.bytes)}),
        };
        canonical::to_bytes(&json!({
            "payloadType": PAYLOAD_TYPE,
            "payload": base64::encode(&self.payload),
            "signatures": self.signatures.iter().map(signature).collect::<Vec<_>>(),
        }))
    }
}

/// The pre-authentication encoding: what is signed.
///
/// `"DSSEv1" SP LEN(type) SP type SP LEN(payload) SP payload`, lengths in decimal ASCII.
pub fn pre_authentication_encoding(payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {PAYLOAD_TYPE} {} ", PAYLOAD_TYPE.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_as_the_specification_shows() {
        assert_eq!(pre_authentication_encoding(b"{}"), b"DSSEv1 28 application/vnd.in-toto+json 2 {}");
    }

    #[test]
    fn refuses_what_is_no_envelope() {
        for (bad, why) in [
            (r#"{"payloadType":"text/plain","payload":"","signatures":[{"sig":""}]}"#, "payloadType"),
            (
                r#"{"payloadType":"application/vnd.in-toto+json","payload":"*","signatures":[{"sig":""}]}"#,
                "payload: not",
            ),
            (r#"{"payloadType":"application/vnd.in-toto+json","payload":"","signatures":[]}"#, "signatures: none"),
            (r#"{"payloadType":"application/vnd.in-toto+json","payload":"","signatures":[{"sig":"*"}]}"#, "`sig`"),
            (
                r#"{"payloadType":"application/vnd.in-toto+json","payload":"","payload":"","signatures":[]}"#,
                "duplicate",
            ),
            (r#"{"payload":"","signatures":[]}"#, "payloadType"),
            (r#"[]"#, ""),
        ] {
            let error = Envelope::parse(bad.as_bytes()).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }
}
