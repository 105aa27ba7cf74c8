//! Sigstore bundles (sigstore/protobuf-specs, `sigstore_bundle.proto`), versions 0.1 to 0.3.
//!
//! ```json
//! {"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
//!  "verificationMaterial": {"certificate": {"rawBytes": "…"}, "tlogEntries": […],
//!                           "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": "…"}]}},
//!  "dsseEnvelope": {…}}
//! ```
//!
//! Decides what a bundle says, and refuses what its version forbids: a chain in version 0.3, an envelope with another number
//! of signatures than one. Which entries, promises and timestamps a version or an instance demands is `trust/`'s question.

use serde::Deserialize;
use serde_json::Value;

use crate::base::code::Code;
use crate::base::json;
use crate::base::limits::{CERTIFICATES, LOG_ENTRIES, TIMESTAMPS};
use crate::format::dsse::Envelope;
use crate::format::sigstore::entry::{Entry, RawEntry};
use crate::format::sigstore::proto::{Bytes, Raw};
use crate::format::sigstore::wrong::Wrong;

/// What every media type of a bundle starts with.
const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.bundle";

/// The version of the format, which says what must be in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Version {
    /// 0.1: entries have signed promises.
    V01,
    /// 0.2: entries have inclusion proofs.
    V02,
    /// 0.3: one certificate instead of a chain.
    V03,
}

/// A bundle, as it claims to be.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// By its media type.
    pub version: Version,
    /// Whose signature it is.
    pub material: Material,
    /// What transparency logs say about it; may be none.
    pub entries: Vec<Entry>,
    /// RFC 3161 `TimeStampResp`s in DER; may be none.
    pub timestamps: Vec<Vec<u8>>,
    /// What was signed, and the signature.
    pub content: Content,
}

/// Whose signature it is.
#[derive(Clone, Debug)]
pub enum Material {
    /// Certificates in DER, the leaf first; at least one, and exactly one in version 0.3.
    Certificates(Vec<Vec<u8>>),
    /// A key that somebody manages.
    PublicKey {
        /// Which key; authenticated by nothing, and often empty.
        hint: String,
    },
}

/// What was signed, and the signature.
#[derive(Clone, Debug)]
pub enum Content {
    /// A signature over bytes that lie elsewhere.
    Message {
        /// The name of a hash (`SHA2_256`) and the digest; a hint, authenticated by nothing.
        digest: Option<(String, Vec<u8>)>,
        /// The signature's bytes; never empty.
        signature: Vec<u8>,
    },
    /// An in-toto statement in an envelope with exactly one signature.
    Envelope(Envelope),
}

#[derive(Deserialize)]
#[serde(expecting = "a bundle", rename_all = "camelCase")]
struct RawBundle {
    #[serde(alias = "verification_material")]
    verification_material: Option<RawMaterial>,
    #[serde(alias = "message_signature")]
    message_signature: Option<RawMessage>,
    #[serde(alias = "dsse_envelope")]
    dsse_envelope: Option<Value>,
}

#[derive(Deserialize)]
#[serde(expecting = "verification material", rename_all = "camelCase")]
struct RawMaterial {
    certificate: Option<Raw>,
    #[serde(rename = "x509CertificateChain", alias = "x509_certificate_chain")]
    chain: Option<RawChain>,
    #[serde(alias = "public_key")]
    public_key: Option<RawKey>,
    #[serde(alias = "tlog_entries")]
    tlog_entries: Option<Vec<RawEntry>>,
    #[serde(alias = "timestamp_verification_data")]
    timestamp_verification_data: Option<RawTimestamps>,
}

#[derive(Deserialize)]
#[serde(expecting = "a certificate chain")]
struct RawChain {
    certificates: Option<Vec<Raw>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a public key's hint")]
struct RawKey {
    hint: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "timestamps")]
struct RawTimestamps {
    #[serde(rename = "rfc3161Timestamps", alias = "rfc3161_timestamps")]
    rfc3161: Option<Vec<RawTimestamp>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a timestamp", rename_all = "camelCase")]
struct RawTimestamp {
    #[serde(alias = "signed_timestamp")]
    signed_timestamp: Option<Bytes>,
}

#[derive(Deserialize)]
#[serde(expecting = "a message signature", rename_all = "camelCase")]
struct RawMessage {
    #[serde(alias = "message_digest")]
    message_digest: Option<RawDigest>,
    signature: Option<Bytes>,
}

#[derive(Deserialize)]
#[serde(expecting = "a digest")]
struct RawDigest {
    algorithm: Option<String>,
    digest: Option<Bytes>,
}

impl Bundle {
    /// Reads a bundle. Unknown fields are ignored, duplicate keys are refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, Wrong> {
        Self::from_value(json::parse(bytes).map_err(unreadable)?)
    }

    /// Reads a bundle that is already JSON.
    pub fn from_value(value: Value) -> Result<Self, Wrong> {
        let version = version(&value)?;
        let raw: RawBundle = json::typed(value).map_err(unreadable)?;
        let absent = || Wrong::new(Code::BundleMaterialMissing, "verificationMaterial: missing");
        let RawMaterial { certificate, chain, public_key, tlog_entries, timestamp_verification_data } =
            raw.verification_material.ok_or_else(absent)?;
        let material = material(version, certificate, chain, public_key)?;
        let entries = tlog_entries.unwrap_or_default();
        if entries.len() > LOG_ENTRIES {
            return Err(beyond(LOG_ENTRIES, "tlogEntries"));
        }
        let entries = entries.into_iter().map(Entry::from_raw).collect::<Result<_, _>>()?;
        let timestamps = timestamps(timestamp_verification_data.and_then(|data| data.rfc3161).unwrap_or_default())?;
        let content = content(raw.message_signature, raw.dsse_envelope)?;
        Ok(Self { version, material, entries, timestamps, content })
    }

    /// The envelope in a value, whatever else is wrong with the bundle; the value itself, where there is none inside.
    pub fn envelope(value: &Value) -> &Value {
        value.get("dsseEnvelope").or_else(|| value.get("dsse_envelope")).unwrap_or(value)
    }

    /// Whether a value says that it is a bundle, of whatever version.
    pub fn is_one(value: &Value) -> bool {
        media_type(value).is_some_and(|text| text.starts_with(MEDIA_TYPE))
    }
}

fn unreadable(found: impl Into<String>) -> Wrong {
    Wrong::new(Code::BundleUnreadable, found)
}

fn beyond(limit: usize, what: &str) -> Wrong {
    Wrong::beyond(Code::BundleLimitExceeded, limit, what)
}

fn media_type(value: &Value) -> Option<&str> {
    value.get("mediaType").or_else(|| value.get("media_type")).and_then(Value::as_str)
}

/// Both spellings of every version: sigstore-go reads `.v0.1+json` as it reads `.v0.3+json`.
fn version(value: &Value) -> Result<Version, Wrong> {
    if !value.is_object() {
        return Err(unreadable("not a JSON object"));
    }
    let text = media_type(value).ok_or_else(|| unreadable("mediaType: missing"))?;
    let rest = text.strip_prefix(MEDIA_TYPE).ok_or_else(|| {
        unreadable(format!("mediaType: `{}` does not start with `{MEDIA_TYPE}`", text.escape_default()))
    })?;
    match rest {
        "+json;version=0.1" | ".v0.1+json" => Ok(Version::V01),
        "+json;version=0.2" | ".v0.2+json" => Ok(Version::V02),
        "+json;version=0.3" | ".v0.3+json" => Ok(Version::V03),
        _ => Err(Wrong::new(Code::BundleVersionUnknown, format!("mediaType: `{}`", text.escape_default()))),
    }
}

/// Exactly one of the three kinds. Versions before 0.3 may hold a chain, and new writers give them a single certificate, too.
fn material(
    version: Version,
    certificate: Option<Raw>,
    chain: Option<RawChain>,
    key: Option<RawKey>,
) -> Result<Material, Wrong> {
    let missing = |what: &str| Wrong::new(Code::BundleMaterialMissing, what);
    match (certificate, chain, key) {
        (Some(certificate), None, None) => {
            let der = certificate.into_bytes().ok_or_else(|| missing("certificate.rawBytes: missing"))?;
            Ok(Material::Certificates(vec![der]))
        }
        (None, Some(_), None) if version == Version::V03 => {
            Err(unreadable("x509CertificateChain: version 0.3 has a single `certificate` in its place"))
        }
        (None, Some(chain), None) => {
            let certificates = chain.certificates.unwrap_or_default();
            if certificates.is_empty() {
                return Err(missing("x509CertificateChain: empty"));
            }
            if certificates.len() > CERTIFICATES {
                return Err(beyond(CERTIFICATES, "x509CertificateChain"));
            }
            let read = |raw: Raw| raw.into_bytes().ok_or_else(|| missing("x509CertificateChain: an empty certificate"));
            certificates.into_iter().map(read).collect::<Result<_, _>>().map(Material::Certificates)
        }
        (None, None, Some(key)) => Ok(Material::PublicKey { hint: key.hint.unwrap_or_default() }),
        (None, None, None) => {
            Err(missing("verificationMaterial: neither `certificate` nor `x509CertificateChain` nor `publicKey`"))
        }
        _ => Err(unreadable(
            "verificationMaterial: more than one of `certificate`, `x509CertificateChain` and `publicKey`",
        )),
    }
}

fn timestamps(raw: Vec<RawTimestamp>) -> Result<Vec<Vec<u8>>, Wrong> {
    if raw.len() > TIMESTAMPS {
        return Err(beyond(TIMESTAMPS, "rfc3161Timestamps"));
    }
    let read = |raw: RawTimestamp| {
        Bytes::present(raw.signed_timestamp).ok_or_else(|| unreadable("rfc3161Timestamps: an empty `signedTimestamp`"))
    };
    raw.into_iter().map(read).collect()
}

fn content(message: Option<RawMessage>, envelope: Option<Value>) -> Result<Content, Wrong> {
    match (message, envelope) {
        (Some(message), None) => {
            let signature = Bytes::present(message.signature);
            let signature = signature.ok_or_else(|| unreadable("messageSignature.signature: missing"))?;
            let digest = message.message_digest.and_then(|digest| {
                let algorithm = digest.algorithm.unwrap_or_else(|| "HASH_ALGORITHM_UNSPECIFIED".to_owned());
                Bytes::present(digest.digest).map(|bytes| (algorithm, bytes))
            });
            Ok(Content::Message { digest, signature })
        }
        (None, Some(envelope)) => {
            let envelope = Envelope::from_value(envelope).map_err(|why| unreadable(format!("dsseEnvelope: {why}")))?;
            match envelope.signatures.len() {
                1 => Ok(Content::Envelope(envelope)),
                count => {
                    Err(unreadable(format!("dsseEnvelope: {count} signatures; a bundle's envelope has exactly one")))
                }
            }
        }
        (None, None) => Err(unreadable("neither `messageSignature` nor `dsseEnvelope`")),
        (Some(_), Some(_)) => Err(unreadable("both `messageSignature` and `dsseEnvelope`")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::limits::PROOF_HASHES;

    const V03: &str = "application/vnd.dev.sigstore.bundle.v0.3+json";

    fn entry() -> Value {
        json!({"logIndex": "7", "logId": {"keyId": "AQ=="}, "kindVersion": {"kind": "dsse", "version": "0.0.1"},
            "integratedTime": 1, "inclusionPromise": {"signedEntryTimestamp": "Ag"}, "canonicalizedBody": "e30=",
            "inclusionProof": {"rootHash": "A".repeat(43), "treeSize": "8", "hashes": [], "checkpoint": {"envelope": "x"}}})
    }

    fn bundle() -> Value {
        json!({"mediaType": V03,
            "verificationMaterial": {"certificate": {"rawBytes": "MAA="}, "tlogEntries": [entry()],
                "timestampVerificationData": {"rfc3161Timestamps": [{"signedTimestamp": "MAA="}]}},
            "messageSignature": {"messageDigest": {"algorithm": "SHA2_256", "digest": "AAE="}, "signature": "_-8"}})
    }

    /// The bundle with one value changed; taken away where it becomes `null`, which protobuf says is the same.
    fn with(pointer: &str, value: Value) -> Value {
        let mut bundle = bundle();
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        match bundle.pointer_mut(parent).unwrap() {
            Value::Array(list) => list[field.parse::<usize>().unwrap()] = value,
            object => object[field] = value,
        }
        bundle
    }

    #[test]
    fn reads_what_it_says() {
        let read = Bundle::from_value(bundle()).unwrap();
        assert_eq!(read.version, Version::V03);
        assert!(matches!(&read.material, Material::Certificates(chain) if *chain == [[0x30, 0]]));
        assert_eq!(read.timestamps, [[0x30, 0]]);
        let Content::Message { digest, signature } = &read.content else { panic!("a message") };
        assert_eq!(*digest, Some(("SHA2_256".to_owned(), vec![0, 1])));
        assert_eq!(*signature, [0xff, 0xef], "the URL-safe alphabet, without padding");
        let entry = &read.entries[0];
        assert_eq!((entry.log_index, entry.integrated_time, entry.promise.clone()), (7, Some(1), Some(vec![2])));
        let proof = entry.proof.clone().unwrap();
        assert_eq!((proof.log_index, proof.tree_size, proof.root_hash), (0, 8, [0; 32]));
    }

    #[test]
    fn a_name_of_the_proto_file_is_the_same_field() {
        let text = serde_json::to_string(&bundle()).unwrap();
        let snake = [("mediaType", "media_type"), ("verificationMaterial", "verification_material")]
            .into_iter()
            .chain([("messageSignature", "message_signature"), ("rawBytes", "raw_bytes"), ("logId", "log_id")])
            .chain([("tlogEntries", "tlog_entries"), ("rfc3161Timestamps", "rfc3161_timestamps")])
            .fold(text, |text, (camel, snake)| text.replace(&format!("\"{camel}\""), &format!("\"{snake}\"")));
        assert_eq!(Bundle::parse(snake.as_bytes()).unwrap().entries.len(), 1);
        let both = with("/message_signature", json!({"signature": "AA=="}));
        assert!(Bundle::from_value(both).unwrap_err().found.contains("duplicate field"));
    }

    #[test]
    fn line_breaks_in_base64_are_passed_over() {
        let read = Bundle::from_value(with("/messageSignature/signature", json!("AA\r\nE=\n"))).unwrap();
        assert!(matches!(read.content, Content::Message { signature, .. } if signature == [0, 1]));
    }

    #[test]
    fn a_version_has_two_spellings() {
        for (version, number) in [(Version::V01, "0.1"), (Version::V02, "0.2"), (Version::V03, "0.3")] {
            for media_type in [format!("{MEDIA_TYPE}+json;version={number}"), format!("{MEDIA_TYPE}.v{number}+json")] {
                assert_eq!(Bundle::from_value(with("/mediaType", json!(media_type))).unwrap().version, version);
            }
        }
    }

    #[test]
    fn absence_is_null_or_nothing_or_the_default() {
        for (pointer, value) in [
            ("/verificationMaterial/tlogEntries/0/integratedTime", json!("0")),
            ("/verificationMaterial/tlogEntries/0/integratedTime", Value::Null),
        ] {
            assert_eq!(Bundle::from_value(with(pointer, value)).unwrap().entries[0].integrated_time, None);
        }
        for value in [Value::Null, json!({}), json!({"signedEntryTimestamp": ""})] {
            let bundle = with("/verificationMaterial/tlogEntries/0/inclusionPromise", value);
            assert_eq!(Bundle::from_value(bundle).unwrap().entries[0].promise, None);
        }
        for value in [Value::Null, json!({}), json!({"envelope": ""})] {
            let bundle = with("/verificationMaterial/tlogEntries/0/inclusionProof/checkpoint", value);
            assert_eq!(Bundle::from_value(bundle).unwrap().entries[0].proof.as_ref().unwrap().checkpoint, None);
        }
        let bare =
            Bundle::from_value(with("/verificationMaterial", json!({"publicKey": {}, "tlogEntries": null}))).unwrap();
        assert!(matches!(bare.material, Material::PublicKey { hint } if hint.is_empty()));
        assert!(bare.entries.is_empty() && bare.timestamps.is_empty());
    }

    #[test]
    fn what_is_malformed_is_named() {
        let envelope = |signatures: Value| {
            let mut bundle = with("/messageSignature", Value::Null);
            bundle["dsseEnvelope"] =
                json!({"payloadType": "application/vnd.in-toto+json", "payload": "", "signatures": signatures});
            bundle
        };
        assert!(Bundle::from_value(envelope(json!([{"sig": "AA=="}]))).is_ok());
        let mut both = envelope(json!([{"sig": "AA=="}]));
        both["messageSignature"] = json!({"signature": "AA=="});
        let mut text = envelope(json!([{"sig": "AA=="}]));
        text["dsseEnvelope"]["payloadType"] = json!("text/plain");
        let material = |value: Value| with("/verificationMaterial", value);
        let entry = |field: &str, value: Value| with(&format!("/verificationMaterial/tlogEntries/0/{field}"), value);
        let chain = |certificates: Value| {
            let mut bundle = material(json!({"x509CertificateChain": {"certificates": certificates}}));
            bundle["mediaType"] = json!("application/vnd.dev.sigstore.bundle+json;version=0.2");
            bundle
        };
        let raw = json!({"rawBytes": "MAA="});
        let (bad, limit) = (Code::BundleUnreadable, Code::BundleLimitExceeded);
        let missing = Code::BundleMaterialMissing;
        let cases = [
            (json!([]), bad, "not a JSON object"),
            (with("/mediaType", json!("text/plain")), bad, "mediaType: `text/plain`"),
            (with("/mediaType", Value::Null), bad, "mediaType: missing"),
            (with("/mediaType", json!(format!("{MEDIA_TYPE}+json;version=0.4"))), Code::BundleVersionUnknown, "0.4"),
            (with("/mediaType", json!(MEDIA_TYPE)), Code::BundleVersionUnknown, "mediaType"),
            (material(Value::Null), missing, "verificationMaterial: missing"),
            (material(json!({})), missing, "neither"),
            (material(json!({"certificate": {}})), missing, "certificate.rawBytes"),
            (material(json!({"certificate": raw, "publicKey": {}})), bad, "more than one of"),
            (material(json!({"x509CertificateChain": {"certificates": [raw]}})), bad, "version 0.3"),
            (chain(json!([])), missing, "empty"),
            (chain(json!([{}])), missing, "empty certificate"),
            (chain(json!(vec![raw; CERTIFICATES + 1])), limit, "x509CertificateChain: more than 16"),
            (with("/verificationMaterial/certificate/rawBytes", json!("*")), bad, "not Base64"),
            (with("/verificationMaterial/certificate/rawBytes", json!("MA A=")), bad, "not Base64"),
            (with("/verificationMaterial/tlogEntries", json!({})), bad, "verificationMaterial.tlogEntries: "),
            (
                with("/verificationMaterial/timestampVerificationData/rfc3161Timestamps", json!([{}])),
                bad,
                "empty `signedTimestamp`",
            ),
            (with("/messageSignature", Value::Null), bad, "neither `messageSignature`"),
            (with("/messageSignature/signature", json!("")), bad, "messageSignature.signature: missing"),
            (with("/messageSignature/messageDigest/algorithm", json!(1)), bad, "messageDigest.algorithm"),
            (both, bad, "both `messageSignature`"),
            (text, bad, "dsseEnvelope: payloadType"),
            (envelope(json!([])), bad, "dsseEnvelope: signatures: none"),
            (envelope(json!([{"sig": "AA=="}, {"sig": "AA=="}])), bad, "2 signatures"),
            (entry("logIndex", json!(-1)), bad, "tlogEntries[0].logIndex"),
            (entry("logIndex", json!("-1")), bad, "tlogEntries[0].logIndex"),
            (entry("logIndex", json!("9223372036854775808")), bad, "tlogEntries[0].logIndex"),
            (entry("logIndex", json!(9_223_372_036_854_775_808_u64)), bad, "tlogEntries[0].logIndex"),
            (entry("logIndex", json!(1e30)), bad, "tlogEntries[0].logIndex"),
            (entry("logIndex", json!("+1")), bad, "tlogEntries[0].logIndex"),
            (entry("logIndex", json!("01")), bad, "tlogEntries[0].logIndex"),
            (entry("logIndex", json!("")), bad, "tlogEntries[0].logIndex"),
            (entry("integratedTime", json!("-1")), bad, "tlogEntries[0].integratedTime"),
            (entry("logId", json!({"keyId": ""})), bad, "logId.keyId: missing"),
            (entry("kindVersion", Value::Null), bad, "kindVersion: missing"),
            (entry("kindVersion", json!({"version": "0.0.1"})), bad, "kindVersion.kind: missing"),
            (entry("kindVersion", json!({"kind": "dsse"})), bad, "kindVersion.version: missing"),
            (entry("canonicalizedBody", Value::Null), bad, "canonicalizedBody: missing"),
            (entry("inclusionProof/rootHash", Value::Null), bad, "rootHash: missing"),
            (entry("inclusionProof/rootHash", json!("AAAA")), bad, "inclusionProof.rootHash: not a SHA-256"),
            (entry("inclusionProof/hashes", json!(["AAAA"])), bad, "inclusionProof.hashes[0]: not a SHA-256"),
            (entry("inclusionProof/treeSize", json!(-2)), bad, "inclusionProof.treeSize"),
            (
                entry("inclusionProof/hashes", json!(vec!["A".repeat(43); PROOF_HASHES + 1])),
                limit,
                "inclusionProof.hashes: more than 64",
            ),
        ];
        for (value, code, found) in cases {
            let wrong = Bundle::from_value(value).unwrap_err();
            assert_eq!(wrong.code, code, "{wrong}");
            assert!(wrong.found.contains(found), "{wrong}: {found}");
        }
    }

    #[test]
    fn entries_and_timestamps_are_bounded() {
        for (field, value, limit) in [
            ("tlogEntries", entry(), LOG_ENTRIES),
            ("timestampVerificationData/rfc3161Timestamps", json!({"signedTimestamp": "MAA="}), TIMESTAMPS),
        ] {
            let many = |count| {
                Bundle::from_value(with(&format!("/verificationMaterial/{field}"), json!(vec![value.clone(); count])))
            };
            assert!(many(limit).is_ok());
            assert_eq!(many(limit + 1).unwrap_err().code, Code::BundleLimitExceeded);
        }
    }

    #[test]
    fn json_is_strict() {
        for (text, found) in
            [("{\"mediaType\":\"a\",\"mediaType\":\"a\"}", "duplicate key"), ("{", "EOF"), ("{} x", "trailing")]
        {
            let wrong = Bundle::parse(text.as_bytes()).unwrap_err();
            assert_eq!(wrong.code, Code::BundleUnreadable);
            assert!(wrong.found.contains(found), "{wrong}");
        }
        assert!(Bundle::is_one(&bundle()) && !Bundle::is_one(&json!({"mediaType": "text/plain"})));
    }
}
