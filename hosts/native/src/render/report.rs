//! The fields of the component's reports that are shown. What they mean: `docs/report.md`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::exit::Failure;
use crate::gather::{Gathered, artefact};

/// A decision report.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Report {
    pub(crate) verdict: String,
    pub(crate) question: String,
    /// `normal`, or `emergency` where a failure was waived.
    #[serde(default)]
    pub(crate) mode: String,
    pub(crate) now: String,
    pub(crate) valid_until: Option<String>,
    pub(crate) asked: Asked,
    #[serde(default)]
    pub(crate) anchors: Anchors,
    pub(crate) policy: Option<Rules>,
    pub(crate) roster: Option<Rules>,
    pub(crate) class: Option<Class>,
    pub(crate) release: Option<Release>,
    #[serde(default)]
    pub(crate) findings: Vec<Finding>,
    #[serde(default)]
    pub(crate) obligations: Vec<Obligation>,
    #[serde(default)]
    pub(crate) waivers: Vec<Waiver>,
    #[serde(default)]
    pub(crate) documents: Vec<Document>,
    /// The files that held several documents, by digest.
    #[serde(default)]
    pub(crate) containers: Vec<String>,
}

impl Report {
    /// The digests of the files that were handed in: those that are documents, and those that held documents.
    pub(crate) fn files(&self) -> impl Iterator<Item = &str> {
        let by_themselves = self.documents.iter().filter(|document| document.container.is_none());
        by_themselves.map(|document| &document.digest).chain(&self.containers).map(String::as_str)
    }
}

/// What was asked.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Asked {
    pub(crate) service: String,
    pub(crate) version: String,
    pub(crate) environment: String,
    pub(crate) deployer: Option<String>,
    #[serde(default)]
    pub(crate) artefacts: Vec<String>,
    #[serde(default)]
    pub(crate) min_register_sequence: u64,
}

/// What the host pinned.
#[derive(Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub(crate) struct Anchors {
    pub(crate) root_keys: Vec<String>,
    pub(crate) signatures: Vec<String>,
    pub(crate) policy_digest: Option<String>,
    pub(crate) roster_digest: Option<String>,
    pub(crate) allow_unanchored: bool,
    pub(crate) min_policy_serial: u64,
    pub(crate) min_roster_serial: u64,
    /// By digest.
    pub(crate) trusted_roots: Vec<String>,
}

/// The policy or the roster that was used.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Rules {
    pub(crate) digest: String,
    /// `signature`, `digest` or `nothing`.
    #[serde(default)]
    pub(crate) anchored_by: String,
    pub(crate) serial: Option<u64>,
    pub(crate) name: Option<String>,
}

/// The class that applied.
#[derive(Deserialize)]
pub(crate) struct Class {
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) because: String,
}

/// The release record that counted.
#[derive(Deserialize)]
pub(crate) struct Release {
    pub(crate) record: String,
    #[serde(default)]
    pub(crate) signers: Vec<String>,
}

/// One checked requirement.
#[derive(Deserialize)]
pub(crate) struct Finding {
    pub(crate) requirement: String,
    pub(crate) code: String,
    pub(crate) outcome: String,
    #[serde(default)]
    pub(crate) expected: String,
    #[serde(default)]
    pub(crate) found: String,
    #[serde(default)]
    pub(crate) next: String,
    #[serde(default)]
    pub(crate) records: Vec<String>,
}

impl Finding {
    /// Whether it denies. An outcome that this host does not know is shown as one that does.
    pub(crate) fn fails(&self) -> bool {
        !matches!(self.outcome.as_str(), "pass" | "warn" | "waived")
    }

    /// The mark in front of its line.
    pub(crate) fn mark(&self) -> char {
        match self.outcome.as_str() {
            "pass" => '✓',
            "warn" => '!',
            "waived" => '⚠',
            _ => '✗',
        }
    }
}

/// An emergency that the decision was taken under.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Waiver {
    #[serde(default)]
    pub(crate) record: String,
    pub(crate) incident: String,
    pub(crate) by: Vec<String>,
    pub(crate) reason: String,
    pub(crate) expires_at: String,
}

/// What the decision makes somebody owe.
#[derive(Deserialize)]
pub(crate) struct Obligation {
    #[serde(default)]
    pub(crate) kind: String,
    #[serde(default)]
    pub(crate) due: String,
    #[serde(default)]
    pub(crate) text: String,
}

/// A document that was handed in.
#[derive(Deserialize)]
pub(crate) struct Document {
    pub(crate) digest: String,
    pub(crate) record: Option<String>,
    /// The digest of the file that it was taken out of.
    pub(crate) container: Option<String>,
}

/// The result of `policy check`.
#[derive(Deserialize)]
pub(crate) struct Checked {
    pub(crate) ok: bool,
    #[serde(default)]
    pub(crate) findings: Vec<Finding>,
}

impl Checked {
    pub(crate) fn parse(json: &[u8]) -> Result<Self, Failure> {
        from_component(json)
    }
}

/// A report of the component.
pub(crate) fn parse(json: &[u8]) -> Result<Report, Failure> {
    from_component(json)
}

/// What the component says is as documented, or the tool is broken.
pub(crate) fn from_component<'a, T: Deserialize<'a>>(json: &'a [u8]) -> Result<T, Failure> {
    serde_json::from_slice(json)
        .map_err(|error| Failure::tool(format!("the verifier's answer is not of the documented form: {error}")))
}

/// The names of the files behind record ids and document digests.
pub(crate) struct Files(BTreeMap<String, String>);

impl Files {
    /// Those that the findings which did not pass speak of; nothing is digested where everything passed.
    pub(crate) fn of(report: &Report, gathered: &Gathered) -> Self {
        let wanted: BTreeSet<&String> = report
            .findings
            .iter()
            .filter(|finding| finding.outcome != "pass")
            .flat_map(|finding| &finding.records)
            .collect();
        let mut files = BTreeMap::new();
        if !wanted.is_empty() {
            for (path, bytes) in gathered.paths.iter().zip(&gathered.question.records) {
                let digest = artefact::of_bytes(bytes);
                let record = report.documents.iter().find(|document| document.digest == digest);
                let shown = path.to_string_lossy().into_owned();
                if let Some(record) = record.and_then(|document| document.record.clone()) {
                    files.entry(record).or_insert_with(|| shown.clone());
                }
                files.entry(digest).or_insert(shown);
            }
        }
        Self(files)
    }

    /// No names: where nothing was gathered from files.
    pub(crate) fn none() -> Self {
        Self(BTreeMap::new())
    }

    /// A file's name where it is known, else the id.
    pub(crate) fn name<'a>(&'a self, id: &'a str) -> &'a str {
        self.known(id).unwrap_or(id)
    }

    /// A file's name, where it is known.
    pub(crate) fn known(&self, id: &str) -> Option<&str> {
        self.0.get(id).map(String::as_str)
    }
}
