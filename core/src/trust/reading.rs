//! One document of the host, read as far as it can be: envelope, signatures, statement, predicate.
//!
//! Total: whatever the bytes are, there is a [`Reading`], so that nothing that was handed in is lost.

use serde_json::Value;

use crate::base::digest::{RecordId, Sha256};
use crate::base::json;
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
    /// It is no envelope with a statement, or nobody of the roster signed the statement that cannot be read.
    Unreadable(String),
    /// Nobody of the roster signed it.
    Untrusted,
    /// Somebody signed it, and it is of somebody else's type.
    Foreign(Signers),
    /// Somebody signed it, and it is not as its type demands; or it is of a type of ours that this version does not know.
    Invalid(Invalid),
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
}

/// Reads one document, whose digest is `digest`.
pub fn read(digest: Sha256, document: &[u8], keyring: &Keyring<PrincipalId>, budget: &Budget) -> Reading {
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
        (Some(verified), Ok(statement)) => typed(verified, statement),
        (Some(verified), Err(why)) => Err(unparsable(verified, why)),
        (None, Ok(_)) => Err(Refusal::Untrusted),
        (None, Err(why)) => Err(Refusal::Unreadable(why)),
    };
    Reading { digest, record, predicate_type, result }
}

fn typed(
    verified: Verified<Vec<u8>, PrincipalId>,
    statement: Statement,
) -> Result<Verified<Record, PrincipalId>, Refusal> {
    let (payload, signers) = verified.into_parts();
    let claimed = statement.predicate_type.clone();
    let Some(kind) = Kind::of(&claimed) else {
        let why = format!("`{claimed}` is of a kind or version that this verifier does not know");
        let ours = Kind::is_ours(&claimed);
        return Err(if ours {
            Refusal::Invalid(Invalid { why, signers, label: None })
        } else {
            Refusal::Foreign(signers)
        });
    };
    let label = (kind == Kind::Release).then(|| label(&statement)).flatten();
    match Record::read(&payload, statement, kind) {
        Ok(record) => Ok(Verified::new(record, signers)),
        Err(why) => Err(Refusal::Invalid(Invalid { why, signers, label })),
    }
}

/// A statement that somebody signed and that cannot be read: ours, unless it plainly says that it is of another type.
fn unparsable(verified: Verified<Vec<u8>, PrincipalId>, why: String) -> Refusal {
    let (payload, signers) = verified.into_parts();
    let value = json::parse(&payload).unwrap_or_default();
    let claimed = value.get("predicateType").and_then(Value::as_str);
    match claimed.is_some_and(|claimed| !Kind::is_ours(claimed)) {
        true => Refusal::Foreign(signers),
        false => Refusal::Invalid(Invalid { why, signers, label: None }),
    }
}

fn label(statement: &Statement) -> Option<(String, String)> {
    let text = |field| statement.predicate.get(field).and_then(Value::as_str).map(str::to_owned);
    text("service").zip(text("version"))
}
