//! What the register shows: freshness, completeness, and emergencies that owe their review.

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use serde_json::Value;

use super::{Model, Record, at, offset};
use crate::scenario::{Signed, envelope};

impl<'a> Model<'a> {
    pub(super) fn snapshots(&self) -> impl Iterator<Item = &Record<'a>> {
        self.of_kind(Kind::Register).filter(|r| !self.may(r).0.is_empty())
    }

    /// One newest snapshot, as the class and the host demand it; and no review of an emergency is overdue.
    pub(super) fn is_registered(&self) -> bool {
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
