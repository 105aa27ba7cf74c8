//! What befalls one document among several: it is altered and signed again by whoever signed it, damaged, lost, doubled, or
//! gets a piece of another.

use countersign_core::format::dsse::{Envelope, Signature, pre_authentication_encoding};
use serde_json::Value;

use super::alter::alter;
use super::script::Script;
use super::signer;

/// Changes something inside a document. An envelope is signed again, by the same keys or by another; what is no envelope
/// is changed as it stands.
pub(super) fn alter_and_sign(documents: &mut [Vec<u8>], script: &mut Script<'_>) {
    let Some(document) = pick(documents, script) else { return };
    let Ok(envelope) = Envelope::parse(document) else {
        let Ok(mut value) = serde_json::from_slice::<Value>(document) else { return script.damage(document) };
        alter(&mut value, script);
        *document = serde_json::to_vec(&value).expect("a value is JSON");
        return;
    };
    let mut payload = envelope.payload;
    if let Ok(mut statement) = serde_json::from_slice::<Value>(&payload) {
        alter(&mut statement, script);
        payload = serde_json::to_vec(&statement).expect("a value is JSON");
    }
    let message = pre_authentication_encoding(&payload);
    let another = script.byte();
    let signatures = envelope.signatures.into_iter().map(|signature| {
        let id = signature.key_id.as_deref().unwrap_or_default();
        let key = if another.is_multiple_of(8) { Some(signer::any(another)) } else { signer::of(id) };
        match key {
            Some((id, key)) => Signature { key_id: Some(id.to_owned()), bytes: key.sign(&message) },
            None => signature,
        }
    });
    *document = Envelope { signatures: signatures.collect(), payload }.to_bytes();
}

/// Changes bytes of a document.
pub(super) fn damage(documents: &mut [Vec<u8>], script: &mut Script<'_>) {
    if let Some(document) = pick(documents, script) {
        script.damage(document);
    }
}

/// Changes a bit of a signature, in an envelope that is otherwise as it was.
pub(super) fn damage_signature(documents: &mut [Vec<u8>], script: &mut Script<'_>) {
    let Some(document) = pick(documents, script) else { return };
    let Ok(mut envelope) = Envelope::parse(document) else { return };
    for signature in &mut envelope.signatures {
        let Some(at) = script.one_of(signature.bytes.len()) else { continue };
        signature.bytes[at] ^= 1 << (script.byte() % 8);
    }
    *document = envelope.to_bytes();
}

/// One document less, or one twice.
pub(super) fn lose_or_double(documents: &mut Vec<Vec<u8>>, script: &mut Script<'_>) {
    let Some(at) = script.one_of(documents.len()) else { return };
    match script.byte() % 2 {
        0 => drop(documents.remove(at)),
        _ => documents.push(documents[at].clone()),
    }
}

/// The signatures of one envelope around the payload of another.
pub(super) fn exchange(documents: &mut [Vec<u8>], script: &mut Script<'_>) {
    let (Some(to), Some(from)) = (script.one_of(documents.len()), script.one_of(documents.len())) else { return };
    let (Ok(payload), Ok(signatures)) = (Envelope::parse(&documents[to]), Envelope::parse(&documents[from])) else {
        return;
    };
    documents[to] = Envelope { payload: payload.payload, signatures: signatures.signatures }.to_bytes();
}

fn pick<'a>(documents: &'a mut [Vec<u8>], script: &mut Script<'_>) -> Option<&'a mut Vec<u8>> {
    let at = script.one_of(documents.len())?;
    documents.get_mut(at)
}
