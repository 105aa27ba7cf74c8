//! Everything that a question needs, gathered: rules, records, artefacts, time.
//!
//! It reads and digests, and judges nothing but whether there is something to hand over.

pub(crate) mod artefact;
pub(crate) mod file;
pub(crate) mod inputs;
pub(crate) mod records;
pub(crate) mod replayed;
pub(crate) mod roots;
pub(crate) mod time;

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use countersign::{Anchors, Gate, Question};

use crate::args::{Asked, Rules};
use crate::exit::Failure;

/// A question, and where its records came from.
pub(crate) struct Gathered {
    pub(crate) question: Question,
    /// The file of each record of the question, in their order.
    pub(crate) paths: Vec<PathBuf>,
}

/// The gate that policy, roster and anchors open.
pub(crate) fn gate(rules: &Rules) -> Result<Gate, Failure> {
    let policy = file::read(&rules.policy)?;
    let roster = file::read(&rules.roster)?;
    Ok(Gate::open(&policy, &roster, &anchors(rules)?)?)
}

/// The question, from what the command line names.
pub(crate) fn question(asked: &Asked) -> Result<Gathered, Failure> {
    let now = time::now(asked.now)?;
    let records = records::read(&asked.records)?;
    let artefacts = asked.artefacts.iter().map(|name| artefact::find(name)).collect::<Result<Vec<_>, _>>()?;
    let (paths, records) = records.into_iter().map(|record| (record.path, record.bytes)).unzip();
    let question = Question {
        artefacts: artefacts.into_iter().map(|artefact| artefact.digest).collect(),
        service: asked.service.clone(),
        version: asked.version.clone(),
        environment: asked.environment.clone(),
        deployer: asked.deployer.clone(),
        min_register_sequence: asked.min_register_sequence,
        now,
        records,
    };
    Ok(Gathered { question, paths })
}

/// The files that a question is asked of: those that were read, and the signatures that would have been.
pub(crate) fn sources(rules: &Rules, asked: &Asked, gathered: &Gathered) -> Vec<PathBuf> {
    let documents = [&rules.policy, &rules.roster];
    let named = documents.into_iter().chain(&rules.root_keys).chain(&rules.trusted_roots);
    let signatures = documents.map(|document| signature_path(document));
    // A digest is the name of no file that is read.
    named.chain(&asked.artefacts).chain(&gathered.paths).cloned().chain(signatures).collect()
}

/// What the host pins. Signatures are looked for beside the documents, and only where a root key can check them.
fn anchors(rules: &Rules) -> Result<Anchors, Failure> {
    let root_keys = rules.root_keys.iter().map(|path| file::read(path)).collect::<Result<Vec<_>, _>>()?;
    let mut signatures = Vec::new();
    if !root_keys.is_empty() {
        for document in [&rules.policy, &rules.roster] {
            let signature = signature_path(document);
            if signature.exists() {
                signatures.push(file::read(&signature)?);
            }
        }
    }
    Ok(Anchors {
        root_keys,
        signatures,
        policy_digest: rules.policy_sha256.as_deref().map(digest),
        roster_digest: rules.roster_sha256.as_deref().map(digest),
        allow_unanchored: rules.allow_unanchored,
        min_policy_serial: rules.min_policy_serial,
        min_roster_serial: rules.min_roster_serial,
        trusted_roots: match rules.no_trusted_root {
            true => Vec::new(),
            false => roots::read(&rules.trusted_roots)?,
        },
    })
}

/// Where the root key's signature of a document stands: `policy.yml.sig.json`.
pub(crate) fn signature_path(document: &Path) -> PathBuf {
    let mut path = OsString::from(document.as_os_str());
    path.push(".sig.json");
    path.into()
}

/// A digest with its algorithm: people paste what `sha256sum` prints.
fn digest(given: &str) -> String {
    match given.len() == 64 && given.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        true => format!("sha256:{given}"),
        false => given.to_owned(),
    }
}
