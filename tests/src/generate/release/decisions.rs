//! What other people do: other release records, decisions besides, and revocations.

use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use serde_json::json;

use super::{Generated, VERSION};
use crate::generate::event::{Event, Target, Vote};
use crate::generate::instant;
use crate::generate::organisation::environment;
use crate::generate::plan::ROLES;
use crate::scenario::Signed;

impl Generated {
    /// Other release records, and what other people decide.
    pub(super) fn others(&mut self) {
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

    pub(super) fn revoke(&mut self) {
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

    pub(super) fn digest(&self, target: Target) -> Sha256 {
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
}
