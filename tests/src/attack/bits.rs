//! Attack **bits**: one bit of any byte of any document is flipped.
//!
//! Payloads and signatures earn nothing any more; a byte of policy or roster takes their anchor away; a digest in the question is another
//! artefact. Key ids and the frame of an envelope are protected by nobody, and may read the same.

use super::start::Start;
use super::{Attack, Demand};
use crate::scenario::Inputs;

/// Which document.
#[derive(Clone, Copy)]
enum Place {
    Record(usize),
    Anchor(usize),
    Policy,
    Roster,
    RootKey(usize),
}

impl Place {
    fn of(self, inputs: &mut Inputs) -> Option<&mut Vec<u8>> {
        match self {
            Self::Record(n) => inputs.request.records.get_mut(n),
            Self::Anchor(n) => inputs.anchors.signatures.get_mut(n),
            Self::Policy => Some(&mut inputs.policy),
            Self::Roster => Some(&mut inputs.roster),
            Self::RootKey(n) => inputs.anchors.root_keys.get_mut(n),
        }
    }

    fn shown(self) -> String {
        match self {
            Self::Record(n) => format!("record {n}"),
            Self::Anchor(n) => format!("anchor {n}"),
            Self::Policy => "the policy".to_owned(),
            Self::Roster => "the roster".to_owned(),
            Self::RootKey(n) => format!("root key {n}"),
        }
    }
}

/// Every byte of every document, one bit of each.
pub(super) fn attacks(start: &Start) -> Vec<Attack> {
    let inputs = &start.inputs;
    let mut all = Vec::new();
    for (n, document) in inputs.request.records.iter().enumerate() {
        envelope(&mut all, Place::Record(n), document, false);
    }
    for (n, document) in inputs.anchors.signatures.iter().enumerate() {
        envelope(&mut all, Place::Anchor(n), document, true);
    }
    if start.is_anchored() {
        for (kind, place, document) in
            [("bits: policy", Place::Policy, &inputs.policy), ("bits: roster", Place::Roster, &inputs.roster)]
        {
            all.extend((0..document.len()).map(|at| raw(kind, place, at, Demand::Malformed)));
        }
    }
    for (n, key) in inputs.anchors.root_keys.iter().enumerate() {
        let mut without = inputs.clone();
        without.anchors.root_keys.remove(n);
        let demand = || Demand::NoBetter(Box::new(without.clone()));
        all.extend((0..key.len()).map(|at| raw("bits: root key", Place::RootKey(n), at, demand())));
    }
    all
}

/// One bit of one byte of a document as it lies there.
fn raw(kind: &'static str, place: Place, at: usize, demand: Demand) -> Attack {
    Attack::new(kind, format!("bit {} of byte {at} of {}", at % 8, place.shown()), demand, move |inputs| {
        if let Some(byte) = place.of(inputs).and_then(|document| document.get_mut(at)) {
            *byte ^= 1 << (at % 8);
        }
    })
}

/// Bytes inside the Base64 of an envelope's or bundle's members by what they are; everything else as it lies there.
fn envelope(all: &mut Vec<Attack>, place: Place, document: &[u8], anchor: bool) {
    let kinds: [&'static str; 4] = match anchor {
        false => ["bits: payload", "bits: signature", "bits: key id", "bits: frame of an envelope"],
        true => ["bits: anchor's payload", "bits: anchor's signature", "bits: anchor's key id", "bits: anchor's frame"],
    };
    let text = String::from_utf8_lossy(document);
    let Ok(value) = serde_json::from_slice::<serde_json::Value>(document) else {
        all.extend((0..document.len()).map(|at| raw("bits: other document", place, at, Demand::Keyless)));
        return;
    };
    let is_bundle = value.get("dsseEnvelope").is_some() || value.get("messageSignature").is_some();
    let inner = if value.get("dsseEnvelope").is_some() { &value["dsseEnvelope"] } else { &value };
    if inner.get("payload").is_none() {
        let kind = if is_bundle { "bits: bundle" } else { "bits: other document" };
        all.extend((0..document.len()).map(|at| raw(kind, place, at, Demand::Keyless)));
        return;
    }
    // Where the members stand in the text; what stands nowhere else is the frame.
    let mut taken = vec![false; document.len()];
    let mut find = |member: Option<&str>| -> Option<(usize, usize)> {
        let member = member.filter(|member| !member.is_empty())?;
        let from = text.find(&format!("\"{member}\""))? + 1;
        taken[from..from + member.len()].fill(true);
        Some((from, member.len()))
    };
    let payload = find(inner["payload"].as_str());
    let signatures: Vec<_> = inner["signatures"].as_array().into_iter().flatten().collect();
    let spots: Vec<_> = signatures.iter().map(|one| (find(one["sig"].as_str()), find(one["keyid"].as_str()))).collect();
    all.extend(payload.into_iter().flat_map(|spot| decoded(kinds[0], place, spot)));
    for (signature, key_id) in spots {
        all.extend(signature.into_iter().flat_map(|spot| decoded(kinds[1], place, spot)));
        let ids = key_id.into_iter().flat_map(|(from, length)| from..from + length);
        all.extend(ids.map(|at| raw(kinds[2], place, at, Demand::Keyless)));
    }
    let frame = if is_bundle { "bits: bundle" } else { kinds[3] };
    let rest = (0..document.len()).filter(|at| !taken[*at]);
    all.extend(rest.map(|at| raw(frame, place, at, Demand::Keyless)));
}

/// One bit of every byte that the Base64 at `from` stands for.
fn decoded(kind: &'static str, place: Place, (from, length): (usize, usize)) -> impl Iterator<Item = Attack> {
    (0..length / 4 * 3).map(move |at| {
        let bit = at * 5 % 8;
        let what = format!("bit {bit} of decoded byte {at} of {}", place.shown());
        Attack::keyless(kind, what, move |inputs| {
            let Some(document) = place.of(inputs) else { return };
            let Some(text) = document.get(from..from + length) else { return };
            let text = String::from_utf8_lossy(text).into_owned();
            let Some(mut bytes) = countersign_core::base::encoding::base64::decode(&text) else { return };
            if let Some(byte) = bytes.get_mut(at) {
                *byte ^= 1 << bit;
                let changed = countersign_core::base::encoding::base64::encode(&bytes);
                document.splice(from..from + length, changed.into_bytes());
            }
        })
    })
}
