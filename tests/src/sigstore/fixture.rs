//! One good bundle of the virtual Sigstore as files, for programs that are no part of these tests: a message signed with P-256, in
//! Rekor v1 with its promise, so that every verifier of bundles can take it.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::ask::{ARTEFACT, Ask};
use super::case::{Case, Expected};
use super::world::World;

/// Where the files lie in the repository.
pub const FOLDER: &str = "fixtures/sigstore";

/// The files, by their path in the repository.
///
/// # Panics
///
/// If the bundle is not an identity's, which it is.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let case = Case::of(&World::new(), &Ask { timestamp: false, ..Ask::message() });
    let Expected::Identity { subject, issuer } = case.signer else { panic!("not an identity's") };
    let pretty = |value: &Value| {
        let mut text = serde_json::to_vec_pretty(value).expect("JSON can be written");
        text.push(b'\n');
        text
    };
    let parsed = |bytes: &[u8]| pretty(&serde_json::from_slice(bytes).expect("it was written as JSON"));
    let files = [
        ("bundle.sigstore.json", parsed(&case.bundle)),
        ("trusted_root.json", parsed(&case.trusted_root)),
        ("signer.json", pretty(&json!({ "subject": subject, "issuer": issuer }))),
        ("artefact", ARTEFACT.to_vec()),
    ];
    files.into_iter().map(|(name, bytes)| (format!("{FOLDER}/{name}"), bytes)).collect()
}
