//! A record: a statement whose predicate is one of ours, read to its type; or somebody else's, left as it is.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::base::digest::{RecordId, Sha256};
use crate::base::{canonical, json};
use crate::format::anchor::Anchor;
use crate::format::approval::Approval;
use crate::format::emergency::Emergency;
use crate::format::exception::Exception;
use crate::format::register::Register;
use crate::format::release::Release;
use crate::format::review::Review;
use crate::format::revocation::Revocation;
use crate::format::statement::Statement;

const PREFIX: &str = "https://countersign.dev/attestation/";
const SUFFIX: &str = "/v1";

/// The predicate types that we write.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// What the candidate is.
    Release,
    /// A yes or a no.
    Approval,
    /// A withdrawal.
    Revocation,
    /// A snapshot of the system of record.
    Register,
    /// A root key's word for policy or roster.
    Anchor,
    /// Somebody breaks the glass.
    Emergency,
    /// That was looked at afterwards.
    Review,
    /// A risk accepted for a while.
    Exception,
}

impl Kind {
    const ALL: [Self; 8] = [
        Self::Release,
        Self::Approval,
        Self::Revocation,
        Self::Register,
        Self::Anchor,
        Self::Emergency,
        Self::Review,
        Self::Exception,
    ];

    /// The predicate's name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Release => "release",
            Self::Approval => "approval",
            Self::Revocation => "revocation",
            Self::Register => "register",
            Self::Anchor => "anchor",
            Self::Emergency => "emergency",
            Self::Review => "review",
            Self::Exception => "exception",
        }
    }

    /// The predicate type's identifier.
    pub fn predicate_type(self) -> String {
        format!("{PREFIX}{}{SUFFIX}", self.name())
    }

    /// The kind that `predicate_type` identifies, compared exactly.
    pub fn of(predicate_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.predicate_type() == predicate_type)
    }

    /// Whether a predicate type is one of ours, of a kind or version that we may not know.
    pub fn is_ours(predicate_type: &str) -> bool {
        predicate_type.starts_with(PREFIX)
    }
}

/// A claim of one of our types.
#[derive(Clone, Debug)]
pub enum Predicate {
    /// What the candidate is.
    Release(Box<Release>),
    /// A yes or a no.
    Approval(Approval),
    /// A withdrawal.
    Revocation(Revocation),
    /// A snapshot of the system of record.
    Register(Register),
    /// A root key's word for policy or roster.
    Anchor(Anchor),
    /// Somebody breaks the glass.
    Emergency(Box<Emergency>),
    /// That was looked at afterwards.
    Review(Review),
    /// A risk accepted for a while.
    Exception(Exception),
}

/// A record of ours.
#[derive(Clone, Debug)]
pub struct Record {
    /// The digest of the payload.
    pub id: RecordId,
    /// What it is about.
    pub subjects: BTreeSet<Sha256>,
    /// What it says.
    pub predicate: Predicate,
}

impl Record {
    /// Reads a statement of `kind` that stood in `payload`. Every field is checked; an unknown one is an error.
    pub fn read(payload: &[u8], statement: Statement, kind: Kind) -> Result<Self, String> {
        let subjects = statement.digests()?;
        let canonical = Sha256::of(&canonical::to_bytes(&statement.predicate));
        let value = statement.predicate;
        let predicate = match kind {
            Kind::Release => typed(value).and_then(|p: Release| p.check().map(|()| Predicate::Release(Box::new(p)))),
            Kind::Approval => typed(value).and_then(|p: Approval| p.check().map(|()| Predicate::Approval(p))),
            Kind::Revocation => {
                typed(value).and_then(|p: Revocation| p.check(&subjects).map(|()| Predicate::Revocation(p)))
            }
            Kind::Register => {
                typed(value).and_then(|p: Register| p.check(&subjects, canonical).map(|()| Predicate::Register(p)))
            }
            Kind::Emergency => {
                typed(value).and_then(|p: Emergency| p.check().map(|()| Predicate::Emergency(Box::new(p))))
            }
            Kind::Review => typed(value).and_then(|p: Review| p.check(&subjects).map(|()| Predicate::Review(p))),
            Kind::Exception => {
                typed(value).and_then(|p: Exception| p.check(&subjects, canonical).map(|()| Predicate::Exception(p)))
            }
            Kind::Anchor => typed(value).and_then(|p: Anchor| p.check(subjects.len()).map(|()| Predicate::Anchor(p))),
        }?;
        Ok(Self { id: RecordId::of(payload), subjects, predicate })
    }
}

/// Reads a predicate, with `predicate.` before the path of what is wrong.
fn typed<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    #[derive(serde::Deserialize)]
    struct Holder<T> {
        predicate: T,
    }
    let holder = Map::from_iter([("predicate".to_owned(), value)]);
    json::typed(Value::Object(holder)).map(|holder: Holder<T>| holder.predicate)
}
