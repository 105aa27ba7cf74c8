//! What is withdrawn, and by whom.
//!
//! Holders of a role that may revoke, and register snapshots, withdraw anything. Anybody else withdraws their own
//! signature, and what was signed in their place: a record that others signed too stands as long as one of them does.
//!
//! A revocation names a record by its id, or by the digest of the file that it lies in. An approval on a platform that an automation
//! tells of twice is one approval: whoever withdraws one telling withdraws them all.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::base::digest::{RecordId, Sha256};
use crate::base::moment::Moment;
use crate::base::name::{PrincipalId, Role, Slug};
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::facts::index::{Fact, Facts};
use crate::format::approval::{Decision, Relay};

/// One withdrawal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Withdrawal {
    /// The revocation or the register snapshot that says so.
    pub record: RecordId,
    /// Who says so.
    pub by: BTreeSet<PrincipalId>,
    /// Why.
    pub reason: String,
    /// Those of them whose signature is theirs alone.
    pub alone: BTreeSet<PrincipalId>,
    /// When, as its signer wrote it.
    pub at: Time,
    /// Whether it withdraws what others signed.
    pub of_anything: bool,
}

/// Everything withdrawn.
#[derive(Clone, Debug, Default)]
pub struct Withdrawn {
    by_digest: BTreeMap<Sha256, Vec<Rc<Withdrawal>>>,
    /// Revocations that withdraw nothing: nobody who signed them may, and none of what they name is theirs.
    pub idle: Vec<(RecordId, BTreeSet<PrincipalId>)>,
}

impl Withdrawn {
    /// Collects revocations and what the register snapshots say. `may` says who may withdraw anything. No date is looked
    /// at besides: a withdrawal takes effect at once.
    pub fn collect(facts: &Facts, may: impl Fn(&PrincipalId, SignedAt) -> Authority) -> Self {
        let mut withdrawn = Self::default();
        let signed = signers_by_record(facts);
        let meant = Meant::by_digest(facts);
        for fact in &facts.revocations {
            let claim = &fact.claim;
            let of_anything = fact
                .everyone()
                .any(|who| fact.signed_by_anybody(who, claim.signed_at).any(|at| may(who, at) != Authority::None));
            let own =
                |id: &Sha256| signed.get(id).is_some_and(|signers| fact.everyone().any(|who| signers.contains(who)));
            let named = claim.withdrawn().into_iter().flat_map(|id| meant.of(id));
            let effective: BTreeSet<Sha256> = named.filter(|id| of_anything || own(id)).collect();
            if effective.is_empty() {
                withdrawn.idle.push((fact.id, fact.everyone().cloned().collect()));
            }
            withdrawn.add(effective, withdrawal(fact, (claim.signed_at, &claim.reason), of_anything));
        }
        for fact in &facts.registers {
            for revoked in &fact.claim.revoked {
                withdrawn.add(meant.of(revoked.id), withdrawal(fact, (fact.claim.issued_at, &revoked.reason), true));
            }
        }
        withdrawn
    }

    /// The withdrawals of an artefact, or of a record whoever signed it.
    pub fn of(&self, digest: Sha256) -> impl Iterator<Item = &Withdrawal> {
        self.named(digest).filter(|withdrawal| withdrawal.of_anything)
    }

    /// The withdrawals of what `who` signed.
    pub fn of_signature(&self, id: RecordId, who: &PrincipalId) -> impl Iterator<Item = &Withdrawal> {
        self.named(id).filter(move |withdrawal| withdrawal.of_anything || withdrawal.by.contains(who))
    }

    /// The withdrawals of a record that has no signature left which could make it stand: a doubtful one beside those that are
    /// withdrawn keeps nothing alive.
    pub fn of_record<T>(&self, fact: &Fact<T>) -> Vec<&Withdrawal> {
        let withdrawn = |who: &PrincipalId| self.of_signature(fact.id, who).next().is_some();
        let gone = match fact.signers.is_empty() {
            true => fact.doubtful.iter().all(withdrawn),
            false => fact.signers.iter().all(withdrawn),
        };
        if gone { self.named(fact.id).collect() } else { Vec::new() }
    }

    /// Whether somebody has taken back what they signed themselves, with a signature that is theirs alone.
    pub fn is_taken_back(&self, digest: Sha256, who: &PrincipalId, moment: &Moment) -> bool {
        self.named(digest).any(|withdrawal| withdrawal.alone.contains(who) && moment.has_come(withdrawal.at))
    }

    fn named(&self, digest: Sha256) -> impl Iterator<Item = &Withdrawal> {
        self.by_digest.get(&digest).into_iter().flatten().map(Rc::as_ref)
    }

    fn add(&mut self, digests: impl IntoIterator<Item = Sha256>, withdrawal: Withdrawal) {
        let withdrawal = Rc::new(withdrawal);
        for digest in digests {
            self.by_digest.entry(digest).or_default().push(Rc::clone(&withdrawal));
        }
    }
}

/// What else a revocation means by the digest that it names.
struct Meant {
    /// The records in a document or in a file of several, by the digest of its bytes.
    records: BTreeMap<Sha256, BTreeSet<RecordId>>,
    /// Approvals on a platform that are one, however often an automation has told of them: by who, as what, of which release.
    told: BTreeMap<Told, BTreeSet<RecordId>>,
    tellings: BTreeMap<RecordId, Told>,
}

/// Platform, number of the account there, role and release.
type Told = (Slug, String, Role, RecordId);

impl Meant {
    fn by_digest(facts: &Facts) -> Self {
        let mut records: BTreeMap<Sha256, BTreeSet<RecordId>> = BTreeMap::new();
        for document in &facts.documents {
            let files = facts.taken_from.get(&document.digest).into_iter().flatten().chain([&document.digest]);
            for (file, record) in files.zip(std::iter::repeat(document.record)) {
                records.entry(*file).or_default().extend(record);
            }
        }
        let mut told: BTreeMap<Told, BTreeSet<RecordId>> = BTreeMap::new();
        let mut tellings = BTreeMap::new();
        for fact in facts.approvals.iter().filter(|fact| fact.claim.decision == Decision::Approved) {
            let Some(Relay { platform, id, .. }) = fact.claim.relay.clone() else { continue };
            let telling = (platform, id, fact.claim.role.clone(), fact.claim.release);
            told.entry(telling.clone()).or_default().insert(fact.id);
            tellings.insert(fact.id, telling);
        }
        Self { records, told, tellings }
    }

    /// The digest itself, the records of the file that it is of, and every telling of what those tell of.
    fn of(&self, digest: Sha256) -> BTreeSet<Sha256> {
        let mut named: BTreeSet<Sha256> = self.records.get(&digest).into_iter().flatten().copied().collect();
        named.insert(digest);
        let tellings = named.iter().filter_map(|id| self.told.get(self.tellings.get(id)?)).flatten().copied();
        let tellings: Vec<RecordId> = tellings.collect();
        named.extend(tellings);
        named
    }
}

fn withdrawal<T>(fact: &Fact<T>, (at, reason): (Time, &str), of_anything: bool) -> Withdrawal {
    let (by, alone) = (fact.everyone().cloned().collect(), fact.signers.clone());
    Withdrawal { record: fact.id, by, reason: reason.to_owned(), alone, at, of_anything }
}

/// Whose each record is that can be withdrawn: who signed it, and who decided what was signed in their place.
fn signers_by_record(facts: &Facts) -> BTreeMap<RecordId, BTreeSet<&PrincipalId>> {
    let revocations: BTreeSet<RecordId> = facts.revocations.iter().map(|fact| fact.id).collect();
    let others = facts.everything().filter(|row| !revocations.contains(&row.id));
    others.map(|row| (row.id, row.signers.union(row.doubtful).chain(facts.relayed.person(row.id)).collect())).collect()
}
