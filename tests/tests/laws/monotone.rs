//! Law 2: removing an approval never turns deny into allow; adding a revocation (whoever signs it, whatever it names), a
//! rejection, a conflicting label, a freeze or a window never does.
//!
//! Negatives are added one after another, so that each meets a release that was allowed, one that the one before it denied,
//! and one with other negatives of the same person. A record that the register lists and that was withheld is no such
//! addition: it is the completeness that the class demands. Here nothing that is added is listed.

use countersign_core::base::digest::Sha256;
use countersign_core::format::dsse::Envelope;
use countersign_core::format::record::Kind;
use countersign_core::request::Request;
use countersign_tests::generate::calendar::{Binds, FreezePlan, WindowPlan};
use countersign_tests::generate::event::Target;
use countersign_tests::generate::law::{broken, hold};
use countersign_tests::generate::release::Generated;
use countersign_tests::generate::{DAY, instant};
use countersign_tests::scenario::{Signed, envelope};
use serde_json::json;

use crate::report::allows;

#[test]
fn removing_an_approval_never_helps() {
    hold("law 2, removal", 300, |made, tally| {
        let (gate, request) = made.open();
        let decision = gate.decide(&request);
        tally.release(decision.verdict);
        let ids: Vec<Sha256> = made.scenario.decisions.iter().map(|signed| made.id(Kind::Approval, signed)).collect();
        let approves = |document: &Vec<u8>| {
            let payload = Envelope::parse(document).map(|envelope| envelope.payload).unwrap_or_default();
            let place = ids.iter().position(|id| *id == Sha256::of(&payload));
            place.is_some_and(|n| made.scenario.decisions[n].predicate["decision"] == "approved")
        };
        // One envelope after another, in an order that chance has, until no approval is left.
        let mut allowed = allows(&decision);
        let mut left = request.clone();
        for probe in &made.plan.probes {
            let all: Vec<usize> = (0..left.records.len()).filter(|n| approves(&left.records[*n])).collect();
            if all.is_empty() {
                break;
            }
            left.records.remove(all[usize::try_from(*probe).unwrap_or(usize::MAX) % all.len()]);
            let now = allows(&gate.decide(&left));
            tally.variant(now != allowed);
            if now && !allowed {
                return Err(broken("an approval less, and it is allowed"));
            }
            allowed = now;
        }
        Ok(())
    });
}

#[test]
fn adding_a_negative_never_helps() {
    hold("law 2, addition", 200, |made, tally| {
        let (gate, request) = made.open();
        let decision = gate.decide(&request);
        tally.release(decision.verdict);
        let mut allowed = allows(&decision);
        let mut more = request;
        for (step, probe) in made.plan.probes.iter().take(7).enumerate() {
            let (said, document) = negative(made, step, *probe);
            more.records.push(document);
            let now = allows(&gate.decide(&more));
            tally.variant(now != allowed);
            if now && !allowed {
                return Err(broken(format!("{said}, and it is allowed")));
            }
            allowed = now;
            // Alone, too: most of what is added last meets a release that is denied for good.
            let alone = Request { records: more.records[..more.records.len() - step - 1].to_vec(), ..more.clone() };
            let last = more.records.last().cloned();
            let alone = Request { records: alone.records.into_iter().chain(last).collect(), ..alone };
            let by_itself = allows(&gate.decide(&alone));
            tally.variant(by_itself != allows(&decision));
            if by_itself && !allows(&decision) {
                return Err(broken(format!("{said} alone, and it is allowed")));
            }
        }
        Ok(())
    });
}

/// A freeze more, or a window more, and everything else as it was.
#[test]
fn adding_a_freeze_or_a_window_never_helps() {
    hold("law 2, calendar", 100, |made, tally| {
        let decision = made.inputs().decide();
        tally.release(decision.verdict);
        let offset =
            |probe: u64, reach: i64| i64::try_from(probe % reach.unsigned_abs()).unwrap_or_default() - reach / 2;
        for probes in made.plan.probes.chunks(4).take(3) {
            let [from, length, scope, hours] = probes else { break };
            let scope = match scope % 4 {
                0 => Binds::Environment(scope % 8 == 0),
                1 => Binds::Service(scope % 8 == 1),
                2 => Binds::First,
                _ => Binds::All,
            };
            let length = 1 + i64::try_from(length % 20_000).unwrap_or_default();
            let mut plan = made.plan.clone();
            if hours % 2 == 0 {
                plan.calendar.freezes.push(FreezePlan { from: offset(*from, 20_000), length, scope });
            } else {
                let (from, zone) = (offset(*from, 400), usize::try_from(hours % 5).unwrap_or_default());
                plan.calendar.windows.push(WindowPlan { zone, from, length: 1 + length % 1_400, daily: true, scope });
            }
            let more = Generated::of(&plan).inputs().decide();
            tally.variant(more.verdict != decision.verdict);
            if allows(&more) && !allows(&decision) {
                return Err(broken(format!("{:?} more, and it is allowed", plan.calendar)));
            }
        }
        Ok(())
    });
}

/// A revocation, a rejection or a conflicting label, by a number.
fn negative(made: &Generated, step: usize, probe: u64) -> (String, Vec<u8>) {
    let bytes = probe.to_le_bytes();
    // Half of the time the same two people, so that one's decisions meet.
    let who =
        if bytes[0].is_multiple_of(2) { (made.plan.probes[0].to_le_bytes()[1] / 2) + bytes[1] % 2 } else { bytes[1] };
    let key = match made.organisation.pick_signer(who) {
        p if bytes[2].is_multiple_of(16) => format!("a stranger to {}", p.id),
        p => p.keys[0].0.clone(),
    };
    let at = [-100 * DAY, -41 * DAY, -7_201, -7_200, -1, 0, 1, 50 * DAY][usize::from(bytes[3] % 8)];
    let (kind, signed) = match bytes[4] % 5 {
        0 | 1 => {
            let target = match bytes[5] % 8 {
                0 => Target::Release(bytes[6]),
                1 => Target::Artefact(bytes[6]),
                2 => Target::Revocation(bytes[6]),
                3 => Target::Nothing,
                _ => Target::Decision(bytes[6]),
            };
            (Kind::Revocation, made.revocation(&key, target, at))
        }
        2 => (Kind::Release, conflict(made, step, at)),
        _ => {
            let role = made.organisation.class().places.first().map_or("security", |place| place.0);
            let environment = &made.scenario.question.environment;
            let predicate = json!({
                "decision": "rejected", "role": role, "environments": [environment], "reason": format!("Step {step}."),
                "signedAt": instant(at), "release": made.scenario.release_id(),
            });
            (Kind::Approval, Signed::new(&[&key], predicate))
        }
    };
    let said = format!("a {} by {key} at {at}", kind.name());
    (said, envelope(&made.scenario.payload(kind, &signed), &signed.by))
}

/// Another release record by the builder, for the same label and other artefacts.
fn conflict(made: &Generated, step: usize, at: i64) -> Signed {
    let mut predicate = made.scenario.releases[0].predicate.clone();
    predicate["requestedAt"] = json!(instant(at));
    predicate["notes"] = json!(format!("step {step}"));
    let mut signed = Signed::new(&["ci-builder"], predicate);
    signed.subjects = Some(vec![Sha256::of(b"other bytes")]);
    signed
}
