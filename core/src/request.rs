//! Layer 10: a host's question as it comes, and how it becomes a [`Question`].

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::limits::{ARTEFACTS, LARGEST_INTEGER, LAST_SECOND, RECORDS, RECORDS_BYTES};
use crate::base::question::Question;
use crate::base::time::Time;
use crate::report::Asked;

/// A question, with every document that the host holds about the release.
#[derive(Clone, Debug, Default)]
pub struct Request {
    /// `sha256:` digests of the artefacts to deploy.
    pub artefacts: Vec<String>,
    /// The named thing.
    pub service: String,
    /// Its label.
    pub version: String,
    /// Where it is to go.
    pub environment: String,
    /// Who deploys: a principal id or an alias.
    pub deployer: Option<String>,
    /// The highest register sequence that the host has seen.
    pub min_register_sequence: u64,
    /// Seconds since 1970-01-01T00:00:00Z.
    pub now: u64,
    /// DSSE envelopes, in any order.
    pub records: Vec<Vec<u8>>,
}

/// The documents of a question, each once, by the digest of its bytes.
pub type Documents<'a> = BTreeMap<Sha256, &'a [u8]>;

impl Request {
    /// The documents, each once: a document that is handed in twice is one (law 3).
    pub fn documents(&self) -> Documents<'_> {
        self.records.iter().map(|bytes| (Sha256::of(bytes), bytes.as_slice())).collect()
    }

    /// The question as the report shows it.
    pub fn asked(&self) -> Asked {
        let artefacts: BTreeSet<&String> = self.artefacts.iter().collect();
        Asked {
            artefacts: artefacts.into_iter().cloned().collect(),
            service: self.service.clone(),
            version: self.version.clone(),
            environment: self.environment.clone(),
            deployer: self.deployer.clone(),
            min_register_sequence: self.min_register_sequence,
        }
    }

    /// Reads the question. Everything that is wrong with it is said at once.
    pub fn parse(&self, documents: &Documents<'_>) -> Result<(Question, Time), Vec<Finding>> {
        let mut findings = self.check_size(documents);
        let artefacts = self.parse_artefacts(&mut findings);
        let mut name = Names(&mut findings);
        let service = name.parse(&self.service);
        let version = name.parse(&self.version);
        let environment = name.parse(&self.environment);
        let deployer = self.deployer.as_ref().map(|text| name.parse(text));
        if self.min_register_sequence > LARGEST_INTEGER {
            findings.push(finding(
                Code::LimitExceeded,
                format!("a sequence up to {LARGEST_INTEGER}"),
                self.min_register_sequence,
            ));
        }
        let now = Time::from_seconds(self.now);
        if now.is_none() {
            let expected = format!("at most {LAST_SECOND} seconds");
            findings.push(finding(Code::QuestionTimeInvalid, expected, self.now));
        }
        match (service, version, environment, now, findings.is_empty()) {
            (Some(service), Some(version), Some(environment), Some(now), true) => {
                let min_register_sequence = self.min_register_sequence;
                let deployer = deployer.flatten();
                Ok((Question { artefacts, service, version, environment, deployer, min_register_sequence }, now))
            }
            _ => Err(findings),
        }
    }

    fn check_size(&self, documents: &Documents<'_>) -> Vec<Finding> {
        let bytes = documents.values().fold(0_usize, |sum, document| sum.saturating_add(document.len()));
        let sizes = [
            (documents.len(), RECORDS, "records"),
            (bytes, RECORDS_BYTES, "bytes of records"),
            (self.artefacts.len(), ARTEFACTS, "artefacts"),
        ];
        let over = sizes.into_iter().filter(|(size, limit, _)| size > limit);
        over.map(|(size, limit, what)| finding(Code::LimitExceeded, format!("at most {limit} {what}"), size)).collect()
    }

    fn parse_artefacts(&self, findings: &mut Vec<Finding>) -> BTreeSet<Sha256> {
        if self.artefacts.is_empty() {
            findings.push(finding(Code::QuestionArtefactMissing, "at least one artefact", "none"));
        }
        let mut artefacts = BTreeSet::new();
        for text in &self.artefacts {
            match text.parse() {
                Ok(digest) => {
                    artefacts.insert(digest);
                }
                Err(_) => {
                    let found = format!("`{}`", text.escape_default());
                    findings.push(finding(
                        Code::QuestionArtefactInvalid,
                        "`sha256:` and 64 lower-case hexadecimal digits",
                        found,
                    ));
                }
            }
        }
        artefacts
    }
}

fn finding(code: Code, expected: impl Into<String>, found: impl Display) -> Finding {
    Finding::new(Requirement::Question, code, expected, found.to_string())
}

struct Names<'a>(&'a mut Vec<Finding>);

impl Names<'_> {
    fn parse<T: std::str::FromStr<Err = String>>(&mut self, text: &str) -> Option<T> {
        text.parse().map_err(|why: String| self.0.push(finding(Code::QuestionNameInvalid, "a valid name", why))).ok()
    }
}
