//! Verified records by type, each once, sorted by record id; and every document with what became of it.
//!
//! The same payload in several envelopes is one record, signed by all of their signers. So neither the order nor the
//! number of documents can change anything (law 3).

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest::{RecordId, Sha256};
use crate::base::name::PrincipalId;
use crate::base::signing::{Authority, Proof, SignedAt};
use crate::base::time::Time;
use crate::format::approval::Approval;
use crate::format::canary::Canary;
use crate::format::evidence::{Claim, Evidence};
use crate::format::provenance::Provenance;
use crate::format::record::{Kind, Predicate, Record};
use crate::format::register::Register;
use crate::format::release::Release;
use crate::format::revocation::Revocation;
use crate::trust::reading::{Read, Reading, Refusal};
use crate::trust::sigstore::failure::Failure;
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
    /// When each signature was made, as far as that is proved.
    dates: Dates,
    /// The claim.
    pub claim: T,
}

impl<T> Fact<T> {
    /// Everyone whose key signed it.
    pub fn everyone(&self) -> impl Iterator<Item = &PrincipalId> {
        self.signers.iter().chain(&self.doubtful)
    }

    /// When `who` signed it with what is theirs alone, each signature by itself: what counts for a yes.
    pub fn signed_at(&self, who: &PrincipalId, claimed: Time) -> impl Iterator<Item = SignedAt> + use<'_, T> {
        self.dates.sole(who, claimed)
    }

    /// When anybody signed it in the name of `who`: what counts for a no. A better signature beside a doubtful one takes
    /// nothing away from it (law 2).
    pub fn signed_by_anybody(&self, who: &PrincipalId, claimed: Time) -> impl Iterator<Item = SignedAt> + use<'_, T> {
        self.dates.all(who, claimed)
    }
}

/// When each signature was made, as far as that is proved; `None` stands for one that nobody but its signer dates.
#[derive(Clone, Debug, Default)]
struct Dates {
    sole: BTreeMap<PrincipalId, BTreeSet<Option<Proof>>>,
    doubtful: BTreeSet<PrincipalId>,
}

impl Dates {
    fn sole(&self, who: &PrincipalId, claimed: Time) -> impl Iterator<Item = SignedAt> + use<'_> {
        self.sole.get(who).into_iter().flatten().map(move |proof| SignedAt::new(claimed, *proof))
    }

    /// A doubtful signature is dated by nobody but its signer, whatever its bundle says.
    fn all(&self, who: &PrincipalId, claimed: Time) -> impl Iterator<Item = SignedAt> + use<'_> {
        let doubtful = self.doubtful.contains(who).then(|| SignedAt::new(claimed, None));
        self.sole(who, claimed).chain(doubtful)
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
    /// Why the proofs beside its signature do not hold.
    pub doubt: Option<Failure>,
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
    /// Provenance, whoever signed it.
    pub provenances: Vec<Fact<Provenance>>,
    /// Canary analyses, whoever signed them.
    pub canaries: Vec<Fact<Canary>>,
    /// Records by somebody who may not sign such.
    pub unauthorised: BTreeSet<Unauthorised>,
    /// Every document, once, by digest.
    pub documents: Vec<Document>,
    /// The digest of every document and container handed in, whatever it is.
    pub held: BTreeSet<Sha256>,
}

impl Facts {
    /// Sorts readings into facts; `containers` are the files that some were taken out of. `may` says whether a principal may sign records of a kind at a time.
    pub fn gather(
        readings: Vec<Reading>,
        containers: &BTreeSet<Sha256>,
        may: impl Fn(Kind, &PrincipalId, SignedAt) -> Authority,
    ) -> Self {
        let mut facts = Self { held: containers.clone(), ..Self::default() };
        let mut records: BTreeMap<RecordId, (Read, BTreeSet<Signer<PrincipalId>>)> = BTreeMap::new();
        for reading in readings {
            let (signers, refusal) = match reading.result {
                Ok(verified) => {
                    let (read, signers) = verified.into_parts();
                    let entry = records.entry(read.id()).or_insert_with(|| (read, BTreeSet::new()));
                    entry.1.extend(signers.iter().cloned());
                    (signers, None)
                }
                Err(refusal) => (refusal.signers().to_vec(), Some(refusal)),
            };
            let signers = signers.into_iter().map(|s| s.owner).collect();
            let (digest, record, predicate_type) = (reading.digest, reading.record, reading.predicate_type);
            facts.held.insert(digest);
            let doubt = reading.doubt;
            facts.documents.push(Document { digest, record, predicate_type, signers, doubt, refusal });
        }
        for (read, signers) in records.into_values() {
            let signers = Signatures::of(signers);
            match read {
                Read::Record(record) => facts.file(*record, signers, &may),
                Read::Evidence(evidence) => facts.file_evidence(*evidence, signers),
            }
        }
        facts
    }

    /// Puts one record where it belongs.
    fn file(&mut self, record: Record, signers: Signatures, may: &impl Fn(Kind, &PrincipalId, SignedAt) -> Authority) {
        let Record { id, subjects, predicate } = record;
        match predicate {
            Predicate::Release(claim) => {
                let allowed = signers.limited(claim.requested_at, |who, at| may(Kind::Release, who, at));
                self.keep(allowed, signers, id, Kind::Release, |facts, who| {
                    facts.releases.push(who.fact(id, subjects, *claim));
                });
            }
            Predicate::Register(claim) => {
                let allowed = signers.limited(claim.issued_at, |who, at| may(Kind::Register, who, at));
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

    /// Evidence is kept whoever signed it: whose counts is for the class to say.
    fn file_evidence(&mut self, evidence: Evidence, signers: Signatures) {
        let Evidence { id, subjects, claim } = evidence;
        match claim {
            Claim::Provenance(claim) => self.provenances.push(signers.fact(id, subjects, claim)),
            Claim::Canary(claim) => self.canaries.push(signers.fact(id, subjects, *claim)),
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
            Self::Unreadable(_) | Self::Untrusted | Self::Stranger(_) | Self::Unverified(_) => &[],
            Self::Foreign(signers) => signers,
            Self::Invalid(invalid) | Self::InvalidEvidence(invalid) => &invalid.signers,
        }
    }
}

/// Signers by whether their signatures are theirs alone.
struct Signatures {
    sole: BTreeSet<PrincipalId>,
    doubtful: BTreeSet<PrincipalId>,
    dates: Dates,
}

impl Signatures {
    fn of(signers: BTreeSet<Signer<PrincipalId>>) -> Self {
        let (doubtful, sole): (Vec<_>, Vec<_>) = signers.into_iter().partition(|s| s.doubtful);
        let mut dates = Dates::default();
        for signer in &sole {
            dates.sole.entry(signer.owner.clone()).or_default().insert(signer.proof);
        }
        dates.doubtful = doubtful.into_iter().map(|s| s.owner).collect();
        let sole: BTreeSet<PrincipalId> = sole.into_iter().map(|s| s.owner).collect();
        let doubtful = dates.doubtful.difference(&sole).cloned().collect();
        Self { sole, doubtful, dates }
    }

    /// Those who have the authority by any of their signatures; with less than the full one they are doubtful.
    fn limited(&self, claimed: Time, authority: impl Fn(&PrincipalId, SignedAt) -> Authority) -> Self {
        let full = |who: &&PrincipalId| self.dates.sole(who, claimed).any(|at| authority(who, at) == Authority::Full);
        let some = |who: &&PrincipalId| self.dates.all(who, claimed).any(|at| authority(who, at) != Authority::None);
        let sole: BTreeSet<PrincipalId> = self.sole.iter().filter(full).cloned().collect();
        let rest = self.sole.difference(&sole).chain(&self.doubtful);
        let doubtful = rest.filter(some).cloned().collect();
        Self { sole, doubtful, dates: self.dates.clone() }
    }

    fn is_empty(&self) -> bool {
        self.sole.is_empty() && self.doubtful.is_empty()
    }

    fn fact<T>(self, id: RecordId, subjects: BTreeSet<Sha256>, claim: T) -> Fact<T> {
        Fact { id, subjects, signers: self.sole, doubtful: self.doubtful, dates: self.dates, claim }
    }
}
