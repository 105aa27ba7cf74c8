//! Attack **signer**: keys and roles are swapped. Somebody signs what is not theirs to sign, and everything that names the record follows.
//!
//! Whoever holds none of the roles of a record's signers cannot stand in for them. What they sign is worth as much as nothing: the demand is
//! the question without that record.

use serde_json::{Value, json};

use super::desk::{Desk, Own};
use super::start::Start;
use super::{Attack, Demand};

/// Every record that can be signed again, by everybody who may not.
pub(super) fn attacks(start: &Start) -> Vec<Attack> {
    let Some(desk) = Desk::of(start) else { return Vec::new() };
    let mut all = Vec::new();
    for (n, own) in desk.records() {
        let without = || Demand::NoBetter(Box::new(desk.with(&[(n, None)])));
        let mut add = |kind, what: String, changed: Own| {
            all.push(Attack::made(kind, what, without(), desk.with(&[(n, Some(changed))])));
        };
        let kind = own.kind().to_owned();
        for (who, name) in [("signed by a stranger", "mallory"), ("signed by the root key", "root")] {
            add(who, format!("{kind} {n}"), own.by(&[name.to_owned()]));
        }
        let roles = desk.roles(&own.by);
        for other in desk.people.iter().filter(|other| other.roles.is_disjoint(&roles)) {
            for key in &other.keys {
                add(
                    "signed by somebody without the role",
                    format!("{kind} {n} by {}", other.id),
                    own.by(&[key.clone()]),
                );
            }
        }
        if own.statement["predicate"]["role"].is_string() {
            let declared = desk.policy["roles"].as_object().map(|roles| roles.keys().cloned().collect::<Vec<_>>());
            for role in declared.into_iter().flatten().filter(|role| !roles.contains(role)) {
                let what = format!("{kind} {n} as {role}");
                add("in a role that they do not hold", what, own.with("role", json!(role)));
            }
        }
    }
    all.extend(swapped(&desk));
    all.extend(own_work(&desk));
    all.extend(anchored_by_others(&desk));
    all
}

/// Two records, each signed by the other's signers, who have no role in common.
fn swapped(desk: &Desk<'_>) -> Vec<Attack> {
    let mut all = Vec::new();
    for (n, one) in desk.records() {
        for (m, other) in desk.records().filter(|(m, _)| *m > n) {
            if desk.roles(&one.by).is_disjoint(&desk.roles(&other.by)) {
                let without = Demand::NoBetter(Box::new(desk.with(&[(n, None), (m, None)])));
                let made = desk.with(&[(n, Some(one.by(&other.by))), (m, Some(other.by(&one.by)))]);
                all.push(Attack::made("signers of two records swapped", format!("{n} and {m}"), without, made));
            }
        }
    }
    all
}

/// An approver turns out to be an author: their approval is worth nothing.
fn own_work(desk: &Desk<'_>) -> Vec<Attack> {
    let start = desk.start;
    if start.relaxes("author-approver") {
        return Vec::new();
    }
    let release = start.report["release"]["record"].as_str().unwrap_or_default();
    let record = |own: &Own| {
        countersign_core::base::digest::Sha256::of(&countersign_core::base::canonical::to_bytes(&own.statement))
            .to_string()
    };
    let Some((place, released)) = desk.records().find(|(_, own)| record(own) == release) else { return Vec::new() };
    let mut all = Vec::new();
    for (n, own) in desk.records().filter(|(_, own)| own.kind() == "approval" && own.by.len() == 1) {
        let Some(who) = desk.people.iter().find(|one| one.keys.contains(&own.by[0])) else { continue };
        if own.statement["predicate"].get("relay").is_some() {
            continue;
        }
        let mut authors = released.statement["predicate"]["authors"].as_array().cloned().unwrap_or_default();
        authors.push(Value::from(who.id.clone()));
        let changed = released.with("authors", authors.into());
        let without = desk.with(&[(place, Some(changed.clone())), (n, None)]);
        let made = desk.with(&[(place, Some(changed))]);
        let demand = Demand::NoBetter(Box::new(without));
        all.push(Attack::made("an approver is an author", format!("approval {n}"), demand, made));
    }
    all
}

/// Somebody of the roster vouches for policy and roster instead of a root key.
fn anchored_by_others(desk: &Desk<'_>) -> Vec<Attack> {
    let inputs = &desk.start.inputs;
    if inputs.anchors.signatures.is_empty() || !desk.start.is_anchored() {
        return Vec::new();
    }
    let (policy, roster) = (desk.policy["serial"].as_u64(), desk.roster["serial"].as_u64());
    let pinned = inputs.anchors.policy_digest.is_some() && inputs.anchors.roster_digest.is_some();
    let (Some(policy), Some(roster), false) = (policy, roster, pinned) else { return Vec::new() };
    let keys = desk.people.iter().flat_map(|one| &one.keys).cloned().chain(["mallory".to_owned()]);
    let attack = |key: String| {
        let mut made = inputs.clone();
        made.anchors.signatures = vec![
            crate::scenario::anchor("policy", &inputs.policy, policy, &key),
            crate::scenario::anchor("roster", &inputs.roster, roster, &key),
        ];
        Attack::made("anchored by another key", format!("by {key}"), Demand::Malformed, made)
    };
    keys.map(attack).collect()
}
