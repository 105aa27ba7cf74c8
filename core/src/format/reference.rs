//! in-toto `reference` v0.1 (in-toto/attestation, `spec/predicates/reference.md`): a signed word for documents that lie
//! beside the statement, known by their digests.
//!
//! ```json
//! {"attester": {"id": "…"}, "references": [{"digest": {"sha256": "…"}, "mediaType": "application/sarif+json", "downloadLocation": "…"}]}
//! ```
//!
//! Nothing is ever fetched: what is not handed in beside the statement is not there.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use crate::base::digest::Sha256;
use crate::base::json;
use crate::base::limits::REFERENCES;

const TYPE: &str = "https://in-toto.io/attestation/reference/v0.1";

/// The documents that a statement speaks for.
#[derive(Clone, Debug)]
pub struct Reference {
    /// Their digests; never empty.
    pub documents: BTreeSet<Sha256>,
}

#[derive(Deserialize)]
#[serde(expecting = "a `reference` predicate")]
struct Raw {
    references: Vec<Descriptor>,
}

#[derive(Deserialize)]
#[serde(expecting = "a resource descriptor")]
struct Descriptor {
    digest: BTreeMap<String, String>,
}

impl Reference {
    /// Whether `predicate_type` is a version that is read here.
    pub fn knows(predicate_type: &str) -> bool {
        predicate_type == TYPE
    }

    /// Reads the predicate. Unknown fields are ignored, as in-toto demands; a document without a SHA-256 is an error.
    pub fn read(predicate: Value) -> Result<Self, String> {
        let raw: Raw = json::typed(predicate).map_err(|why| format!("predicate.{why}"))?;
        if raw.references.is_empty() || raw.references.len() > REFERENCES {
            return Err(format!("predicate.references: {} where 1 to {REFERENCES} are due", raw.references.len()));
        }
        let digest = |descriptor: &Descriptor| {
            let hex = descriptor.digest.get("sha256").map(String::as_str).unwrap_or_default();
            Sha256::from_hex(hex).ok_or("predicate.references: a digest without a `sha256` of 64 hexadecimal digits")
        };
        let documents = raw.references.iter().map(digest).collect::<Result<_, _>>()?;
        Ok(Self { documents })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_document_is_known_by_its_sha256() {
        let one = json!({"attester": {"id": "x"}, "references": [{"digest": {"sha256": "0".repeat(64), "sha1": "1"}, "mediaType": "a"}]});
        assert_eq!(Reference::read(one).unwrap().documents.len(), 1);
        for (bad, why) in [
            (json!({"references": []}), "0 where"),
            (json!({"references": [{"digest": {"sha1": "1"}}]}), "without a `sha256`"),
            (json!({"references": [{"digest": {"sha256": "A"}}]}), "without a `sha256`"),
            (json!({}), "references"),
            (json!({"references": {}}), "references"),
        ] {
            let error = Reference::read(bad.clone()).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }
}
