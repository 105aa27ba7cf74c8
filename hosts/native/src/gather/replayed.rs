//! The question and the anchors of a saved decision, put together again from what its report names by digest.
//!
//! Where the bytes come from is the [`Store`]'s part: from memory for one report, from the disk for many.

use countersign::{Anchors, Question};

use crate::exit::Failure;
use crate::gather::time;
use crate::render::report::Report;

/// Where the inputs of saved decisions are found.
pub(crate) trait Store {
    /// The bytes of this digest; `what` they are is for the sentence that says that they are missing.
    fn document(&self, what: &str, digest: &str) -> Result<Vec<u8>, Failure>;

    /// The root public key of this key id.
    fn root_key(&self, id: &str) -> Result<Vec<u8>, Failure>;
}

/// What the host had pinned.
pub(crate) fn anchors(report: &Report, store: &impl Store) -> Result<Anchors, Failure> {
    let pinned = &report.anchors;
    let all = |what: &'static str, digests: &[String]| {
        digests.iter().map(|digest| store.document(what, digest)).collect::<Result<Vec<_>, _>>()
    };
    Ok(Anchors {
        root_keys: pinned.root_keys.iter().map(|id| store.root_key(id)).collect::<Result<_, _>>()?,
        signatures: all("signature", &pinned.signatures)?,
        policy_digest: pinned.policy_digest.clone(),
        roster_digest: pinned.roster_digest.clone(),
        allow_unanchored: pinned.allow_unanchored,
        min_policy_serial: pinned.min_policy_serial,
        min_roster_serial: pinned.min_roster_serial,
        trusted_roots: all("trusted root", &pinned.trusted_roots)?,
    })
}

/// The question that was asked.
pub(crate) fn question(report: &Report, store: &impl Store) -> Result<Question, Failure> {
    let asked = &report.asked;
    Ok(Question {
        artefacts: asked.artefacts.clone(),
        service: asked.service.clone(),
        version: asked.version.clone(),
        environment: asked.environment.clone(),
        deployer: asked.deployer.clone(),
        min_register_sequence: asked.min_register_sequence,
        now: time::parse(&report.now)
            .map_err(|wanted| Failure::question(format!("the report's `now` is no time: {wanted}")))?,
        records: report.files().map(|digest| store.document("record", digest)).collect::<Result<_, _>>()?,
    })
}
