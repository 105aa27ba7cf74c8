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
//! its own name rather than lost. A container in a container, such as a line that is an attestation list, is taken apart,
//! too; one that lies deeper makes the file one that nobody has read.

use core::slice;

use serde_json::{Value, json};

use crate::base::digest::Sha256;
use crate::base::limits::{RECORD_BYTES, RECORDS};
use crate::base::{canonical, json};
use crate::format::dsse::PAYLOAD_TYPE;
use crate::format::sigstore::bundle::Bundle;

/// What a file holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Contents {
    /// One document: itself.
    Document,
    /// Several documents, in their order.
    Items(Vec<Item>),
    /// More than [`RECORDS`]: which of them says no, nobody has looked.
    TooMany,
    /// Containers deeper than is read: whether something in them says no, nobody has looked.
    TooDeep,
}

/// A document that was taken out of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// The container in the file that it lay in.
    pub inner: Option<Sha256>,
}

/// What a file holds. Only JSON Lines may be larger than one record.
pub fn expand(document: &[u8]) -> Contents {
    let Some(outer) = lines(document).or_else(|| list(document)) else { return Contents::Document };
    let mut items = Vec::new();
    for bytes in outer {
        match list(&bytes) {
            None => items.push(Item { bytes, inner: None }),
            Some(inner) if inner.iter().any(|bytes| list(bytes).is_some()) => return Contents::TooDeep,
            Some(inner) => {
                let digest = Some(Sha256::of(&bytes));
                items.extend(inner.into_iter().map(|bytes| Item { bytes, inner: digest }));
            }
        }
        if items.len() > RECORDS {
            return Contents::TooMany;
        }
    }
    Contents::Items(items)
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

/// An object that holds bundles in a list, at least one, or one attestation of PEP 740.
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
    let items = attestations(&value).filter(|items| !items.is_empty())?;
    let itself = itself(&value, &["attestations", "attestation_bundles"]);
    Some(bounded(itself.into_iter().chain(items)))
}

/// An envelope or a bundle that somebody wrote fields of a list into, without these: neither must go unread.
fn itself(value: &Value, fields: &[&str]) -> Option<Vec<u8>> {
    let is_document = Bundle::is_one(value) || Bundle::envelope(value).get("payloadType").is_some();
    let mut rest = value.as_object().filter(|_| is_document)?.clone();
    rest.retain(|name, _| !fields.contains(&name.as_str()));
    Some(canonical::to_bytes(&rest))
}

fn attestations(value: &Value) -> Option<Vec<Vec<u8>>> {
    let groups = value.get("attestation_bundles").and_then(Value::as_array);
    let items = value.get("attestations").and_then(Value::as_array);
    if groups.is_none() && items.is_none() {
        return bundle(value).map(|bundle| vec![canonical::to_bytes(&bundle)]);
    }
    // A group without a list is handed on as it stands.
    let group = |group| Value::as_array(group?).map(Vec::as_slice);
    let grouped = groups.into_iter().flatten();
    let grouped = grouped.flat_map(|all| group(all.get("attestations")).unwrap_or(slice::from_ref(all)));
    let listed = items.into_iter().flatten().flat_map(|item| match item.get("bundle") {
        Some(bundle) => [Some(canonical::to_bytes(bundle)), itself(item, &["bundle"])],
        None => [Some(canonical::to_bytes(item)), None],
    });
    Some(bounded(grouped.map(converted).chain(listed.flatten())))
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
    use crate::format::sigstore::bundle::Content;

    fn attestation() -> Value {
        let entry = json!({"logIndex": "7", "logId": {"keyId": "AQ=="}, "canonicalizedBody": "e30=",
            "kindVersion": {"kind": "dsse", "version": "0.0.1"}});
        json!({"version": 1, "verification_material": {"certificate": "MAA=", "transparency_entries": [entry]},
            "envelope": {"statement": "e30=", "signature": "AQI="}})
    }

    fn items(document: &[u8]) -> Option<Vec<Vec<u8>>> {
        match expand(document) {
            Contents::Items(items) => Some(items.into_iter().map(|item| item.bytes).collect()),
            Contents::Document | Contents::TooMany | Contents::TooDeep => None,
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
    fn a_container_in_a_container_is_taken_apart_and_one_that_lies_deeper_is_refused() {
        let list = |items: &[Value]| {
            let items: Vec<_> = items.iter().map(|item| json!({"bundle": item})).collect();
            json!({"attestations": items})
        };
        let (one, two) = (list(&[json!({"a": 1})]), list(&[json!({"b": 2}), json!({"c": 3})]));
        let file = format!("{one}\n{two}\n{{\"d\":4}}\n");
        let Contents::Items(found) = expand(file.as_bytes()) else { panic!("items") };
        let inner = |text: &Value| Some(Sha256::of(text.to_string().as_bytes()));
        let item = |text: &str, inner| Item { bytes: text.into(), inner };
        let expected = [
            item("{\"a\":1}", inner(&one)),
            item("{\"b\":2}", inner(&two)),
            item("{\"c\":3}", inner(&two)),
            item("{\"d\":4}", None),
        ];
        assert_eq!(found, expected);
        assert!(Bundle::parse(&expanded(&list(&[attestation()])).unwrap()[0]).is_ok());
        let deeper = format!("{}\n{{}}\n", list(&[two]));
        assert_eq!(expand(deeper.as_bytes()), Contents::TooDeep);
        let many = list(&vec![json!({}); RECORDS / 2]).to_string();
        assert_eq!(expand(format!("{many}\n{many}\n{{}}").as_bytes()), Contents::TooMany);
    }

    #[test]
    fn an_envelope_or_a_bundle_with_a_list_in_it_is_both() {
        let envelope = json!({"payloadType": PAYLOAD_TYPE, "payload": "", "signatures": []});
        let bundle = json!({"mediaType": "application/vnd.dev.sigstore.bundle.v0.3+json"});
        let wrapped = json!({"dsseEnvelope": envelope});
        for document in [envelope, bundle, wrapped] {
            let text = canonical::to_bytes(&document);
            for field in ["attestations", "attestation_bundles"] {
                let mut both = document.clone();
                both[field] = json!([{"a": 1}]);
                assert_eq!(expanded(&both).unwrap(), [text.as_slice(), b"{\"a\":1}"], "{both}");
            }
            let mut item = document.clone();
            item["bundle"] = json!({"a": 1});
            let list = json!({"attestations": [item]});
            assert_eq!(expanded(&list).unwrap(), [b"{\"a\":1}".as_slice(), &text], "{list}");
        }
        let both = json!({"attestation_bundles": [], "attestations": [{"a": 1}]});
        assert_eq!(expanded(&both).unwrap(), [b"{\"a\":1}"]);
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
