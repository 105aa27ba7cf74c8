//! What must come out, said a second time and naively: from what the generator knows, without envelopes, signatures,
//! indexes or matching. The gate allows exactly where every sentence here is true (law 1, in both directions).
//!
//! It is the documentation (`docs/policy.md`, `docs/records.md`), not the verifier, that this file follows.

use std::collections::{BTreeMap, BTreeSet};

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use serde_json::Value;

use super::base;
use super::organisation::{Organisation, Principal};
use super::plan::ClassPlan;
use super::release::Generated;
use crate::scenario::{Signed, envelope, seconds};

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
            && !self.artefacts.iter().any(|artefact| self.withdrawn(*artefact, None))
            && self.is_unopposed()
            && self.is_filled(release)
            && self.is_separate(release)
            && self.is_reviewed(release)
            && self.is_registered()
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
        self.may(record).0.iter().all(|who| self.withdrawn(record.id, Some(who)))
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

    /// Nobody who holds a required role, now or when rejecting, has rejected without approving since.
    fn is_unopposed(&self) -> bool {
        let matters = |who: &Principal, when: i64| {
            self.class().places.iter().any(|(role, _)| who.held(role, when) || who.held(role, 0))
        };
        let release = self.release().map(|r| r.id.to_string()).unwrap_or_default();
        let lifts = |yes: &Record<'_>, no: &Record<'_>, who: &Principal| {
            has(&yes.sole, who)
                && at(yes, "signedAt") > at(no, "signedAt")
                && !has_expired(yes)
                && !self.withdrawn(yes.id, Some(who))
                && self.artefacts.is_subset(&yes.subjects)
                && [&release, &text(no, "release")].contains(&&text(yes, "release"))
        };
        let stands = |no: &Record<'_>, who: &Principal| !self.decisions(true).any(|yes| lifts(yes, no, who));
        !self.decisions(false).any(|no| {
            let when = at(no, "signedAt");
            no.all.iter().any(|who| matters(who, when) && stands(no, who))
        })
    }

    /// Whether there are enough people for every set of roles together (Hall's theorem).
    fn is_filled(&self, release: &Record<'a>) -> bool {
        let places = &self.class().places;
        (0..1_u32 << places.len()).all(|set| {
            let chosen: Vec<_> = places.iter().enumerate().filter(|(n, _)| set >> n & 1 == 1).map(|(_, p)| p).collect();
            let needed: u64 = chosen.iter().map(|(_, count)| count).sum();
            let people: BTreeSet<&str> = chosen.iter().flat_map(|(role, _)| self.approvers(release, role)).collect();
            people.len() as u64 >= needed
        })
    }

    /// The people whose approval in `role` counts.
    fn approvers(&self, release: &Record<'_>, role: &str) -> BTreeSet<&str> {
        let class = self.class();
        let mut people = BTreeSet::new();
        for record in self.decisions(true).filter(|r| text(r, "role") == role) {
            let when = at(record, "signedAt");
            let fresh = class.max_age.is_none_or(|age| when + age > 0);
            let about = text(record, "release") == release.id.to_string() && self.artefacts.is_subset(&record.subjects);
            if !fresh || has_expired(record) || !about || when < at(release, "requestedAt") {
                continue;
            }
            people.extend(
                record
                    .sole
                    .iter()
                    .copied()
                    .filter(|who| {
                        let rejected = self.decisions(false).any(|r| has(&r.all, who) && at(r, "signedAt") >= when);
                        let barred =
                            !class.relax.contains(&"author-approver") && has(&self.people(release, "authors"), who);
                        who.is_person
                            && who.held(role, when)
                            && who.held(role, 0)
                            && !rejected
                            && !barred
                            && !self.withdrawn(record.id, Some(who))
                    })
                    .map(|who| who.id.as_str()),
            );
        }
        people.into_iter().collect()
    }

    fn people(&self, release: &Record<'_>, field: &str) -> Vec<&'a Principal> {
        let all = release.predicate[field].as_array().cloned().unwrap_or_default();
        all.iter().filter_map(|who| self.made.organisation.resolve(who.as_str()?)).collect()
    }

    /// The four rules, as far as they are not about who fills a place.
    fn is_separate(&self, release: &Record<'a>) -> bool {
        let organisation = &self.made.organisation;
        let authors: Vec<Option<&Principal>> = release.predicate["authors"]
            .as_array()
            .map(|all| all.iter().map(|who| organisation.resolve(who.as_str().unwrap_or_default())).collect())
            .unwrap_or_default();
        let deployer = self.made.scenario.question.deployer.as_deref().and_then(|who| organisation.resolve(who));
        let builder = organisation.resolve(&text(release, "builder"));
        let same = |one: Option<&Principal>| one.map(|p| &p.id) == deployer.map(|p| &p.id);
        let known = authors.iter().all(Option::is_some);
        let kept = [
            ("author-approver", known),
            ("reviewer-author", known),
            ("author-deployer", known && deployer.is_some() && !authors.iter().any(|author| same(*author))),
            (
                "builder-deployer",
                builder.is_some() && deployer.is_some_and(|who| !has(&self.may(release).0, who)) && !same(builder),
            ),
        ];
        kept.iter().all(|(rule, holds)| *holds || self.class().relax.contains(rule))
    }

    fn is_reviewed(&self, release: &Record<'_>) -> bool {
        let reviews = release.predicate["reviewers"].as_array().cloned().unwrap_or_default();
        let current = reviews.iter().filter(|review| review["commit"] == release.predicate["commit"]);
        let people: BTreeSet<&str> = current
            .filter_map(|review| self.made.organisation.resolve(review["who"].as_str()?))
            .filter(|who| who.is_person)
            .filter(|who| {
                self.class().relax.contains(&"reviewer-author") || !has(&self.people(release, "authors"), who)
            })
            .map(|who| who.id.as_str())
            .collect();
        self.class().peer_review.is_none_or(|count| people.len() as u64 >= count)
    }

    fn snapshots(&self) -> impl Iterator<Item = &Record<'a>> {
        self.of_kind(Kind::Register).filter(|r| !self.may(r).0.is_empty())
    }

    /// One newest snapshot, as the class and the host demand it; and no review of an emergency is overdue.
    fn is_registered(&self) -> bool {
        let question = &self.made.scenario.question;
        let trusted = |r: &&Record<'a>| !self.may(r).1.is_empty();
        let sequence = |r: &Record<'_>| r.predicate["sequence"].as_u64().unwrap_or_default();
        let highest = self.snapshots().filter(trusted).map(sequence).max();
        let newest: Vec<_> = self.snapshots().filter(trusted).filter(|r| Some(sequence(r)) == highest).collect();
        let overdue = |r: &Record<'_>| {
            let open = r.predicate["emergencies"].as_array().cloned().unwrap_or_default();
            open.iter().any(|e| e["service"] == question.service.as_str() && offset(&e["reviewDue"]) <= 0)
        };
        let doubtful = self.snapshots().filter(|r| !trusted(r));
        if newest.len() > 1 || newest.iter().copied().chain(doubtful).any(overdue) {
            return false;
        }
        let least = question.min_register_sequence;
        let (max_age, complete) = match self.class().register {
            None if least == 0 => return true,
            rule => rule.unwrap_or((None, false)),
        };
        let Some(newest) = newest.first() else { return false };
        let issued = at(newest, "issuedAt");
        let trusted = issued <= 0 && 0 < at(newest, "nextUpdate") && max_age.is_none_or(|age| 0 < issued + age);
        !self.is_withdrawn(newest) && trusted && sequence(newest) >= least && (!complete || self.is_complete(newest))
    }

    /// Every document that the snapshot lists is here, and the release record's is among them.
    fn is_complete(&self, newest: &Record<'_>) -> bool {
        let scenario = &self.made.scenario;
        let listed = newest.predicate["holdings"].as_array().and_then(|all| all.first());
        let listed = listed.and_then(|holding| holding["documents"].as_array()).cloned().unwrap_or_default();
        let digest = |bytes: &[u8]| Value::from(Sha256::of(bytes).to_string());
        let here: Vec<Value> = scenario
            .records()
            .iter()
            .map(|(_, bytes)| digest(bytes))
            .chain(scenario.documents.iter().map(|d| digest(d)))
            .collect();
        let release = self.release().map(|r| r.id);
        let of_release = |signed: &Signed| {
            let payload = scenario.payload(Kind::Release, signed);
            Some(Sha256::of(&payload)) == release && listed.contains(&digest(&envelope(&payload, &signed.by)))
        };
        listed.iter().all(|document| here.contains(document)) && scenario.releases.iter().any(of_release)
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
