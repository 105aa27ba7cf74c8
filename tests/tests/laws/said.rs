//! How law 2 is tried on what lies among the records besides decisions: pieces are drawn, taken away and added.

use std::cell::Cell;
use std::fmt::Debug;

use countersign_core::base::digest::Sha256;
use countersign_core::base::time::Time;
use countersign_core::format::record::Kind;
use countersign_core::gate::Gate;
use countersign_core::request::Request;
use countersign_tests::generate::law::say;
use countersign_tests::scenario::{NOW, Scenario, Signed, envelope, seconds, statement};
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestRng, TestRunner};
use serde_json::json;

use crate::report::allows;

/// Something that lies among the records.
pub(crate) trait Piece: Clone + Debug {
    /// Whether it says yes, and nothing else.
    fn is_positive(&self) -> bool;

    /// The documents that it is, and the digest that a revocation would name.
    fn documents(&self, world: &Scenario) -> (Vec<Vec<u8>>, Sha256);
}

/// A release, and what is drawn to lie among its records.
pub(crate) struct Trial<P> {
    /// The release, allowed but for what is given.
    pub(crate) world: Scenario,
    /// What is there in any case.
    pub(crate) given: Vec<P>,
}

/// An instant before that of most cases.
pub(crate) fn time(minutes_ago: u64) -> String {
    after(minutes_ago, 0)
}

/// An instant so many minutes before that of most cases, and so many hours after that.
pub(crate) fn after(minutes_ago: u64, hours: u64) -> String {
    Time::from_seconds(seconds(NOW) - 60 * minutes_ago + 3_600 * hours).expect("a time of this century").to_string()
}

/// A document, and a reference to it by the builder.
pub(crate) fn carried(world: &Scenario, document: &[u8]) -> (Vec<Vec<u8>>, Sha256) {
    let digest = Sha256::of(document).to_hex();
    let predicate = json!({"attester": {"id": "x"}, "references": [{"digest": {"sha256": digest}}]});
    let payload = statement("https://in-toto.io/attestation/reference/v0.1", &world.artefacts, predicate);
    (vec![envelope(&payload, &["ci-builder".to_owned()]), document.to_vec()], Sha256::of(&payload))
}

impl<P: Piece> Trial<P> {
    /// Taking what says yes away never turns deny into allow.
    pub(crate) fn removing_never_helps(&self, law: &str, piece: impl Strategy<Value = P>) {
        self.hold(law, piece, |gate, request, pieces, probe| {
            let mut left = pieces.to_vec();
            let mut allowed = allows(&gate.decide(&self.with(request, &left)));
            for step in 0..pieces.len() {
                let positive: Vec<usize> = (0..left.len()).filter(|n| left[*n].is_positive()).collect();
                let Some(choice) = usize::try_from(probe >> (4 * step)).unwrap_or_default().checked_rem(positive.len())
                else {
                    break;
                };
                let gone = left.remove(positive[choice]);
                let now = allows(&gate.decide(&self.with(request, &left)));
                prop_assert!(allowed || !now, "without {gone:?} it is allowed");
                allowed = now;
            }
            Ok(())
        });
    }

    /// Adding what says no never turns deny into allow, nor does a revocation of anything by anybody. `negatives` draws
    /// them by a number.
    pub(crate) fn adding_never_helps(
        &self,
        law: &str,
        piece: impl Strategy<Value = P>,
        negatives: impl Fn(u64) -> Vec<P>,
    ) {
        self.hold(law, piece, |gate, request, pieces, probe| {
            let before = self.with(request, pieces);
            let allowed = allows(&gate.decide(&before));
            let mut added: Vec<Vec<Vec<u8>>> =
                negatives(probe).iter().map(|piece| piece.documents(&self.world).0).collect();
            let by = ["dave", "ci-builder", "carol", "erin"][usize::try_from(probe >> 8 & 3).unwrap_or_default()];
            let at = time(probe >> 16 & 1_023);
            for piece in pieces {
                let id = piece.documents(&self.world).1;
                let predicate = json!({"records": [id], "reason": "Drawn so.", "signedAt": at});
                let signed = Signed::new(&[by], predicate);
                added.push(vec![envelope(&self.world.payload(Kind::Revocation, &signed), &signed.by)]);
            }
            for documents in added {
                let mut after = before.clone();
                after.records.extend(documents);
                prop_assert!(allowed || !allows(&gate.decide(&after)), "with one document more it is allowed");
            }
            Ok(())
        });
    }

    /// Tries a law on drawn pieces, besides what is given; says on how many of them the release was allowed.
    fn hold(
        &self,
        law: &str,
        piece: impl Strategy<Value = P>,
        check: impl Fn(&Gate, &Request, &[P], u64) -> TestCaseResult,
    ) {
        let inputs = self.world.build();
        let gate = Gate::open(&inputs.policy, &inputs.roster, &inputs.anchors);
        let seed = Sha256::of(law.as_bytes()).to_hex();
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.as_bytes()[..32]);
        let config = Config { cases: 150, failure_persistence: None, ..Config::default() };
        let drawn = (prop::collection::vec(piece, 0..=7), any::<u64>());
        let (releases, allowed) = (Cell::new(0_u32), Cell::new(0_u32));
        let result = TestRunner::new_with_rng(config, rng).run(&drawn, |(mut pieces, probe)| {
            pieces.extend(self.given.iter().cloned());
            releases.set(releases.get() + 1);
            let request = self.with(&inputs.request, &pieces);
            allowed.set(allowed.get() + u32::from(allows(&gate.decide(&request))));
            check(&gate, &inputs.request, &pieces, probe)
        });
        result.unwrap_or_else(|broken| panic!("{law} does not hold: {broken}"));
        let share = allowed.get() * 100 / releases.get().max(1);
        say(&format!("{law}: {} releases, {} ({share} %) allowed", releases.get(), allowed.get()));
        assert!((15..=85).contains(&share), "{law}: {share} % allowed is no trial");
    }

    fn with(&self, request: &Request, pieces: &[P]) -> Request {
        let mut all = request.clone();
        all.records.extend(pieces.iter().flat_map(|piece| piece.documents(&self.world).0));
        all
    }
}
