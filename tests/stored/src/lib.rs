//! The cases as they lie on disk (`fixtures/README.md` describes the files): reading them, and nothing else. Bundles that
//! are asked about by themselves are [`bundle`]'s.
//!
//! A crate of its own, with no dependency but the core, so that what tries the core on every case is built in seconds:
//! mutation testing builds it once for each mutant, and fuzzing takes its seeds from here. Who makes the cases is
//! `countersign-tests`.

pub mod bundle;

use std::path::{Path, PathBuf};

use countersign_core::anchoring::Anchors;
use countersign_core::base::time::Time;
use countersign_core::gate::{Decision, Gate, Verdict};
use countersign_core::request::Request;
use serde_json::Value;

/// Where the cases lie in the repository.
pub const FOLDER: &str = "fixtures/cases";
/// What is missing, and who can give it, where a case is about people.
pub const EXPLANATION: &str = "explanation.json";

/// What a host hands to the gate.
#[derive(Clone, Debug)]
pub struct Inputs {
    /// The policy's bytes.
    pub policy: Vec<u8>,
    /// The roster's bytes.
    pub roster: Vec<u8>,
    /// What the host pins.
    pub anchors: Anchors,
    /// The question, with the records.
    pub request: Request,
}

impl Inputs {
    /// Opens a gate and asks, natively.
    pub fn decide(&self) -> Decision {
        Gate::open(&self.policy, &self.roster, &self.anchors).decide(&self.request)
    }

    /// Opens a gate and asks what is missing, and who can give it.
    pub fn explain(&self) -> Vec<u8> {
        Gate::open(&self.policy, &self.roster, &self.anchors).explain(&self.request)
    }
}

/// A case as it was read from disk.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The verdict that is due.
    pub verdict: String,
    /// What the host hands in.
    pub inputs: Inputs,
    /// The report that is due.
    pub report: Vec<u8>,
    /// The explanation that is due, where one is kept.
    pub explanation: Option<Vec<u8>>,
}

/// The verdict as `case.json` has it.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allow",
        Verdict::Deny => "deny",
        Verdict::Malformed => "malformed",
    }
}

/// The folder of every case whose inputs are committed, in the order of their names. The error names what cannot be read.
pub fn folders(repository: &Path) -> Result<Vec<PathBuf>, String> {
    let mut cases = Vec::new();
    for area in entries(&repository.join(FOLDER))? {
        cases.extend(entries(&area)?.into_iter().filter(|case| case.join("question.json").is_file()));
    }
    Ok(cases)
}

fn entries(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    paths.sort();
    Ok(paths)
}

/// The bytes of a file of a case.
fn bytes(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    let path = folder.join(name);
    std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
}

/// A file of a case that is JSON.
fn object(folder: &Path, name: &str) -> Result<Value, String> {
    serde_json::from_slice(&bytes(folder, name)?).map_err(|error| format!("{}: {error}", folder.join(name).display()))
}

/// A list of texts in one of them.
fn texts(folder: &Path, value: &Value, field: &str) -> Result<Vec<String>, String> {
    let texts =
        value[field].as_array().and_then(|list| list.iter().map(|item| Some(item.as_str()?.to_owned())).collect());
    texts.ok_or_else(|| format!("{}: `{field}` is missing or wrong", folder.display()))
}

/// Reads the case in `folder`. The error names the file.
pub fn read(folder: &Path) -> Result<Stored, String> {
    let bytes = |name: &str| bytes(folder, name);
    let object = |name: &str| object(folder, name);
    let texts = |value: &Value, field: &str| texts(folder, value, field);
    let about = object("case.json")?;
    let wrong = |field: &str| format!("{}: `{field}` is missing or wrong", folder.display());
    let verdict = about["verdict"].as_str().ok_or_else(|| wrong("verdict"))?.to_owned();
    let (anchors, question) = (object("anchors.json")?, object("question.json")?);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let files = |field| texts(&anchors, field)?.iter().map(|name| bytes(name)).collect::<Result<Vec<_>, _>>();
    let number = |value: &Value, field: &str| value[field].as_u64().ok_or_else(|| wrong(field));
    let inputs = Inputs {
        policy: bytes("policy.yml")?,
        roster: bytes("roster.yml")?,
        anchors: Anchors {
            root_keys: files("rootKeys")?,
            signatures: files("signatures")?,
            policy_digest: text(&anchors["policyDigest"]),
            roster_digest: text(&anchors["rosterDigest"]),
            allow_unanchored: anchors["allowUnanchored"].as_bool().ok_or_else(|| wrong("allowUnanchored"))?,
            min_policy_serial: number(&anchors, "minPolicySerial")?,
            min_roster_serial: number(&anchors, "minRosterSerial")?,
            trusted_roots: files("trustedRoots")?,
        },
        request: Request {
            artefacts: texts(&question, "artefacts")?,
            service: text(&question["service"]).ok_or_else(|| wrong("service"))?,
            version: text(&question["version"]).ok_or_else(|| wrong("version"))?,
            environment: text(&question["environment"]).ok_or_else(|| wrong("environment"))?,
            deployer: text(&question["deployer"]),
            min_register_sequence: number(&question, "minRegisterSequence")?,
            now: now(&question["now"]).ok_or_else(|| wrong("now"))?,
            records: records(&folder.join("records"))?,
        },
    };
    let explanation = folder.join(EXPLANATION).is_file().then(|| bytes(EXPLANATION)).transpose()?;
    Ok(Stored { verdict, inputs, report: bytes("report.json")?, explanation })
}

/// A time, or seconds where RFC 3339 has no word for it.
fn now(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse::<Time>().ok().map(Time::seconds))
}

/// The records in the order of their names; a case may have none.
fn records(folder: &Path) -> Result<Vec<Vec<u8>>, String> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    entries(folder)?
        .iter()
        .map(|path| std::fs::read(path).map_err(|error| format!("{}: {error}", path.display())))
        .collect()
}
