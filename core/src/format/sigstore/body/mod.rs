//! What a transparency log entry is about: the canonicalised bodies of `hashedrekord` 0.0.1 and 0.0.2, `dsse` 0.0.1 and
//! 0.0.2, and `intoto` 0.0.2.
//!
//! ```json
//! {"apiVersion": "0.0.1", "kind": "hashedrekord",
//!  "spec": {"data": {"hash": {"algorithm": "sha256", "value": "<hex>"}},
//!           "signature": {"content": "<Base64>", "publicKey": {"content": "<Base64 of PEM>"}}}}
//! {"apiVersion": "0.0.2", "kind": "hashedrekord",
//!  "spec": {"hashedRekordV002": {"data": {"algorithm": "SHA2_256", "digest": "<Base64>"},
//!           "signature": {"content": "<Base64>", "verifier": {"x509Certificate": {"rawBytes": "<Base64 of DER>"}}}}}}
//! ```
//!
//! Rekor v1 has hexadecimal digests and PEM (sigstore/rekor, `pkg/types/*/*_schema.json`), Rekor v2 protobuf's JSON with
//! DER (sigstore/rekor-tiles, `api/proto/rekor/v2/`). An `intoto` body holds its signature in Base64 twice; a payload that
//! some of them hold is not read, since its digest stands beside it.
//!
//! Whether digest, signature and verifier are the bundle's own is `trust/`'s question.

mod rekor_v1;
mod rekor_v2;
mod types;

use serde::Deserialize;
use serde_json::Value;

use crate::base::code::Code;
use crate::base::json;
use crate::format::sigstore::wrong::Wrong;

pub use types::{Body, Verifier};

#[derive(Deserialize)]
#[serde(expecting = "a log entry's body", rename_all = "camelCase")]
struct Head {
    api_version: String,
    kind: String,
    spec: Value,
}

impl Body {
    /// Reads the body of an entry that is said to be of `kind` and `version`; the body must say the same.
    pub fn parse(kind: &str, version: &str, body: &[u8]) -> Result<Self, Wrong> {
        let read: fn(Value) -> Result<Self, String> = match (kind, version) {
            ("hashedrekord", "0.0.1") => rekor_v1::hashed_rekord,
            ("hashedrekord", "0.0.2") => rekor_v2::hashed_rekord,
            ("dsse", "0.0.1") => rekor_v1::dsse,
            ("dsse", "0.0.2") => rekor_v2::dsse,
            ("intoto", "0.0.2") => rekor_v1::intoto,
            _ => return Err(unsupported(format!("`{}` `{}`", kind.escape_default(), version.escape_default()))),
        };
        let head: Head = json::parse(body).and_then(json::typed).map_err(unsupported)?;
        if (head.kind.as_str(), head.api_version.as_str()) != (kind, version) {
            let (other, its) = (head.kind.escape_default(), head.api_version.escape_default());
            return Err(unsupported(format!("the body is `{other}` `{its}`, the entry says `{kind}` `{version}`")));
        }
        read(head.spec).map_err(|why| unsupported(format!("`{kind}` `{version}`: spec: {why}")))
    }
}

fn unsupported(found: String) -> Wrong {
    Wrong::new(Code::BundleEntryUnsupported, found)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::base::encoding::base64;

    const HEX: &str = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    const PEM: &str = "-----BEGIN PUBLIC KEY-----\nMAA=\n-----END PUBLIC KEY-----\n";

    fn digest() -> Vec<u8> {
        (0..32).collect()
    }

    fn b64(bytes: impl AsRef<[u8]>) -> String {
        base64::encode(bytes.as_ref())
    }

    fn read(kind: &str, version: &str, spec: Value) -> Result<Body, Wrong> {
        let body = json!({"apiVersion": version, "kind": kind, "spec": spec});
        Body::parse(kind, version, body.to_string().as_bytes())
    }

    fn rekord_v1(algorithm: &str, value: &str, pem: &str) -> Value {
        json!({"data": {"hash": {"algorithm": algorithm, "value": value}},
            "signature": {"content": "AQI=", "publicKey": {"content": b64(pem)}}})
    }

    fn verifier_v2() -> Value {
        json!({"keyDetails": "PKIX_ECDSA_P256_SHA_256", "x509Certificate": {"rawBytes": "MAA="}})
    }

    fn rekord_v2(algorithm: &str, digest: &[u8], verifier: Value) -> Value {
        json!({"hashedRekordV002": {"data": {"algorithm": algorithm, "digest": b64(digest)},
            "signature": {"content": "AQI=", "verifier": verifier}}})
    }

    fn dsse_v1(signatures: Value) -> Value {
        let hash = json!({"algorithm": "sha256", "value": HEX});
        json!({"payloadHash": hash, "envelopeHash": hash, "signatures": signatures})
    }

    fn intoto(sig: &str) -> Value {
        let hash = json!({"algorithm": "sha256", "value": HEX});
        json!({"content": {"hash": hash, "payloadHash": hash, "envelope": {"payloadType": "x",
            "signatures": [{"publicKey": b64(PEM), "sig": b64(sig)}]}}})
    }

    #[test]
    fn every_kind_is_read() {
        let key = Verifier::PublicKey(vec![0x30, 0]);
        let certificate = Verifier::Certificate(vec![0x30, 0]);
        let rekord = |verifier: &Verifier| Body::HashedRekord {
            hash: "sha256".to_owned(),
            digest: digest(),
            signature: vec![1, 2],
            verifier: verifier.clone(),
        };
        assert_eq!(read("hashedrekord", "0.0.1", rekord_v1("sha256", HEX, PEM)), Ok(rekord(&key)));
        let pem = PEM.replace("PUBLIC KEY", "CERTIFICATE");
        assert_eq!(read("hashedrekord", "0.0.1", rekord_v1("sha256", HEX, &pem)), Ok(rekord(&certificate)));
        assert_eq!(
            read("hashedrekord", "0.0.2", rekord_v2("SHA2_256", &digest(), verifier_v2())),
            Ok(rekord(&certificate))
        );
        let v2 = rekord_v2("SHA2_256", &digest(), json!({"publicKey": {"rawBytes": "MAA="}}));
        assert_eq!(read("hashedrekord", "0.0.2", v2), Ok(rekord(&key)));

        let (payload_hash, envelope_hash) = (digest(), Some(digest()));
        let signatures = vec![(vec![1, 2], key)];
        let spec = dsse_v1(json!([{"signature": "AQI=", "verifier": b64(PEM)}]));
        let expected = Body::Dsse {
            payload_hash: payload_hash.clone(),
            envelope_hash: envelope_hash.clone(),
            signatures: signatures.clone(),
        };
        assert_eq!(read("dsse", "0.0.1", spec), Ok(expected));
        let expected = Body::Intoto { payload_hash, envelope_hash, signatures };
        assert_eq!(read("intoto", "0.0.2", intoto("AQI=")), Ok(expected));
        let spec = json!({"dsseV002": {"payloadHash": {"algorithm": "SHA2_256", "digest": b64(digest())},
            "signatures": [{"content": "AQI=", "verifier": verifier_v2()}]}});
        let expected =
            Body::Dsse { payload_hash: digest(), envelope_hash: None, signatures: vec![(vec![1, 2], certificate)] };
        assert_eq!(read("dsse", "0.0.2", spec), Ok(expected));
    }

    #[test]
    fn longer_hashes_have_longer_digests() {
        for (v1, v2, length) in [("sha384", "SHA2_384", 48), ("sha512", "SHA2_512", 64)] {
            let hex = "ab".repeat(length);
            assert!(read("hashedrekord", "0.0.1", rekord_v1(v1, &hex, PEM)).is_ok());
            assert!(read("hashedrekord", "0.0.2", rekord_v2(v2, &vec![0; length], verifier_v2())).is_ok());
        }
    }

    #[test]
    fn what_is_malformed_is_named() {
        let two = format!("{PEM}{PEM}");
        let none = json!({"publicKey": {}});
        let both = json!({"publicKey": {"rawBytes": "MAA="}, "x509Certificate": {"rawBytes": "MAA="}});
        let many = json!(vec![json!({"signature": "AQI=", "verifier": b64(PEM)}); 33]);
        let cases = [
            ("rekord", "0.0.1", json!({}), "`rekord` `0.0.1`"),
            ("intoto", "0.0.1", json!({}), "`intoto` `0.0.1`"),
            ("hashedrekord", "0.0.1", json!({}), "`data`"),
            ("hashedrekord", "0.0.1", rekord_v1("sha1", HEX, PEM), "`sha1` is not known"),
            ("hashedrekord", "0.0.1", rekord_v1("SHA2_256", HEX, PEM), "`SHA2_256` is not known"),
            ("hashedrekord", "0.0.1", rekord_v1("sha512", HEX, PEM), "a `sha512` digest of 32 bytes"),
            ("hashedrekord", "0.0.1", rekord_v1("sha256", "AB", PEM), "not lower-case hexadecimal"),
            ("hashedrekord", "0.0.1", rekord_v1("sha256", HEX, "x"), "the verifier"),
            ("hashedrekord", "0.0.1", rekord_v1("sha256", HEX, &two), "the verifier"),
            ("hashedrekord", "0.0.1", rekord_v1("sha256", HEX, ""), "publicKey.content: empty"),
            ("hashedrekord", "0.0.2", rekord_v1("sha256", HEX, PEM), "`hashedRekordV002` is missing"),
            ("hashedrekord", "0.0.2", rekord_v2("SHA2_384", &digest(), verifier_v2()), "of 32 bytes"),
            ("hashedrekord", "0.0.2", rekord_v2("SHA3_256", &digest(), verifier_v2()), "`SHA3_256` is not known"),
            ("hashedrekord", "0.0.2", rekord_v2("SHA2_256", &digest(), none), "the verifier"),
            ("hashedrekord", "0.0.2", rekord_v2("SHA2_256", &digest(), both), "the verifier"),
            ("dsse", "0.0.1", dsse_v1(json!([])), "signatures: none"),
            ("dsse", "0.0.1", dsse_v1(many), "signatures: more than 32"),
            ("dsse", "0.0.2", json!({"dsseV002": null}), "dsseV002"),
            ("intoto", "0.0.2", intoto("*"), "not Base64 of Base64"),
            ("intoto", "0.0.2", intoto(""), "sig: empty"),
        ];
        for (kind, version, spec, found) in cases {
            let wrong = read(kind, version, spec).unwrap_err();
            assert_eq!(wrong.code, Code::BundleEntryUnsupported, "{wrong}");
            assert!(wrong.found.contains(found), "{wrong}: {found}");
        }
    }

    #[test]
    fn the_body_says_what_its_entry_says() {
        let body = json!({"apiVersion": "0.0.1", "kind": "hashedrekord", "spec": rekord_v1("sha256", HEX, PEM)});
        for (kind, version) in [("dsse", "0.0.1"), ("hashedrekord", "0.0.2")] {
            let wrong = Body::parse(kind, version, body.to_string().as_bytes()).unwrap_err();
            assert_eq!(wrong.code, Code::BundleEntryUnsupported);
            assert!(wrong.found.contains("the body is `hashedrekord` `0.0.1`"), "{wrong}");
        }
        let wrong = Body::parse("dsse", "0.0.1", b"{").unwrap_err();
        assert_eq!(wrong.code, Code::BundleEntryUnsupported);
    }
}
