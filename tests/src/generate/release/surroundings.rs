//! What surrounds the records: register snapshots, the question, other envelopes, and things that are no record.

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use serde_json::{Value, json};

use super::{Generated, add};
use crate::generate::event::{Event, Junk};
use crate::generate::{DAY, instant};
use crate::scenario::{Signed, envelope, statement};

impl Generated {
    /// The snapshots: a good one where the class asks for one or chance has it, and others.
    pub(super) fn register(&mut self) {
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
    pub(super) fn surround(&mut self, event: &Event) {
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
