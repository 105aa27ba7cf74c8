//! Trusted roots (sigstore/protobuf-specs, `sigstore_trustroot.proto`): whom an instance of Sigstore trusts, and when.
//!
//! ```json
//! {"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1",
//!  "tlogs": [{"baseUrl": "…", "hashAlgorithm": "SHA2_256", "logId": {"keyId": "…"},
//!             "publicKey": {"rawBytes": "…", "keyDetails": "PKIX_ED25519", "validFor": {"start": "2025-09-23T00:00:00Z"}}}],
//!  "certificateAuthorities": [{"uri": "…", "certChain": {"certificates": [{"rawBytes": "…"}]}, "validFor": {…}}],
//!  "ctlogs": […], "timestampAuthorities": […]}
//! ```
//!
//! A file holds one, or several as JSON Lines (what `gh attestation trusted-root` prints). Versions 0.1 and 0.2 have the
//! same fields; what 0.2 adds (`operator`, `checkpointKeyId`) is not read, since a log's checkpoint key follows from its
//! key and origin. Keys and certificates stay DER: whether they can be read is `trust/`'s question.

use serde::Deserialize;
use serde_json::Value;

use crate::base::code::Code;
use crate::base::json;
use crate::base::limits::{CERTIFICATES, DOCUMENT_BYTES, INSTANCE_PARTIES, INSTANCES};
use crate::base::time::Time;
use crate::format::sigstore::proto::{Bytes, LogId, Raw};
use crate::format::sigstore::wrong::Wrong;

/// What the media type starts with.
const MEDIA_TYPE: &str = "application/vnd.dev.sigstore.trustedroot";

/// Whom one instance trusts.
#[derive(Clone, Debug)]
pub struct TrustedRoot {
    /// Fulcio's certificate authorities.
    pub authorities: Vec<Authority>,
    /// Transparency logs (Rekor).
    pub logs: Vec<Log>,
    /// Certificate transparency logs.
    pub certificate_logs: Vec<Log>,
    /// RFC 3161 timestamp authorities.
    pub timestamp_authorities: Vec<Authority>,
}

/// A certificate authority, of signers or of timestamps.
#[derive(Clone, Debug)]
pub struct Authority {
    /// Where it answers; a label.
    pub uri: String,
    /// Certificates in DER, the root last; at least one.
    pub chain: Vec<Vec<u8>>,
    /// When it is trusted.
    pub window: Window,
}

/// A log.
#[derive(Clone, Debug)]
pub struct Log {
    /// Where it answers; Rekor v2 names itself by the host.
    pub base_url: String,
    /// How the key signs: `PKIX_ECDSA_P256_SHA_256`, `PKIX_ED25519`; empty where the root does not say.
    pub key_details: String,
    /// The key's `rawBytes`: SPKI in DER, but for names that start with `PKCS1_`.
    pub key: Vec<u8>,
    /// When it is trusted.
    pub window: Window,
    /// Its id: what entries and certificate timestamps name it by; never empty.
    pub id: Vec<u8>,
}

/// When somebody is trusted: from `start` to `end`, both inside (`TimeRange` of `sigstore_common.proto`).
///
/// Roots write fractions of a second (`23:59:59.999Z`) and [`Time`] has none, so `start` is rounded up and `end` down. For
/// instants of whole seconds that changes no answer; it never lets in one that the root keeps out. An instant with a
/// fraction must be rounded up before it is compared with `end`, and down before it is compared with `start`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The first instant inside.
    pub start: Time,
    /// The last instant inside; without one, for ever.
    pub end: Option<Time>,
}

impl Window {
    /// Whether `time` lies inside.
    pub fn contains(&self, time: Time) -> bool {
        self.start <= time && self.end.is_none_or(|end| time <= end)
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a trusted root", rename_all = "camelCase")]
struct RawRoot {
    #[serde(alias = "media_type")]
    media_type: String,
    tlogs: Option<Vec<RawLog>>,
    #[serde(alias = "certificate_authorities")]
    certificate_authorities: Option<Vec<RawAuthority>>,
    ctlogs: Option<Vec<RawLog>>,
    #[serde(alias = "timestamp_authorities")]
    timestamp_authorities: Option<Vec<RawAuthority>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a log", rename_all = "camelCase")]
struct RawLog {
    #[serde(alias = "base_url")]
    base_url: Option<String>,
    #[serde(alias = "hash_algorithm")]
    hash_algorithm: Option<String>,
    #[serde(alias = "public_key")]
    public_key: RawKey,
    #[serde(alias = "log_id")]
    log_id: Option<LogId>,
}

#[derive(Deserialize)]
#[serde(expecting = "a public key", rename_all = "camelCase")]
struct RawKey {
    #[serde(alias = "raw_bytes")]
    raw_bytes: Option<Bytes>,
    #[serde(alias = "key_details")]
    key_details: Option<String>,
    #[serde(alias = "valid_for")]
    valid_for: Option<RawWindow>,
}

#[derive(Deserialize)]
#[serde(expecting = "an authority", rename_all = "camelCase")]
struct RawAuthority {
    uri: Option<String>,
    #[serde(alias = "cert_chain")]
    cert_chain: RawChain,
    #[serde(alias = "valid_for")]
    valid_for: Option<RawWindow>,
}

#[derive(Deserialize)]
#[serde(expecting = "a certificate chain")]
struct RawChain {
    certificates: Option<Vec<Raw>>,
}

#[derive(Deserialize)]
#[serde(expecting = "a time range")]
struct RawWindow {
    start: Option<String>,
    end: Option<String>,
}

impl TrustedRoot {
    /// Reads one trusted root, or several as JSON Lines; at least one.
    pub fn parse_all(bytes: &[u8]) -> Result<Vec<Self>, Wrong> {
        if bytes.len() > DOCUMENT_BYTES {
            return Err(unreadable(format!("larger than {DOCUMENT_BYTES} bytes")));
        }
        let lines: Vec<&[u8]> =
            bytes.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty()).collect();
        // A document over several lines has no whole value in its first.
        let several = lines.len() > 1 && lines.first().is_some_and(|line| json::parse(line).is_ok());
        if !several {
            return Ok(vec![json::parse(bytes).and_then(Self::from_value).map_err(unreadable)?]);
        }
        if lines.len() > INSTANCES {
            return Err(unreadable(format!("more than {INSTANCES} roots")));
        }
        let read = |(at, line): (usize, &[u8])| {
            let number = at.saturating_add(1);
            json::parse(line).and_then(Self::from_value).map_err(|why| unreadable(format!("root {number}: {why}")))
        };
        lines.into_iter().enumerate().map(read).collect()
    }

    fn from_value(value: Value) -> Result<Self, String> {
        let raw: RawRoot = json::typed(value)?;
        let version = raw.media_type.strip_prefix(MEDIA_TYPE).unwrap_or_default();
        if !matches!(version, "+json;version=0.1" | ".v0.1+json" | "+json;version=0.2" | ".v0.2+json") {
            return Err(format!("mediaType: `{}` is not of version 0.1 or 0.2", raw.media_type.escape_default()));
        }
        Ok(Self {
            authorities: all(raw.certificate_authorities, "certificateAuthorities", Authority::from_raw)?,
            logs: all(raw.tlogs, "tlogs", Log::from_raw)?,
            certificate_logs: all(raw.ctlogs, "ctlogs", Log::from_raw)?,
            timestamp_authorities: all(raw.timestamp_authorities, "timestampAuthorities", Authority::from_raw)?,
        })
    }
}

fn unreadable(found: String) -> Wrong {
    Wrong::new(Code::TrustedRootUnreadable, found)
}

/// Reads each of a list; the error says which.
fn all<R, T>(raw: Option<Vec<R>>, field: &str, read: fn(R) -> Result<T, String>) -> Result<Vec<T>, String> {
    let raw = raw.unwrap_or_default();
    if raw.len() > INSTANCE_PARTIES {
        return Err(format!("{field}: more than {INSTANCE_PARTIES}"));
    }
    let each = |(at, raw)| read(raw).map_err(|why| format!("{field}[{at}].{why}"));
    raw.into_iter().enumerate().map(each).collect()
}

impl Authority {
    fn from_raw(raw: RawAuthority) -> Result<Self, String> {
        let certificates = raw.cert_chain.certificates.unwrap_or_default();
        if certificates.is_empty() {
            return Err("certChain: empty".to_owned());
        }
        if certificates.len() > CERTIFICATES {
            return Err(format!("certChain: more than {CERTIFICATES}"));
        }
        let der = |raw: Raw| raw.into_bytes().ok_or_else(|| "certChain: an empty certificate".to_owned());
        let chain = certificates.into_iter().map(der).collect::<Result<_, _>>()?;
        Ok(Self { uri: raw.uri.unwrap_or_default(), chain, window: window(raw.valid_for)? })
    }
}

impl Log {
    fn from_raw(raw: RawLog) -> Result<Self, String> {
        let hash = raw.hash_algorithm.unwrap_or_default();
        if hash != "SHA2_256" {
            return Err(format!("hashAlgorithm: `{}` is not `SHA2_256`", hash.escape_default()));
        }
        let key = raw.public_key;
        Ok(Self {
            base_url: raw.base_url.unwrap_or_default(),
            key_details: key.key_details.unwrap_or_default(),
            key: Bytes::present(key.raw_bytes).ok_or("publicKey.rawBytes: missing")?,
            window: window(key.valid_for).map_err(|why| format!("publicKey.{why}"))?,
            id: LogId::present(raw.log_id).ok_or("logId.keyId: missing")?,
        })
    }
}

fn window(raw: Option<RawWindow>) -> Result<Window, String> {
    let missing = || "validFor.start: missing".to_owned();
    let raw = raw.ok_or_else(missing)?;
    let start = raw.start.ok_or_else(missing)?;
    let start = instant(&start, true).ok_or_else(|| not_a_time("start", &start))?;
    let end = raw.end.map(|end| instant(&end, false).ok_or_else(|| not_a_time("end", &end))).transpose()?;
    Ok(Window { start, end })
}

fn not_a_time(field: &str, text: &str) -> String {
    format!("validFor.{field}: `{}` is not a time of the form `2026-11-21T09:00:00Z`", text.escape_default())
}

/// A time in UTC, with up to nine digits of a fraction, as protobuf writes it; rounded to whole seconds.
fn instant(text: &str, up: bool) -> Option<Time> {
    let (whole, fraction) = match text.split_once('.') {
        None => (text.to_owned(), ""),
        Some((whole, rest)) => (format!("{whole}Z"), rest.strip_suffix('Z').filter(|digits| !digits.is_empty())?),
    };
    if fraction.len() > 9 || !fraction.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let time: Time = whole.parse().ok()?;
    let partial = fraction.bytes().any(|b| b != b'0');
    if up && partial { Time::from_seconds(time.seconds().checked_add(1)?) } else { Some(time) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn log(window: &Value) -> Value {
        json!({"baseUrl": "https://log.example", "hashAlgorithm": "SHA2_256", "logId": {"keyId": "AQI="},
            "publicKey": {"rawBytes": "MAA=", "keyDetails": "PKIX_ED25519", "validFor": window}})
    }

    fn root(window: &Value) -> Value {
        let authority =
            json!({"uri": "ca.example", "certChain": {"certificates": [{"rawBytes": "MAA="}]}, "validFor": window});
        json!({"mediaType": "application/vnd.dev.sigstore.trustedroot+json;version=0.1", "tlogs": [log(window)],
            "certificateAuthorities": [authority], "ctlogs": null, "timestampAuthorities": [authority]})
    }

    fn parse(value: &Value) -> Result<TrustedRoot, Wrong> {
        TrustedRoot::parse_all(value.to_string().as_bytes()).map(|mut all| all.remove(0))
    }

    fn at(text: &str) -> Time {
        text.parse().unwrap()
    }

    #[test]
    fn reads_what_it_says() {
        let read = parse(&root(&json!({"start": "2025-01-01T00:00:00Z", "end": null}))).unwrap();
        let counts =
            (read.authorities.len(), read.logs.len(), read.certificate_logs.len(), read.timestamp_authorities.len());
        assert_eq!(counts, (1, 1, 0, 1));
        let log = &read.logs[0];
        assert_eq!((log.base_url.as_str(), log.key_details.as_str()), ("https://log.example", "PKIX_ED25519"));
        assert_eq!((log.key.as_slice(), log.id.as_slice()), ([0x30, 0].as_slice(), [1, 2].as_slice()));
        assert_eq!(log.window, Window { start: at("2025-01-01T00:00:00Z"), end: None });
        assert_eq!((read.authorities[0].uri.as_str(), read.authorities[0].chain.len()), ("ca.example", 1));
    }

    #[test]
    fn the_end_is_inside_and_fractions_never_widen() {
        let window =
            |start: &str, end: &str| parse(&root(&json!({"start": start, "end": end}))).unwrap().logs[0].window;
        let plain = window("2025-01-01T00:00:00Z", "2025-01-02T00:00:00Z");
        assert!(plain.contains(at("2025-01-01T00:00:00Z")) && plain.contains(at("2025-01-02T00:00:00Z")));
        assert!(!plain.contains(at("2024-12-31T23:59:59Z")) && !plain.contains(at("2025-01-02T00:00:01Z")));
        let partial = window("2025-01-01T00:00:00.000000001Z", "2025-01-01T23:59:59.999Z");
        assert!(!partial.contains(at("2025-01-01T00:00:00Z")) && partial.contains(at("2025-01-01T00:00:01Z")));
        assert!(partial.contains(at("2025-01-01T23:59:59Z")) && !partial.contains(at("2025-01-02T00:00:00Z")));
        assert_eq!(window("2025-01-01T00:00:00.000Z", "2025-01-02T00:00:00.0Z"), plain);
    }

    #[test]
    fn a_file_holds_one_or_several() {
        let one = root(&json!({"start": "2025-01-01T00:00:00Z"}));
        let read = |text: String| TrustedRoot::parse_all(text.as_bytes()).map(|all| all.len());
        assert_eq!(read(format!("{one}\n")), Ok(1));
        assert_eq!(read(serde_json::to_string_pretty(&one).unwrap()), Ok(1));
        assert_eq!(read(format!("{one}\n\n{one}\r\n")), Ok(2));
        assert_eq!(read(format!("{one}\n").repeat(INSTANCES)), Ok(INSTANCES));
        for (bad, found) in [
            (format!("{one}\n").repeat(INSTANCES + 1), "more than 16 roots"),
            (format!("{one}\n{{}}"), "root 2: missing field `mediaType`"),
            (format!("{one} x"), "trailing"),
            (String::new(), "EOF"),
        ] {
            let wrong = read(bad).unwrap_err();
            assert_eq!(wrong.code, Code::TrustedRootUnreadable);
            assert!(wrong.found.contains(found), "{wrong}: {found}");
        }
    }

    #[test]
    fn what_is_malformed_is_named() {
        let good = root(&json!({"start": "2025-01-01T00:00:00Z"}));
        let with = |pointer: &str, value: Value| {
            let mut root = good.clone();
            *root.pointer_mut(pointer).unwrap() = value;
            root
        };
        let window = |value: Value| with("/tlogs/0/publicKey/validFor", value);
        let entry = log(&json!({"start": "2025-01-01T00:00:00Z"}));
        for (bad, found) in [
            (with("/mediaType", json!("application/vnd.dev.sigstore.trustedroot.v0.3+json")), "mediaType"),
            (with("/mediaType", json!("application/vnd.dev.sigstore.bundle.v0.3+json")), "mediaType"),
            (with("/tlogs/0/hashAlgorithm", json!("SHA2_512")), "tlogs[0].hashAlgorithm: `SHA2_512`"),
            (with("/tlogs/0/hashAlgorithm", Value::Null), "tlogs[0].hashAlgorithm"),
            (with("/tlogs/0/publicKey/rawBytes", json!("")), "tlogs[0].publicKey.rawBytes: missing"),
            (with("/tlogs/0/publicKey/rawBytes", json!("*")), "tlogs[0].publicKey.rawBytes: not Base64"),
            (with("/tlogs/0/logId", Value::Null), "tlogs[0].logId.keyId: missing"),
            (with("/tlogs", json!(vec![entry; INSTANCE_PARTIES + 1])), "tlogs: more than 64"),
            (window(Value::Null), "tlogs[0].publicKey.validFor.start: missing"),
            (window(json!({})), "tlogs[0].publicKey.validFor.start: missing"),
            (window(json!({"end": "2025-01-01T00:00:00Z"})), "validFor.start: missing"),
            (window(json!({"start": "2025-01-01"})), "validFor.start: `2025-01-01`"),
            (window(json!({"start": "2025-01-01T00:00:00+01:00"})), "validFor.start"),
            (window(json!({"start": "2025-01-01T00:00:00.Z"})), "validFor.start"),
            (window(json!({"start": "2025-01-01T00:00:00.1"})), "validFor.start"),
            (window(json!({"start": "2025-01-01T00:00:00.-1Z"})), "validFor.start"),
            (window(json!({"start": "2025-01-01T00:00:00.0000000001Z"})), "validFor.start"),
            (window(json!({"start": "2025-01-01T00:00:00Z", "end": ""})), "validFor.end"),
            (with("/certificateAuthorities/0/certChain", json!({})), "certificateAuthorities[0].certChain: empty"),
            (
                with("/certificateAuthorities/0/certChain/certificates", json!(vec![json!({"rawBytes": "MAA="}); 17])),
                "certChain: more than 16",
            ),
            (with("/timestampAuthorities/0/certChain/certificates/0", json!({})), "an empty certificate"),
            (with("/timestampAuthorities/0/validFor", Value::Null), "timestampAuthorities[0].validFor.start: missing"),
        ] {
            let wrong = parse(&bad).unwrap_err();
            assert_eq!(wrong.code, Code::TrustedRootUnreadable);
            assert!(wrong.found.contains(found), "{wrong}: {found}");
        }
    }
}
