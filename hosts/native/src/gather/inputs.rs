//! The inputs of saved decisions, found by digest, so that names and folders do not matter.

use std::collections::BTreeMap;
use std::path::PathBuf;

use countersign::records::Records;
use countersign::roots::BUILT_IN;
use countersign::{Anchors, Question};

use crate::exit::Failure;
use crate::gather::{artefact, records, roots, time};
use crate::render::report::{self, Report};
use crate::render::safe;

/// Everything in the inputs, and the built-in trusted roots, by digest.
pub(crate) struct Inputs {
    by_digest: BTreeMap<String, Vec<u8>>,
    /// Public keys by key id.
    keys: BTreeMap<String, Vec<u8>>,
}

impl Inputs {
    /// Reads files and folders; the trusted roots are those that are built in, and these.
    pub(crate) fn read(named: &[PathBuf], trusted_roots: &[PathBuf]) -> Result<Self, Failure> {
        let mut verifier = Records::open()?;
        let mut inputs = Self { by_digest: BTreeMap::new(), keys: BTreeMap::new() };
        for document in records::read(named)? {
            if document.bytes.starts_with(b"-----BEGIN PUBLIC KEY-----")
                && let Ok(id) = verifier.key_id(&document.bytes)
            {
                inputs.keys.insert(id, document.bytes.clone());
            }
            inputs.by_digest.insert(artefact::of_bytes(&document.bytes), document.bytes);
        }
        let named = roots::files(trusted_roots)?;
        for root in BUILT_IN.map(|root| root.json.to_vec()).into_iter().chain(named) {
            inputs.by_digest.insert(artefact::of_bytes(&root), root);
        }
        Ok(inputs)
    }

    fn find(&self, what: &str, digest: &str) -> Result<&[u8], Failure> {
        self.by_digest.get(digest).map(Vec::as_slice).ok_or_else(|| missing(what, digest))
    }

    /// The policy or the roster that a report names.
    pub(crate) fn rules(&self, what: &str, rules: &Option<report::Rules>) -> Result<&[u8], Failure> {
        match rules {
            Some(rules) => self.find(what, &rules.digest),
            None => Err(Failure::question(format!("the report names no {what}: it cannot be replayed"))),
        }
    }

    /// What the host had pinned.
    pub(crate) fn anchors(&self, report: &Report) -> Result<Anchors, Failure> {
        let anchors = &report.anchors;
        let root_keys =
            anchors.root_keys.iter().map(|id| self.keys.get(id).cloned().ok_or_else(|| missing("root public key", id)));
        let signatures = anchors.signatures.iter().map(|digest| self.find("signature", digest).map(<[u8]>::to_vec));
        let trusted_roots = anchors.trusted_roots.iter().map(|it| self.find("trusted root", it).map(<[u8]>::to_vec));
        Ok(Anchors {
            root_keys: root_keys.collect::<Result<_, _>>()?,
            signatures: signatures.collect::<Result<_, _>>()?,
            policy_digest: anchors.policy_digest.clone(),
            roster_digest: anchors.roster_digest.clone(),
            allow_unanchored: anchors.allow_unanchored,
            min_policy_serial: anchors.min_policy_serial,
            min_roster_serial: anchors.min_roster_serial,
            trusted_roots: trusted_roots.collect::<Result<_, _>>()?,
        })
    }

    /// The question that was asked.
    pub(crate) fn question(&self, report: &Report) -> Result<Question, Failure> {
        let asked = &report.asked;
        let documents =
            report.documents.iter().map(|document| self.find("record", &document.digest).map(<[u8]>::to_vec));
        Ok(Question {
            artefacts: asked.artefacts.clone(),
            service: asked.service.clone(),
            version: asked.version.clone(),
            environment: asked.environment.clone(),
            deployer: asked.deployer.clone(),
            min_register_sequence: asked.min_register_sequence,
            now: time::parse(&report.now)
                .map_err(|wanted| Failure::question(format!("the report's `now` is no time: {wanted}")))?,
            records: documents.collect::<Result<_, _>>()?,
        })
    }

    /// Every document, in the order of the digests.
    pub(crate) fn documents(&self) -> impl Iterator<Item = &[u8]> {
        self.by_digest.values().map(Vec::as_slice)
    }
}

fn missing(what: &str, digest: &str) -> Failure {
    Failure::question(format!(
        "the {what} `{}` of the report is not in the inputs: add it with `--inputs`",
        safe::text(digest)
    ))
}
