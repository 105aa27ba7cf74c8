//! Starting points: every case that fits in memory, the example, what the tests of the shipped policies allow, and generated releases.

use countersign_core::base::digest::Sha256;
use countersign_core::gate::{Decision, Gate, Verdict};
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};
use serde_json::Value;

use super::authentic::Authentic;
use crate::generate::plan::plan;
use crate::generate::release::Generated;
use crate::scenario::Inputs;
use crate::{cases, example, policies};

/// A question, and what was decided.
pub struct Start {
    /// Where it comes from.
    pub name: String,
    /// The question.
    pub inputs: Inputs,
    /// What was decided.
    pub decision: Decision,
    /// The report, read.
    pub report: Value,
    /// What was signed.
    pub authentic: Authentic,
    gate: Gate,
}

impl Start {
    /// Decides a question.
    pub fn new(name: String, inputs: Inputs) -> Self {
        let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
        let decision = gate.decide(&inputs.request);
        let report = serde_json::from_slice(&decision.report).expect("a report is JSON");
        let authentic = Authentic::of(&inputs);
        Self { name, inputs, decision, report, authentic, gate }
    }

    /// Whether it is allowed.
    pub fn is_allowed(&self) -> bool {
        self.decision.verdict == Verdict::Allow
    }

    /// Decides attacked inputs, by the gate that is open where policy, roster and anchors are the same.
    pub fn decide(&self, attacked: &Inputs) -> Decision {
        match self.same_rules(attacked) {
            true => self.gate.decide(&attacked.request),
            false => attacked.decide(),
        }
    }

    /// Whether policy and roster are those of the start.
    pub(super) fn same_documents(&self, attacked: &Inputs) -> bool {
        self.inputs.policy == attacked.policy && self.inputs.roster == attacked.roster
    }

    fn same_rules(&self, attacked: &Inputs) -> bool {
        let (a, b) = (&self.inputs.anchors, &attacked.anchors);
        self.same_documents(attacked)
            && (&a.root_keys, &a.signatures, &a.trusted_roots) == (&b.root_keys, &b.signatures, &b.trusted_roots)
            && (&a.policy_digest, &a.roster_digest) == (&b.policy_digest, &b.roster_digest)
            && (a.allow_unanchored, a.min_policy_serial, a.min_roster_serial)
                == (b.allow_unanchored, b.min_policy_serial, b.min_roster_serial)
    }

    /// Whether somebody vouches for policy and roster.
    pub(super) fn is_anchored(&self) -> bool {
        ["policy", "roster"].iter().all(|document| self.report[document]["anchoredBy"] != "nothing")
    }

    /// Whether the class gives a rule of separation up.
    pub(super) fn relaxes(&self, rule: &str) -> bool {
        let findings = self.report["findings"].as_array().into_iter().flatten();
        findings.into_iter().any(|finding| {
            finding["requirement"] == format!("separation/{rule}") && finding["code"] == "separation.relaxed"
        })
    }
}

/// Names and questions, before anything is decided.
pub fn all(generated: usize) -> Vec<(String, Inputs)> {
    let on_disk = cases::all().into_iter().filter(|case| !case.in_memory);
    let mut all: Vec<(String, Inputs)> =
        on_disk.map(|case| (format!("{}/{}", case.area, case.name), case.inputs)).collect();
    all.push(("the example".to_owned(), example::released(b"any component", "a".repeat(40).as_str()).build()));
    all.extend(policies::scenarios().into_iter().map(|(name, scenario)| (name, scenario.build())));
    all.extend(releases(generated));
    all
}

/// Generated releases that are allowed, and as many that are not.
fn releases(count: usize) -> Vec<(String, Inputs)> {
    let seed = Sha256::of(b"attacks").to_hex();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.as_bytes()[..32]);
    let mut runner = TestRunner::new_with_rng(Config::default(), rng);
    let (mut allowed, mut denied) = (Vec::new(), Vec::new());
    for number in 0.. {
        if allowed.len() >= count && denied.len() >= count {
            break;
        }
        let plan = plan().new_tree(&mut runner).expect("a plan").current();
        let inputs = Generated::of(&plan).inputs();
        let list = if inputs.decide().verdict == Verdict::Allow { &mut allowed } else { &mut denied };
        if list.len() < count {
            list.push((format!("generated release {number}"), inputs));
        }
    }
    allowed.into_iter().chain(denied).collect()
}
