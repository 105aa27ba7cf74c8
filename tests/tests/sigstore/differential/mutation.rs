//! Changes to a bundle: what can be done to each of its members, and doing it, all from a seed.

use base64ct::{Base64, Base64UrlUnpadded, Encoding as _};
use serde_json::{Value, json};

use super::question::Question;

/// What is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Action {
    /// Nothing.
    Nothing,
    /// One bit of decoded Base64.
    FlipBit,
    /// One bit of one character of text.
    FlipCharacter,
    /// The last byte goes, of decoded Base64.
    Shorten,
    /// A byte is added, to decoded Base64.
    Lengthen,
    /// `s` of an ECDSA signature becomes `n - s`: the same key's other signature of the same.
    Negate,
    /// Other Base64 of the same bytes: without padding, for URLs, with bits beyond the end, with a line break.
    Spell,
    /// Another number.
    Number,
    /// The same number as a JSON number, or with a zero before it.
    Respell,
    /// The member goes.
    Drop,
    /// The member is `null`.
    Null,
    /// The member is empty, of its type.
    Empty,
    /// The list has one of its members twice.
    Duplicate,
    /// The list has its members the other way round.
    Reverse,
    /// The object has a member more, which nobody knows.
    Add,
    /// What another bundle has in this place.
    Swap,
    /// Another version's media type.
    MediaType,
    /// The document ends early.
    Cut,
    /// The question is about another artefact.
    OtherArtefact,
    /// The question is about another subject.
    OtherSubject,
    /// The question is about another issuer, or another key.
    OtherIssuer,
}

/// Something to do, and where: a JSON pointer.
#[derive(Clone, Debug)]
pub(super) struct Mutation {
    pub(super) action: Action,
    pub(super) at: String,
}

const MEDIA_TYPES: [&str; 6] = [
    "application/vnd.dev.sigstore.bundle+json;version=0.1",
    "application/vnd.dev.sigstore.bundle+json;version=0.2",
    "application/vnd.dev.sigstore.bundle+json;version=0.3",
    "application/vnd.dev.sigstore.bundle.v0.3+json",
    "application/vnd.dev.sigstore.bundle.v0.4+json",
    "application/vnd.dev.sigstore.bundle+json;version=0.3.1",
];

/// Numbers that somebody might get wrong.
const NUMBERS: [&str; 8] = [
    "0",
    "1",
    "-1",
    "9223372036854775807",
    "9223372036854775808",
    "18446744073709551615",
    "1e3",
    "99999999999999999999",
];

/// How many draws a member with many places to change gets.
const HEAVY: usize = 12;

/// Everything that can be done to a bundle.
pub(super) fn all(bundle: &Value) -> Vec<Mutation> {
    let mut list = Vec::new();
    walk(bundle, "", &mut list);
    for action in [Action::Cut, Action::OtherArtefact, Action::OtherSubject, Action::OtherIssuer] {
        list.push(Mutation { action, at: String::new() });
    }
    list
}

fn walk(value: &Value, at: &str, list: &mut Vec<Mutation>) {
    let mut can = |actions: &[Action]| {
        list.extend(actions.iter().map(|action| Mutation { action: *action, at: at.to_owned() }));
    };
    if !at.is_empty() {
        can(&[Action::Drop, Action::Null, Action::Empty, Action::Swap]);
    }
    match value {
        Value::Object(members) => {
            can(&[Action::Add]);
            for (name, member) in members {
                walk(member, &format!("{at}/{}", name.replace('~', "~0").replace('/', "~1")), list);
            }
        }
        Value::Array(members) => {
            can(&[Action::Duplicate, Action::Reverse]);
            for (index, member) in members.iter().enumerate() {
                walk(member, &format!("{at}/{index}"), list);
            }
        }
        Value::String(text) if at == "/mediaType" => can(&[Action::MediaType; 5][..text.len().min(5)]),
        Value::String(text) if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) => {
            can(&[Action::Number; 6]);
            can(&[Action::Respell; 2]);
        }
        Value::String(text) => match Base64::decode_vec(text) {
            Ok(bytes) if bytes.len() > 8 => {
                can(&[Action::FlipBit; HEAVY]);
                can(&[Action::Shorten, Action::Lengthen, Action::Spell, Action::FlipCharacter]);
                if negated(&bytes).is_some() {
                    can(&[Action::Negate]);
                }
            }
            _ if text.len() > 100 => can(&[Action::FlipCharacter; HEAVY]),
            _ => can(&[Action::FlipCharacter; 2]),
        },
        _ => {}
    }
}

impl Mutation {
    /// The place, without the number of a member in its list.
    pub(super) fn place(&self) -> String {
        let names = self.at.split('/').map(|name| if name.parse::<usize>().is_ok() { "*" } else { name });
        names.collect::<Vec<_>>().join("/")
    }

    /// Does it; `None` where nothing changes.
    pub(super) fn apply(&self, question: &Question, others: &[Question], random: &mut Random) -> Option<Question> {
        let mut mutant = question.clone();
        match self.action {
            Action::Nothing => return Some(mutant),
            Action::Cut => mutant.case.bundle.truncate(random.below(question.case.bundle.len())),
            Action::OtherArtefact => {
                mutant.blob = None;
                mutant.case.artefact = vec![format!("sha256:{}", "f".repeat(64))];
            }
            Action::OtherSubject => super::question::change_subject(&mut mutant),
            Action::OtherIssuer => super::question::change_issuer(&mut mutant),
            _ => {
                let mut bundle = question.bundle()?;
                self.change(&mut bundle, question, others, random)?;
                if Some(&bundle) == question.bundle().as_ref() {
                    return None;
                }
                mutant.case.bundle = bundle.to_string().into_bytes();
            }
        }
        Some(mutant)
    }

    fn change(&self, bundle: &mut Value, question: &Question, others: &[Question], random: &mut Random) -> Option<()> {
        if self.action == Action::Drop {
            return remove(bundle, &self.at);
        }
        let value = bundle.pointer_mut(&self.at)?;
        match self.action {
            Action::Null => *value = Value::Null,
            Action::Empty => {
                *value = match value {
                    Value::Object(_) => json!({}),
                    Value::Array(_) => json!([]),
                    Value::String(_) => json!(""),
                    _ => return None,
                }
            }
            Action::Add => drop(value.as_object_mut()?.insert("unheardOf".into(), json!({"of": ["anyone"]}))),
            Action::Duplicate => {
                let list = value.as_array_mut()?;
                let member = list.get(random.below(list.len()))?.clone();
                list.push(member);
            }
            Action::Reverse => value.as_array_mut()?.reverse(),
            Action::Swap => {
                let start = random.below(others.len());
                let rest = others.iter().cycle().skip(start).take(others.len());
                let mut found = rest.filter(|other| other.name != question.name).filter_map(|other| {
                    let theirs = other.bundle()?.pointer(&self.at)?.clone();
                    (theirs != *value).then_some(theirs)
                });
                *value = found.next()?;
            }
            _ => *value = json!(self.text(value.as_str()?, random)?),
        }
        Some(())
    }

    /// Another text; for [`Action::Respell`] perhaps a number.
    fn text(&self, text: &str, random: &mut Random) -> Option<Value> {
        let bytes = || Base64::decode_vec(text).ok();
        let encoded = |bytes: &[u8]| Some(json!(Base64::encode_string(bytes)));
        match self.action {
            Action::FlipBit => {
                let mut bytes = bytes()?;
                let at = random.below(bytes.len());
                *bytes.get_mut(at)? ^= 1 << random.below(8);
                encoded(&bytes)
            }
            Action::Shorten => bytes()?.split_last().and_then(|(_, rest)| encoded(rest)),
            Action::Lengthen => {
                let mut bytes = bytes()?;
                bytes.push(u8::try_from(random.below(256)).ok()?);
                encoded(&bytes)
            }
            Action::Negate => encoded(&negated(&bytes()?)?),
            Action::Spell => spelt(text, &bytes()?, random),
            Action::FlipCharacter => {
                let mut characters = text.as_bytes().to_vec();
                let at = random.below(characters.len());
                *characters.get_mut(at)? ^= 1 << random.below(7);
                String::from_utf8(characters).ok().map(Value::from)
            }
            Action::Number => {
                let near = [text.parse::<u64>().ok()?.wrapping_add(1), text.parse::<u64>().ok()?.wrapping_sub(1)];
                match random.below(NUMBERS.len() + near.len()) {
                    at if at < near.len() => Some(json!(near.get(at)?.to_string())),
                    at => NUMBERS.get(at - near.len()).map(|text| json!(text)),
                }
            }
            Action::Respell if random.below(2) == 0 => text.parse::<u64>().ok().map(Value::from),
            Action::Respell => Some(json!(format!("0{text}"))),
            Action::MediaType => MEDIA_TYPES.get(random.below(MEDIA_TYPES.len())).map(|text| json!(text)),
            _ => None,
        }
    }
}

fn remove(bundle: &mut Value, at: &str) -> Option<()> {
    let (parent, name) = at.rsplit_once('/')?;
    match bundle.pointer_mut(parent)? {
        Value::Object(members) => members.remove(name).map(drop),
        Value::Array(members) => {
            members.remove(name.parse().ok()?);
            Some(())
        }
        _ => None,
    }
}

fn spelt(text: &str, bytes: &[u8], random: &mut Random) -> Option<Value> {
    let spelt = match random.below(4) {
        0 => text.trim_end_matches('=').to_owned(),
        1 => Base64UrlUnpadded::encode_string(bytes),
        2 => {
            let (head, tail) = text.split_at(random.below(text.len()));
            format!("{head}\n{tail}")
        }
        // The last character before the padding has bits that stand for nothing.
        _ => {
            let bare = text.trim_end_matches('=');
            if bare.len() == text.len() {
                return None;
            }
            const ALPHABET: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
            let last = bare.chars().next_back()?;
            let next = ALPHABET.chars().nth(ALPHABET.find(last)? + 1)?;
            format!("{}{next}{}", bare.strip_suffix(last)?, "=".repeat(text.len() - bare.len()))
        }
    };
    (spelt != text).then(|| json!(spelt))
}

/// The other ECDSA signature, of P-256 or P-384.
fn negated(der: &[u8]) -> Option<Vec<u8>> {
    let p256 = p256::ecdsa::Signature::from_der(der).ok().and_then(|signature| {
        let (r, s) = signature.split_scalars();
        let other = p256::ecdsa::Signature::from_scalars(r, -s).ok()?;
        Some(other.to_der().as_bytes().to_vec())
    });
    p256.or_else(|| {
        let (r, s) = p384::ecdsa::Signature::from_der(der).ok()?.split_scalars();
        let other = p384::ecdsa::Signature::from_scalars(r, -s).ok()?;
        Some(other.to_der().as_bytes().to_vec())
    })
}

/// Numbers from a seed (SplitMix64, Steele and others 2014).
pub(super) struct Random(u64);

impl Random {
    pub(super) fn of(seed: &str) -> Self {
        let digest = countersign_tests::sigstore::key::Hash::Sha256.of(seed.as_bytes());
        Self(digest.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes)))
    }

    /// A number below `end`, or 0.
    pub(super) fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^= z >> 31;
        usize::try_from(z).unwrap_or(0).checked_rem(end).unwrap_or(0)
    }
}
