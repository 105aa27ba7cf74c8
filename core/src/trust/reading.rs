//! One document of the host, read as far as it can be: envelope, signatures, statement, predicate.
//!
//! Total: whatever the bytes are, there is a [`Reading`], so that nothing that was handed in is lost.

use crate::base::digest::{RecordId, Sha256};
use crate::base::limits::RECORD_BYTES;
use crate::base::name::PrincipalId;
use crate::format::dsse::Envelope;
use crate::format::record::{Kind, Record};
use crate::format::statement::Statement;
use crate::trust::envelope::{Budget, verify};
use crate::trust::keyring::Keyring;
use crate::trust::verified::{Signer, Verified};

/// What became of one document.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The digest of the document's bytes.
    pub digest: Sha256,
    /// The record id, where there is a payload at all.
    pub record: Option<RecordId>,
    /// The predicate type that it claims, where it is a statement.
    pub predicate_type: Option<String>,
    /// How far it got.
    pub result: Result<Verified<Record, PrincipalId>, Refusal>,
}

/// Why a document counts for nothing.
#[derive(Clone, Debug)]
pub enum Refusal {
    /// It is no envelope with a statement.
    Unreadable(String),
    /// Nobody of the roster signed it.
    Untrusted,
    /// Somebody signed it, and it is of a type that we do not read.
    Foreign(Vec<Signer<PrincipalId>>),
    /// Somebody signed it, and it is not as its type demands.
    Invalid(Kind, String, Vec<Signer<PrincipalId>>),
}

/// Reads one document.
pub fn read(document: &[u8], keyring: &Keyring<PrincipalId>, budget: &Budget) -> Reading {
    let digest = Sha256::of(document);
    let unreadable =
        |why: String| Reading { digest, record: None, predicate_type: None, result: Err(Refusal::Unreadable(why)) };
    if document.len() > RECORD_BYTES {
        return unreadable(format!("larger than {RECORD_BYTES} bytes"));
    }
    let envelope = match Envelope::parse(document) {
        Ok(envelope) => envelope,
        Err(why) => return unreadable(why),
    };
    let record = Some(RecordId::of(&envelope.payload));
    let statement = Statement::parse(&envelope.payload);
    let predicate_type = statement.as_ref().ok().map(|s| s.predicate_type.clone());
    let result = match (verify(&envelope, keyring, budget), statement) {
        (_, Err(why)) => Err(Refusal::Unreadable(why)),
        (None, Ok(_)) => Err(Refusal::Untrusted),
        (Some(verified), Ok(statement)) => typed(verified, statement),
    };
    Reading { digest, record, predicate_type, result }
}

fn typed(
    verified: Verified<Vec<u8>, PrincipalId>,
    statement: Statement,
) -> Result<Verified<Record, PrincipalId>, Refusal> {
    let (payload, signers) = verified.into_parts();
    let Some(kind) = Kind::of(&statement.predicate_type) else { return Err(Refusal::Foreign(signers)) };
    match Record::read(&payload, statement, kind) {
        Ok(record) => Ok(Verified::new(record, signers)),
        Err(why) => Err(Refusal::Invalid(kind, why, signers)),
    }
}
