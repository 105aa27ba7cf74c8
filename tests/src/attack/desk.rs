//! What somebody in the organisation could do: sign a record anew, and everything that names it, so that nothing is left that betrays the change.
//!
//! Only records in plain envelopes by keys of the virtual organisation can be signed again; everything else stays as it is.

use std::collections::{BTreeMap, BTreeSet};

use countersign_core::base::digest::Sha256;
use countersign_core::base::{canonical, yaml};
use countersign_core::format::dsse::{Envelope, pre_authentication_encoding};
use countersign_core::records::key_id;
use serde_json::Value;

use super::start::Start;
use crate::key::Key;
use crate::scenario::{Inputs, anchor, envelope};

/// Names that keys of a principal have, behind the principal's own.
const SUFFIXES: [&str; 5] = ["", "-0", "-1", "-2", "-3"];

/// Somebody of the roster.
#[derive(Clone, Debug)]
pub(super) struct Principal {
    pub(super) id: String,
    pub(super) roles: BTreeSet<String>,
    /// Names of keys.
    pub(super) keys: Vec<String>,
}

/// A record that can be signed again: what it says, and whose keys signed it.
#[derive(Clone, Debug)]
pub(super) struct Own {
    pub(super) statement: Value,
    pub(super) by: Vec<String>,
}

/// A start, laid out to be changed.
pub(super) struct Desk<'a> {
    pub(super) start: &'a Start,
    pub(super) policy: Value,
    pub(super) roster: Value,
    pub(super) people: Vec<Principal>,
    /// By place; `None` for what cannot be signed again.
    pub(super) own: Vec<Option<Own>>,
}

impl<'a> Desk<'a> {
    /// Lays a start out; `None` where policy or roster cannot be read.
    pub(super) fn of(start: &'a Start) -> Option<Self> {
        let (policy, roster) = (yaml::parse(&start.inputs.policy).ok()?, yaml::parse(&start.inputs.roster).ok()?);
        let people: Vec<Principal> =
            ["people", "automations"].iter().flat_map(|list| principals(&roster[list])).collect();
        let names: BTreeMap<String, String> =
            people.iter().flat_map(|one| &one.keys).map(|name| (id(name), name.clone())).collect();
        let read: Vec<Option<Own>> =
            start.inputs.request.records.iter().map(|document| read(document, &names)).collect();
        // Who hands the same words in twice has another copy left, whatever becomes of one.
        let copies = |one: &Own| read.iter().flatten().filter(|other| other.statement == one.statement).count();
        let own = read.iter().map(|own| own.clone().filter(|own| copies(own) == 1)).collect();
        Some(Self { start, policy, roster, people, own })
    }

    /// The records that can be signed again.
    pub(super) fn records(&self) -> impl Iterator<Item = (usize, &Own)> {
        self.own.iter().enumerate().filter_map(|(n, own)| Some((n, own.as_ref()?)))
    }

    /// Whether a record is an approval of another release than the one that is asked for, such as the one that leads back: it counted in its day.
    pub(super) fn is_of_another_release(&self, own: &Own) -> bool {
        own.kind() == "approval" && own.statement["predicate"]["release"] != self.start.report["release"]["record"]
    }

    /// Whether these keys signed a rejection, too: then their yes takes it back, in whatever role they give it.
    pub(super) fn rejected(&self, keys: &[String]) -> bool {
        self.records().any(|(_, own)| own.statement["predicate"]["decision"] == "rejected" && own.by == keys)
    }

    /// The roles of whoever has one of these keys.
    pub(super) fn roles(&self, keys: &[String]) -> BTreeSet<String> {
        let owners = self.people.iter().filter(|one| one.keys.iter().any(|key| keys.contains(key)));
        owners.flat_map(|one| one.roles.iter().cloned()).collect()
    }

    /// The question with some records replaced, or, where there is `None`, taken away; and what names them signed anew.
    pub(super) fn with(&self, changes: &[(usize, Option<Own>)]) -> Inputs {
        let mut inputs = self.start.inputs.clone();
        let old: Vec<&Vec<u8>> = self.start.inputs.request.records.iter().collect();
        let changed = |n: usize| changes.iter().find(|(place, _)| *place == n).map(|(_, own)| own);
        let gone: BTreeSet<String> =
            changes.iter().filter(|(_, own)| own.is_none()).map(|(n, _)| Sha256::of(old[*n]).to_string()).collect();
        let mut names: BTreeMap<String, String> = BTreeMap::new();
        let mut signed: BTreeMap<usize, Value> = BTreeMap::new();
        // What names a changed record is changed by that, and so on; names form no circle.
        for _ in 0..=old.len() {
            let known = names.clone();
            for (n, before) in old.iter().enumerate() {
                let own = changed(n).map_or_else(|| self.own[n].as_ref(), Option::as_ref);
                let Some(own) = own else { continue };
                let statement = renamed(&own.statement, &names, &gone);
                let is_new = changed(n).is_some() || statement != own.statement;
                if !is_new || signed.get(&n) == Some(&statement) {
                    continue;
                }
                let payload = canonical::to_bytes(&statement);
                let document = envelope(&payload, &own.by);
                if let Ok(envelope) = Envelope::parse(before) {
                    names.insert(Sha256::of(&envelope.payload).to_hex(), Sha256::of(&payload).to_hex());
                }
                names.insert(Sha256::of(before).to_hex(), Sha256::of(&document).to_hex());
                inputs.request.records[n] = document;
                signed.insert(n, statement);
            }
            if names == known {
                break;
            }
        }
        let mut place = 0..;
        inputs.request.records.retain(|_| !matches!(place.next().and_then(changed), Some(None)));
        inputs
    }

    /// The question under another policy or roster, for which whoever vouched for the old ones vouches. `None` where nobody here can.
    pub(super) fn under(&self, policy: Option<&Value>, roster: Option<&Value>) -> Option<Inputs> {
        let mut inputs = self.start.inputs.clone();
        let text = |value: &Value| serde_json::to_vec_pretty(value).expect("a value is JSON");
        inputs.policy = policy.map_or(inputs.policy, text);
        inputs.roster = roster.map_or(inputs.roster, text);
        let serial = |value: &Value| value["serial"].as_u64();
        let (first, second) = (serial(policy.unwrap_or(&self.policy))?, serial(roster.unwrap_or(&self.roster))?);
        let (anchors, root) = (&mut inputs.anchors, Key::of("root").pem.into_bytes());
        let mut signatures = Vec::new();
        for (document, bytes, serial, pin) in [
            ("policy", &inputs.policy, first, &mut anchors.policy_digest),
            ("roster", &inputs.roster, second, &mut anchors.roster_digest),
        ] {
            match pin {
                Some(pin) => *pin = Sha256::of(bytes).to_string(),
                None if anchors.root_keys.contains(&root) => signatures.push(anchor(document, bytes, serial, "root")),
                None => return None,
            }
        }
        anchors.signatures = signatures;
        Some(inputs)
    }
}

impl Own {
    /// What a record of ours is called; other types by their whole name.
    pub(super) fn kind(&self) -> &str {
        let name = self.statement["predicateType"].as_str().unwrap_or_default();
        let ours = name.strip_prefix("https://countersign.dev/attestation/").and_then(|name| name.strip_suffix("/v1"));
        ours.unwrap_or(name)
    }

    /// The same, with one field of the predicate set.
    pub(super) fn with(&self, field: &str, value: Value) -> Self {
        let mut own = self.clone();
        own.statement["predicate"][field] = value;
        own.sealed(&self.statement)
    }

    /// The same, signed by others.
    pub(super) fn by(&self, keys: &[String]) -> Self {
        Self { by: keys.to_vec(), ..self.clone() }
    }

    fn sealed(mut self, before: &Value) -> Self {
        self.statement = sealed(self.statement, before);
        self
    }
}

/// A statement with other names for records; a register without those that are gone.
fn renamed(statement: &Value, names: &BTreeMap<String, String>, gone: &BTreeSet<String>) -> Value {
    let mut text = statement.to_string();
    for (old, new) in names {
        text = text.replace(old, new);
    }
    let mut changed: Value = serde_json::from_str(&text).expect("digits for digits");
    let holdings = changed.pointer_mut("/predicate/holdings").and_then(Value::as_array_mut);
    for holding in holdings.into_iter().flatten() {
        if let Some(documents) = holding["documents"].as_array_mut() {
            documents.retain(|digest| !digest.as_str().is_some_and(|digest| gone.contains(digest)));
        }
    }
    sealed(changed, statement)
}

/// Where the subject was the digest of the predicate, it still is.
fn sealed(mut statement: Value, before: &Value) -> Value {
    let digest = |statement: &Value| Sha256::of(&canonical::to_bytes(&statement["predicate"])).to_hex();
    if before["subject"][0]["digest"]["sha256"] == digest(before) {
        statement["subject"][0]["digest"]["sha256"] = digest(&statement).into();
    }
    statement
}

fn read(document: &[u8], names: &BTreeMap<String, String>) -> Option<Own> {
    let envelope = Envelope::parse(document).ok()?;
    let name = |id: &Option<String>| names.get(id.as_ref()?).cloned();
    let by = envelope.signatures.iter().map(|signature| name(&signature.key_id)).collect::<Option<Vec<_>>>()?;
    // A key id is a hint: it may name somebody else's key.
    let message = pre_authentication_encoding(&envelope.payload);
    let signed = by.iter().zip(&envelope.signatures).all(|(name, one)| Key::of(name).sign(&message) == one.bytes);
    let statement: Value = serde_json::from_slice(&envelope.payload).ok()?;
    (signed && canonical::to_bytes(&statement) == envelope.payload).then_some(Own { statement, by })
}

fn principals(list: &Value) -> Vec<Principal> {
    let texts = |list: &Value, field: &str| -> Vec<String> {
        let items = list.as_array().into_iter().flatten();
        items.filter_map(|item| item[field].as_str().map(str::to_owned)).collect()
    };
    let read = |one: &Value| {
        let id = one["id"].as_str()?.to_owned();
        let pems = texts(&one["keys"], "pem");
        let names = SUFFIXES.iter().map(|suffix| format!("{id}{suffix}"));
        let keys = names.filter(|name| pems.contains(&Key::of(name).pem)).collect();
        Some(Principal { id, roles: texts(&one["roles"], "role").into_iter().collect(), keys })
    };
    list.as_array().into_iter().flatten().filter_map(read).collect()
}

fn id(name: &str) -> String {
    key_id(Key::of(name).pem.as_bytes()).expect("a key of ours")
}
