//! What must come out, said a second time and naively: from what the generator knows, without envelopes, signatures,
//! indexes or matching. The gate allows exactly where every sentence here is true (law 1, in both directions).
//!
//! It is the documentation (`docs/policy.md`, `docs/records.md`), not the verifier, that this file follows.

mod people;
mod register;

use std::collections::{BTreeMap, BTreeSet};

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use serde_json::Value;

use super::base;
use super::calendar::Bound;
use super::organisation::{Organisation, Principal};
use super::plan::ClassPlan;
use super::release::Generated;
use crate::scenario::{Signed, seconds};

/// One record, whoever signed it in how many envelopes.
struct Record<'a> {
    id: Sha256,
    kind: Kind,
    predicate: Value,
    subjects: BTreeSet<Sha256>,
    /// Signers with a key that is theirs alone.
    sole: Vec<&'a Principal>,
    /// All signers.
    all: Vec<&'a Principal>,
}

/// What is known, by record.
pub struct Model<'a> {
    made: &'a Generated,
    records: Vec<Record<'a>>,
    artefacts: BTreeSet<Sha256>,
}

impl<'a> Model<'a> {
    /// What the generator knows of a release.
    pub fn of(made: &'a Generated) -> Self {
        let mut records: BTreeMap<Sha256, Record<'_>> = BTreeMap::new();
        let scenario = &made.scenario;
        let lists = [
            (Kind::Release, &scenario.releases),
            (Kind::Approval, &scenario.decisions),
            (Kind::Revocation, &scenario.revocations),
            (Kind::Register, &scenario.registers),
        ];
        for (kind, signed) in lists.into_iter().flat_map(|(kind, list)| list.iter().map(move |signed| (kind, signed))) {
            let new = read(made, kind, signed);
            records.entry(new.id).or_insert(new).sign(made, &signed.by);
        }
        for (id, key) in &made.wrapped {
            if let Some(record) = records.get_mut(id) {
                record.sign(made, std::slice::from_ref(key));
            }
        }
        let artefacts = scenario.question.artefacts.iter().map(|text| text.parse().expect("a digest")).collect();
        Self { made, records: records.into_values().collect(), artefacts }
    }

    /// Whether the release is allowed.
    pub fn allows(&self) -> bool {
        let question = &self.made.scenario.question;
        let known = ["checkout-api", "brochure"].contains(&question.service.as_str())
            && ["staging", "production"].contains(&question.environment.as_str());
        let reviewed = self.made.organisation.reviewed;
        let policy = reviewed <= 0 && 0 < reviewed + 365 * super::DAY;
        let Some(release) = self.release() else { return false };
        !self.made.junk_denies
            && known
            && policy
            && at(release, "requestedAt") <= 0
            && self.artefacts.is_subset(&release.subjects)
            && !self.is_withdrawn(release)
            && !release.subjects.iter().any(|artefact| self.withdrawn(*artefact, None))
            && self.is_unopposed()
            && self.is_filled(release)
            && self.is_separate(release)
            && self.is_reviewed(release)
            && self.is_registered()
            && self.is_open()
    }

    /// The windows that bind the release, and the freezes.
    fn is_open(&self) -> bool {
        let question = &self.made.scenario.question;
        let (environment, service) = (question.environment.as_str(), question.service.as_str());
        self.made.organisation.calendar.is_open(Bound { environment, service, class: self.made.organisation.class })
    }

    fn class(&self) -> &ClassPlan {
        self.made.organisation.class()
    }

    fn of_kind(&self, kind: Kind) -> impl Iterator<Item = &Record<'a>> {
        self.records.iter().filter(move |record| record.kind == kind)
    }

    /// The one newest record for the label, where all records for it name the same artefacts.
    fn release(&self) -> Option<&Record<'a>> {
        let question = &self.made.scenario.question;
        let ours = |r: &&Record<'_>| text(r, "service") == question.service && text(r, "version") == question.version;
        let all: Vec<_> = self.of_kind(Kind::Release).filter(ours).filter(|r| !self.may(r).0.is_empty()).collect();
        let trusted = all.iter().filter(|r| !self.may(r).1.is_empty());
        let chosen = trusted.clone().max_by_key(|r| at(r, "requestedAt"))?;
        let rivals = trusted.filter(|r| at(r, "requestedAt") == at(chosen, "requestedAt")).count();
        (rivals == 1 && all.iter().all(|r| r.subjects == chosen.subjects)).then_some(chosen)
    }

    /// Who of the signers of a release record or a snapshot may sign such: at all, and with full authority. Who has lost
    /// the role since, or the key, can only say no.
    fn may(&self, record: &Record<'a>) -> (Vec<&'a Principal>, Vec<&'a Principal>) {
        let (roles, field) =
            if record.kind == Kind::Release { (["builder"], "requestedAt") } else { (["registrar"], "issuedAt") };
        let when = at(record, field);
        let some = record.all.iter().filter(|who| Organisation::authority(who, &roles, when).1);
        let full = record.sole.iter().filter(|who| Organisation::authority(who, &roles, when).0);
        (some.copied().collect(), full.copied().collect())
    }

    /// Whether something is withdrawn: by who may withdraw anything, by the register, or, for the signature of `own`, by
    /// themselves.
    fn withdrawn(&self, id: Sha256, own: Option<&Principal>) -> bool {
        let revokers = &self.made.organisation.revokers;
        let revoked = self.of_kind(Kind::Revocation).filter(|r| r.subjects.contains(&id)).any(|r| {
            let may = |who: &Principal| Organisation::authority(who, revokers, at(r, "signedAt")).1;
            r.all.iter().any(|who| may(who) || own.is_some_and(|own| own.id == who.id))
        });
        let listed = |r: &Record<'_>| {
            let revoked = r.predicate["revoked"].as_array().cloned().unwrap_or_default();
            revoked.iter().any(|entry| entry["id"] == id.to_string())
        };
        revoked || self.snapshots().any(listed)
    }

    /// Whether a release record or a snapshot has nobody's signature left.
    fn is_withdrawn(&self, record: &Record<'a>) -> bool {
        let (some, full) = self.may(record);
        let all = if full.is_empty() { some } else { full };
        all.iter().all(|who| self.withdrawn(record.id, Some(who)))
    }

    /// The decisions that concern this environment and these artefacts or this release.
    fn decisions(&self, yes: bool) -> impl Iterator<Item = &Record<'a>> {
        let release = self.release().map(|r| r.id.to_string()).unwrap_or_default();
        let environment = self.made.scenario.question.environment.clone();
        let word = if yes { "approved" } else { "rejected" };
        self.of_kind(Kind::Approval).filter(move |r| {
            text(r, "decision") == word
                && r.predicate["environments"]
                    .as_array()
                    .is_some_and(|all| all.iter().any(|e| *e == environment.as_str()))
                && (text(r, "release") == release || !r.subjects.is_disjoint(&self.artefacts))
                && (!yes || at(r, "signedAt") <= 0)
        })
    }
}

impl<'a> Record<'a> {
    fn sign(&mut self, made: &'a Generated, keys: &[String]) {
        for (who, compromised) in keys.iter().filter_map(|key| made.organisation.owner(key)) {
            self.all.push(who);
            if !compromised {
                self.sole.push(who);
            }
        }
    }
}

fn read<'a>(made: &'a Generated, kind: Kind, signed: &Signed) -> Record<'a> {
    let payload = made.scenario.payload(kind, signed);
    let statement: Value = serde_json::from_slice(&payload).expect("a statement of ours");
    let digests = statement["subject"].as_array().cloned().unwrap_or_default();
    let digest = |subject: &Value| Sha256::from_hex(subject["digest"]["sha256"].as_str()?);
    Record {
        id: Sha256::of(&payload),
        kind,
        predicate: statement["predicate"].clone(),
        subjects: digests.iter().filter_map(digest).collect(),
        sole: Vec::new(),
        all: Vec::new(),
    }
}

fn text(record: &Record<'_>, field: &str) -> String {
    record.predicate[field].as_str().unwrap_or_default().to_owned()
}

/// The seconds from the base instant of a time in the record.
fn at(record: &Record<'_>, field: &str) -> i64 {
    offset(&record.predicate[field])
}

fn has_expired(record: &Record<'_>) -> bool {
    record.predicate.get("expiresAt").is_some() && at(record, "expiresAt") <= 0
}

fn offset(time: &Value) -> i64 {
    i64::try_from(seconds(time.as_str().unwrap_or_default())).expect("a time of this century") - base()
}

fn has(people: &[&Principal], who: &Principal) -> bool {
    people.iter().any(|other| other.id == who.id)
}
