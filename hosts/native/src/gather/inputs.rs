//! The inputs of saved decisions, found by digest, so that names and folders do not matter.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use countersign::records::Records;
use countersign::roots::BUILT_IN;

use crate::exit::Failure;
use crate::gather::replayed::Store;
use crate::gather::{artefact, records, roots};
use crate::render::report::{self, Report};
use crate::render::safe;

/// Everything in the inputs, and the built-in trusted roots, by digest.
pub(crate) struct Inputs {
    by_digest: BTreeMap<String, Vec<u8>>,
    /// Public keys by key id.
    keys: BTreeMap<String, Vec<u8>>,
    /// The files that were read, each with its digest.
    paths: Vec<(String, PathBuf)>,
}

impl Inputs {
    /// Reads files and folders; the trusted roots are those that are built in, and these.
    pub(crate) fn read(named: &[PathBuf], trusted_roots: &[PathBuf]) -> Result<Self, Failure> {
        let mut verifier = Records::open()?;
        let mut inputs = Self { by_digest: BTreeMap::new(), keys: BTreeMap::new(), paths: Vec::new() };
        for document in records::read(named)? {
            if document.bytes.starts_with(b"-----BEGIN PUBLIC KEY-----")
                && let Ok(id) = verifier.key_id(&document.bytes)
            {
                inputs.keys.insert(id, document.bytes.clone());
            }
            let digest = artefact::of_bytes(&document.bytes);
            inputs.paths.push((digest.clone(), document.path));
            inputs.by_digest.insert(digest, document.bytes);
        }
        let named = roots::files(trusted_roots)?;
        for root in BUILT_IN.map(|root| root.json.to_vec()).into_iter().chain(named) {
            inputs.by_digest.insert(artefact::of_bytes(&root), root);
        }
        Ok(inputs)
    }

    /// The files that a report names, and every public key. What else lies among them is no input of it.
    pub(crate) fn named_by<'a>(&'a self, report: &'a Report) -> impl Iterator<Item = &'a Path> {
        let rules = report.policy.iter().chain(&report.roster).map(|rules| rules.digest.as_str());
        let anchors = report.anchors.signatures.iter().chain(&report.anchors.trusted_roots).map(String::as_str);
        let named: BTreeSet<&str> = rules.chain(anchors).chain(report.files()).collect();
        let keys: BTreeSet<String> = self.keys.values().map(|key| artefact::of_bytes(key)).collect();
        let ours =
            move |(digest, _): &&(String, PathBuf)| named.contains(digest.as_str()) || keys.contains(digest.as_str());
        self.paths.iter().filter(ours).map(|(_, path)| path.as_path())
    }

    /// The policy or the roster that a report names.
    pub(crate) fn rules(&self, what: &str, rules: &Option<report::Rules>) -> Result<&[u8], Failure> {
        match rules {
            Some(rules) => {
                self.by_digest.get(&rules.digest).map(Vec::as_slice).ok_or_else(|| missing(what, &rules.digest))
            }
            None => Err(Failure::question(format!("the report names no {what}: it cannot be replayed"))),
        }
    }

    /// Every document, in the order of the digests.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &[u8]> {
        self.by_digest.values().map(Vec::as_slice)
    }
}

impl Store for Inputs {
    fn document(&self, what: &str, digest: &str) -> Result<Vec<u8>, Failure> {
        self.by_digest.get(digest).cloned().ok_or_else(|| missing(what, digest))
    }

    fn root_key(&self, id: &str) -> Result<Vec<u8>, Failure> {
        self.keys.get(id).cloned().ok_or_else(|| missing("root public key", id))
    }

    fn holds(&self, digest: &str) -> bool {
        self.by_digest.contains_key(digest)
    }

    fn holds_key(&self, id: &str) -> bool {
        self.keys.contains_key(id)
    }
}

fn missing(what: &str, digest: &str) -> Failure {
    Failure::question(format!(
        "the {what} `{}` of the report is not in the inputs: add it with `--inputs`",
        safe::text(digest)
    ))
}
