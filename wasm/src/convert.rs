//! Between the interface's types and the core's: field by field, and nothing else.

use countersign_core::{anchoring, records as builder, request};

use crate::bindings::exports::countersign::verifier::gate::{Anchors, Question};
use crate::bindings::exports::countersign::verifier::records::{Prepared, Problem};

pub(crate) fn anchors(anchors: Anchors) -> anchoring::Anchors {
    anchoring::Anchors {
        root_keys: anchors.root_keys,
        signatures: anchors.signatures,
        policy_digest: anchors.policy_digest,
        roster_digest: anchors.roster_digest,
        allow_unanchored: anchors.allow_unanchored,
        min_policy_serial: anchors.min_policy_serial,
        min_roster_serial: anchors.min_roster_serial,
        trusted_roots: anchors.trusted_roots,
    }
}

pub(crate) fn request(question: Question) -> request::Request {
    request::Request {
        artefacts: question.artefacts,
        service: question.service,
        version: question.version,
        environment: question.environment,
        deployer: question.deployer,
        min_register_sequence: question.min_register_sequence,
        now: question.now,
        records: question.records,
    }
}

pub(crate) fn prepared(prepared: builder::Prepared) -> Prepared {
    Prepared { payload: prepared.payload, to_sign: prepared.to_sign, record_id: prepared.record.to_string() }
}

pub(crate) fn problem(problem: builder::Problem) -> Problem {
    Problem { code: problem.code.id().to_owned(), message: problem.message }
}
