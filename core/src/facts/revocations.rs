//! What is withdrawn, and by whom.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest::{RecordId, Sha256};
use crate::base::name::PrincipalId;
use crate::base::time::Time;
use crate::facts::index::{Fact, Facts};
use crate::format::revocation::Revocation;

/// One withdrawal that counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// The revocation or the register snapshot that says so.
    pub record: RecordId,
    /// Who says so.
    pub by: BTreeSet<PrincipalId>,
    /// Why.
    pub reason: String,
}

/// Everything withdrawn, and the revocations that withdraw nothing because their signer may not.
#[derive(Clone, Debug, Default)]
pub struct Withdrawn {
    /// By record id or artefact digest.
    pub by_digest: BTreeMap<Sha256, Vec<Withdrawal>>,
    /// Revocations by somebody who may not withdraw one of the things that they name.
    pub unauthorised: Vec<(RecordId, BTreeSet<PrincipalId>)>,
}

impl Withdrawn {
    /// Collects revocations and what the register snapshots say. Anyone may withdraw what they signed; `may` says who
    /// may withdraw anything, at a time. No date is looked at besides: a withdrawal takes effect at once.
    pub fn collect(facts: &Facts, may: impl Fn(&PrincipalId, Time) -> bool) -> Self {
        let mut withdrawn = Self::default();
        for fact in &facts.revocations {
            let anything = fact.everyone().any(|who| may(who, fact.claim.signed_at));
            let (yes, no): (Vec<_>, Vec<_>) =
                fact.claim.withdrawn().into_iter().partition(|id| anything || is_own(facts, fact, id));
            yes.into_iter().for_each(|id| withdrawn.add(id, fact, &fact.claim.reason));
            if !no.is_empty() {
                withdrawn.unauthorised.push((fact.id, fact.everyone().cloned().collect()));
            }
        }
        for fact in &facts.registers {
            fact.claim.revoked.iter().for_each(|revoked| withdrawn.add(revoked.id, fact, &revoked.reason));
        }
        withdrawn
    }

    /// The withdrawals of one record or artefact.
    pub fn of(&self, digest: Sha256) -> Option<&[Withdrawal]> {
        self.by_digest.get(&digest).map(Vec::as_slice)
    }

    fn add<T>(&mut self, id: Sha256, fact: &Fact<T>, reason: &str) {
        let by = fact.everyone().cloned().collect();
        self.by_digest.entry(id).or_default().push(Withdrawal { record: fact.id, by, reason: reason.to_owned() });
    }
}

fn is_own(facts: &Facts, fact: &Fact<Revocation>, id: &Sha256) -> bool {
    facts.held.get(id).is_some_and(|signers| fact.everyone().any(|who| signers.contains(who)))
}
