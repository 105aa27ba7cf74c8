//! The cases of sigstore-conformance (`test/assets/bundle-verify`), each with the artefact as a file and as a digest.
//!
//! The suite wants a case whose name ends in `_fail` to fail; here it must fail for its own reason.

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};

use crate::{Outcome, binary, conclude, digest, exhaustive, published, verify};

/// The suite's defaults, for cases that bring no others.
pub(crate) const IDENTITY: &str = "https://github.com/sigstore-conformance/extremely-dangerous-public-oidc-beacon/.github/workflows/\
                        extremely-dangerous-oidc-beacon.yml@refs/heads/main";
pub(crate) const ISSUER: &str = "https://token.actions.githubusercontent.com";

/// Cases that verify.
const VERIFIED: [&str; 16] = [
    "bundle-with-sct-with-extensions",
    "happy-path-intoto-in-dsse-v3",
    "happy-path-v0.2",
    "happy-path-v0.3",
    "happy-path-v0.3-new-mediaType",
    "managed-key-and-trusted-root",
    "managed-key-happy-path",
    "rekor2-checkpoint-cosigned",
    "rekor2-checkpoint-origin-not-first",
    "rekor2-checkpoint-two-sigs-cosigned",
    "rekor2-checkpoint-two-sigs-from-origin",
    "rekor2-happy-path",
    "rekor2-timestamp-with-embedded-cert",
    "rekor2-timestamp-with-expired-cert-chain",
    "trust-root-tlog-validity-end-inclusive",
    "trust-root-tsa-validity-end-inclusive",
];

/// Cases that must not, and why.
const REFUSED: [(&str, &str); 33] = [
    ("bundle-empty-certificate-chain_fail", "bundle.material-missing"),
    ("bundle-invalid-base64-signature_fail", "bundle.unreadable"),
    ("bundle-malformed-json_fail", "bundle.unreadable"),
    ("bundle-unknown-version_fail", "bundle.version-unknown"),
    ("bundle-with-root-cert_fail", "bundle.chain-has-root"),
    // The checkpoint is the log's, of a larger tree than the proof's.
    ("checkpoint-wrong-roothash_fail", "bundle.checkpoint-mismatch"),
    // In both, the entry has the signature that was logged, and the envelope another.
    ("dsse-invalid-sig_fail", "bundle.entry-signature-mismatch"),
    ("dsse-mismatch-sig_fail", "bundle.entry-signature-mismatch"),
    ("inclusion-proof-corrupted-hash_fail", "bundle.proof-invalid"),
    ("integrated-time-in-future_fail", "bundle.certificate-expired"),
    // Issued for 2030, logged in 2023.
    ("intoto-expired-certificate_fail", "bundle.certificate-expired"),
    ("intoto-missing-inclusion-proof_fail", "bundle.proof-missing"),
    ("intoto-set-outside-signing-cert-validity_fail", "bundle.certificate-expired"),
    ("invalid-checkpoint-signature_fail", "bundle.checkpoint-invalid"),
    // Its root has the staging instance's certificate logs.
    ("invalid-ct-key_fail", "bundle.sct-log-unknown"),
    // An identity is asked for.
    ("managed-key-no-key_fail", "bundle.key-missing"),
    // The key file is none: its Base64 has bits beyond its end.
    ("managed-key-wrong-key_fail", "signing.key-invalid"),
    // A note without a signature line is no signed note.
    ("rekor2-checkpoint-missing-log-signature_fail", "bundle.checkpoint-unreadable"),
    ("rekor2-checkpoint-missing-origin_fail", "bundle.checkpoint-unreadable"),
    ("rekor2-checkpoint-missing-size_fail", "bundle.checkpoint-unreadable"),
    // Signed under a name that is not the log's.
    ("rekor2-checkpoint-no-matching-signature_fail", "bundle.checkpoint-unsigned"),
    ("rekor2-dsse-mismatch-envelope_fail", "bundle.entry-digest-mismatch"),
    ("rekor2-dsse-mismatch-sig_fail", "bundle.entry-signature-mismatch"),
    ("rekor2-no-timestamp_fail", "bundle.time-missing"),
    ("rekor2-timestamp-outside-trust-root-tsa-validity_fail", "bundle.timestamp-outside-window"),
    ("rekor2-timestamp-payload-mismatch_fail", "bundle.timestamp-mismatch"),
    ("rekor2-timestamp-untrusted-tsa-with-embedded-cert_fail", "bundle.timestamp-authority-unknown"),
    ("rekor2-timestamp-with-incorrect-time_fail", "bundle.certificate-expired"),
    ("set-invalid-signature_fail", "bundle.promise-invalid"),
    // The root is malformed, so the question is.
    ("trust-root-tlog-missing-validity-start_fail", "trusted-root.unreadable"),
    // The entry's digest and signature are another artefact's.
    (concat!("wrong-hashedrekord-arti", "fact_fail"), "bundle.entry-digest-mismatch"),
    ("wrong-hashedrekord-entry_fail", "bundle.entry-digest-mismatch"),
    ("wrong-material_fail", "bundle.artefact-mismatch"),
];

#[test]
fn every_case_ends_as_it_should_and_for_its_reason() {
    let Some(folder) = published("sigstore-conformance") else { return };
    let table = VERIFIED.map(|name| (name, None)).into_iter().chain(REFUSED.map(|(name, code)| (name, Some(code))));
    let entries = fs::read_dir(&folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let names = entries.filter(|path| path.is_dir()).map(|path| path.file_name().expect("a name").to_owned());
    exhaustive(table.clone().map(|(name, _)| name), names.map(|name| name.into_string().expect("text")).collect());

    let binary = binary();
    let (mut runs, mut wrong) = (0, Vec::new());
    for (name, code) in table {
        assert_eq!(code.is_some(), name.ends_with("_fail"), "{name}");
        let (folder, expected) = (folder.join(name), Outcome::expected(code));
        let artefact = here(&folder, concat!("arti", "fact")).unwrap_or_else(|| folder.join("../a.txt"));
        for given in [artefact.as_os_str(), OsStr::new(&digest(&artefact))] {
            let found = run(&binary, &folder, given);
            runs += 1;
            if found != expected {
                wrong.push(format!("{name} of {}: {found:?}, not {expected:?}", given.display()));
            }
        }
    }
    conclude("runs of conformance cases", runs, &wrong);
}

/// The arguments in the suite's order.
fn run(binary: &Path, folder: &Path, artefact: &OsStr) -> Outcome {
    let text = |name: &str, default: &str| match here(folder, name) {
        Some(path) => fs::read_to_string(path).expect("text").trim().to_owned(),
        None => default.to_owned(),
    };
    let (identity, issuer) = (text("identity", IDENTITY), text("issuer", ISSUER));
    let (bundle, key, root) =
        (folder.join("bundle.sigstore.json"), here(folder, "key.pub"), here(folder, "trusted_root.json"));
    let mut arguments = vec![OsStr::new("--bundle"), bundle.as_os_str()];
    match &key {
        Some(key) => arguments.extend([OsStr::new("--key"), key.as_os_str()]),
        None => arguments
            .extend(["--certificate-identity", &identity, "--certificate-oidc-issuer", &issuer].map(OsStr::new)),
    }
    if let Some(root) = &root {
        arguments.extend([OsStr::new("--trusted-root"), root.as_os_str()]);
    }
    arguments.push(artefact);
    verify(binary, &arguments)
}

fn here(folder: &Path, name: &str) -> Option<PathBuf> {
    Some(folder.join(name)).filter(|path| path.exists())
}
