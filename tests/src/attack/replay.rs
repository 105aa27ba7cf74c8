//! Attack **replay**: old policies, rosters and snapshots of the register, signed by whoever signed them then; and laxer ones that nobody signed.
//!
//! A host that says which serial and sequence it has seen gets nothing older. A host that does not can be given any that was ever signed, as
//! `SECURITY.md` says: so every attack here says it.

use serde_json::{Value, json};

use super::desk::Desk;
use super::start::Start;
use super::{Attack, Demand};
use crate::scenario::Inputs;

/// Everything that can be old.
pub(super) fn attacks(start: &Start) -> Vec<Attack> {
    let Some(desk) = Desk::of(start) else { return Vec::new() };
    let mut all = Vec::new();
    for document in ["policy", "roster"] {
        all.extend(older(&desk, document));
    }
    all.extend(laxer(&desk));
    all.extend(registers(&desk));
    all
}

/// The serial before, and the present one where the host has seen a later one.
fn older(desk: &Desk<'_>, document: &str) -> Vec<Attack> {
    let value = if document == "policy" { &desk.policy } else { &desk.roster };
    let Some(serial) = value["serial"].as_u64() else { return Vec::new() };
    let kind = if document == "policy" { "replay an old policy" } else { "replay an old roster" };
    let demanding = |mut inputs: Inputs, least: u64| {
        match document {
            "policy" => inputs.anchors.min_policy_serial = least,
            _ => inputs.anchors.min_roster_serial = least,
        }
        inputs
    };
    let mut all = Vec::new();
    let now = demanding(desk.start.inputs.clone(), serial + 1);
    all.push(Attack::made(kind, format!("serial {serial} after {}", serial + 1), Demand::Malformed, now));
    let same = demanding(desk.start.inputs.clone(), serial);
    all.push(Attack::made("the serial that is demanded", document.to_owned(), Demand::Keep, same));
    for old in (1..serial).rev().take(3) {
        let mut before = value.clone();
        before["serial"] = json!(old);
        let under =
            if document == "policy" { desk.under(Some(&before), None) } else { desk.under(None, Some(&before)) };
        let made = under.map(|inputs| demanding(inputs, serial));
        all.extend(
            made.map(|made| Attack::made(kind, format!("serial {old} after {serial}"), Demand::Malformed, made)),
        );
    }
    all
}

/// A policy that asks for nothing, with the anchors of the real one.
fn laxer(desk: &Desk<'_>) -> Vec<Attack> {
    if !desk.start.is_anchored() {
        return Vec::new();
    }
    let mut policy = desk.policy.clone();
    for class in policy["classes"].as_array_mut().into_iter().flatten() {
        class["require"] = json!({"approvals": []});
    }
    let text = |value: &Value| serde_json::to_vec_pretty(value).expect("a value is JSON");
    let forged = Inputs { policy: text(&policy), ..desk.start.inputs.clone() };
    let mut all =
        vec![Attack::made("a laxer policy", "that nobody signed".to_owned(), Demand::Malformed, forged.clone())];
    let mut unanchored = forged;
    unanchored.anchors.allow_unanchored = true;
    if !unanchored.anchors.root_keys.is_empty() {
        let what = "and the host allows unanchored ones, but pins a root key".to_owned();
        all.push(Attack::made("a laxer policy", what, Demand::Malformed, unanchored));
    }
    let serial = policy["serial"].as_u64().unwrap_or_default();
    if let (Some(mut old), true) = (desk.under(Some(&policy), None), serial > 0) {
        old.anchors.min_policy_serial = serial + 1;
        all.push(Attack::made("a laxer policy", "signed once, and replaced since".to_owned(), Demand::Malformed, old));
    }
    all
}

/// A snapshot with a lower sequence number than the host has seen.
fn registers(desk: &Desk<'_>) -> Vec<Attack> {
    let mut all = Vec::new();
    let snapshots: Vec<_> = desk.records().filter(|(_, own)| own.kind() == "register").collect();
    let sequence = |own: &super::desk::Own| own.statement["predicate"]["sequence"].as_u64();
    let Some(newest) = snapshots.iter().filter_map(|(_, own)| sequence(own)).max() else { return all };
    let mut made = desk.start.inputs.clone();
    made.request.min_register_sequence = newest + 1;
    all.push(Attack::made("replay an old register", format!("{newest} after {}", newest + 1), Demand::Deny, made));
    let [(n, own)] = snapshots.as_slice() else { return all };
    for old in (1..newest).rev().take(2) {
        let mut made = desk.with(&[(*n, Some(own.with("sequence", json!(old))))]);
        made.request.min_register_sequence = newest;
        all.push(Attack::made("replay an old register", format!("{old} after {newest}"), Demand::Deny, made));
    }
    all
}
