//! The bundled example, as it lies on disk, is allowed by the component; each of its denials is denied for its reason.

use std::path::{Path, PathBuf};

use countersign::{Anchors, Gate, Question, Verdict};
use countersign_core::base::digest::Sha256;
use serde_json::Value;

const NOW: u64 = 1_795_262_400; // 2026-11-21T12:00:00Z

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/example")
}

fn read(path: PathBuf) -> Vec<u8> {
    std::fs::read(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn records(folder: &str) -> Vec<Vec<u8>> {
    let entries = std::fs::read_dir(root().join(folder)).expect("a folder of records");
    entries.map(|entry| read(entry.expect("an entry").path())).collect()
}

fn decide(artefact: &str, records: Vec<Vec<u8>>) -> (Verdict, Vec<String>) {
    let file = |name: &str| read(root().join(name));
    let anchors = Anchors {
        root_keys: vec![file("root.pub")],
        signatures: vec![file("policy.yml.sig.json"), file("roster.yml.sig.json")],
        ..countersign::unanchored()
    };
    let mut gate = Gate::open(&file("policy.yml"), &file("roster.yml"), &anchors).expect("the component starts");
    let question = Question {
        artefacts: vec![Sha256::of(&read(root().join(artefact))).to_string()],
        service: "countersign".to_owned(),
        version: "0.1.0".to_owned(),
        environment: "production".to_owned(),
        deployer: Some("deploy-pipeline".to_owned()),
        min_register_sequence: 0,
        now: NOW,
        records,
    };
    let decision = gate.decide(&question).expect("the component decides");
    let report: Value = serde_json::from_slice(&decision.report).expect("a report");
    let findings = report["findings"].as_array().cloned().unwrap_or_default();
    let codes = findings.iter().filter(|finding| finding["outcome"] != "pass");
    (decision.verdict, codes.filter_map(|finding| finding["code"].as_str().map(str::to_owned)).collect())
}

const COMPONENT: &str = "../../wasm/dist/countersign.component.wasm";

#[test]
fn is_allowed() {
    assert_eq!(decide(COMPONENT, records("records")), (Verdict::Allow, vec![]));
}

#[test]
fn another_file_is_denied() {
    let (verdict, codes) = decide("denials/1-another-file/patched.wasm", records("records"));
    assert_eq!(verdict, Verdict::Deny);
    assert!(codes.contains(&"binding.artefact-uncovered".to_owned()), "{codes:?}");
}

#[test]
fn a_revoked_approval_is_denied() {
    let both = [records("records"), records("denials/2-revoked-approval/records")].concat();
    assert_eq!(
        decide(COMPONENT, both),
        (Verdict::Deny, vec!["approvals.missing".to_owned(), "approvals.revoked".to_owned()])
    );
}

#[test]
fn own_work_is_denied() {
    let codes = vec!["approvals.missing".to_owned(), "separation.author-approves".to_owned()];
    assert_eq!(decide(COMPONENT, records("denials/3-own-work/records")), (Verdict::Deny, codes));
}
