//! Attack **bits**: one bit of any byte of any document is flipped.
//!
//! Payloads and signatures earn nothing any more; a byte of policy or roster takes their anchor away; a digest in the question is another
//! artefact. Key ids and the frame of an envelope are protected by nobody, and may read the same.

use countersign_core::base::encoding::base64;
use serde_json::Value;

use super::run::Dice;
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

/// So many bytes of each field of every document, drawn anew for each; one bit of each byte.
pub(super) fn attacks(start: &Start, limit: usize, dice: &mut Dice) -> Vec<Attack> {
    let inputs = &start.inputs;
    let mut all = All { attacks: Vec::new(), limit, dice };
    for (n, document) in inputs.request.records.iter().enumerate() {
        all.envelope(Place::Record(n), document, false);
    }
    for (n, document) in inputs.anchors.signatures.iter().enumerate() {
        all.envelope(Place::Anchor(n), document, true);
    }
    if start.is_anchored() {
        for (kind, place, document) in
            [("bits: policy", Place::Policy, &inputs.policy), ("bits: roster", Place::Roster, &inputs.roster)]
        {
            all.raw(kind, place, (0..document.len()).collect(), &|| Demand::Malformed);
        }
    }
    for (n, key) in inputs.anchors.root_keys.iter().enumerate() {
        let mut without = inputs.clone();
        without.anchors.root_keys.remove(n);
        let demand = || Demand::NoBetter(Box::new(without.clone()));
        all.raw("bits: root key", Place::RootKey(n), (0..key.len()).collect(), &demand);
    }
    all.attacks
}

/// What is drawn.
struct All<'a> {
    attacks: Vec<Attack>,
    limit: usize,
    dice: &'a mut Dice,
}

impl All<'_> {
    /// One bit of bytes of a document as it lies there.
    fn raw(&mut self, kind: &'static str, place: Place, bytes: Vec<usize>, demand: &dyn Fn() -> Demand) {
        for at in self.dice.some(bytes, self.limit) {
            let what = format!("bit {} of byte {at} of {}", at % 8, place.shown());
            self.attacks.push(Attack::new(kind, what, demand(), move |inputs| {
                if let Some(byte) = place.of(inputs).and_then(|document| document.get_mut(at)) {
                    *byte ^= 1 << (at % 8);
                }
            }));
        }
    }

    /// One bit of bytes for which the Base64 at `from` stands.
    fn decoded(&mut self, kind: &'static str, place: Place, (from, text): (usize, &str)) {
        let (length, bytes) = (text.len(), base64::decode(text).unwrap_or_default());
        for at in self.dice.some((0..bytes.len()).collect(), self.limit) {
            let bit = at * 5 % 8;
            let what = format!("bit {bit} of decoded byte {at} of {}", place.shown());
            self.attacks.push(Attack::keyless(kind, what, move |inputs| {
                let Some(document) = place.of(inputs) else { return };
                let Some(text) = document.get(from..from + length) else { return };
                let decoded = base64::decode(&String::from_utf8_lossy(text));
                let Some(mut bytes) = decoded.filter(|bytes| at < bytes.len()) else { return };
                bytes[at] ^= 1 << bit;
                document.splice(from..from + length, base64::encode(&bytes).into_bytes());
            }));
        }
    }

    /// Bytes inside the Base64 of an envelope's or bundle's members by what they are; everything else as it lies there.
    fn envelope(&mut self, place: Place, document: &[u8], anchor: bool) {
        let kinds: [&'static str; 4] = match anchor {
            false => ["bits: payload", "bits: signature", "bits: key id", "bits: frame of an envelope"],
            true => {
                ["bits: anchor's payload", "bits: anchor's signature", "bits: anchor's key id", "bits: anchor's frame"]
            }
        };
        let text = String::from_utf8_lossy(document);
        let value: Value = serde_json::from_slice(document).unwrap_or_default();
        let is_bundle = value.get("dsseEnvelope").is_some() || value.get("messageSignature").is_some();
        let inner = value.get("dsseEnvelope").unwrap_or(&value);
        // Where the members stand in the text; what stands nowhere else is the frame.
        let mut taken = vec![false; document.len()];
        let mut find = |member: &Value| -> Option<(usize, String)> {
            let member = member.as_str().filter(|member| !member.is_empty())?;
            let from = text.find(&format!("\"{member}\""))? + 1;
            taken[from..from + member.len()].fill(true);
            Some((from, member.to_owned()))
        };
        let payload = find(&inner["payload"]);
        let signatures: Vec<&Value> = inner["signatures"].as_array().into_iter().flatten().collect();
        let spots: Vec<_> = signatures.iter().map(|one| (find(&one["sig"]), find(&one["keyid"]))).collect();
        if let Some((from, text)) = &payload {
            self.decoded(kinds[0], place, (*from, text));
        }
        for (signature, key_id) in &spots {
            if let Some((from, text)) = signature {
                self.decoded(kinds[1], place, (*from, text));
            }
            if let Some((from, text)) = key_id {
                self.raw(kinds[2], place, (*from..*from + text.len()).collect(), &|| Demand::Keyless);
            }
        }
        let frame = match (is_bundle, payload.is_some()) {
            (true, _) => "bits: bundle",
            (false, true) => kinds[3],
            (false, false) => "bits: other document",
        };
        let rest = (0..document.len()).filter(|at| !taken[*at]).collect();
        self.raw(frame, place, rest, &|| Demand::Keyless);
    }
}
