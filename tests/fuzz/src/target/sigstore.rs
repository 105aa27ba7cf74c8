//! Layers 3 and 5: Sigstore's documents, read and verified against the trusted root of the fixtures.

use std::sync::OnceLock;

use countersign_core::bundles::{self, Signer};
use countersign_core::format::sigstore::body::Body;
use countersign_core::format::sigstore::bundle::Bundle;
use countersign_core::format::sigstore::checkpoint::Checkpoint;
use countersign_core::format::sigstore::trusted_root::TrustedRoot;
use countersign_core::trust::sigstore::roots::Roots;
use countersign_tests::scenario::{NOW, seconds};
use countersign_tests::sigstore::fixture;
use serde_json::Value;

use super::document::assert_canonical;

/// The kinds of log entries that have a body: kind and version.
pub(crate) const KINDS: [(&str, &str); 6] = [
    ("hashedrekord", "0.0.1"),
    ("hashedrekord", "0.0.2"),
    ("dsse", "0.0.1"),
    ("dsse", "0.0.2"),
    ("intoto", "0.0.2"),
    ("intoto", "0.0.1"),
];

fn trusted_roots() -> &'static [Vec<u8>] {
    static ROOTS: OnceLock<Vec<Vec<u8>>> = OnceLock::new();
    ROOTS.get_or_init(|| {
        let root = fixture::files().into_iter().find(|(path, _)| path.ends_with("trusted_root.json"));
        vec![root.expect("the fixture has a trusted root").1]
    })
}

/// A bundle: read, inspected, and verified. What verifies as anybody's is a bundle that can be read.
pub(super) fn bundle(data: &[u8]) {
    let now = seconds(NOW);
    let seen = bundles::inspect(data, trusted_roots(), now);
    assert_canonical(&seen);
    assert_eq!(seen, bundles::inspect(data, trusted_roots(), now), "one bundle is seen in two ways");
    let artefact = ["sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855".to_owned()];
    let verified = bundles::verify(data, trusted_roots(), &artefact, &Signer::Anyone, now);
    assert!(verified.is_err(), "a bundle verifies for an artefact that nobody signed");
    let problems =
        serde_json::from_slice::<Value>(&seen).is_ok_and(|seen| seen["problems"] != Value::Array(Vec::new()));
    assert!(problems || Bundle::parse(data).is_ok(), "a bundle is in order that cannot be read");
}

/// A trusted root, or several.
pub(super) fn trusted_root(data: &[u8]) {
    let parsed = TrustedRoot::parse_all(data);
    let read = Roots::read(&[data.to_vec()]);
    assert!(parsed.is_ok() || read.is_err(), "a root is trusted that cannot be read");
    if let Ok(roots) = read {
        assert!(roots.iter().next().is_some(), "no root, and no error");
    }
}

/// A signed note of a log.
pub(super) fn checkpoint(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(checkpoint) = Checkpoint::parse(text) else { return };
    assert!(text.as_bytes().starts_with(&checkpoint.signed), "what is signed is not what stands there");
    assert!(!checkpoint.signatures.is_empty() && checkpoint.signatures.iter().all(|s| !s.bytes.is_empty()));
}

/// The body of a log entry: the first byte chooses kind and version.
pub(super) fn log_entry(data: &[u8]) {
    let Some((which, body)) = data.split_first() else { return };
    let (kind, version) = KINDS[usize::from(*which) % KINDS.len()];
    let read = |body| format!("{:?}", Body::parse(kind, version, body));
    assert_eq!(read(body), read(body));
}
