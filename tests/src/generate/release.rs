//! The records and the question of a plan: what its class asks for, and then what happens.

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use countersign_core::gate::Gate;
use countersign_core::request::Request;
use serde_json::{Value, json};

use super::event::{Event, Junk, Target, Vote};
use super::organisation::{Organisation, environment};
use super::plan::{Plan, ROLES};
use super::{DAY, instant};
use crate::scenario::{Anchoring, COMMIT, Inputs, Scenario, Signed, envelope, statement};

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

    /// Other release records, and what other people decide.
    fn others(&mut self) {
        for event in self.plan.events.clone() {
            match event {
                Event::Release { who, at, moved, version, author } => {
                    let mut predicate = self.scenario.releases[0].predicate.clone();
                    predicate["requestedAt"] = json!(instant(at));
                    predicate["version"] = json!(if version { "2.4.0" } else { VERSION });
                    predicate["notes"] = json!(format!("record {author}"));
                    let by = if who < 128 { "ci-builder" } else { &self.organisation.pick_signer(who).keys[0].0 };
                    let mut record = Signed::new(&[by], predicate);
                    record.subjects = moved.then(|| vec![Sha256::of(b"moved"), self.scenario.artefacts[0]]);
                    self.scenario.releases.push(record);
                }
                Event::Approve(vote) => self.vote(&vote, true, vote.at),
                Event::Reject(vote) => self.vote(&vote, false, vote.at),
                Event::ChangeTheirMind(vote) => {
                    self.vote(&vote, false, vote.at);
                    self.vote(&Vote { role: vote.role / 2, ..vote.clone() }, true, vote.at + 1);
                }
                _ => {}
            }
        }
    }

    fn vote(&mut self, vote: &Vote, yes: bool, at: i64) {
        let role = match vote.role {
            0..200 => self.organisation.class().places.get(usize::from(vote.role) % 3).map_or(ROLES[0], |p| p.0),
            other => ROLES[usize::from(other) % 4],
        };
        let here = environment(&self.plan);
        let environments = match vote.place % 8 {
            0 => vec!["production", "staging"],
            1 => vec![if here == "production" { "staging" } else { "production" }],
            _ => vec![here],
        };
        let mut predicate = json!({
            "decision": if yes { "approved" } else { "rejected" }, "role": role,
            "environments": environments, "signedAt": instant(at),
        });
        if !yes {
            predicate["reason"] = json!("Drawn so.");
        }
        if let Some(expires) = vote.expires.filter(|expires| *expires > at) {
            predicate["expiresAt"] = json!(instant(expires));
        }
        if vote.other {
            let other = self.scenario.releases.get(1).map(|signed| self.id(Kind::Release, signed));
            predicate["release"] = json!(other.unwrap_or(Sha256::of(b"a release of long ago")));
        }
        let key = |who: u8| self.organisation.pick_signer(who).keys.last().map(|(name, _)| name.clone());
        let by: Vec<String> = [Some(vote.who), vote.second].into_iter().flatten().filter_map(key).collect();
        let subjects = vote.uncovered.then(|| vec![Sha256::of(b"something else")]);
        self.scenario.decisions.push(Signed { by, predicate, subjects });
    }

    fn revoke(&mut self) {
        for event in self.plan.events.clone() {
            let Event::Revoke { who, target, at } = event else { continue };
            let key = self.organisation.pick_signer(who).keys[0].0.clone();
            let revocation = self.revocation(&key, target, at);
            self.scenario.revocations.push(revocation);
        }
    }

    /// A revocation of `target`, signed with `key`.
    pub fn revocation(&self, key: &str, target: Target, at: i64) -> Signed {
        let field = if matches!(target, Target::Artefact(_)) { "artefacts" } else { "records" };
        let predicate = json!({field: [self.digest(target)], "reason": "Drawn so.", "signedAt": instant(at)});
        Signed::new(&[key], predicate)
    }

    fn digest(&self, target: Target) -> Sha256 {
        let scenario = &self.scenario;
        let id = |kind, list: &[Signed], n: u8| {
            (!list.is_empty()).then(|| self.id(kind, &list[usize::from(n) % list.len()]))
        };
        let found = match target {
            Target::Release(n) => id(Kind::Release, &scenario.releases, n),
            Target::Decision(n) => id(Kind::Approval, &scenario.decisions, n),
            Target::Revocation(n) => id(Kind::Revocation, &scenario.revocations, n),
            Target::Artefact(n) => Some(scenario.artefacts[usize::from(n) % scenario.artefacts.len()]),
            Target::Nothing => None,
        };
        found.unwrap_or(Sha256::of(b"nothing that anybody has seen"))
    }

    /// The record id of a record.
    pub fn id(&self, kind: Kind, signed: &Signed) -> Sha256 {
        Sha256::of(&self.scenario.payload(kind, signed))
    }

    /// The snapshots: a good one where the class asks for one or chance has it, and others.
    fn register(&mut self) {
        let events = self.plan.events.clone();
        let wanted = self.organisation.class().register.is_some() || self.plan.revokers.is_multiple_of(2);
        let (mut issued, mut next) = (-3_600, 20 * 3_600);
        let mut emergencies = Vec::new();
        let mut holdings = self.holdings();
        for event in &events {
            match event {
                Event::Timing { issued: at, next: until } => (issued, next) = (*at, (*until).max(at + 1)),
                Event::Emergency { ours, due } => {
                    let service = if *ours { self.scenario.question.service.as_str() } else { "elsewhere" };
                    let record = Sha256::of(b"an emergency");
                    emergencies.push(json!({"record": record, "service": service, "reviewDue": instant(*due)}));
                }
                Event::Withhold if holdings.get(0).is_some() => {
                    add(&mut holdings[0]["documents"], json!(Sha256::of(b"a rejection")));
                }
                Event::Unlist => holdings = json!([]),
                _ => {}
            }
        }
        if wanted {
            let predicate = json!({
                "sequence": 40, "issuedAt": instant(issued), "nextUpdate": instant(next),
                "emergencies": emergencies, "holdings": holdings,
            });
            self.scenario.registers.push(Signed::new(&["register"], predicate));
        }
        for (number, event) in events.iter().enumerate() {
            let Event::Snapshot { older, who, at, revoked } = event else { continue };
            let key = if *who < 200 { "register" } else { &self.organisation.pick_signer(*who).keys[0].0 };
            let revoked = revoked.map(|target| json!({"id": self.digest(target), "reason": "Drawn so."}));
            let predicate = json!({
                "sequence": if *older { 30 + number } else { 40 + number / 2 },
                "issuedAt": instant(*at), "nextUpdate": instant(at + DAY),
                "revoked": revoked.into_iter().collect::<Vec<_>>(), "holdings": self.holdings(),
            });
            self.scenario.registers.push(Signed::new(&[key], predicate));
        }
    }

    /// All documents of the version that the register would know.
    fn holdings(&self) -> Value {
        let known = |kind: &Kind| *kind != Kind::Register;
        let documents = self.scenario.records().into_iter().filter(|(kind, _)| known(kind));
        let documents: Vec<Sha256> = documents.map(|(_, bytes)| Sha256::of(&bytes)).collect();
        let question = &self.scenario.question;
        json!([{"service": question.service, "version": question.version, "documents": documents}])
    }

    /// Changes the question, and lays things among the records.
    fn surround(&mut self, event: &Event) {
        let question = &mut self.scenario.question;
        match event {
            Event::Deployer(0..32) => question.deployer = None,
            Event::Deployer(32..64) => question.deployer = Some("github:nobody".to_owned()),
            Event::Deployer(who) => question.deployer = Some(self.organisation.pick(*who).id.clone()),
            Event::Foreign => question.artefacts.push(Sha256::of(b"never released").to_string()),
            Event::Seen(sequence) => question.min_register_sequence = u64::from(*sequence) % 50,
            Event::Wrap { record, who } => {
                let key = self.organisation.pick_signer(*who).keys[0].0.clone();
                let mut payloads = self.payloads(Kind::Approval, &self.scenario.decisions);
                payloads.extend(self.payloads(Kind::Release, &self.scenario.releases));
                let payload = &payloads[usize::from(*record) % payloads.len()];
                self.wrapped.push((Sha256::of(payload), key.clone()));
                self.scenario.documents.push(envelope(payload, &[key]));
            }
            Event::Junk(junk) => self.litter(*junk),
            _ => {}
        }
    }

    fn payloads(&self, kind: Kind, list: &[Signed]) -> Vec<Vec<u8>> {
        list.iter().map(|signed| self.scenario.payload(kind, signed)).collect()
    }

    fn litter(&mut self, junk: Junk) {
        let artefacts = &self.scenario.artefacts;
        let odd = |kind: Kind| statement(&kind.predicate_type(), artefacts, json!({"unknown": "field"}));
        let signed = |payload: &[u8], key: &str| envelope(payload, &[key.to_owned()]);
        let document = match junk {
            Junk::Empty => Vec::new(),
            Junk::Bytes => b"\x00\xffno record".to_vec(),
            Junk::Stranger => signed(&odd(Kind::Approval), "a stranger"),
            Junk::Foreign => signed(&statement("https://example.com/other/v1", artefacts, json!({})), "alice"),
            Junk::OtherVersion => {
                let label = json!({"service": self.scenario.question.service, "version": "2.3.9"});
                signed(&statement(&Kind::Release.predicate_type(), artefacts, label), "ci-builder")
            }
            Junk::Invalid => {
                self.junk_denies = true;
                signed(&odd(Kind::Approval), "alice")
            }
            Junk::Future => {
                self.junk_denies = true;
                let later = Kind::Approval.predicate_type().replace("/v1", "/v2");
                signed(&statement(&later, artefacts, json!({})), "alice")
            }
            Junk::Anchor => {
                let predicate = json!({"document": "policy", "serial": 1, "signedAt": instant(0)});
                signed(&statement(&Kind::Anchor.predicate_type(), &artefacts[..1], predicate), "alice")
            }
        };
        self.scenario.documents.push(document);
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
