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

use crate::base::limits::{CONTAINER_ITEMS, RECORD_BYTES};
use crate::base::{canonical, json};
use crate::format::dsse::PAYLOAD_TYPE;

/// The documents inside, in their order; `None` where the document is no container, an empty one, or one with more than
/// [`CONTAINER_ITEMS`].
pub fn expand(document: &[u8]) -> Option<Vec<Vec<u8>>> {
    if document.len() > RECORD_BYTES {
        return None;
    }
    lines(document).or_else(|| list(document)).filter(|items| (1..=CONTAINER_ITEMS).contains(&items.len()))
}

/// JSON Lines: more than one line that is not blank, the first of them a whole object. A document that is written over
/// several lines has no whole value in its first.
fn lines(document: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut lines = document.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty());
    let (first, second) = (lines.next()?, lines.next()?);
    if !json::parse(first).is_ok_and(|value| value.is_object()) {
        return None;
    }
    // One more than the bound, so that the caller sees that there are too many.
    Some([first, second].into_iter().chain(lines).take(CONTAINER_ITEMS.saturating_add(1)).map(<[u8]>::to_vec).collect())
}

/// An object that holds bundles in a list, or one attestation of PEP 740.
fn list(document: &[u8]) -> Option<Vec<Vec<u8>>> {
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
    items.take(CONTAINER_ITEMS.saturating_add(1)).collect()
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
