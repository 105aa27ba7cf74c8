//! Attack **substitute**: other bytes are asked for than those that were released, or another label, place or deployer.

use countersign_core::base::digest::Sha256;
use countersign_core::base::encoding::hex;
use serde_json::Value;

use super::authentic::Loose;
use super::start::Start;
use super::{Attack, Demand};
use crate::scenario::Inputs;

/// Everything that the question names.
pub(super) fn attacks(start: &Start) -> Vec<Attack> {
    let mut all = artefacts(start);
    all.extend(names(start));
    all.extend(deployers(start));
    all
}

fn artefacts(start: &Start) -> Vec<Attack> {
    let asked = &start.inputs.request.artefacts;
    let mut all = Vec::new();
    let mut deny = |kind, what: String, change: Box<dyn Fn(&mut Inputs)>| {
        all.push(Attack::new(kind, what, Demand::Deny, change));
    };
    for (n, artefact) in asked.iter().enumerate() {
        let digest = artefact.strip_prefix("sha256:").and_then(hex::decode).unwrap_or_default();
        for bit in 0..digest.len() * 8 {
            let mut other = digest.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            let text = format!("sha256:{}", hex::encode(&other));
            let change = move |inputs: &mut Inputs| replace(inputs, n, &text);
            deny("bits: artefact's digest", format!("bit {bit} of artefact {n}"), Box::new(change));
        }
        let other = Sha256::of(format!("another than {artefact}").as_bytes()).to_string();
        let change = move |inputs: &mut Inputs| replace(inputs, n, &other);
        deny("substitute an artefact", format!("artefact {n}"), Box::new(change));
    }
    let more = Sha256::of(b"one more").to_string();
    let change = move |inputs: &mut Inputs| inputs.request.artefacts.push(more.clone());
    deny("ask for one artefact more", "one that nobody released".to_owned(), Box::new(change));
    let none = |inputs: &mut Inputs| inputs.request.artefacts.clear();
    all.push(Attack::new("ask for no artefact", "none".to_owned(), Demand::Malformed, none));
    let parts = (0..asked.len()).filter(|_| asked.len() > 1).map(|n| {
        Attack::keyless("ask for one artefact less", format!("without artefact {n}"), move |inputs| {
            if n < inputs.request.artefacts.len() && inputs.request.artefacts.len() > 1 {
                inputs.request.artefacts.remove(n);
            }
        })
    });
    all.extend(parts);
    all
}

fn replace(inputs: &mut Inputs, n: usize, text: &str) {
    if let Some(place) = inputs.request.artefacts.get_mut(n) {
        text.clone_into(place);
    }
}

/// Where a name stands in the question.
type Field = fn(&mut Inputs) -> &mut String;

/// Service, version and environment, each changed at every character.
fn names(start: &Start) -> Vec<Attack> {
    let fields: [(&str, Field); 3] = [
        ("service", |inputs| &mut inputs.request.service),
        ("version", |inputs| &mut inputs.request.version),
        ("environment", |inputs| &mut inputs.request.environment),
    ];
    let mut all = Vec::new();
    for (name, field) in fields {
        let text = field(&mut start.inputs.clone()).clone();
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let Ok(other) = String::from_utf8(bytes) else { continue };
            let what = format!("character {at} of the {name}");
            let change = move |inputs: &mut Inputs| other.clone_into(field(inputs));
            all.push(Attack::new("ask for another name", what, Demand::Deny, change));
        }
    }
    all
}

/// Whoever wrote or built it deploys; or somebody whom nobody knows; or nobody.
fn deployers(start: &Start) -> Vec<Attack> {
    let kept = |rule: &str| !start.relaxes(rule);
    let (author, builder) = (kept("author-deployer"), kept("builder-deployer"));
    let mut all = Vec::new();
    let mut ask = |who: Option<String>, what: &str, denied: bool| {
        if denied {
            let change = move |inputs: &mut Inputs| inputs.request.deployer.clone_from(&who);
            all.push(Attack::new("another deployer", what.to_owned(), Demand::Deny, change));
        }
    };
    ask(None, "nobody", author || builder);
    ask(Some("github:nobody-whom-they-know".to_owned()), "a stranger", author || builder);
    let release = start.report["release"]["record"].as_str().unwrap_or_default();
    for document in &start.inputs.request.records {
        let Some(loose) = Loose::read(document) else { continue };
        let Some(statement) = loose.statement().filter(|_| Sha256::of(&loose.payload).to_string() == release) else {
            continue;
        };
        let predicate = &statement["predicate"];
        let text = |value: &Value| value.as_str().map(str::to_owned);
        predicate["authors"].as_array().into_iter().flatten().for_each(|who| ask(text(who), "an author", author));
        ask(text(&predicate["builder"]).filter(|_| builder), "the builder", builder);
    }
    all
}
