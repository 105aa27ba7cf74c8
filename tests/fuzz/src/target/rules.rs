//! Layer 7: policy and roster, and what `policy check` says of them.

use countersign_core::anchoring::Anchors;
use countersign_core::gate::{Gate, Verdict};
use countersign_core::lint;
use countersign_core::policy::model::Policy;
use countersign_core::policy::roster::Roster;
use countersign_tests::scenario::Scenario;
use std::sync::OnceLock;

use super::document::assert_canonical;

/// A policy and a roster that load.
fn good() -> &'static (Vec<u8>, Vec<u8>) {
    static GOOD: OnceLock<(Vec<u8>, Vec<u8>)> = OnceLock::new();
    GOOD.get_or_init(|| Scenario::allowed().rules())
}

/// A policy, beside a roster that loads.
pub(super) fn policy(data: &[u8]) {
    both(data, &good().1, Policy::load(data).is_ok());
}

/// A roster, beside a policy that loads.
pub(super) fn roster(data: &[u8]) {
    both(&good().0, data, Roster::load(data).is_ok());
}

/// What does not load opens no gate, and is advised against; and nothing is allowed without records.
fn both(policy: &[u8], roster: &[u8], loads: bool) {
    let request = Scenario::allowed().question;
    let advice = assert_canonical(&lint::check(policy, roster, request.now));
    assert!(loads || advice["ok"] == false, "what does not load is well advised");
    let anything = Anchors { allow_unanchored: true, ..Anchors::default() };
    let decision = Gate::open(policy, roster, &anything).decide(&request);
    assert_canonical(&decision.report);
    assert_ne!(decision.verdict, Verdict::Allow, "allowed without a record");
    assert!(loads || decision.verdict == Verdict::Malformed, "what does not load answers a question");
}
