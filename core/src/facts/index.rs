//! Verified records by type, each once, sorted by record id; and every document with what became of it.
//!
//! The same payload in several envelopes is one record, signed by all of their signers. So neither the order nor the
//! number of documents can change anything (law 3).

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::base::digest::{RecordId, Sha256};
use crate::base::name::PrincipalId;
use crate::base::signing::{Authority, Proof, SignedAt};
use crate::base::time::Time;
use crate::facts::decisions::Relayed;
use crate::format::approval::Approval;
use crate::format::assessment::Assessment;
use crate::format::canary::Canary;
use crate::format::carried::Carried;
use crate::format::emergency::Emergency;
use crate::format::evidence::{Claim, Evidence};
use crate::format::exception::Exception;
use crate::format::openvex::Vex;
use crate::format::provenance::Provenance;
use crate::format::record::{Kind, Predicate, Record};
use crate::format::reference::Reference;
use crate::format::register::Register;
use crate::format::release::Release;
use crate::format::review::Review;
use crate::format::revocation::Revocation;
use crate::format::sarif::Analysis;
use crate::format::sbom::Sbom;
use crate::format::summary::Summary;
use crate::format::test_result::TestRun;
use crate::format::vulnerability::Scan;
use crate::trust::reading::{Invalid, Read, Reading, Refusal};
use crate::trust::sigstore::failure::Failure;
use crate::trust::verified::Signer;

/// A verified claim.
#[derive(Clone, Debug)]
pub struct Fact<T> {
    /// The record that makes it.
    pub id: RecordId,
    /// The document that it is read from, where that lies beside the record.
    pub document: Option<Sha256>,
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
    /// What a finding about it names: the record, and the document beside it.
    pub fn sources(&self) -> impl Iterator<Item = Sha256> + use<T> {
        [Some(self.id), self.document].into_iter().flatten()
    }

    /// Everyone whose key signed it.
    pub fn everyone(&self) -> impl Iterator<Item = &PrincipalId> {
        self.signers.iter().chain(&self.doubtful)
    }

    /// When `who` signed it with what is theirs alone, each signature by itself: what counts for a yes.
    pub fn signed_at(&self, who: &PrincipalId, claimed: Time) -> impl Iterator<Item = SignedAt> + use<'_, T> {
        self.dates.sole(who, claimed)
    }

    /// When somebody signed it in the name of `who` with what may not be theirs alone, as they date it: never a yes.
    pub fn signed_doubtfully_at(&self, who: &PrincipalId, claimed: Time) -> Option<SignedAt> {
        self.dates.doubtful.contains(who).then(|| SignedAt::new(claimed, None))
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
    /// Its format, where it is no statement itself and a `reference` speaks for it.
    pub format: Option<&'static str>,
    /// Who signed it, or the `reference` that speaks for it; empty if nobody known did.
    pub signers: BTreeSet<PrincipalId>,
    /// Whether they signed the reference, and not the document.
    pub is_referred: bool,
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
    /// Who decided what automations signed in their place.
    pub relayed: Relayed,
    /// Broken glass, whoever signed it.
    pub emergencies: Vec<Fact<Emergency>>,
    /// Reviews of that, whoever signed them.
    pub reviews: Vec<Fact<Review>>,
    /// Withdrawals, whoever signed them.
    pub revocations: Vec<Fact<Revocation>>,
    /// Register snapshots by somebody who may issue them.
    pub registers: Vec<Fact<Register>>,
    /// Provenance, whoever signed it.
    pub provenances: Vec<Fact<Provenance>>,
    /// Words for documents that lie beside them, whoever signed them.
    pub references: Vec<Fact<Reference>>,
    /// Results of tests, whoever signed them.
    pub tests: Vec<Fact<TestRun>>,
    /// Scans for vulnerabilities, whoever signed them.
    pub scans: Vec<Fact<Scan>>,
    /// What affects the artefacts, whoever says so.
    pub vexes: Vec<Fact<Vex>>,
    /// Risks accepted, whoever signed them.
    pub exceptions: Vec<Fact<Exception>>,
    /// Runs of tools of analysis, whoever signed them.
    pub analyses: Vec<Fact<Rc<Analysis>>>,
    /// Bills of materials, whoever signed them.
    pub sboms: Vec<Fact<Rc<Sbom>>>,
    /// Verdicts of other verifiers, whoever signed them.
    pub summaries: Vec<Fact<Summary>>,
    /// Assessments of services, whoever signed them.
    pub assessments: Vec<Fact<Assessment>>,
    /// Canary analyses, whoever signed them.
    pub canaries: Vec<Fact<Canary>>,
    /// Records by somebody who may not sign such.
    pub unauthorised: BTreeSet<Unauthorised>,
    /// Every document, once, by digest.
    pub documents: Vec<Document>,
    /// The digest of every document and container handed in, whatever it is.
    pub held: BTreeSet<Sha256>,
    /// The containers that documents were taken out of.
    pub taken_from: BTreeMap<Sha256, BTreeSet<Sha256>>,
}

impl Facts {
    /// Sorts readings into facts; `containers` are the files that some were taken out of, `carried` what references speak for.
    /// `may` says whether a principal may sign records of a kind at a time.
    pub fn gather(
        readings: Vec<Reading>,
        containers: &BTreeSet<Sha256>,
        mut carried: CarriedDocuments,
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
            let (format, is_referred) = (None, false);
            let document = Document { digest, record, predicate_type, format, signers, is_referred, doubt, refusal };
            facts.documents.push(document);
        }
        for (read, signers) in records.into_values() {
            let signers = Signatures::of(signers);
            match read {
                Read::Record(record) => facts.file(*record, signers, &may),
                Read::Evidence(evidence) => facts.file_evidence(*evidence, &signers, &carried),
            }
        }
        for document in &mut facts.documents {
            document.note(&mut carried);
        }
        facts
    }

    /// Every claim, whatever its type: who signed it.
    pub fn everything(&self) -> impl Iterator<Item = Row<'_>> {
        let records = rows(&self.releases).chain(rows(&self.approvals)).chain(rows(&self.revocations));
        let records = records.chain(rows(&self.registers)).chain(rows(&self.exceptions));
        let records = records.chain(rows(&self.emergencies)).chain(rows(&self.reviews));
        let evidence = rows(&self.tests).chain(rows(&self.scans)).chain(rows(&self.vexes));
        let evidence = evidence.chain(rows(&self.provenances)).chain(rows(&self.references));
        let evidence = evidence.chain(rows(&self.analyses)).chain(rows(&self.sboms));
        let evidence = evidence.chain(rows(&self.canaries));
        records.chain(evidence).chain(rows(&self.summaries)).chain(rows(&self.assessments))
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
            Predicate::Emergency(claim) => self.emergencies.push(signers.fact(id, subjects, *claim)),
            Predicate::Review(claim) => self.reviews.push(signers.fact(id, subjects, claim)),
            Predicate::Revocation(claim) => self.revocations.push(signers.fact(id, subjects, claim)),
            Predicate::Exception(claim) => self.exceptions.push(signers.fact(id, subjects, claim)),
            // An anchor vouches for policy and roster through the host's root keys, not through the roster.
            Predicate::Anchor(_) => {}
        }
    }

    /// Evidence is kept whoever signed it: whose counts is for the class to say.
    fn file_evidence(&mut self, evidence: Evidence, signers: &Signatures, carried: &CarriedDocuments) {
        let Evidence { id, subjects, claims } = evidence;
        for claim in claims {
            if let Claim::Reference(reference) = &claim {
                for (digest, spoken) in reference.documents.iter().filter_map(|d| Some((*d, carried.get(d)?))) {
                    for claim in spoken.read.iter().flat_map(|read| &read.claims) {
                        self.file_claim(
                            claim.clone(),
                            Source { id, document: Some(digest), subjects: &subjects, signers },
                        );
                    }
                }
            }
            self.file_claim(claim, Source { id, document: None, subjects: &subjects, signers });
        }
    }

    fn file_claim(&mut self, claim: Claim, source: Source<'_>) {
        match claim {
            Claim::Provenance(claim) => self.provenances.push(source.fact(claim)),
            Claim::Reference(claim) => self.references.push(source.fact(claim)),
            Claim::Scan(claim) => self.scans.push(source.fact(claim)),
            Claim::Tests(claim) => self.tests.push(source.fact(claim)),
            Claim::Vex(claim) => self.vexes.push(source.fact(claim)),
            Claim::Analysis(claim) => self.analyses.push(source.fact(claim)),
            Claim::Sbom(claim) => self.sboms.push(source.fact(claim)),
            Claim::Summary(claim) => self.summaries.push(source.fact(claim)),
            Claim::Assessment(claim) => self.assessments.push(source.fact(claim)),
            Claim::Canary(claim) => self.canaries.push(source.fact(*claim)),
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

/// Who signed a claim.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    /// The record that makes the claim.
    pub id: RecordId,
    /// See [`Fact::signers`].
    pub signers: &'a BTreeSet<PrincipalId>,
    /// See [`Fact::doubtful`].
    pub doubtful: &'a BTreeSet<PrincipalId>,
}

fn rows<T>(facts: &[Fact<T>]) -> impl Iterator<Item = Row<'_>> {
    facts.iter().map(|fact| Row { id: fact.id, signers: &fact.signers, doubtful: &fact.doubtful })
}

/// What references speak for, of the documents that are no statements themselves.
pub type CarriedDocuments = BTreeMap<Sha256, Spoken>;

/// A document that a reference speaks for.
#[derive(Clone, Debug)]
pub struct Spoken {
    /// What it is, or why it cannot be read.
    pub read: Result<Carried, String>,
    /// Who signed a reference to it.
    pub signers: Vec<Signer<PrincipalId>>,
}

/// Where a claim comes from.
struct Source<'a> {
    id: RecordId,
    document: Option<Sha256>,
    subjects: &'a BTreeSet<Sha256>,
    signers: &'a Signatures,
}

impl Source<'_> {
    fn fact<T>(self, claim: T) -> Fact<T> {
        Fact { document: self.document, ..self.signers.clone().fact(self.id, self.subjects.clone(), claim) }
    }
}

impl Document {
    /// Notes what a reference says of a document that is no statement itself.
    fn note(&mut self, carried: &mut CarriedDocuments) {
        let Some(Spoken { read, signers }) = carried.remove(&self.digest) else { return };
        self.signers = signers.iter().map(|signer| signer.owner.clone()).collect();
        self.is_referred = true;
        match read {
            Ok(read) => {
                self.format = Some(read.format);
                self.refusal = None;
            }
            Err(why) => {
                self.refusal =
                    Some(Refusal::InvalidEvidence(Box::new(Invalid { why, signers, label: None, about: None })))
            }
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
#[derive(Clone)]
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
        Fact { id, document: None, subjects, signers: self.sole, doubtful: self.doubtful, dates: self.dates, claim }
    }
}
