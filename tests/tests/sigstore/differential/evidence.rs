//! What was signed in a bundle: by its signer, its log, its timestamp authorities. Read with as little as it takes, and no code
//! of the verifier, to hold against what is verified: a changed bundle that verifies must say nothing that nobody signed.
//!
//! Signatures over it are left out, but for the signer's own: another signature of the same key over the same says no more.

use std::collections::BTreeSet;

use countersign_tests::sigstore::key::hex;
use serde_json::Value;

/// What is signed, each piece together with the signature and certificate that it is about.
pub(super) fn signed(bundle: &Value) -> BTreeSet<String> {
    let text = |at: &str| bundle.pointer(at).and_then(Value::as_str).unwrap_or_default();
    let content = match bundle.get("dsseEnvelope").filter(|envelope| !envelope.is_null()) {
        Some(_) => format!(
            "statement {} {} {}",
            text("/dsseEnvelope/payloadType"),
            bytes(text("/dsseEnvelope/payload")),
            bytes(text("/dsseEnvelope/signatures/0/sig"))
        ),
        None => format!("message {}", bytes(text("/messageSignature/signature"))),
    };
    let single = text("/verificationMaterial/certificate/rawBytes");
    let first = text("/verificationMaterial/x509CertificateChain/certificates/0/rawBytes");
    let about = format!("{content} by {}", bytes(if single.is_empty() { first } else { single }));
    let mut all = BTreeSet::from([about.clone()]);
    for entry in list(bundle, "/verificationMaterial/tlogEntries") {
        all.extend(entered(entry).into_iter().map(|said| format!("{about}: {said}")));
    }
    for stamp in list(bundle, "/verificationMaterial/timestampVerificationData/rfc3161Timestamps") {
        let token = decode(stamp.get("signedTimestamp").and_then(Value::as_str).unwrap_or_default());
        let stamped = stamped(&token).map_or_else(|| hex(&token), |parts| parts.iter().map(|part| hex(part)).collect());
        all.insert(format!("{about}: timestamp {stamped}"));
    }
    all
}

/// What a log says: that it has the entry, by a promise or a proof.
fn entered(entry: &Value) -> Vec<String> {
    let text = |at: &str| entry.pointer(at).and_then(Value::as_str).unwrap_or_default();
    // JSON of protobuf has numbers as text or as numbers; one that is absent is 0.
    let number = |at: &str| match entry.pointer(at) {
        Some(Value::String(text)) => text.parse().unwrap_or(0),
        Some(value) => value.as_u64().unwrap_or(0),
        None => 0,
    };
    let body = bytes(text("/canonicalizedBody"));
    let mut said = vec![format!("entry {body}")];
    if !text("/inclusionPromise/signedEntryTimestamp").is_empty() {
        let (time, index, log) = (number("/integratedTime"), number("/logIndex"), bytes(text("/logId/keyId")));
        said.push(format!("promise of {body} at {time} as {index} in {log}"));
    }
    if entry.get("inclusionProof").is_some_and(|proof| !proof.is_null()) {
        let (index, size) = (number("/inclusionProof/logIndex"), number("/inclusionProof/treeSize"));
        let hashes = list(entry, "/inclusionProof/hashes").iter().map(|hash| bytes(hash.as_str().unwrap_or_default()));
        let (hashes, root) = (hashes.collect::<Vec<_>>().join(","), bytes(text("/inclusionProof/rootHash")));
        said.push(format!("proof of {body} as {index} of {size} by {hashes} in {root}"));
    }
    if let Some((note, _)) = text("/inclusionProof/checkpoint/envelope").split_once("\n\n") {
        said.push(format!("checkpoint {note:?}"));
    }
    said
}

fn list<'a>(value: &'a Value, at: &str) -> &'a [Value] {
    value.pointer(at).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn bytes(text: &str) -> String {
    hex(&decode(text))
}

/// Base64 in any spelling: whatever is no digit of it is passed over, and bits that make no byte are dropped.
fn decode(text: &str) -> Vec<u8> {
    let (mut bits, mut count, mut bytes) = (0_u32, 0, Vec::new());
    for character in text.bytes() {
        let digit = match character {
            b'A'..=b'Z' => character - b'A',
            b'a'..=b'z' => character - b'a' + 26,
            b'0'..=b'9' => character - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            _ => continue,
        };
        (bits, count) = (bits << 6 | u32::from(digit), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push(u8::try_from(bits >> count & 0xff).unwrap_or_default());
        }
    }
    bytes
}

/// `TSTInfo` and signed attributes of a timestamp (RFC 3161 §2.4.2, RFC 5652 §5): the rest is signed by nobody.
fn stamped(response: &[u8]) -> Option<[Vec<u8>; 2]> {
    const CONTEXT: u8 = 0xa0;
    const SET: u8 = 0x31;
    let fields = elements(response.to_vec()).and_then(|all| elements(all.first()?.1.clone()))?;
    let content = elements(fields.get(1)?.1.clone())?;
    let data = elements(content.get(1)?.1.clone()).and_then(|all| elements(all.first()?.1.clone()))?;
    let encapsulated = elements(data.get(2)?.1.clone())?;
    let info = encapsulated.get(1)?.1.clone();
    let (_, signers) = data.iter().rev().find(|(tag, _)| *tag == SET)?;
    let signer = elements(elements(signers.clone())?.first()?.1.clone())?;
    let (_, attributes) = signer.iter().find(|(tag, _)| *tag == CONTEXT)?;
    Some([info, attributes.clone()])
}

/// The elements in a row of DER: tag and content of each.
fn elements(mut rest: Vec<u8>) -> Option<Vec<(u8, Vec<u8>)>> {
    let mut all = Vec::new();
    while let [tag, first, tail @ ..] = rest.as_slice() {
        let (length, tail) = match first {
            0..=0x7f => (usize::from(*first), tail),
            _ => {
                let (octets, tail) = tail.split_at_checked(usize::from(first & 0x7f)).filter(|(o, _)| o.len() <= 4)?;
                (octets.iter().fold(0, |length, octet| length << 8 | usize::from(*octet)), tail)
            }
        };
        let (content, tail) = tail.split_at_checked(length)?;
        all.push((*tag, content.to_vec()));
        rest = tail.to_vec();
    }
    rest.is_empty().then_some(all)
}
