//! Attack **times**: the clock, and what records, roster and policy say of times, are moved across every boundary by a second.
//!
//! What is not yet, or over, is worth nothing from that very second on. A freeze holds at its first second and not at its end.

use std::collections::BTreeSet;

use countersign_core::base::time::Time;
use serde_json::{Value, json};

use super::authentic::Loose;
use super::desk::{Desk, Own};
use super::start::Start;
use super::{Attack, Demand, Plan};
use crate::scenario::Inputs;

/// Fields by which a record begins to count, and those from which on it no longer does.
pub(super) const BEGIN: [&str; 4] = ["signedAt", "issuedAt", "requestedAt", "end"];
pub(super) const END: [&str; 2] = ["expiresAt", "nextUpdate"];
/// So many changes ahead are visited one after another.
const AHEAD: usize = 6;
/// Seconds in 100 years: further ahead a start's texts name nothing.
const CENTURY: u64 = 100 * 366 * 86_400;

/// Every time that can be signed again.
pub(super) fn attacks<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    let mut all = records(desk);
    all.extend(roster(desk));
    all.extend(policy(desk));
    all
}

fn shown(seconds: u64) -> String {
    Time::from_seconds(seconds).map_or_else(|| seconds.to_string(), |time| time.to_string())
}

/// Now, a second around every instant that a document names, and around every change of the verdict that lies ahead.
pub(super) fn clock(start: &Start) -> Vec<Attack> {
    let mut instants: BTreeSet<u64> = BTreeSet::new();
    let inputs = &start.inputs;
    let payloads = inputs.request.records.iter().map(|document| match Loose::read(document) {
        Some(loose) => loose.payload,
        None => document.clone(),
    });
    for text in payloads.chain([inputs.policy.clone(), inputs.roster.clone()]) {
        instants.extend(named(&String::from_utf8_lossy(&text)));
    }
    let mut now = inputs.request.now;
    for _ in 0..AHEAD {
        let mut later = inputs.clone();
        later.request.now = now;
        let report: Value = serde_json::from_slice(&start.decide(&later).report).expect("a report is JSON");
        let Some(next) = report["validUntil"].as_str().and_then(|text| text.parse::<Time>().ok()) else { break };
        now = next.seconds();
        instants.insert(now);
    }
    let around = instants.into_iter().flat_map(|instant| [instant.saturating_sub(1), instant, instant + 1]);
    let near = around.filter(|instant| *instant < inputs.request.now + CENTURY);
    let moved: BTreeSet<u64> = near.collect();
    let attack = |now: u64| {
        Attack::new("the clock is moved", format!("to {}", shown(now)), Demand::Timely, move |inputs: &mut Inputs| {
            inputs.request.now = now;
        })
    };
    moved.into_iter().map(attack).collect()
}

/// Every time of the form `2026-11-21T09:00:00Z` in a text.
fn named(text: &str) -> Vec<u64> {
    let places = text.match_indices('Z').filter_map(|(end, _)| text.get(end.checked_sub(19)?..=end));
    places.filter_map(|piece| piece.parse::<Time>().ok()).map(Time::seconds).collect()
}

/// Records of tomorrow, and records that are over: each is worth as much as none.
fn records<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    let now = desk.start.inputs.request.now;
    let mut all = Vec::new();
    for (n, own) in desk.records() {
        let predicate = &own.statement["predicate"];
        if own.kind() == "revocation" || predicate["decision"] == "rejected" || own.kind().contains("://") {
            continue;
        }
        let mut add = |kind, field: &'static str, to: u64| {
            all.push(Plan::new(kind, format!("{} {n}: {field} at {}", own.kind(), shown(to)), move || {
                let made = desk.with(&[(n, Some(own.with(field, json!(shown(to)))))]);
                Some((Demand::NoBetter(Box::new(desk.with(&[(n, None)]))), made))
            }));
        };
        for field in BEGIN.into_iter().filter(|field| predicate[*field].is_string()) {
            [now + 1, now + 86_400].into_iter().for_each(|to| add("a record of the future", field, to));
        }
        let old = desk.is_of_another_release(own);
        let may_end =
            |field: &str| !old && (predicate[field].is_string() || (field == "expiresAt" && own.kind() == "approval"));
        for field in END.into_iter().filter(|field| may_end(field)) {
            [now, now - 1].into_iter().for_each(|to| add("a record that is over", field, to));
        }
    }
    all
}

/// Changes one principal of a roster, at an instant.
type Befalls = fn(&mut Value, u64);

/// Nobody's roles have begun yet, or all are over, or their keys are known to somebody else: their records are worth nothing.
fn roster<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    let now = desk.start.inputs.request.now;
    let befalls: [(&str, Befalls); 3] = [
        ("a role that is over", |one, now| each(&mut one["roles"], "until", &shown(now))),
        ("a role that has not begun", |one, now| each(&mut one["roles"], "from", &shown(now + 1))),
        ("a key that others know", |one, now| each(&mut one["keys"], "compromisedAt", &shown(now - CENTURY / 10))),
    ];
    let mut all = Vec::new();
    for list in ["people", "automations"] {
        for one in &desk.people {
            let theirs = desk.records().filter(|(_, own)| own.by.iter().all(|key| one.keys.contains(key)));
            let gone: Vec<(usize, Option<Own>)> = theirs.map(|(n, _)| (n, None)).collect();
            let Some(at) = position(&desk.roster[list], &one.id).filter(|_| !gone.is_empty()) else { continue };
            let another = |(n, _): &(usize, Option<Own>)| {
                desk.own[*n].as_ref().is_some_and(|own| desk.is_of_another_release(own))
            };
            if gone.iter().any(another) {
                continue;
            }
            for (kind, befall) in befalls {
                let gone = gone.clone();
                all.push(Plan::new(kind, one.id.clone(), move || {
                    let mut roster = desk.roster.clone();
                    befall(&mut roster[list][at], now);
                    let made = desk.under(None, Some(&roster))?;
                    Some((Demand::NoBetter(Box::new(desk.with(&gone))), made))
                }));
            }
        }
    }
    all
}

fn position(list: &Value, id: &str) -> Option<usize> {
    list.as_array()?.iter().position(|one| one["id"] == id)
}

fn each(list: &mut Value, field: &str, value: &str) {
    for item in list.as_array_mut().into_iter().flatten() {
        item[field] = json!(value);
        if field == "from" && item["until"].as_str().is_some_and(|until| until <= value) {
            item.as_object_mut().map(|map| map.remove("until"));
        }
        if field == "until" && item["from"].as_str().is_some_and(|from| from >= value) {
            item["from"] = json!("1990-01-01T00:00:00Z");
        }
    }
}

/// A freeze that begins now, or ends now, or is of a second ago; and a policy whose review is due now.
fn policy<'a>(desk: &'a Desk<'a>) -> Vec<Plan<'a>> {
    let (now, mut all) = (desk.start.inputs.request.now, Vec::new());
    let emergencies =
        desk.start.report["documents"].as_array().into_iter().flatten().filter(|one| one["kind"] == "emergency");
    if emergencies.count() == 0 {
        for (what, from, until, demand) in [
            ("from now on", now, now + 1, Demand::Deny),
            ("until the next second", now - 86_400, now + 1, Demand::Deny),
            ("until now", now - 86_400, now, Demand::Keep),
            ("from the next second on", now + 1, now + 86_400, Demand::Keep),
        ] {
            all.push(Plan::new("a freeze", what.to_owned(), move || {
                Some((demand, desk.under(Some(&frozen(&desk.policy, from, until)?), None)?))
            }));
        }
    }
    if desk.policy["review"]["every"].is_string() {
        for (what, at, demand) in
            [("due now", now - 86_400, Demand::Deny), ("due in a second", now - 86_399, Demand::Keep)]
        {
            all.push(Plan::new("the policy's review", what.to_owned(), move || {
                let mut policy = desk.policy.clone();
                policy["review"]["every"] = json!("1d");
                policy["review"]["reviewedAt"] = json!(shown(at));
                Some((demand, desk.under(Some(&policy), None)?))
            }));
        }
    }
    all
}

/// The policy with a freeze more, which binds everything; and with somebody who may break it, without whom it would not load.
fn frozen(policy: &Value, from: u64, until: u64) -> Option<Value> {
    let mut policy = policy.clone();
    let role = policy["roles"].as_object()?.keys().next()?.clone();
    if policy.get("emergency").is_none() {
        policy["emergency"] = json!({
            "by": [role], "maxDuration": "4h", "bypass": ["freezes"], "review": {"by": [role], "businessDays": 2},
        });
    }
    let freeze = json!({"name": "of-the-attack", "reason": "An attack.", "from": shown(from), "until": shown(until)});
    let mut freezes = policy["freezes"].as_array().cloned().unwrap_or_default();
    freezes.push(freeze);
    policy["freezes"] = freezes.into();
    Some(policy)
}
