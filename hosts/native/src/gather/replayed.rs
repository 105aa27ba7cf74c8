//! The question and the anchors of a saved decision, put together again from what its report names by digest.
//!
//! Where the bytes come from is the [`Store`]'s part: from memory for one report, from the disk for many.

use countersign::{Anchors, Question};

use crate::exit::Failure;
use crate::gather::time;
use crate::render::audit::Missing;
use crate::render::report::Report;

/// Where the inputs of saved decisions are found.
pub(crate) trait Store {
    /// The bytes of this digest; `what` they are is for the sentence that says that they are missing.
    fn document(&self, what: &str, digest: &str) -> Result<Vec<u8>, Failure>;

    /// The root public key of this key id.
    fn root_key(&self, id: &str) -> Result<Vec<u8>, Failure>;

    /// Whether there is a document of this digest.
    fn holds(&self, digest: &str) -> bool;

    /// Whether there is a root public key of this id.
    fn holds_key(&self, id: &str) -> bool;
}

/// What a report names and the store does not hold.
pub(crate) fn missing(report: &Report, store: &impl Store) -> Vec<Missing> {
    let rules = [("policy", &report.policy), ("roster", &report.roster)];
    let rules = rules.into_iter().filter_map(|(what, rules)| Some((what, rules.as_ref()?.digest.as_str())));
    let signatures = report.anchors.signatures.iter().map(|digest| ("signature", digest.as_str()));
    let roots = report.anchors.trusted_roots.iter().map(|digest| ("trusted root", digest.as_str()));
    let records = report.files().map(|digest| ("record", digest));
    let files = rules.chain(signatures).chain(roots).chain(records);
    let absent = files.filter(|(_, digest)| !store.holds(digest));
    let keys = report.anchors.root_keys.iter().filter(|id| !store.holds_key(id));
    let all = absent.chain(keys.map(|id| ("root public key", id.as_str())));
    all.map(|(what, id)| Missing { what, id: id.to_owned() }).collect()
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
