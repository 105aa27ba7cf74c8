//! The whole gate: a question, what befalls it, and what must hold of any answer.
//!
//! `case` starts from a stored case, `release` from a generated release of the laws. Both then suffer deviations
//! (`deviation.rs`).

use std::path::Path;
use std::sync::OnceLock;

use countersign_core::base::digest::Sha256;
use countersign_core::gate::{Decision, Gate, Verdict};
use countersign_stored::Inputs;
use countersign_tests::generate::plan::plan;
use countersign_tests::generate::release::Generated;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::document::assert_canonical;
use crate::deviation::{Deviated, script::Script};

/// The stored cases, small ones: a question of thousands of records would be all that is tried.
fn cases() -> &'static [Inputs] {
    static CASES: OnceLock<Vec<Inputs>> = OnceLock::new();
    const RECORDS: usize = 40;
    CASES.get_or_init(|| {
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let folders = countersign_stored::folders(&repository).expect("the cases can be listed");
        let read = |folder: &std::path::PathBuf| countersign_stored::read(folder).expect("a stored case").inputs;
        folders.iter().map(read).filter(|inputs| inputs.request.records.len() <= RECORDS).collect()
    })
}

/// Two bytes choose a stored case, the rest is what befalls it.
pub(super) fn case(data: &[u8]) {
    let mut script = Script::new(data);
    let cases = cases();
    assert!(!cases.is_empty(), "there are no cases");
    let Some(which) = script.number().checked_rem(cases.len()) else { return };
    question(&cases[which], &mut script);
}

/// 32 bytes are the seed of a release, those behind them say what befalls it.
pub(super) fn release(data: &[u8]) {
    let Some((seed, deviations)) = data.split_first_chunk::<32>() else { return };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, seed);
    let mut runner = TestRunner::new_with_rng(Config { failure_persistence: None, ..Config::default() }, rng);
    let Ok(tree) = plan().new_tree(&mut runner) else { return };
    question(&Generated::of(&tree.current()).inputs(), &mut Script::new(deviations));
}

/// Asks what was a good question once.
fn question(before: &Inputs, script: &mut Script<'_>) {
    let mut deviated = Deviated::new(before);
    deviated.befall(script);
    let Inputs { policy, roster, anchors, request } = &deviated.inputs;
    let gate = Gate::open(policy, roster, anchors);
    let decision = gate.decide(request);
    assert!(decision == Gate::open(policy, roster, anchors).decide(request), "one question has two answers");
    let mut turned = request.clone();
    turned.records.reverse();
    assert!(decision == gate.decide(&turned), "the order of the records changes the answer");
    assert_canonical(&gate.explain(request));
    assert_canonical(&decision.summary);
    assert_consistent(&decision, request.now);
    if decision.verdict == Verdict::Allow {
        assert!(deviated.is_vouched_for(), "allowed by a policy or roster that nobody vouches for");
    }
}

/// The verdict is what the report says, and what its findings say.
fn assert_consistent(decision: &Decision, now: u64) {
    assert_eq!(decision.id, Sha256::of(&decision.report));
    let report = assert_canonical(&decision.report);
    let findings = report["findings"].as_array().expect("a report has findings");
    let is = |finding: &Value, outcome: &str| finding["outcome"] == outcome;
    let fails = findings.iter().any(|finding| is(finding, "fail"));
    let unproven = findings.iter().any(|finding| finding["code"] == "decision.unproven");
    assert!(!unproven, "a check forgot to answer: {}", report["findings"]);
    let due = match decision.verdict {
        Verdict::Allow => ("allow", "answered", false),
        Verdict::Deny => ("deny", "answered", true),
        Verdict::Malformed => ("deny", "malformed", fails),
    };
    assert_eq!((report["verdict"].as_str(), report["question"].as_str(), fails), (Some(due.0), Some(due.1), due.2));
    let waived = findings.iter().any(|finding| is(finding, "waived"));
    assert_eq!(report["mode"] == "emergency", waived, "an emergency is where something is waived");
    assert_eq!(report.get("waivers").is_some(), waived, "a waiver is where something is waived");
    if let Some(until) = report["validUntil"].as_str() {
        let until: countersign_core::base::time::Time = until.parse().expect("a time of ours");
        assert!(until.seconds() > now, "valid until {until}, which is past");
    }
}
