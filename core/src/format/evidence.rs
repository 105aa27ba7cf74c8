//! Evidence: anybody's statement about an artefact, of a type that policies can ask for.

use std::collections::BTreeSet;

use crate::base::canary::Source;
use crate::base::digest::{RecordId, Sha256};
use crate::format::canary::Canary;
use crate::format::provenance::Provenance;
use crate::format::statement::Statement;

/// A statement of somebody else's type.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The digest of the payload.
    pub id: RecordId,
    /// What it is about: subjects without a SHA-256 bind nothing here.
    pub subjects: BTreeSet<Sha256>,
    /// What it says.
    pub claim: Claim,
}

/// What evidence says.
#[derive(Clone, Debug)]
pub enum Claim {
    /// Who built it, from what.
    Provenance(Provenance),
    /// How a canary of it fared.
    Canary(Box<Canary>),
}

impl Evidence {
    /// Whether policies can ask for this predicate type.
    pub fn knows(predicate_type: &str) -> bool {
        Provenance::knows(predicate_type) || Canary::knows(predicate_type)
    }

    /// The name of a predicate type that is ours.
    pub fn name(predicate_type: &str) -> Option<&'static str> {
        Canary::source(predicate_type).map(Source::id)
    }

    /// Reads a statement that stood in `payload`, of a type that [`Evidence::knows`].
    pub fn read(payload: &[u8], statement: Statement) -> Result<Self, String> {
        let subjects = statement.subjects.iter().filter_map(|subject| subject.sha256).collect();
        let Statement { predicate_type, predicate, .. } = statement;
        let claim = match Canary::knows(&predicate_type) {
            true => Canary::read(&predicate_type, predicate).map(|canary| Claim::Canary(Box::new(canary))),
            false => Provenance::read(&predicate_type, predicate).map(Claim::Provenance),
        }?;
        Ok(Self { id: RecordId::of(payload), subjects, claim })
    }
}
