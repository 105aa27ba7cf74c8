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
