//! Evidence: anybody's statement about an artefact, of a type that policies can ask for.
//!
//! It comes as a statement, or as a document beside one that an in-toto `reference` names by its digest.

use std::collections::BTreeSet;
use std::rc::Rc;

use crate::base::canary::Source;
use crate::base::digest::{RecordId, Sha256};
use crate::base::json;
use crate::format::assessment::Assessment;
use crate::format::canary::Canary;
use crate::format::openvex::{self, Vex};
use crate::format::provenance::Provenance;
use crate::format::reference::Reference;
use crate::format::said::Said;
use crate::format::sarif::Analysis;
use crate::format::sbom::Sbom;
use crate::format::statement::Statement;
use crate::format::summary::Summary;
use crate::format::test_result::TestRun;
use crate::format::vulnerability::Scan;
use crate::format::vulns;
use crate::format::{cyclonedx, spdx};

/// A statement of somebody else's type.
#[derive(Clone, Debug)]
pub struct Evidence {
    /// The digest of the payload.
    pub id: RecordId,
    /// What it is about: subjects without a SHA-256 bind nothing here.
    pub subjects: BTreeSet<Sha256>,
    /// What it says; never empty.
    pub claims: Vec<Claim>,
}

/// What evidence says.
#[derive(Clone, Debug)]
pub enum Claim {
    /// Who built it, from what.
    Provenance(Provenance),
    /// It speaks for documents beside it.
    Reference(Reference),
    /// What was found in it.
    Scan(Scan),
    /// How its tests went.
    Tests(TestRun),
    /// Which vulnerabilities affect it.
    Vex(Vex),
    /// What a tool of analysis found. Shared, for several references may speak for one document.
    Analysis(Rc<Analysis>),
    /// What it consists of. Shared for the same reason.
    Sbom(Rc<Sbom>),
    /// What another verifier concluded.
    Summary(Summary),
    /// What somebody thinks of the service.
    Assessment(Assessment),
    /// How a canary of it fared.
    Canary(Box<Canary>),
}

/// What every kind of evidence has.
pub trait Evident {
    /// When it says that it was made.
    fn said(&self) -> Said;

    /// What it is a result of, such as a scanner or a suite: of each producer the newest of each stream counts, so that
    /// a newer result of one tool does not hide an older one of another.
    fn streams(&self) -> Vec<String> {
        vec![String::new()]
    }

    /// What a step of a chain calls it, such as a suite, a tool or a scanner; several, where it is a result of several.
    fn names(&self) -> Vec<&str> {
        Vec::new()
    }
}

impl<T: Evident> Evident for Rc<T> {
    fn said(&self) -> Said {
        self.as_ref().said()
    }

    fn streams(&self) -> Vec<String> {
        self.as_ref().streams()
    }

    fn names(&self) -> Vec<&str> {
        self.as_ref().names()
    }
}

impl Evident for Provenance {
    fn said(&self) -> Said {
        self.said
    }

    fn names(&self) -> Vec<&str> {
        vec![&self.builder]
    }
}

impl Evidence {
    /// The kind that a policy asks for, of which a predicate type can only be; `None` where it can be any.
    pub fn kind(predicate_type: &str) -> Option<&'static str> {
        match predicate_type {
            kind if Provenance::knows(kind) => Some("provenance"),
            kind if TestRun::knows(kind) => Some("tests"),
            kind if vulns::knows(kind) || openvex::knows(kind) => Some("vulnerabilities"),
            _ => None,
        }
    }

    /// Whether policies can ask for this predicate type.
    pub fn knows(predicate_type: &str) -> bool {
        Provenance::knows(predicate_type)
            || Reference::knows(predicate_type)
            || TestRun::knows(predicate_type)
            || vulns::knows(predicate_type)
            || openvex::knows(predicate_type)
            || spdx::knows(predicate_type)
            || cyclonedx::knows(predicate_type)
            || Summary::knows(predicate_type)
            || Assessment::knows(predicate_type)
            || Canary::knows(predicate_type)
    }

    /// The name of a predicate type that people sign with this project's tools.
    pub fn name(predicate_type: &str) -> Option<&'static str> {
        match predicate_type {
            kind if Assessment::knows(kind) => Some("assessment"),
            kind if Reference::knows(kind) => Some("reference"),
            kind => Canary::source(kind).map(Source::id),
        }
    }

    /// Reads a statement that stood in `payload`, of a type that [`Evidence::knows`].
    pub fn read(payload: &[u8], statement: Statement) -> Result<Self, String> {
        let subjects = statement.subjects.iter().filter_map(|subject| subject.sha256).collect();
        let Statement { predicate_type, predicate, .. } = statement;
        let claims = match predicate_type.as_str() {
            kind if Reference::knows(kind) => vec![Claim::Reference(Reference::read(predicate)?)],
            kind if TestRun::knows(kind) => vec![Claim::Tests(TestRun::read(predicate)?)],
            kind if vulns::knows(kind) => vulns::read(predicate)?.into_iter().map(Claim::Scan).collect(),
            kind if openvex::knows(kind) => vec![Claim::Vex(json::typed(predicate).and_then(openvex::Raw::vex)?)],
            kind if spdx::knows(kind) => vec![spdx::read_predicate(&predicate)?.claim()],
            kind if cyclonedx::knows(kind) => vec![cyclonedx::read_predicate(&predicate)?.claim()],
            kind if Summary::knows(kind) => vec![Claim::Summary(Summary::read(kind, predicate)?)],
            kind if Assessment::knows(kind) => vec![Claim::Assessment(Assessment::read(predicate)?)],
            kind if Canary::knows(kind) => vec![Claim::Canary(Box::new(Canary::read(kind, predicate)?))],
            kind => vec![Claim::Provenance(Provenance::read(kind, predicate)?)],
        };
        Ok(Self { id: RecordId::of(payload), subjects, claims })
    }
}
