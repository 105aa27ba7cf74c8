//! One document of the host, read as far as it can be: envelope or bundle, signatures, statement, predicate.
//!
//! Total: whatever the bytes are, there is a [`Reading`], so that nothing that was handed in is lost.

mod opened;

use std::collections::BTreeSet;

use serde_json::Value;

use crate::base::digest::{RecordId, Sha256};
use crate::base::json;
use crate::base::limits::RECORD_BYTES;
use crate::base::moment::Moment;
use crate::base::name::PrincipalId;
use crate::format::evidence::{Claim, Evidence};
use crate::format::record::{Kind, Record};
use crate::format::statement::Statement;
use crate::trust::envelope::Budget;
use crate::trust::keyring::Keyring;
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::identity::Identity;
use crate::trust::sigstore::roots::Unread;
use crate::trust::verified::{Signer, Verified};
use opened::Opened;

/// What became of one document.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The digest of the document's bytes.
    pub digest: Sha256,
    /// The record id, where there is a payload at all.
    pub record: Option<RecordId>,
    /// The predicate type that it claims, where it is a statement.
    pub predicate_type: Option<String>,
    /// Why its proofs do not hold, where its signature is that of a key all the same.
    pub doubt: Option<Failure>,
    /// How far it got.
    pub result: Result<Verified<Read, PrincipalId>, Refusal>,
}

impl Reading {
    /// Whether it is no statement that could be read, and so can be what a reference speaks for: an envelope around something
    /// else, too, lest what somebody vouches for goes unread.
    pub fn is_plain(&self) -> bool {
        matches!(self.result, Err(Refusal::Unreadable(_)))
    }

    /// The documents beside it that it speaks for, each with who signed that.
    pub fn references(&self) -> impl Iterator<Item = (Sha256, &[Signer<PrincipalId>])> {
        let verified = self.result.as_ref().ok();
        verified
            .into_iter()
            .flat_map(|verified| verified.value().documents().map(|digest| (digest, verified.signers())))
    }
}

/// What a document turned out to be.
#[derive(Clone, Debug)]
pub enum Read {
    /// A record of ours.
    Record(Box<Record>),
    /// Evidence.
    Evidence(Box<Evidence>),
}

impl Read {
    /// The digest of the payload.
    pub fn id(&self) -> RecordId {
        match self {
            Self::Record(record) => record.id,
            Self::Evidence(evidence) => evidence.id,
        }
    }

    /// The documents beside it that it speaks for.
    fn documents(&self) -> impl Iterator<Item = Sha256> {
        let claims = match self {
            Self::Record(_) => &[],
            Self::Evidence(evidence) => evidence.claims.as_slice(),
        };
        let digests = claims.iter().filter_map(|claim| match claim {
            Claim::Reference(reference) => Some(reference.documents.iter().copied()),
            _ => None,
        });
        digests.flatten()
    }
}

/// Why a document counts for nothing.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// It is no envelope with a statement, or nobody of the roster signed the statement that cannot be read.
    Unreadable(String),
    /// Nobody of the roster signed it.
    Untrusted,
    /// It is a bundle of somebody whom the roster does not know.
    Stranger(Identity),
    /// It is a bundle that proves nothing.
    Unverified(Failure),
    /// Somebody signed it, and it is of somebody else's type.
    Foreign(Signers),
    /// Somebody signed it, and it is not as its type demands; or it is of a type of ours that this version does not know.
    Invalid(Box<Invalid>),
    /// Somebody signed it, and it is evidence that is not as its type demands.
    InvalidEvidence(Box<Invalid>),
}

/// Whose signatures are valid.
pub type Signers = Vec<Signer<PrincipalId>>;

/// A record of ours that somebody signed and that cannot be read. It might have said no.
#[derive(Clone, Debug)]
pub struct Invalid {
    /// What is wrong.
    pub why: String,
    /// Who signed it.
    pub signers: Signers,
    /// The service and version that it is about, where it is a release record that says so.
    pub label: Option<(String, String)>,
    /// The artefacts that it is about, where it is evidence that says so; `None` where nobody knows.
    pub about: Option<BTreeSet<Sha256>>,
}

/// What documents are verified with.
#[derive(Clone, Copy, Debug)]
pub struct Trust<'a> {
    /// The keys and identities of the roster.
    pub keyring: &'a Keyring<PrincipalId>,
    /// The instances of Sigstore that vouch for identities and times.
    pub roots: &'a Unread,
    /// When.
    pub moment: &'a Moment,
    /// How much may be asked.
    pub budget: &'a Budget,
}

/// Reads one document, whose digest is `digest`.
pub fn read(digest: Sha256, document: &[u8], trust: Trust<'_>) -> Reading {
    let unreadable =
        |refusal| Reading { digest, record: None, predicate_type: None, doubt: None, result: Err(refusal) };
    if document.len() > RECORD_BYTES {
        return unreadable(Refusal::Unreadable(format!("larger than {RECORD_BYTES} bytes")));
    }
    let opened = match Opened::read(document) {
        Ok(opened) => opened,
        Err(refusal) => return unreadable(refusal),
    };
    let payload = &opened.envelope.payload;
    let record = Some(RecordId::of(payload));
    let statement = statement(payload);
    let predicate_type = statement.as_ref().ok().map(|s| s.predicate_type.clone());
    let (signers, doubt) = match opened.signers(trust) {
        Ok((signers, doubt)) => (Ok(signers), doubt),
        Err(refusal) if opened.is_faulty() => return unreadable(refusal),
        Err(refusal) => (Err(refusal), None),
    };
    let result = signers.and_then(|signers| match (signers.is_empty(), statement) {
        (false, Ok(statement)) => typed(Verified::new(payload.clone(), signers), statement),
        (false, Err(why)) => Err(unparsable(Verified::new(payload.clone(), signers), why)),
        (true, Ok(_)) => Err(Refusal::Untrusted),
        (true, Err(why)) => Err(Refusal::Unreadable(why)),
    });
    Reading { digest, record, predicate_type, doubt, result }
}

/// Evidence may be a statement of version 0.1; records of ours never were.
fn statement(payload: &[u8]) -> Result<Statement, String> {
    match Statement::parse_any(payload) {
        Ok(statement) if Kind::is_ours(&statement.predicate_type) => Statement::parse(payload),
        other => other,
    }
}

fn typed(
    verified: Verified<Vec<u8>, PrincipalId>,
    statement: Statement,
) -> Result<Verified<Read, PrincipalId>, Refusal> {
    let (payload, signers) = verified.into_parts();
    let claimed = statement.predicate_type.clone();
    if Evidence::knows(&claimed) {
        let about = Some(statement.subjects.iter().filter_map(|subject| subject.sha256).collect());
        return match Evidence::read(&payload, statement) {
            Ok(evidence) => Ok(Verified::new(Read::Evidence(Box::new(evidence)), signers)),
            // Evidence of ours that cannot be read might say no, as any record of ours.
            Err(why) if Kind::is_ours(&claimed) => {
                Err(Refusal::Invalid(Box::new(Invalid { why, signers, label: None, about: None })))
            }
            Err(why) => Err(Refusal::InvalidEvidence(Box::new(Invalid { why, signers, label: None, about }))),
        };
    }
    let Some(kind) = Kind::of(&claimed) else {
        let why = format!("`{claimed}` is of a kind or version that this verifier does not know");
        let ours = Kind::is_ours(&claimed);
        return Err(if ours {
            Refusal::Invalid(Box::new(Invalid { why, signers, label: None, about: None }))
        } else {
            Refusal::Foreign(signers)
        });
    };
    let label = (kind == Kind::Release).then(|| label(&statement)).flatten();
    match Record::read(&payload, statement, kind) {
        Ok(record) => Ok(Verified::new(Read::Record(Box::new(record)), signers)),
        Err(why) => Err(Refusal::Invalid(Box::new(Invalid { why, signers, label, about: None }))),
    }
}

/// A statement that somebody signed and that cannot be read: ours, unless it plainly says that it is of another type.
fn unparsable(verified: Verified<Vec<u8>, PrincipalId>, why: String) -> Refusal {
    let (payload, signers) = verified.into_parts();
    let value = json::parse(&payload).unwrap_or_default();
    let claimed = value.get("predicateType").and_then(Value::as_str);
    let invalid = |signers| Invalid { why, signers, label: None, about: None };
    match claimed {
        Some(claimed) if Evidence::knows(claimed) => Refusal::InvalidEvidence(Box::new(invalid(signers))),
        Some(claimed) if !Kind::is_ours(claimed) => Refusal::Foreign(signers),
        _ => Refusal::Invalid(Box::new(invalid(signers))),
    }
}

fn label(statement: &Statement) -> Option<(String, String)> {
    let text = |field| statement.predicate.get(field).and_then(Value::as_str).map(str::to_owned);
    text("service").zip(text("version"))
}
