//! The core's ECDSA against RustCrypto's, on inputs made from a seed: `countersign_tests::signatures` says which.
//!
//! `cargo run --release -p countersign-tests --bin signatures -- 10000000` tries longer (`docs/ecdsa.md`).

use countersign_tests::generate::law::say;
use countersign_tests::signatures::{Counts, on_p256, on_p384};

fn judge(curve: &str, counts: &Counts) {
    let [verified, not] = counts.values().fold([0, 0], |sum, [yes, no]| [sum[0] + yes, sum[1] + no]);
    say(&format!("signatures: {verified} verified and {not} not, on {curve}, by both"));
    assert!(verified * 4 > not && not * 4 > verified, "{counts:?}");
    assert!(counts.len() >= 6, "every kind is tried: {counts:?}");
}

#[test]
fn both_say_the_same() {
    judge("P-256", &on_p256::run(1, 3_000, |_| {}));
    judge("P-384", &on_p384::run(1, 600, |_| {}));
}
