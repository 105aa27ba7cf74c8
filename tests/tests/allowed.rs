//! The scenario that every case starts from is allowed.

use countersign_core::gate::Verdict;
use countersign_tests::scenario::Scenario;

#[test]
fn is_allowed() {
    let decision = Scenario::allowed().build().decide();
    assert_eq!(decision.verdict, Verdict::Allow, "{}", String::from_utf8_lossy(&decision.report));
}
