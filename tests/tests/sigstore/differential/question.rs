//! What both verifiers are asked: every published bundle, and a sample of the virtual Sigstore's good ones.

use std::fs;
use std::path::Path;

use countersign_tests::sigstore::ask::ARTEFACT;
use countersign_tests::sigstore::case::{Case, Expected};
use countersign_tests::sigstore::good::good;
use countersign_tests::sigstore::key::{Hash, Key, hex};
use serde_json::Value;

use crate::{conformance, oracle, published, real, verifier};

/// After the newest published bundle; `crate::NOW` in seconds.
const NOW: u64 = 1_795_251_600;
/// Of the virtual bundles, which differ in little, every so many is taken.
const STEP: usize = 6;

/// A question that can be put to both.
#[derive(Clone)]
pub(super) struct Question {
    /// Which bundle it is about.
    pub(super) name: String,
    pub(super) case: Case,
    /// The artefact, where it is here; its digests are the case's.
    pub(super) blob: Option<Vec<u8>>,
}

/// What the two said.
pub(super) struct Answers {
    /// The core: the code of its refusal.
    pub(super) ours: Result<(), String>,
    /// `sigstore-verify`: its message.
    pub(super) theirs: Result<(), String>,
}

impl Question {
    /// Asks both.
    pub(super) fn ask(&self) -> Answers {
        Answers {
            ours: verifier::ask(&self.case).map(drop).map_err(|problem| problem.code.id().to_owned()),
            theirs: oracle::answer(&self.case, self.blob.as_deref()),
        }
    }

    /// The bundle, where it is JSON at all.
    pub(super) fn bundle(&self) -> Option<Value> {
        serde_json::from_slice(&self.case.bundle).ok()
    }
}

/// Every question.
pub(super) fn questions() -> Vec<Question> {
    let mut all = Vec::new();
    if let (Some(folder), Some(roots)) = (published("sigstore-conformance"), published("trusted-roots")) {
        all.extend(conformance_cases(&folder, &roots));
    }
    if let (Some(folder), Some(roots)) = (published("real-bundles"), published("trusted-roots")) {
        all.extend(real_bundles(&folder, &roots));
    }
    let virtual_ones =
        good().into_iter().enumerate().filter(|(at, good)| at % STEP == 0 || !good.name.starts_with('V'));
    all.extend(virtual_ones.map(|(_, good)| {
        let name = format!("virtual: {}", good.name);
        Question { name, case: good.case, blob: Some(ARTEFACT.to_vec()) }
    }));
    all
}

fn conformance_cases(folder: &Path, roots: &Path) -> Vec<Question> {
    let entries = fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let mut folders: Vec<_> = entries.filter(|path| path.is_dir()).collect();
    folders.sort();
    let of = |folder: &std::path::PathBuf| {
        let given = |name: &str| fs::read(folder.join(name)).ok();
        let text = |name: &str, default: &str| {
            given(name).map_or_else(|| default.to_owned(), |bytes| String::from_utf8_lossy(&bytes).trim().to_owned())
        };
        let signer = match given("key.pub") {
            Some(pem) => Expected::Key(String::from_utf8_lossy(&pem).into_owned()),
            None => Expected::Identity {
                subject: text("identity", conformance::IDENTITY),
                issuer: text("issuer", conformance::ISSUER),
            },
        };
        let root = given("trusted_root.json").unwrap_or_else(|| read(&roots.join("public-good.json")));
        let blob = given(concat!("arti", "fact")).unwrap_or_else(|| read(&folder.join("../a.txt")));
        let name = format!("conformance: {}", folder.file_name().and_then(|name| name.to_str()).expect("text"));
        let bundle = read(&folder.join("bundle.sigstore.json"));
        question(name, bundle, root, digests(&blob), Some(blob), signer)
    };
    folders.iter().map(of).collect()
}

/// Each bundle of each file once, with the root that vouches for it where one does.
fn real_bundles(folder: &Path, roots: &Path) -> Vec<Question> {
    let mut all: Vec<Question> = Vec::new();
    for case in real::CASES {
        let path = folder.join(case.bundle);
        let blob = fs::read(path.with_file_name(case.artefact)).ok();
        let digests = blob.as_ref().map_or_else(|| vec![case.artefact.to_owned()], |blob| digests(blob));
        let signer = Expected::Identity { subject: case.signer.0.into(), issuer: case.signer.1.into() };
        let root = |name: &str| read(&roots.join(name));
        for (at, document) in documents(&read(&path)).into_iter().enumerate() {
            let name = format!("real: {}#{at}", case.bundle);
            let of =
                |root| question(name.clone(), document.clone(), root, digests.clone(), blob.clone(), signer.clone());
            let asked = match case.root {
                Some(name) => of(root(name)),
                None => {
                    let github = of(root("github.json"));
                    if verifier::ask(&github.case).is_ok() { github } else { of(root("public-good.json")) }
                }
            };
            match all.iter_mut().find(|other| other.name == name) {
                // Of several questions about one bundle, the one that it answers.
                Some(other) if verifier::ask(&other.case).is_err() => *other = asked,
                Some(_) => {}
                None => all.push(asked),
            }
        }
    }
    all
}

/// The documents of a file: one, or one a line.
fn documents(bytes: &[u8]) -> Vec<Vec<u8>> {
    if serde_json::from_slice::<Value>(bytes).is_ok() {
        return vec![bytes.to_vec()];
    }
    bytes.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).map(<[u8]>::to_vec).collect()
}

fn question(
    name: String,
    bundle: Vec<u8>,
    trusted_root: Vec<u8>,
    artefact: Vec<String>,
    blob: Option<Vec<u8>>,
    signer: Expected,
) -> Question {
    Question { name, case: Case { bundle, trusted_root, artefact, signer, now: NOW }, blob }
}

fn digests(bytes: &[u8]) -> Vec<String> {
    [Hash::Sha256, Hash::Sha384, Hash::Sha512].map(|hash| format!("{}:{}", hash.name(), hex(&hash.of(bytes)))).to_vec()
}

fn read(path: &Path) -> Vec<u8> {
    fs::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()))
}

/// Somebody else should have signed.
pub(super) fn change_subject(question: &mut Question) {
    match &mut question.case.signer {
        Expected::Identity { subject, .. } => drop(subject.pop()),
        Expected::Key(pem) => *pem = Key::p256("somebody else").pem(),
    }
}

/// Somebody else should vouch for the signer; or the key should be of another kind.
pub(super) fn change_issuer(question: &mut Question) {
    match &mut question.case.signer {
        Expected::Identity { issuer, .. } => issuer.push('/'),
        Expected::Key(pem) => *pem = Key::p384("somebody else").pem(),
    }
}
