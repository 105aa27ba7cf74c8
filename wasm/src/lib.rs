//! The component: glue between `wit/verifier.wit` and the core, and nothing else. What a function decides, the core decides.

#![allow(unreachable_pub, reason = "the exports that wit-bindgen writes")]

use countersign_core::{
    anchoring, bundles as sigstore, format::record::Kind, gate as verifier, lint, records as builder, request,
};

#[allow(missing_docs, unreachable_pub, clippy::crate_in_macro_def, reason = "documented in `wit/verifier.wit`")]
mod bindings {
    wit_bindgen::generate!({ world: "verifier", path: "wit", pub_export_macro: true, default_bindings_module: "crate::bindings" });
}

use bindings::exports::countersign::verifier::bundles::{self, Signer};
use bindings::exports::countersign::verifier::gate::{self, Anchors, Decision, Question, Verdict};
use bindings::exports::countersign::verifier::records::{self, Prepared, Problem, Signature, Subject};
use bindings::exports::countersign::verifier::{canaries, policy};

struct Component;

/// A gate that was opened.
struct Opened(verifier::Gate);

impl gate::Guest for Component {
    type Gate = Opened;
}

impl gate::GuestGate for Opened {
    fn new(policy: Vec<u8>, roster: Vec<u8>, anchors: Anchors) -> Self {
        let anchors = anchoring::Anchors {
            root_keys: anchors.root_keys,
            signatures: anchors.signatures,
            policy_digest: anchors.policy_digest,
            roster_digest: anchors.roster_digest,
            allow_unanchored: anchors.allow_unanchored,
            min_policy_serial: anchors.min_policy_serial,
            min_roster_serial: anchors.min_roster_serial,
            trusted_roots: anchors.trusted_roots,
        };
        Self(verifier::Gate::open(&policy, &roster, &anchors))
    }

    fn decide(&self, question: Question) -> Decision {
        let decision = self.0.decide(&request(question));
        let verdict = match decision.verdict {
            verifier::Verdict::Allow => Verdict::Allow,
            verifier::Verdict::Deny => Verdict::Deny,
            verifier::Verdict::Malformed => Verdict::Malformed,
        };
        Decision { verdict, id: decision.id.to_string(), report: decision.report, summary: decision.summary }
    }

    fn explain(&self, question: Question) -> Vec<u8> {
        self.0.explain(&request(question))
    }
}

fn request(question: Question) -> request::Request {
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

impl records::Guest for Component {
    fn prepare(kind: records::Kind, subjects: Vec<Subject>, predicate: Vec<u8>) -> Result<Prepared, Problem> {
        let kind = match kind {
            records::Kind::Release => Kind::Release,
            records::Kind::Approval => Kind::Approval,
            records::Kind::Revocation => Kind::Revocation,
            records::Kind::Register => Kind::Register,
            records::Kind::Anchor => Kind::Anchor,
            records::Kind::Emergency => Kind::Emergency,
            records::Kind::Review => Kind::Review,
            records::Kind::Exception => Kind::Exception,
        };
        let subjects: Vec<_> = subjects.into_iter().map(|subject| (subject.name, subject.digest)).collect();
        builder::prepare(kind, &subjects, &predicate).map(prepared).map_err(problem)
    }

    fn reopen(payload: Vec<u8>) -> Result<Prepared, Problem> {
        builder::reopen(&payload).map(prepared).map_err(problem)
    }

    fn assemble(payload: Vec<u8>, signatures: Vec<Signature>) -> Result<Vec<u8>, Problem> {
        let signatures: Vec<_> = signatures.into_iter().map(|s| (s.public_key, s.signature)).collect();
        builder::assemble(&payload, &signatures).map_err(problem)
    }

    fn inspect(document: Vec<u8>) -> Vec<u8> {
        builder::inspect(&document)
    }

    fn expand(file: Vec<u8>) -> Vec<Vec<u8>> {
        builder::expand(&file)
    }

    fn key_id(public_key: Vec<u8>) -> Result<String, Problem> {
        builder::key_id(&public_key).map_err(problem)
    }
}

fn prepared(prepared: builder::Prepared) -> Prepared {
    Prepared { payload: prepared.payload, to_sign: prepared.to_sign, record_id: prepared.record.to_string() }
}

fn problem(problem: builder::Problem) -> Problem {
    Problem { code: problem.code.id().to_owned(), message: problem.message }
}

impl bundles::Guest for Component {
    fn verify(
        bundle: Vec<u8>,
        trusted_roots: Vec<Vec<u8>>,
        artefact: Vec<String>,
        signer: Signer,
        now: u64,
    ) -> Result<Vec<u8>, Problem> {
        let signer = match signer {
            Signer::Identity(who) => sigstore::Signer::Identity { subject: who.subject, issuer: who.issuer },
            Signer::Key(pem) => sigstore::Signer::Key(pem),
            Signer::Anyone => sigstore::Signer::Anyone,
        };
        sigstore::verify(&bundle, &trusted_roots, &artefact, &signer, now).map_err(problem)
    }

    fn inspect(bundle: Vec<u8>, trusted_roots: Vec<Vec<u8>>, now: u64) -> Vec<u8> {
        sigstore::inspect(&bundle, &trusted_roots, now)
    }
}

impl canaries::Guest for Component {
    fn judge(document: Vec<u8>) -> Result<Vec<u8>, Problem> {
        countersign_core::canaries::judge(&document).map_err(problem)
    }
}

impl policy::Guest for Component {
    fn check(policy: Vec<u8>, roster: Vec<u8>, now: u64) -> Vec<u8> {
        lint::check(&policy, &roster, now)
    }
}

bindings::export!(Component);
