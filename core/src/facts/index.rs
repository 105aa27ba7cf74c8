//! Verified records by type, each once, sorted by record id; and every document with what became of it.
//!
//! The same payload in several envelopes is one record, signed by all of their signers. So neither the order nor the
//! number of documents can change anything (law 3).

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest::{RecordId, Sha256};
use crate::base::name::PrincipalId;
use crate::base::time::Time;
use crate::format::approval::Approval;
use crate::format::record::{Kind, Predicate, Record};
use crate::format::register::Register;
use crate::format::release::Release;
use crate::format::revocation::Revocation;
use crate::trust::reading::{Reading, Refusal};
use crate::trust::verified::Signer;

/// A verified claim.
#[derive(Clone, Debug)]
pub struct Fact<T> {
    /// The record that makes it.
    pub id: RecordId,
    /// What it is about.
    pub subjects: BTreeSet<Sha256>,
    /// Who says so with a key that is theirs alone, and may say so now as then. May be empty.
    pub signers: BTreeSet<PrincipalId>,
    /// Those besides whose key may have been used by somebody else, or who have lost the role since: a time that they
    /// wrote themselves proves nothing. Enough to say no.
    pub doubtful: BTreeSet<PrincipalId>,
    /// The claim.
    pub claim: T,
}

impl<T> Fact<T> {
    /// Everyone whose key signed it.
    pub fn everyone(&self) -> impl Iterator<Item = &PrincipalId> {
        self.signers.iter().chain(&self.doubtful)
    }
}

/// What became of one document.
#[derive(Clone, Debug)]
pub struct Document {
    /// The digest of its bytes.
    pub digest: Sha256,
    /// Its record id, where it has a payload.
    pub record: Option<RecordId>,
    /// What it claims to be.
    pub predicate_type: Option<String>,
    /// Who signed it; empty if nobody known did.
    pub signers: BTreeSet<PrincipalId>,
    /// Why it counts for nothing, where it does not.
    pub refusal: Option<Refusal>,
}

/// A record whose signer may not sign such records.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unauthorised {
    /// The record.
    pub id: RecordId,
    /// Its kind.
    pub kind: &'static str,
    /// Who signed it.
    pub signers: BTreeSet<PrincipalId>,
}

/// Whether a principal may sign records of a kind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Authority {
    /// When they say that they signed, and now.
    Full,
    /// Then or now: enough to say no.
    Doubtful,
    /// Never.
    None,
}

/// All that is known.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Release records by somebody who may write them (with a doubtful key too: those still hold a label).
    pub releases: Vec<Fact<Release>>,
    /// Yes and no.
    pub approvals: Vec<Fact<Approval>>,
    /// Withdrawals, whoever signed them.
    pub revocations: Vec<Fact<Revocation>>,
    /// Register snapshots by somebody who may issue them.
    pub registers: Vec<Fact<Register>>,
    /// Records by somebody who may not sign such.
    pub unauthorised: BTreeSet<Unauthorised>,
    /// Every document, once, by digest.
    pub documents: Vec<Document>,
    /// The digest of every document handed in, whatever it is.
    pub held: BTreeSet<Sha256>,
}

impl Facts {
    /// Sorts readings into facts. `may` says whether a principal may sign records of a kind at a time.
    pub fn gather(readings: Vec<Reading>, may: impl Fn(Kind, &PrincipalId, Time) -> Authority) -> Self {
        let mut facts = Self::default();
        let mut records: BTreeMap<RecordId, (Record, BTreeSet<Signer<PrincipalId>>)> = BTreeMap::new();
        for reading in readings {
            let (signers, refusal) = match reading.result {
                Ok(verified) => {
                    let (record, signers) = verified.into_parts();
                    let entry = records.entry(record.id).or_insert_with(|| (record, BTreeSet::new()));
                    entry.1.extend(signers.iter().cloned());
                    (signers, None)
                }
                Err(refusal) => (refusal.signers().to_vec(), Some(refusal)),
            };
            let signers = signers.into_iter().map(|s| s.owner).collect();
            let (digest, record, predicate_type) = (reading.digest, reading.record, reading.predicate_type);
            facts.held.insert(digest);
            facts.documents.push(Document { digest, record, predicate_type, signers, refusal });
        }
        for (record, signers) in records.into_values() {
            facts.file(record, signers, &may);
        }
        facts
    }

    /// Puts one record where it belongs.
    fn file(
        &mut self,
        record: Record,
        signers: BTreeSet<Signer<PrincipalId>>,
        may: &impl Fn(Kind, &PrincipalId, Time) -> Authority,
    ) {
        let signers = Signatures::of(signers);
        let Record { id, subjects, predicate } = record;
        match predicate {
            Predicate::Release(claim) => {
                let allowed = signers.limited(|who| may(Kind::Release, who, claim.requested_at));
                self.keep(allowed, signers, id, Kind::Release, |facts, who| {
                    facts.releases.push(who.fact(id, subjects, *claim));
                });
            }
            Predicate::Register(claim) => {
                let allowed = signers.limited(|who| may(Kind::Register, who, claim.issued_at));
                self.keep(allowed, signers, id, Kind::Register, |facts, who| {
                    facts.registers.push(who.fact(id, subjects, claim));
                });
            }
            Predicate::Approval(claim) => self.approvals.push(signers.fact(id, subjects, claim)),
            Predicate::Revocation(claim) => self.revocations.push(signers.fact(id, subjects, claim)),
            // An anchor vouches for policy and roster through the host's root keys, not through the roster.
            Predicate::Anchor(_) => {}
        }
    }

    fn keep(
        &mut self,
        allowed: Signatures,
        signers: Signatures,
        id: RecordId,
        kind: Kind,
        push: impl FnOnce(&mut Self, Signatures),
    ) {
        if allowed.is_empty() {
            let signers = signers.sole.into_iter().chain(signers.doubtful).collect();
            self.unauthorised.insert(Unauthorised { id, kind: kind.name(), signers });
        } else {
            push(self, allowed);
        }
    }
}

impl Refusal {
    fn signers(&self) -> &[Signer<PrincipalId>] {
        match self {
            Self::Unreadable(_) | Self::Untrusted => &[],
            Self::Foreign(signers) => signers,
            Self::Invalid(invalid) => &invalid.signers,
        }
    }
}

/// Signers by whether their key is theirs alone.
struct Signatures {
    sole: BTreeSet<PrincipalId>,
    doubtful: BTreeSet<PrincipalId>,
}

impl Signatures {
    fn of(signers: BTreeSet<Signer<PrincipalId>>) -> Self {
        let (doubtful, sole): (Vec<_>, Vec<_>) = signers.into_iter().partition(|s| s.compromised);
        let sole: BTreeSet<PrincipalId> = sole.into_iter().map(|s| s.owner).collect();
        let doubtful = doubtful.into_iter().map(|s| s.owner).filter(|who| !sole.contains(who)).collect();
        Self { sole, doubtful }
    }

    /// Those who have the authority; with less than the full one their signature is doubtful.
    fn limited(&self, authority: impl Fn(&PrincipalId) -> Authority) -> Self {
        let of = |wanted: &[Authority], set: &BTreeSet<PrincipalId>| -> BTreeSet<PrincipalId> {
            set.iter().filter(|who| wanted.contains(&authority(who))).cloned().collect()
        };
        let mut doubtful = of(&[Authority::Full, Authority::Doubtful], &self.doubtful);
        doubtful.extend(of(&[Authority::Doubtful], &self.sole));
        Self { sole: of(&[Authority::Full], &self.sole), doubtful }
    }

    fn is_empty(&self) -> bool {
        self.sole.is_empty() && self.doubtful.is_empty()
    }

    fn fact<T>(self, id: RecordId, subjects: BTreeSet<Sha256>, claim: T) -> Fact<T> {
        Fact { id, subjects, signers: self.sole, doubtful: self.doubtful, claim }
    }
}
