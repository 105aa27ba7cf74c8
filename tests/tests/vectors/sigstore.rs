//! Sigstore's formats: every bundle and trusted root among the published vectors, each log entry's body and checkpoint.
//!
//! Reading alone: what must be refused by its form is refused with its code, and everything else is read. Whether a bundle
//! verifies is not asked here.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use countersign_core::base::code::Code;
use countersign_core::format::sigstore::body::Body;
use countersign_core::format::sigstore::bundle::{Bundle, Content};
use countersign_core::format::sigstore::checkpoint::Checkpoint;
use countersign_core::format::sigstore::trusted_root::TrustedRoot;
use countersign_core::format::sigstore::wrong::Wrong;
use countersign_core::format::statement::Statement;
use countersign_tests::generate::law::say;

/// What cannot be read, by a part of its path, with the code that says why and what it finds.
const REFUSED: [(&str, Code, &str); 12] = [
    ("bundle-missing-cert", Code::BundleUnreadable, "neither `messageSignature` nor `dsseEnvelope`"),
    ("bundle-missing-verification-material", Code::BundleMaterialMissing, "verificationMaterial: missing"),
    ("sigstoreBundle-invalid-signature", Code::BundleUnreadable, "dsseEnvelope: payloadType: `text/plain`"),
    ("dsse-2sigs", Code::BundleUnreadable, "2 signatures"),
    ("bundle-empty-certificate-chain_fail", Code::BundleMaterialMissing, "x509CertificateChain: empty"),
    ("bundle-invalid-base64-signature_fail", Code::BundleUnreadable, "messageSignature.signature: not Base64"),
    ("bundle-malformed-json_fail", Code::BundleUnreadable, "EOF"),
    ("bundle-unknown-version_fail", Code::BundleVersionUnknown, "version=99.9"),
    ("rekor2-checkpoint-missing-log-signature_fail", Code::BundleCheckpointUnreadable, "no signature"),
    ("rekor2-checkpoint-missing-origin_fail", Code::BundleCheckpointUnreadable, "the size (line 2)"),
    ("rekor2-checkpoint-missing-size_fail", Code::BundleCheckpointUnreadable, "the size (line 2)"),
    ("trust-root-tlog-missing-validity-start_fail", Code::TrustedRootUnreadable, "validFor.start: missing"),
];

/// What was read, and how much of it. A document that is refused by a part of it counts up to that part.
const READ: [(&str, usize); 9] = [
    ("bundle", 56),
    ("checkpoint", 51),
    ("dsse 0.0.1", 6),
    ("hashedrekord 0.0.1", 22),
    ("hashedrekord 0.0.2", 18),
    ("intoto 0.0.2", 9),
    ("statement 0.1", 1),
    ("statement 1", 17),
    ("trusted root", 31),
];

/// How much was read, by what it is.
type Counts = BTreeMap<String, usize>;

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found.sort();
    found
}

fn count(counts: &mut Counts, what: &str) {
    *counts.entry(what.to_owned()).or_default() += 1;
}

/// Reads a bundle and everything inside it.
fn bundle(bytes: &[u8], counts: &mut Counts) -> Result<(), Wrong> {
    let bundle = Bundle::parse(bytes)?;
    for entry in &bundle.entries {
        Body::parse(&entry.kind, &entry.version, &entry.body)?;
        if let Some(note) = entry.proof.as_ref().and_then(|proof| proof.checkpoint.as_ref()) {
            Checkpoint::parse(note)?;
            count(counts, "checkpoint");
        }
        count(counts, &format!("{} {}", entry.kind, entry.version));
    }
    if let Content::Envelope(envelope) = &bundle.content {
        Statement::parse_any(&envelope.payload).expect("a statement");
        let kind = if Statement::parse(&envelope.payload).is_ok() { "statement 1" } else { "statement 0.1" };
        count(counts, kind);
    }
    count(counts, "bundle");
    Ok(())
}

/// Reads a file that is a bundle, several of them, or a trusted root; anything else is an artefact.
fn document(path: &Path, bytes: &[u8], counts: &mut Counts) -> Result<(), Wrong> {
    let name = path.file_name().and_then(|name| name.to_str()).expect("a name");
    if name == "trusted_root.json" || path.parent().is_some_and(|folder| folder.ends_with("trusted-roots")) {
        count(counts, "trusted root");
        return TrustedRoot::parse_all(bytes).map(|roots| assert_eq!(roots.len(), 1));
    }
    if !name.ends_with(".sigstore") && !name.ends_with(".json") && !name.ends_with(".jsonl") {
        return Ok(());
    }
    let documents = countersign_core::records::expand(bytes);
    documents.iter().try_for_each(|document| bundle(document, counts))
}

#[test]
fn published() {
    let (mut counts, mut refused) = (Counts::new(), 0);
    for folder in ["sigstore-conformance", "real-bundles", "trusted-roots"] {
        let Some(folder) = crate::published(folder) else { return };
        for path in files(&folder) {
            let shown = path.display().to_string();
            let bytes = std::fs::read(&path).expect("bytes");
            let expected = REFUSED.iter().find(|(part, ..)| shown.contains(part));
            match (document(&path, &bytes, &mut counts), expected) {
                (Ok(()), _) => {}
                (Err(wrong), Some((_, code, found))) => {
                    assert_eq!(wrong.code, *code, "{shown}: {wrong}");
                    assert!(wrong.found.contains(found), "{shown}: {wrong}");
                    refused += 1;
                }
                (Err(wrong), None) => panic!("{shown}: {wrong}"),
            }
        }
    }
    let counts: Vec<_> = counts.iter().map(|(what, count)| (what.as_str(), *count)).collect();
    assert_eq!(counts, READ);
    assert_eq!(refused, REFUSED.len());
    say(&format!("vectors: Sigstore's formats: {counts:?}, {refused} refused"));
}
