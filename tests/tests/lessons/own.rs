//! What laws and reviews found in this verifier itself, before anybody used it.

use countersign_core::gate::Verdict;
use countersign_tests::scenario::{Scenario, Signed, statement};
use serde_json::{Value, json};

use crate::{approval, ask, denied, signed};

fn rejection(by: &str, at: &str) -> Signed {
    let predicate = json!({
        "decision": "rejected", "role": "release-manager", "environments": ["production"], "reason": "No.", "signedAt": at,
    });
    Signed::new(&[by], predicate)
}

/// Frank rejected while he held the role, and again after; the second time must not hide the first.
#[test]
fn a_rejection_does_not_go_away_by_being_repeated() {
    let first = rejection("frank", "2026-10-20T00:00:00Z");
    denied(|s| s.decisions.push(first.clone()), &["approvals.rejected"]);
    denied(|s| s.decisions.extend([first, rejection("frank", "2026-11-20T11:00:00Z")]), &["approvals.rejected"]);
}

/// A yes that was withdrawn takes no rejection back.
#[test]
fn a_withdrawn_approval_lifts_nothing() {
    let change = |s: &mut Scenario| {
        let mut yes = s.decisions[0].clone();
        yes.by = vec!["erin".to_owned()];
        yes.predicate["signedAt"] = json!("2026-11-20T11:00:00Z");
        s.decisions.extend([rejection("erin", "2026-11-20T10:30:00Z"), yes]);
    };
    let mut lifted = Scenario::allowed();
    change(&mut lifted);
    assert_eq!(ask(&lifted).0, Verdict::Allow);
    let revoke = |s: &mut Scenario| {
        change(s);
        let id = s.decision_id(3);
        let predicate =
            json!({"records": [id], "reason": "Her key was used by another.", "signedAt": "2026-11-20T11:30:00Z"});
        s.revocations.push(Signed::new(&["dave"], predicate));
    };
    denied(revoke, &["approvals.rejected"]);
}

/// Bob signs dave's approval too, and takes that back: his own signature, and not dave's.
#[test]
fn withdrawing_ones_own_signature_takes_nobody_elses() {
    let mut scenario = Scenario::allowed();
    scenario.documents.push(signed(&approval(&scenario), "bob"));
    let id = scenario.decision_id(1);
    let predicate = json!({"records": [id], "reason": "Changed my mind.", "signedAt": "2026-11-20T11:00:00Z"});
    scenario.revocations.push(Signed::new(&["bob"], predicate));
    assert_eq!(ask(&scenario).0, Verdict::Allow);
}

/// A listed rejection, handed in under the builder's signature instead of its signer's, is missing.
#[test]
fn a_rejection_under_another_signature_is_withheld() {
    denied(
        |s| {
            s.decisions.push(rejection("carol", "2026-11-20T11:00:00Z"));
            let records = s.records();
            let digests: Vec<Value> =
                records.iter().map(|(_, bytes)| json!(countersign_core::base::digest::Sha256::of(bytes))).collect();
            let holdings = json!([{"service": "checkout-api", "version": "2.4.1", "documents": digests[..4]}]);
            s.registers[0].predicate["holdings"] = holdings;
            let kind = countersign_core::format::record::Kind::Approval;
            let payload = s.payload(kind, &s.decisions[2]);
            s.decisions.remove(2);
            s.documents.push(signed(&payload, "register"));
        },
        &["register.record-withheld"],
    );
}

/// A statement of nothing is nothing: no subject, though signed by who may.
#[test]
fn a_statement_about_nothing_is_no_record() {
    denied(
        |s| {
            let nothing = statement("https://countersign.dev/attestation/release/v1", &[], json!({}));
            s.releases.clear();
            s.documents.push(signed(&nothing, "ci-builder"));
        },
        &["binding.release-missing"],
    );
}
