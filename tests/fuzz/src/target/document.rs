//! Layer 3: envelopes, statements with every predicate, and files that hold several documents.

use countersign_core::base::{canonical, json};
use countersign_core::format::dsse::Envelope;
use countersign_core::format::evidence::Evidence;
use countersign_core::format::record::{Kind, Record};
use countersign_core::format::sigstore::container;
use countersign_core::format::statement::{Statement, Subject};
use countersign_core::records;
use serde_json::Value;

/// Every predicate type that something is read from; the first byte of an input of `predicate` chooses.
pub(crate) const PREDICATE_TYPES: [&str; 25] = [
    "https://countersign.dev/attestation/release/v1",
    "https://countersign.dev/attestation/approval/v1",
    "https://countersign.dev/attestation/revocation/v1",
    "https://countersign.dev/attestation/register/v1",
    "https://countersign.dev/attestation/anchor/v1",
    "https://countersign.dev/attestation/emergency/v1",
    "https://countersign.dev/attestation/review/v1",
    "https://countersign.dev/attestation/exception/v1",
    "https://countersign.dev/attestation/canary/v1",
    "https://countersign.dev/attestation/argo-analysis-run/v1",
    "https://countersign.dev/attestation/flagger-canary/v1",
    "https://countersign.dev/attestation/assessment/v1",
    "https://slsa.dev/provenance/v1",
    "https://slsa.dev/provenance/v0.2",
    "https://slsa.dev/verification_summary/v1",
    "https://in-toto.io/attestation/test-result/v0.1",
    "https://in-toto.io/attestation/vulns/v0.1",
    "https://in-toto.io/attestation/vulns/v0.2",
    "https://in-toto.io/attestation/reference/v0.1",
    "https://cosign.sigstore.dev/attestation/vuln/v1",
    "https://spdx.dev/Document",
    "https://spdx.dev/Document/v2.3",
    "https://cyclonedx.org/bom",
    "https://openvex.dev/ns/v0.2.0",
    "https://slsa.dev/verification_summary/v0.2",
];

/// A DSSE envelope, and what `inspect` says of it.
pub(super) fn envelope(data: &[u8]) {
    assert_canonical(&records::inspect(data));
    let Ok(envelope) = Envelope::parse(data) else { return };
    let written = envelope.to_bytes();
    let again = Envelope::parse(&written).expect("an envelope that was written is read");
    assert_eq!(again.payload, envelope.payload);
    assert_eq!(again.to_bytes(), written);
    statement(&envelope.payload);
}

/// An in-toto statement, with whatever predicate it claims to have.
pub(super) fn statement(data: &[u8]) {
    let Ok(statement) = Statement::parse_any(data) else { return };
    let written = statement.to_bytes();
    let again = Statement::parse(&written).expect("a statement that was written is read");
    assert_eq!(again.to_bytes(), written);
    typed(&written, again);
}

/// A predicate: the first byte chooses its type, the rest is its JSON.
pub(super) fn predicate(data: &[u8]) {
    let Some((which, predicate)) = data.split_first() else { return };
    let predicate_type = PREDICATE_TYPES[usize::from(*which) % PREDICATE_TYPES.len()];
    let Ok(predicate) = json::parse(predicate) else { return };
    let digest = countersign_core::base::digest::Sha256::of(&canonical::to_bytes(&predicate));
    let subjects = vec![Subject::new("artefact", digest)];
    let statement = Statement { subjects, predicate_type: predicate_type.to_owned(), predicate };
    typed(&statement.to_bytes(), statement);
}

/// What a statement is read as does not depend on how often it is read; and what is ours can be signed by another.
fn typed(payload: &[u8], statement: Statement) {
    let again = Statement::parse(payload).expect("a statement that was written is read");
    if let Some(kind) = Kind::of(&statement.predicate_type) {
        let record = Record::read(payload, statement, kind);
        let reopened = records::reopen(payload);
        assert_eq!(record.is_ok(), reopened.is_ok(), "`reopen` takes a record otherwise than the gate");
        assert_eq!(format!("{record:?}"), format!("{:?}", Record::read(payload, again, kind)));
    } else if Evidence::knows(&statement.predicate_type) {
        let evidence = Evidence::read(payload, statement);
        assert_eq!(format!("{evidence:?}"), format!("{:?}", Evidence::read(payload, again)));
    }
}

/// A file that may hold several documents. What is taken out holds nothing more.
pub(super) fn container(data: &[u8]) {
    let documents = records::expand(data);
    assert!(!documents.is_empty(), "a file always holds a document");
    if let container::Contents::Items(items) = container::expand(data) {
        assert!(!items.is_empty());
        for item in &items {
            assert_canonical(&records::inspect(&item.bytes));
        }
    }
}

/// What leaves the core is canonical JSON.
pub(super) fn assert_canonical(bytes: &[u8]) -> Value {
    let value = json::parse(bytes).unwrap_or_else(|why| panic!("an answer is not JSON: {why}"));
    assert_eq!(canonical::to_bytes(&value), bytes, "an answer is not canonical");
    value
}
