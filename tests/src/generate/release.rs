//! The records and the question of a plan: what its class asks for, and then what happens.

mod decisions;
mod surroundings;

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use countersign_core::gate::Gate;
use countersign_core::request::Request;
use serde_json::{Value, json};

use super::event::Event;
use super::organisation::{Organisation, environment};
use super::plan::Plan;
use super::{DAY, instant};
use crate::scenario::{Anchoring, COMMIT, Inputs, Scenario, Signed};

/// Another commit than the released one.
const OTHER_COMMIT: &str = "2f0c3a5d7e9b2c4d6f8091a2b3c4d5e6f7081920";
const VERSION: &str = "2.4.1";

/// A generated release, with what is known about it.
#[derive(Clone, Debug)]
pub struct Generated {
    /// What it was made from.
    pub plan: Plan,
    /// Who there is.
    pub organisation: Organisation,
    /// The records and the question.
    pub scenario: Scenario,
    /// Payloads that stand in an envelope of somebody else besides: kind, which one, whose key.
    pub wrapped: Vec<(Sha256, String)>,
    /// A document denies that cannot be read.
    pub junk_denies: bool,
}

impl Generated {
    /// Makes the release of a plan.
    pub fn of(plan: &Plan) -> Self {
        let organisation = Organisation::of(plan);
        let mut made = Self {
            scenario: frame(plan, &organisation),
            plan: plan.clone(),
            organisation,
            wrapped: Vec::new(),
            junk_denies: false,
        };
        made.release();
        made.decide();
        made.others();
        made.revoke();
        made.register();
        plan.events.iter().for_each(|event| made.surround(event));
        made
    }

    /// What a host would hand to the gate.
    pub fn inputs(&self) -> Inputs {
        self.scenario.build()
    }

    /// The gate, opened, and the question to it.
    pub fn open(&self) -> (Gate, Request) {
        let inputs = self.inputs();
        (Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors), inputs.request)
    }

    /// The release record that the class's people decide over.
    fn release(&mut self) {
        let asked = &self.plan.asked;
        let (kind, reversibility, migration) = asked.change;
        let mut change = serde_json::Map::new();
        change.extend(kind.map(|yes| ("kind".to_owned(), json!(if yes { "feature" } else { "fix" }))));
        change.extend(
            reversibility
                .map(|yes| ("reversibility".to_owned(), json!(if yes { "reversible" } else { "irreversible" }))),
        );
        change.extend(migration.map(|yes| ("schemaMigration".to_owned(), json!(yes))));
        let mut predicate = json!({
            "service": self.scenario.question.service, "version": VERSION,
            "repository": "https://git.acme.example/some", "commit": COMMIT,
            "authors": ["email:alice@acme.example"],
            "reviewers": [{"who": "github:bob", "commit": COMMIT}, {"who": "bert", "commit": COMMIT}],
            "builder": "github:ci-builder", "change": change, "requestedAt": instant(-2 * DAY),
        });
        for event in &self.plan.events {
            let id = |who: &u8| self.organisation.pick(*who).id.clone();
            match event {
                Event::Builder(0..32) => drop(predicate.as_object_mut().and_then(|map| map.remove("builder"))),
                Event::Builder(32..64) => predicate["builder"] = json!("github:nobody"),
                Event::Builder(who) => predicate["builder"] = json!(id(who)),
                Event::Author(0..64) => add(&mut predicate["authors"], json!("github:nobody")),
                Event::Author(who) => add(&mut predicate["authors"], json!(format!("github:{}", id(who)))),
                Event::Review { who, stale } => {
                    let commit = if *stale { OTHER_COMMIT } else { COMMIT };
                    add(&mut predicate["reviewers"], json!({"who": id(who), "commit": commit}));
                }
                Event::NoReview => predicate["reviewers"] = json!([]),
                Event::Requested(at) => predicate["requestedAt"] = json!(instant(*at)),
                _ => {}
            }
        }
        self.scenario.releases.push(Signed::new(&["ci-builder"], predicate));
    }

    /// The decisions of the people whom the class needs.
    fn decide(&mut self) {
        let places = self.organisation.class().places.clone();
        for (index, (role, count)) in places.iter().enumerate() {
            let (at, life, style) = self.plan.fillers[index % self.plan.fillers.len()];
            let second = places[(index + 1) % places.len()].0;
            let both = self.plan.shared && second != *role;
            let approval = |role: &str| {
                let mut predicate = json!({
                    "decision": "approved", "role": role, "environments": [environment(&self.plan)],
                    "signedAt": instant(at),
                });
                if let Some(life) = life {
                    predicate["expiresAt"] = json!(instant(life));
                }
                predicate
            };
            let people: Vec<String> = (0..*count).map(|n| format!("f{index}{n}")).collect();
            // Everyone under one payload, or everyone for themselves; payloads of the same words would be one record.
            if style % 4 == 0 {
                let by: Vec<&str> = people.iter().map(String::as_str).collect();
                self.scenario.decisions.push(Signed::new(&by, approval(role)));
            } else {
                for person in &people {
                    let mut predicate = approval(role);
                    predicate["ticket"] = json!(format!("CHG-{person}"));
                    self.scenario.decisions.push(Signed::new(&[person], predicate));
                }
            }
            if both && style % 2 == 1 {
                self.scenario.decisions.push(Signed::new(&[&people[0]], approval(second)));
            }
        }
    }

    /// The record id of a record.
    pub fn id(&self, kind: Kind, signed: &Signed) -> Sha256 {
        Sha256::of(&self.scenario.payload(kind, signed))
    }
}

/// Policy, roster, artefacts and question, without a record.
fn frame(plan: &Plan, organisation: &Organisation) -> Scenario {
    let unknown = |wanted| plan.events.iter().any(|event| matches!(event, Event::Unknown(which) if *which == wanted));
    let artefacts: Vec<Sha256> =
        (0..plan.asked.artefacts).map(|n| Sha256::of(format!("part {n}").as_bytes())).collect();
    let service = if plan.asked.service { "checkout-api" } else { "brochure" };
    let mut scenario = Scenario::allowed();
    scenario.policy = organisation.policy(plan.pinned);
    scenario.roster = organisation.roster(plan.pinned);
    scenario.anchoring = if plan.pinned { Anchoring::Pinned } else { Anchoring::Signed };
    scenario.question.service = if unknown(true) { "elsewhere" } else { service }.to_owned();
    scenario.question.environment = if unknown(false) { "elsewhere" } else { environment(plan) }.to_owned();
    let asked = if plan.asked.first_only { &artefacts[..1] } else { &artefacts[..] };
    scenario.question.artefacts = asked.iter().map(Sha256::to_string).collect();
    scenario.artefacts = artefacts;
    scenario.releases.clear();
    scenario.decisions.clear();
    scenario.registers.clear();
    scenario
}

fn add(list: &mut Value, item: Value) {
    if let Some(list) = list.as_array_mut() {
        list.push(item);
    }
}
