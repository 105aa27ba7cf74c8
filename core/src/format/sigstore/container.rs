//! Files that hold several bundles, or a bundle in other words; each is taken apart into single documents.
//!
//! | file | from | becomes |
//! |---|---|---|
//! | JSON Lines | `gh attestation download`, `cosign` | each line, byte for byte |
//! | `{"attestations": [{"bundle": …}]}` | npm's and GitHub's attestation lists | each bundle |
//! | `{"attestation_bundles": [{"attestations": […]}]}` | PyPI's provenance objects (PEP 740) | a bundle of version 0.3 for each |
//! | `{"verification_material": …, "envelope": …}` | a single PEP 740 attestation | a bundle of version 0.3 |
//!
//! Decides nothing about what it takes out: what cannot be converted is handed on as it stands, so that it is refused under
//! its own name rather than lost. One level deep: a container in a container is no bundle.

use core::slice;

use serde_json::{Value, json};

use crate::base::limits::{RECORD_BYTES, RECORDS};
use crate::base::{canonical, json};
use crate::format::dsse::PAYLOAD_TYPE;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// One document: itself.
    Document,
    /// Several documents, in their order.
    Items(Vec<Vec<u8>>),
    /// More than [`RECORDS`]: which of them says no, nobody has looked.
    TooMany,
}

/// What a file holds. Only JSON Lines may be larger than one record.
pub fn expand(document: &[u8]) -> Contents {
    match lines(document).or_else(|| list(document)) {
        Some(items) if items.len() > RECORDS => Contents::TooMany,
        Some(items) if !items.is_empty() => Contents::Items(items),
        _ => Contents::Document,
    }
}

/// JSON Lines: more than one line that is not blank, the first of them a whole object. A document that is written over
/// several lines has no whole value in its first.
fn lines(document: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut lines = document.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let (first, second) = (lines.next()?, lines.next()?);
    if first.len() > RECORD_BYTES || !json::parse(first).is_ok_and(|value| value.is_object()) {
        return None;
    }
    Some(bounded([first, second].into_iter().chain(lines).map(<[u8]>::to_vec)))
}

/// An object that holds bundles in a list, or one attestation of PEP 740.
fn list(document: &[u8]) -> Option<Vec<Vec<u8>>> {
    if document.len() > RECORD_BYTES {
        return None;
    }
    // Most documents are no container: they need not be parsed to see that.
    let hints: [&[u8]; 3] = [b"\"attestations\"", b"\"attestation_bundles\"", b"\"verification_material\""];
    if !hints.into_iter().any(|hint| document.windows(hint.len()).any(|part| part == hint)) {
        return None;
    }
    let value = json::parse(document).ok()?;
    if let Some(groups) = value.get("attestation_bundles").and_then(Value::as_array) {
        // A group without a list is handed on as it stands.
        let group = |group| Value::as_array(group?).map(Vec::as_slice);
        let attestations = groups.iter().flat_map(|all| group(all.get("attestations")).unwrap_or(slice::from_ref(all)));
        return Some(bounded(attestations.map(converted)));
    }
    if let Some(items) = value.get("attestations").and_then(Value::as_array) {
        return Some(bounded(items.iter().map(|item| canonical::to_bytes(item.get("bundle").unwrap_or(item)))));
    }
    bundle(&value).map(|bundle| vec![canonical::to_bytes(&bundle)])
}

fn bounded(items: impl Iterator<Item = Vec<u8>>) -> Vec<Vec<u8>> {
    // One more than the bound, so that the caller sees that there are too many.
    items.take(RECORDS.saturating_add(1)).collect()
}

/// An attestation as a bundle; as it stands, if it is none.
fn converted(attestation: &Value) -> Vec<u8> {
    canonical::to_bytes(&bundle(attestation).unwrap_or_else(|| attestation.clone()))
}

/// PEP 740, "Attestation objects": the parts of a bundle under other names.
fn bundle(attestation: &Value) -> Option<Value> {
    if attestation.get("version") != Some(&json!(1)) {
        return None;
    }
    let material = attestation.get("verification_material")?;
    let envelope = attestation.get("envelope")?;
    Some(json!({
        "mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json",
        "verificationMaterial": {
            "certificate": {"rawBytes": material.get("certificate")?},
            "tlogEntries": material.get("transparency_entries")?,
        },
        "dsseEnvelope": {
            "payloadType": PAYLOAD_TYPE,
            "payload": envelope.get("statement")?,
            "signatures": [{"sig": envelope.get("signature")?}],
        },
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::code::Code;
    use crate::format::sigstore::bundle::{Bundle, Content};

    fn attestation() -> Value {
        let entry = json!({"logIndex": "7", "logId": {"keyId": "AQ=="}, "canonicalizedBody": "e30=",
            "kindVersion": {"kind": "dsse", "version": "0.0.1"}});
        json!({"version": 1, "verification_material": {"certificate": "MAA=", "transparency_entries": [entry]},
            "envelope": {"statement": "e30=", "signature": "AQI="}})
    }

    fn items(document: &[u8]) -> Option<Vec<Vec<u8>>> {
        match expand(document) {
            Contents::Items(items) => Some(items),
            Contents::Document | Contents::TooMany => None,
        }
    }

    fn expanded(value: &Value) -> Option<Vec<Vec<u8>>> {
        items(value.to_string().as_bytes())
    }

    #[test]
    fn lines_are_taken_byte_for_byte() {
        let items = items(b"{ \"a\": 1 }\r\n\n{\"b\":2}\nnonsense").unwrap();
        assert_eq!(items, [b"{ \"a\": 1 }".as_slice(), b"{\"b\":2}", b"nonsense"]);
    }

    #[test]
    fn a_single_document_is_no_container() {
        for text in [
            "",
            "{}",
            "{}\n",
            "{\n\"a\": 1\n}",
            "[1]\n[2]",
            "nonsense\n{}",
            "{\"attestations\": []}",
            "{\"attestations\": 1}",
        ] {
            assert_eq!(expand(text.as_bytes()), Contents::Document, "{text}");
        }
    }

    #[test]
    fn an_attestation_of_pep_740_becomes_a_bundle() {
        let items = expanded(&attestation()).unwrap();
        let bundle = Bundle::parse(&items[0]).unwrap();
        assert_eq!((items.len(), bundle.entries.len()), (1, 1));
        let Content::Envelope(envelope) = bundle.content else { panic!("an envelope") };
        assert_eq!(
            (envelope.payload.as_slice(), envelope.signatures[0].bytes.as_slice()),
            (b"{}".as_slice(), [1, 2].as_slice())
        );
    }

    #[test]
    fn provenance_loses_nothing() {
        let mut later = attestation();
        later["version"] = json!(2);
        let groups = json!([{"publisher": {}, "attestations": [attestation(), later]}, {"publisher": {"kind": "x"}}]);
        let items = expanded(&json!({"version": 1, "attestation_bundles": groups})).unwrap();
        assert!(Bundle::parse(&items[0]).is_ok());
        assert_eq!(items[1], canonical::to_bytes(&later));
        assert_eq!(items[2], b"{\"publisher\":{\"kind\":\"x\"}}");
        assert_eq!(Bundle::parse(&items[1]).unwrap_err().code, Code::BundleUnreadable);
    }

    #[test]
    fn an_attestation_list_gives_its_bundles() {
        let list = json!({"attestations": [{"predicateType": "p", "bundle": {"b": 2, "a": 1}}, {"bundle_url": "u"}]});
        let items = expanded(&list).unwrap();
        assert_eq!(items, [b"{\"a\":1,\"b\":2}".as_slice(), b"{\"bundle_url\":\"u\"}"]);
    }

    #[test]
    fn items_are_bounded() {
        let many = |count: usize| items("{}\n".repeat(count).as_bytes()).map(|items| items.len());
        assert_eq!(many(RECORDS), Some(RECORDS));
        assert_eq!(expand("{}\n".repeat(RECORDS + 1).as_bytes()), Contents::TooMany);
        let list = |count: usize| json!({"attestations": vec![json!({"bundle": {}}); count]}).to_string();
        assert!(items(list(RECORDS).as_bytes()).is_some());
        assert_eq!(expand(list(RECORDS + 1).as_bytes()), Contents::TooMany);
    }
}
