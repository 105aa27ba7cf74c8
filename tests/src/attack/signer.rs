//! Attack **signer**: keys and roles are swapped. Somebody signs what is not theirs to sign, and everything that names the record follows.
//!
//! Whoever holds none of the roles of a record's signers cannot stand in for them. What they sign is worth as much as nothing: the demand is
//! the question without that record. Somebody of the roster may vouch for a document, but says nothing in it: where a reference is signed by others, the
//! documents that it names are taken away with it.

use std::collections::BTreeSet;

use countersign_core::base::canonical;
use countersign_core::base::digest::Sha256;
use serde_json::{Value, json};

use super::authentic::Loose;
use super::desk::{Desk, Own};
use super::{Demand, Plan};

/// Every record that can be signed again, by everybody who may not.
pub(super) fn attacks<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    let mut all = Vec::new();
    for (n, own) in desk.records() {
        let mut add = |kind, what: String, changed: Own| {
            all.push(Plan::new(kind, what, move || {
                let nothing: Vec<_> = carried(desk, own).chain([n]).map(|place| (place, None)).collect();
                let without = Demand::NoBetter(Box::new(desk.with(&nothing)));
                Some((without, desk.with(&[(n, Some(changed))])))
            }));
        };
        let kind = own.kind().to_owned();
        for (who, name) in [("signed by a stranger", "mallory"), ("signed by the root key", "root")] {
            add(who, format!("{kind} {n}"), own.by(&[name.to_owned()]));
        }
        let roles = desk.roles(&own.by);
        for other in desk.people.iter().filter(|other| other.roles.is_disjoint(&roles)) {
            for key in &other.keys {
                let what = format!("{kind} {n} by {}", other.id);
                add("signed by somebody without the role", what, own.by(std::slice::from_ref(key)));
            }
        }
        if own.statement["predicate"]["role"].is_string() && !desk.rejected(&own.by) {
            let declared = desk.policy["roles"].as_object().into_iter().flat_map(|roles| roles.keys());
            for role in declared.filter(|role| !roles.contains(*role)) {
                let what = format!("{kind} {n} as {role}");
                add("in a role that they do not hold", what, own.with("role", json!(role)));
            }
        }
    }
    all.extend(again(desk));
    all.extend(swapped(desk));
    all.extend(own_work(desk));
    all.extend(anchored_by_others(desk));
    all
}

/// The documents that a reference names and that are no statements themselves, by place.
fn carried<'a>(desk: &'a Desk<'a>, reference: &'a Own) -> impl Iterator<Item = usize> {
    let named: BTreeSet<&str> = reference.statement["predicate"]["references"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|one| one["digest"]["sha256"].as_str())
        .collect();
    let is_carried = move |document: &[u8]| {
        named.contains(Sha256::of(document).to_hex().as_str())
            && Loose::read(document).and_then(|loose| loose.statement()).is_none()
    };
    let documents = desk.start.inputs.request.records.iter().enumerate();
    documents.filter(move |(_, document)| is_carried(document)).map(|(place, _)| place)
}

/// The control: what somebody signs anew with a word more, and everything that names it, is allowed as before. Where it is not, all the denials of the other
/// kinds would show nothing.
fn again<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    if desk.own.iter().any(Option::is_none) {
        return Vec::new();
    }
    let words = |own: &Own| match own.kind() {
        "release" => Some("notes"),
        "approval" => Some("ticket"),
        _ => None,
    };
    let records = desk.records().filter_map(|(n, own)| Some((n, own, words(own)?)));
    let plan = |(n, own, field): (usize, &'a Own, &'static str)| {
        Plan::new("control: signed again, honestly", format!("{} {n}", own.kind()), move || {
            Some((Demand::Keep, desk.with(&[(n, Some(own.with(field, json!("Signed again."))))])))
        })
    };
    records.map(plan).collect()
}

/// Two records of different kinds, each signed by the other's signers, who have no role in common.
fn swapped<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    let mut all = Vec::new();
    for (n, one) in desk.records() {
        for (m, other) in desk.records().filter(|(m, _)| *m > n) {
            // Of two of a kind, one may be by somebody who may not, and the other's signer may.
            if one.kind() != other.kind() && desk.roles(&one.by).is_disjoint(&desk.roles(&other.by)) {
                all.push(Plan::new("signers of two records swapped", format!("{n} and {m}"), move || {
                    let without = desk.with(&[(n, None), (m, None)]);
                    let made = desk.with(&[(n, Some(one.by(&other.by))), (m, Some(other.by(&one.by)))]);
                    Some((Demand::NoBetter(Box::new(without)), made))
                }));
            }
        }
    }
    all
}

/// An approver turns out to be an author: their approval is worth nothing.
fn own_work<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    if desk.start.relaxes("author-approver") {
        return Vec::new();
    }
    let release = desk.start.report["release"]["record"].as_str().unwrap_or_default();
    let is_release = |own: &Own| Sha256::of(&canonical::to_bytes(&own.statement)).to_string() == release;
    let Some((place, released)) = desk.records().find(|(_, own)| is_release(own)) else { return Vec::new() };
    let mut all = Vec::new();
    for (n, own) in desk.records().filter(|(_, own)| own.kind() == "approval" && own.by.len() == 1) {
        let Some(who) = desk.people.iter().find(|one| one.keys.contains(&own.by[0])) else { continue };
        if own.statement["predicate"].get("relay").is_some()
            || desk.is_of_another_release(own)
            || desk.rejected(&own.by)
        {
            continue;
        }
        let mut authors = released.statement["predicate"]["authors"].as_array().cloned().unwrap_or_default();
        authors.push(Value::from(who.id.clone()));
        let changed = released.with("authors", authors.into());
        all.push(Plan::new("an approver is an author", format!("approval {n}"), move || {
            let without = desk.with(&[(place, Some(changed.clone())), (n, None)]);
            Some((Demand::NoBetter(Box::new(without)), desk.with(&[(place, Some(changed))])))
        }));
    }
    all
}

/// Somebody of the roster vouches for policy and roster instead of a root key.
fn anchored_by_others<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    let inputs = &desk.start.inputs;
    if inputs.anchors.signatures.is_empty() || !desk.start.is_anchored() {
        return Vec::new();
    }
    let (policy, roster) = (desk.policy["serial"].as_u64(), desk.roster["serial"].as_u64());
    let pinned = inputs.anchors.policy_digest.is_some() && inputs.anchors.roster_digest.is_some();
    let (Some(policy), Some(roster), false) = (policy, roster, pinned) else { return Vec::new() };
    let keys = desk.people.iter().flat_map(|one| &one.keys).cloned().chain(["mallory".to_owned()]);
    let plan = |key: String| {
        Plan::new("anchored by another key", format!("by {key}"), move || {
            let mut made = inputs.clone();
            made.anchors.signatures = vec![
                crate::scenario::anchor("policy", &inputs.policy, policy, &key),
                crate::scenario::anchor("roster", &inputs.roster, roster, &key),
            ];
            Some((Demand::Malformed, made))
        })
    };
    keys.map(plan).collect()
}
