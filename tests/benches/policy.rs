//! One small decision, natively and in the component, and what of it is the verification of its signatures.
//!
//! `cargo xtask bench-policy` runs it beside engines that are handed the same facts as already verified. For each it prints
//! its name, a tab, and nanoseconds: the median of the rounds. It asserts the verdict, and nothing about time.

use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use countersign::{Anchors, Gate as Component, Question, Verdict};
use countersign_core::anchoring;
use countersign_core::crypto::key::{Message, PublicKey};
use countersign_core::format::dsse::{Envelope, pre_authentication_encoding};
use countersign_core::gate::Gate as Native;
use countersign_core::request::Request;
use countersign_tests::scenario::seconds;
use serde_json::Value;

fn main() {
    // `cargo bench` adds `--bench`.
    let rounds = std::env::args().find_map(|argument| argument.parse().ok()).unwrap_or(300);
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fixtures/policies/minimal");
    let read = |name: &str| fs::read(folder.join(name)).expect("a fixture");
    let (policy, roster, request) = (read("policy.yml"), read("tests/roster.yml"), request(&folder));
    let pinned = |bytes: &[u8]| Some(countersign_core::base::digest::Sha256::of(bytes).to_string());
    let (policy_digest, roster_digest) = (pinned(&policy), pinned(&roster));

    let anchors = anchoring::Anchors {
        policy_digest: policy_digest.clone(),
        roster_digest: roster_digest.clone(),
        ..anchoring::Anchors::default()
    };
    let native = Native::open(&policy, &roster, &anchors);
    let anchors = Anchors { policy_digest, roster_digest, ..countersign::unanchored() };
    let mut component = Component::open(&policy, &roster, &anchors).expect("the component starts");
    let (question, signatures) = (question(&request), signatures(&request, &roster));
    assert_eq!(component.decide(&question).expect("the component decides").verdict, Verdict::Allow);

    // In turns, so that a change of the machine's load meets all alike.
    let mut times = [const { Vec::new() }; 3];
    for _ in 0..rounds {
        times[0].push(timed(|| native.decide(&request).report.len()));
        times[1].push(timed(|| component.decide(&question).map_or(0, |decision| decision.report.len())));
        times[2].push(timed(|| signatures.iter().filter(|(key, at, bytes)| key.verifies(at, bytes)).count()));
    }
    let names = ["decision, native", "decision, component", "its signatures alone, native"];
    for (name, times) in names.into_iter().zip(&mut times) {
        times.sort_unstable();
        println!("{name}\t{}", times[times.len() / 2]);
    }
}

fn timed(work: impl FnOnce() -> usize) -> u128 {
    let start = Instant::now();
    assert_ne!(black_box(work()), 0);
    start.elapsed().as_nanos()
}

fn request(folder: &Path) -> Request {
    let case = folder.join("tests/approved");
    let asked: Value =
        serde_json::from_slice(&fs::read(case.join("question.json")).expect("a question")).expect("JSON");
    let text = |field: &str| asked[field].as_str().unwrap_or_default().to_owned();
    let mut records: Vec<PathBuf> =
        fs::read_dir(case.join("records")).expect("records").map(|entry| entry.expect("an entry").path()).collect();
    records.sort();
    Request {
        artefacts: vec![asked["artefacts"][0].as_str().unwrap_or_default().to_owned()],
        service: text("service"),
        version: text("version"),
        environment: text("environment"),
        deployer: Some(text("deployer")),
        min_register_sequence: 0,
        now: seconds(&text("now")),
        records: records.iter().map(|path| fs::read(path).expect("a record")).collect(),
    }
}

fn question(request: &Request) -> Question {
    let Request { artefacts, service, version, environment, deployer, min_register_sequence, now, records } =
        request.clone();
    Question { artefacts, service, version, environment, deployer, min_register_sequence, now, records }
}

/// Every signature with its message and key, as a gate has them when it comes to verifying.
fn signatures(request: &Request, roster: &[u8]) -> Vec<(PublicKey, Message, Vec<u8>)> {
    let roster = String::from_utf8_lossy(roster).replace("\\n", "\n");
    let blocks = roster.split('"').filter(|text| text.starts_with("-----BEGIN"));
    let keys: Vec<PublicKey> = blocks.map(|pem| PublicKey::from_pem(pem).expect("a key")).collect();
    let mut all = Vec::new();
    for envelope in request.records.iter().map(|record| Envelope::parse(record).expect("an envelope")) {
        let message = Message::new(&pre_authentication_encoding(&envelope.payload));
        for signature in envelope.signatures {
            let key = keys.iter().find(|key| key.verifies(&message, &signature.bytes)).expect("its key");
            all.push((key.clone(), message, signature.bytes));
        }
    }
    all
}
