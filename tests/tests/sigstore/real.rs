//! Real bundles (cli/cli, sigstore-rust): GitHub's attestations from both instances, npm provenance, cosign, conda, and some
//! that were broken on purpose. Who signed, and what, was read from the certificates and statements with other tools.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use crate::{Outcome, binary, conclude, exhaustive, published, verify};

const GITHUB: &str = "https://token.actions.githubusercontent.com";
const LOGIN: &str = "https://github.com/login/oauth";
const DEMO: &str = "https://github.com/actions/attest-demo/.github/workflows/build-python.yml@refs/heads/main";
const SIGSTORE_JS: &str = "https://github.com/sigstore/sigstore-js/.github/workflows/release.yml@refs/heads/main";
/// An artefact that nothing here is about, where the real one is not here and its SHA-256 unknown.
const ANOTHER: &str = "sha256:0000000000000000000000000000000000000000000000000000000000000000";
const WHEEL: &str = "sha256:ae57936def59bc4c75edd3a837d89bcefc6d3a5e31d55a6fa7a71624f92c3c3b";
const REUSABLE: &str = "sha256:49a3aa6075e0f49f82843e74b5baa614ad2a588e6675612bf108a0a008c5ac25";
const CUSTOM: &str = "sha256:afa27b44d43b02a9fea41d13cedc2e4016cfcf87c5dbf990e593669aa8ce286d";
const PACKAGE: &str = "sha256:f0c641fce0310cb43208f4272dc1423153630e44ba8cdc0b5ce8466f724e0eed";
const CONDA: &str = "sha256:54303491a8418fbed24344b513546182c29b43bf282ceb433af65e2299f9271f";
const BLOB: &str = "sha256:e194b99df6639501325c5f44da79fe3a8efae6f239bd79443a19787e06fb1764";
const HELLO: &str = "sha256:68e656b251e67e8358bef8483ab0d51c6619f3e7a1a9f0e75838d41ff368f728";
const UNCHECKED: &str = "sha256:802dd60ff88333802f2585e73043bd21c341285e1992fe5b31755e1cadeae30e";
const SWAPPED: &str = "sha256:c87b5b213ab08b32970c106d0c7e4423e67f5449c2fd2d1e9b4ea6cc43b6ee7c";
const LOCAL: &str = "sha256:bc103b4a84971ef6459b294a2b98568a2bfb72cded09d4acd1e16366a401f95b";

/// One bundle: who must have signed what, by which root, and how it ends.
pub(crate) struct Case {
    pub(crate) bundle: &'static str,
    /// A file of the same folder, or a digest.
    pub(crate) artefact: &'static str,
    pub(crate) signer: (&'static str, &'static str),
    /// A file of `trusted-roots`; none for the built-in roots.
    pub(crate) root: Option<&'static str>,
    /// The code, where it is refused.
    refused: Option<&'static str>,
}

const fn case(bundle: &'static str, artefact: &'static str, signer: (&'static str, &'static str)) -> Case {
    Case { bundle, artefact, signer, root: None, refused: None }
}

impl Case {
    const fn refused(self, code: &'static str) -> Self {
        Self { refused: Some(code), ..self }
    }

    const fn by(self, root: &'static str) -> Self {
        Self { root: Some(root), ..self }
    }
}

#[rustfmt::skip]
pub(crate) const CASES: &[Case] = &[
    // A public repository of an enterprise with its own issuer.
    case("github-cli/custom-issuer.sigstore.json", concat!("custom-issuer-arti", "fact"), CUSTOM_ISSUER),
    case("github-cli/custom-issuer.sigstore.json", CUSTOM, CUSTOM_ISSUER),
    case("github-cli/custom-issuer.sigstore.json", CUSTOM, (CUSTOM_ISSUER.0, GITHUB)).refused("bundle.issuer-mismatch"),
    // GitHub's own instance: no log, no certificate log, one timestamp.
    case("github-cli/github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl", "github_provenance_demo-0.0.12-py3-none-any.whl", (DEMO, GITHUB)),
    case("github-cli/github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl", WHEEL, (DEMO, GITHUB)).by("github.json"),
    case("github-cli/github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl", WHEEL, (SIGSTORE_JS, GITHUB)).refused("bundle.identity-mismatch"),
    case("github-cli/github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl", CUSTOM, (DEMO, GITHUB)).refused("bundle.artefact-mismatch"),
    case("github-cli/github_provenance_demo-0.0.12-py3-none-any-bundle.jsonl", WHEEL, (DEMO, GITHUB)).by("public-good.json").refused("bundle.timestamp-authority-unknown"),
    // Neither signature nor statement.
    case("github-cli/github_provenance_demo-0.0.12-py3-none-any-bundle-missing-cert.jsonl", WHEEL, (DEMO, GITHUB)).refused("bundle.unreadable"),
    case("github-cli/github_provenance_demo-0.0.12-py3-none-any-bundle-missing-verification-material.jsonl", WHEEL, (DEMO, GITHUB)).refused("bundle.material-missing"),
    // The workflow that signed is another repository's, by commit.
    case("github-cli/reusable-workflow-attestation.sigstore.json", concat!("reusable-workflow-arti", "fact"), REUSED),
    case("github-cli/reusable-workflow-attestation.sigstore.json", REUSABLE, REUSED),
    // npm's provenance knows the package by SHA-512 alone.
    case("github-cli/sigstore-js-2.1.0-bundle-v0.1.json", "sigstore-js-2.1.0.tgz", (SIGSTORE_JS, GITHUB)),
    case("github-cli/sigstore-js-2.1.0-bundle-v0.1.json", PACKAGE, (SIGSTORE_JS, GITHUB)).refused("bundle.artefact-mismatch"),
    case("github-cli/sigstore-js-2.1.0-bundle.json", "sigstore-js-2.1.0.tgz", (SIGSTORE_JS, GITHUB)),
    case("github-cli/sigstore-js-2.1.0-bundle.json", PACKAGE, (SIGSTORE_JS, GITHUB)).refused("bundle.artefact-mismatch"),
    case("github-cli/sigstore-js-2.1.0_with_2_bundles.jsonl", "sigstore-js-2.1.0.tgz", (SIGSTORE_JS, GITHUB)),
    case("github-cli/sigstore-js-2.1.0_with_2_bundles.jsonl", PACKAGE, (SIGSTORE_JS, GITHUB)).refused("bundle.artefact-mismatch"),
    // One bit of the signature is another than in the log; and it is over text, not over a statement.
    case("github-cli/sigstoreBundle-invalid-signature.json", HELLO, ("brian@dehamer.com", LOGIN)).refused("bundle.unreadable"),
    // Logged with another certificate and signature: CVE-2022-36056.
    case("sigstore-rust/bundle_cve_2022_36056.txt.sigstore", SWAPPED, ("william@yossarian.net", LOGIN)).by("staging.json").refused("bundle.entry-signature-mismatch"),
    case("sigstore-rust/bundle_no_checkpoint.txt.sigstore", UNCHECKED, ("william@yossarian.net", LOGIN)).by("staging.json").refused("bundle.proof-missing"),
    case("sigstore-rust/conda-attestation.sigstore.json", CONDA, PREFIX),
    case("sigstore-rust/cosign-v3-blob.sigstore.json", "cosign-v3-blob.txt", ("w.vollprecht@gmail.com", LOGIN)),
    case("sigstore-rust/cosign-v3-blob.sigstore.json", BLOB, ("w.vollprecht@gmail.com", LOGIN)),
    case("sigstore-rust/dsse-2sigs.sigstore.json", ANOTHER, ("brian@dehamer.com", LOGIN)).refused("bundle.unreadable"),
    case("sigstore-rust/dsse.sigstore.json", ANOTHER, ("brian@dehamer.com", LOGIN)).refused("bundle.chain-has-root"),
    // Somebody's private instance.
    case("sigstore-rust/othername.sigstore.json", LOCAL, ("foo!oidc.local", "http://oidc.local:8080")).refused("bundle.entry-log-unknown"),
    case("sigstore-rust/sigstore.js@2.0.0-provenance.sigstore.json", ANOTHER, (SIGSTORE_JS, GITHUB)).refused("bundle.artefact-mismatch"),
];

const CUSTOM_ISSUER: (&str, &str) = (
    "https://github.com/too-legit/attest/.github/workflows/integration.yml@refs/heads/main",
    "https://token.actions.githubusercontent.com/hammer-time",
);
const REUSED: (&str, &str) = (
    "https://github.com/github/artifact-attestations-workflows/.github/workflows/attest.yml@09b495c3f12c7881b3cc17209a327792065c1a1d",
    GITHUB,
);
const PREFIX: (&str, &str) =
    ("https://github.com/prefix-dev/sigstore-example/.github/workflows/action.yaml@refs/heads/main", GITHUB);

#[test]
fn every_bundle_ends_as_it_should_and_for_its_reason() {
    let (Some(folder), Some(roots)) = (published("real-bundles"), published("trusted-roots")) else { return };
    exhaustive(CASES.iter().map(|case| case.bundle), bundles(&folder));
    let binary = binary();
    let mut wrong = Vec::new();
    for case in CASES {
        let bundle = folder.join(case.bundle);
        let beside = bundle.with_file_name(case.artefact);
        let artefact =
            if case.artefact.starts_with("sha256:") { OsStr::new(case.artefact) } else { beside.as_os_str() };
        let root = case.root.map(|name| roots.join(name));
        let (subject, issuer) = case.signer;
        let mut arguments = vec![OsStr::new("--bundle"), bundle.as_os_str()];
        arguments.extend(["--certificate-identity", subject, "--certificate-oidc-issuer", issuer].map(OsStr::new));
        if let Some(root) = &root {
            arguments.extend([OsStr::new("--trusted-root"), root.as_os_str()]);
        }
        arguments.push(artefact);
        let (found, expected) = (verify(&binary, &arguments), Outcome::expected(case.refused));
        if found != expected {
            wrong.push(format!("{} of {}: {found:?}, not {expected:?}", case.bundle, case.artefact));
        }
    }
    conclude("runs of real bundles", CASES.len(), &wrong);
}

/// Every file that is no artefact.
fn bundles(folder: &Path) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for publisher in fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()) {
        for file in fs::read_dir(&publisher).expect("a folder").map(|entry| entry.expect("an entry").path()) {
            let name = file.strip_prefix(folder).ok().and_then(Path::to_str).expect("text").to_owned();
            if [".json", ".jsonl", ".sigstore"].iter().any(|end| name.ends_with(end)) {
                found.insert(name);
            }
        }
    }
    found
}
