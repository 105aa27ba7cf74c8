//! Attack **replay**: old policies, rosters and snapshots of the register, signed by whoever signed them then; and laxer ones that nobody signed.
//!
//! A host that says which serial and sequence it has seen gets nothing older. A host that does not can be given any that was ever signed, as
//! `SECURITY.md` says: so every attack here says it.

use serde_json::{Value, json};

use super::desk::{Desk, Own};
use super::{Demand, Plan};
use crate::scenario::Inputs;

/// Everything that can be old.
pub(super) fn attacks<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    let mut all = older(desk, true);
    all.extend(older(desk, false));
    all.extend(laxer(desk));
    all.extend(registers(desk));
    all
}

/// The serial before, and the present one where the host has seen a later one.
fn older<'a>(desk: &'a Desk<'a>, policy: bool) -> Vec<Plan<'a>> {
    let (value, kind) = match policy {
        true => (&desk.policy, "replay an old policy"),
        false => (&desk.roster, "replay an old roster"),
    };
    let Some(serial) = value["serial"].as_u64() else { return Vec::new() };
    let demanding = move |mut inputs: Inputs, least: u64| {
        match policy {
            true => inputs.anchors.min_policy_serial = least,
            false => inputs.anchors.min_roster_serial = least,
        }
        inputs
    };
    let present = move |least| demanding(desk.start.inputs.clone(), least);
    let mut all = vec![
        Plan::new(kind, format!("serial {serial} after {}", serial + 1), move || {
            Some((Demand::Malformed, present(serial + 1)))
        }),
        Plan::new("the serial that is demanded", kind.to_owned(), move || Some((Demand::Keep, present(serial)))),
    ];
    for old in (1..serial).rev().take(3) {
        all.push(Plan::new(kind, format!("serial {old} after {serial}"), move || {
            let mut before = value.clone();
            before["serial"] = json!(old);
            let under = if policy { desk.under(Some(&before), None) } else { desk.under(None, Some(&before)) };
            Some((Demand::Malformed, demanding(under?, serial)))
        }));
    }
    all
}

/// A policy that asks for nothing, with the anchors of the real one.
fn laxer<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    if !desk.start.is_anchored() {
        return Vec::new();
    }
    let mut policy = desk.policy.clone();
    for class in policy["classes"].as_array_mut().into_iter().flatten() {
        class["require"] = json!({"approvals": []});
    }
    let policy_text = serde_json::to_vec_pretty(&policy).expect("a value is JSON");
    let forged = Inputs { policy: policy_text, ..desk.start.inputs.clone() };
    let mut unanchored = forged.clone();
    unanchored.anchors.allow_unanchored = true;
    let kind = "a laxer policy";
    let mut all = vec![Plan::new(kind, "that nobody signed".to_owned(), move || Some((Demand::Malformed, forged)))];
    if !unanchored.anchors.root_keys.is_empty() {
        let what = "and the host allows unanchored ones, but pins a root key".to_owned();
        all.push(Plan::new(kind, what, move || Some((Demand::Malformed, unanchored))));
    }
    if let Some(serial) = policy["serial"].as_u64() {
        all.push(Plan::new(kind, "signed once, and replaced since".to_owned(), move || {
            let mut old = desk.under(Some(&policy), None)?;
            old.anchors.min_policy_serial = serial + 1;
            Some((Demand::Malformed, old))
        }));
    }
    all
}

/// A snapshot with a lower sequence number than the host has seen.
fn registers<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    let kind = "replay an old register";
    let snapshots: Vec<(usize, &Own)> = desk.records().filter(|(_, own)| own.kind() == "register").collect();
    let sequence = |own: &Own| -> Option<u64> { Value::as_u64(&own.statement["predicate"]["sequence"]) };
    let Some(newest) = snapshots.iter().filter_map(|(_, own)| sequence(own)).max() else { return Vec::new() };
    let mut all = vec![Plan::new(kind, format!("{newest} after {}", newest + 1), move || {
        let mut made = desk.start.inputs.clone();
        made.request.min_register_sequence = newest + 1;
        Some((Demand::Deny, made))
    })];
    if let [(n, own)] = snapshots.as_slice() {
        let (n, own) = (*n, *own);
        for old in (1..newest).rev().take(2) {
            all.push(Plan::new(kind, format!("{old} after {newest}"), move || {
                let mut made = desk.with(&[(n, Some(own.with("sequence", json!(old))))]);
                made.request.min_register_sequence = newest;
                Some((Demand::Deny, made))
            }));
        }
    }
    all
}
