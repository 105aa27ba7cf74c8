//! The component, asked as any Rust program asks it: through the host library. For every test and program that compares it with something.

use countersign::{Anchors, Decision, Error, Gate, Question, Verdict};
use countersign_tests::scenario::Inputs;

/// A gate of the host, and the question to ask it.
pub(crate) fn host(inputs: &Inputs) -> Result<(Gate, Question), Error> {
    let (anchors, request) = (inputs.anchors.clone(), inputs.request.clone());
    let anchors = Anchors {
        root_keys: anchors.root_keys,
        signatures: anchors.signatures,
        policy_digest: anchors.policy_digest,
        roster_digest: anchors.roster_digest,
        allow_unanchored: anchors.allow_unanchored,
        min_policy_serial: anchors.min_policy_serial,
        min_roster_serial: anchors.min_roster_serial,
        trusted_roots: anchors.trusted_roots,
    };
    let question = Question {
        artefacts: request.artefacts,
        service: request.service,
        version: request.version,
        environment: request.environment,
        deployer: request.deployer,
        min_register_sequence: request.min_register_sequence,
        now: request.now,
        records: request.records,
    };
    Ok((Gate::open(&inputs.policy, &inputs.roster, &anchors)?, question))
}

/// Verdict and decision of one question.
#[allow(dead_code, reason = "not every program that includes this file asks for decisions")]
pub(crate) fn decide(inputs: &Inputs) -> Result<(&'static str, Decision), Error> {
    let (mut gate, question) = host(inputs)?;
    let decision = gate.decide(&question)?;
    let verdict = match decision.verdict {
        Verdict::Allow => "allow",
        Verdict::Deny => "deny",
        Verdict::Malformed => "malformed",
    };
    Ok((verdict, decision))
}
