//! Layer 11: a host's question as it comes, and how it becomes a [`Question`].

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::collections::btree_map::{BTreeMap, Entry};
use std::fmt::Display;

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::limits::{ARTEFACTS, LARGEST_INTEGER, LAST_SECOND, RECORDS, RECORDS_BYTES};
use crate::base::question::Question;
use crate::base::time::Time;
use crate::format::sigstore::container::{self, Contents, Item};
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
    /// DSSE envelopes or Sigstore bundles, and documents beside them that a `reference` speaks for, in any order.
    pub records: Vec<Vec<u8>>,
}

/// The documents of a question, each once, by the digest of its bytes.
#[derive(Debug, Default)]
pub struct Documents<'a> {
    /// What each is.
    pub all: BTreeMap<Sha256, Document<'a>>,
    /// Files that hold several documents, and are none themselves.
    pub containers: BTreeSet<Sha256>,
    /// Every document that was taken out of a file, with that file and the container in it, if it lay in one; whether it was
    /// handed in by itself, too, or not.
    pub taken_from: BTreeMap<Sha256, BTreeSet<Sha256>>,
    /// Whether something was left as it is, because there is too much of it.
    is_cut: bool,
    /// Whether a file was left as it is, because containers lie deeper in it than is read.
    is_too_deep: bool,
    bytes: usize,
}

/// One document.
#[derive(Debug)]
pub struct Document<'a> {
    /// Its bytes.
    pub bytes: Cow<'a, [u8]>,
    /// The file that it was taken out of; `None` where it was handed in by itself, too.
    pub container: Option<Sha256>,
}

impl<'a> Documents<'a> {
    fn add(&mut self, digest: Sha256, bytes: Cow<'a, [u8]>, container: Option<Sha256>) {
        let size = bytes.len();
        if let Some(container) = container {
            self.taken_from.entry(digest).or_default().insert(container);
        }
        match self.all.entry(digest) {
            Entry::Occupied(mut known) => {
                let document = known.get_mut();
                document.container = document.container.and(container);
            }
            Entry::Vacant(place) => {
                self.bytes = self.bytes.saturating_add(size);
                place.insert(Document { bytes, container });
            }
        }
    }
}

impl Request {
    /// The documents, each once: a document that is handed in twice is one (law 3). A file of several, such as JSON Lines
    /// of bundles, is as if each had been handed in by itself.
    pub fn documents(&self) -> Documents<'_> {
        let mut documents = Documents::default();
        let files: BTreeMap<Sha256, &[u8]> =
            self.records.iter().map(|file| (Sha256::of(file), file.as_slice())).collect();
        let size = files.values().fold(0_usize, |sum, file| sum.saturating_add(file.len()));
        documents.is_cut = size > RECORDS_BYTES || files.len() > RECORDS;
        for (digest, file) in files {
            // What is too much is not taken apart, but named, and refused as a whole.
            documents.is_cut |= documents.bytes > RECORDS_BYTES || documents.all.len() > RECORDS;
            match if documents.is_cut { Contents::Document } else { container::expand(file) } {
                Contents::Document => documents.add(digest, file.into(), None),
                Contents::TooMany => {
                    documents.is_cut = true;
                    documents.add(digest, file.into(), None);
                }
                Contents::TooDeep => {
                    documents.is_too_deep = true;
                    documents.add(digest, file.into(), None);
                }
                Contents::Items(items) => {
                    documents.containers.insert(digest);
                    for Item { bytes, inner } in items {
                        let item = Sha256::of(&bytes);
                        documents.taken_from.entry(item).or_default().extend(inner);
                        documents.add(item, bytes.into(), Some(digest));
                    }
                }
            }
        }
        documents
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
        let service = name.parse("service", &self.service);
        let version = name.parse("version", &self.version);
        let environment = name.parse("environment", &self.environment);
        let deployer = self.deployer.as_ref().map(|text| name.parse("deployer", text));
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
        let sizes = [
            (documents.all.len(), RECORDS, "records"),
            (documents.bytes, RECORDS_BYTES, "bytes of records"),
            (self.artefacts.len(), ARTEFACTS, "artefacts"),
        ];
        let over = sizes.into_iter().filter(|(size, limit, _)| size > limit);
        let mut findings: Vec<Finding> = over
            .map(|(size, limit, what)| finding(Code::LimitExceeded, format!("at most {limit} {what}"), size))
            .collect();
        if documents.is_cut && findings.is_empty() {
            findings.push(finding(Code::LimitExceeded, format!("at most {RECORDS} records in a file"), "more"));
        }
        if documents.is_too_deep {
            let expected = "files that hold documents, or lists of them in lines";
            findings.push(finding(Code::LimitExceeded, expected, "lists in lists of lists: hand in what is in them"));
        }
        findings
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
    fn parse<T: std::str::FromStr<Err = String>>(&mut self, what: &str, text: &str) -> Option<T> {
        let wrong = |why: String| self.0.push(finding(Code::QuestionNameInvalid, format!("a valid name: {what}"), why));
        text.parse().map_err(wrong).ok()
    }
}
