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
use crate::base::name::PrincipalId;
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::facts::index::{Fact, Facts};
use crate::format::approval::Decision;

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
    /// By what they name.
    by_digest: BTreeMap<Sha256, Vec<Rc<Withdrawal>>>,
    /// Under which other digests that are withdrawn a record is: those of files, and of what tells of the same approval.
    names: BTreeMap<RecordId, Rc<BTreeSet<Sha256>>>,
    /// Revocations that withdraw nothing: nobody who signed them may, and none of what they name is theirs.
    pub idle: Vec<(RecordId, BTreeSet<PrincipalId>)>,
}

impl Withdrawn {
    /// Collects revocations and what the register snapshots say. `may` says who may withdraw anything. No date is looked
    /// at besides: a withdrawal takes effect at once.
    pub fn collect(facts: &Facts, may: impl Fn(&PrincipalId, SignedAt) -> Authority) -> Self {
        let mut withdrawn = Self::default();
        let signed = signers_by_digest(facts);
        for fact in &facts.revocations {
            let claim = &fact.claim;
            let of_anything = fact
                .everyone()
                .any(|who| fact.signed_by_anybody(who, claim.signed_at).any(|at| may(who, at) != Authority::None));
            let own =
                |id: &Sha256| signed.get(id).is_some_and(|signers| fact.everyone().any(|who| signers.contains(who)));
            let effective: Vec<Sha256> = claim.withdrawn().into_iter().filter(|id| of_anything || own(id)).collect();
            if effective.is_empty() {
                withdrawn.idle.push((fact.id, fact.everyone().cloned().collect()));
            }
            withdrawn.add(effective, withdrawal(fact, (claim.signed_at, &claim.reason), of_anything));
        }
        for fact in &facts.registers {
            for revoked in &fact.claim.revoked {
                withdrawn.add([revoked.id], withdrawal(fact, (fact.claim.issued_at, &revoked.reason), true));
            }
        }
        withdrawn.names = names(facts, &withdrawn.by_digest);
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
        let others =
            self.names.get(&digest).into_iter().flat_map(|names| names.iter()).filter(move |name| **name != digest);
        let names = std::iter::once(digest).chain(others.copied());
        names.flat_map(|name| self.by_digest.get(&name).into_iter().flatten()).map(Rc::as_ref)
    }

    fn add(&mut self, digests: impl IntoIterator<Item = Sha256>, withdrawal: Withdrawal) {
        let withdrawal = Rc::new(withdrawal);
        for digest in digests {
            self.by_digest.entry(digest).or_default().push(Rc::clone(&withdrawal));
        }
    }
}

/// The files that each record lies in: the document, and those of several that it was taken out of.
fn files(facts: &Facts) -> impl Iterator<Item = (RecordId, Sha256)> {
    facts.documents.iter().flat_map(|document| {
        let containers = facts.taken_from.get(&document.digest).into_iter().flatten();
        let files = containers.chain([&document.digest]).copied();
        files.filter_map(|file| Some((document.record?, file)))
    })
}

/// What tells of one approval, and under which digests any of that is withdrawn.
type Told = (Vec<RecordId>, BTreeSet<Sha256>);

/// Under which digests that are withdrawn each record is, besides its own: those of its files, and, where it tells of an approval
/// on a platform, of everything that tells of that person's approval of that release.
fn names(facts: &Facts, by_digest: &BTreeMap<Sha256, Vec<Rc<Withdrawal>>>) -> BTreeMap<RecordId, Rc<BTreeSet<Sha256>>> {
    let mut names: BTreeMap<RecordId, BTreeSet<Sha256>> = BTreeMap::new();
    for (record, file) in files(facts).filter(|(_, file)| by_digest.contains_key(file)) {
        names.entry(record).or_default().insert(file);
    }
    let mut told: BTreeMap<(&PrincipalId, RecordId), Told> = BTreeMap::new();
    for fact in facts.approvals.iter().filter(|fact| fact.claim.decision == Decision::Approved) {
        let Some(person) = facts.relayed.person(fact.id) else { continue };
        let (tellings, all) = told.entry((person, fact.claim.release)).or_default();
        tellings.push(fact.id);
        all.extend(by_digest.contains_key(&fact.id).then_some(fact.id));
        all.extend(names.get(&fact.id).into_iter().flatten());
    }
    let mut names: BTreeMap<RecordId, Rc<BTreeSet<Sha256>>> =
        names.into_iter().map(|(record, names)| (record, Rc::new(names))).collect();
    for (tellings, all) in told.into_values() {
        let all = Rc::new(all);
        names.extend(tellings.into_iter().map(|record| (record, Rc::clone(&all))));
    }
    names
}

fn withdrawal<T>(fact: &Fact<T>, (at, reason): (Time, &str), of_anything: bool) -> Withdrawal {
    let (by, alone) = (fact.everyone().cloned().collect(), fact.signers.clone());
    Withdrawal { record: fact.id, by, reason: reason.to_owned(), alone, at, of_anything }
}

/// Whose each record is that can be withdrawn, and each file with one: who signed it, and who decided what was signed in their
/// place.
fn signers_by_digest(facts: &Facts) -> BTreeMap<Sha256, BTreeSet<&PrincipalId>> {
    let revocations: BTreeSet<RecordId> = facts.revocations.iter().map(|fact| fact.id).collect();
    let others = facts.everything().filter(|row| !revocations.contains(&row.id));
    let by_record: BTreeMap<RecordId, BTreeSet<&PrincipalId>> = others
        .map(|row| (row.id, row.signers.union(row.doubtful).chain(facts.relayed.person(row.id)).collect()))
        .collect();
    let mut by_digest = by_record.clone();
    for (record, file) in files(facts) {
        by_digest.entry(file).or_default().extend(by_record.get(&record).into_iter().flatten().copied());
    }
    by_digest
}
