//! Cases **peer-review**: enough people who are no authors looked at the commit that is released.

use countersign_core::base::code::Code;
use serde_json::{Value, json};

use super::say::set;
use super::{Area, Case, Due};
use crate::scenario::{COMMIT, Scenario};

const MISSING: Due = ("peer-review", Code::PeerReviewMissing);
const OTHER: &str = "0000000000000000000000000000000000000000";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("peer-review");
    vec![
        area.denies("missing", "Nobody reviewed.", &[MISSING], |s| reviewed(s, json!([]))),
        area.denies(
            "other-commit",
            "Bob reviewed a commit before the released one.",
            &[MISSING, ("peer-review", Code::PeerReviewOtherCommit)],
            |s| {
                reviewed(s, json!([{"who": "bob", "commit": OTHER}]));
            },
        ),
        area.allows(
            "other-commit-besides",
            "Bob reviewed both commits.",
            &[("peer-review", Code::PeerReviewOtherCommit)],
            |s| {
                reviewed(s, json!([{"who": "bob", "commit": OTHER}, {"who": "bob", "commit": COMMIT}]));
            },
        ),
        area.denies(
            "author-reviews",
            "Alice reviewed her own work, under another alias.",
            &[MISSING, ("separation/reviewer-author", Code::SeparationAuthorReviews)],
            |s| reviewed(s, json!([{"who": "github:alice", "commit": COMMIT}])),
        ),
        area.denies(
            "reviewer-unknown",
            "A reviewer whom the roster does not know is nobody.",
            &[MISSING, ("peer-review", Code::PeerReviewReviewerUnknown)],
            |s| {
                reviewed(s, json!([{"who": "github:somebody", "commit": COMMIT}]));
            },
        ),
        area.denies(
            "reviewer-is-an-automation",
            "An automation is no peer.",
            &[MISSING, ("peer-review", Code::PeerReviewReviewerUnknown)],
            |s| {
                reviewed(s, json!([{"who": "ci-deployer", "commit": COMMIT}]));
            },
        ),
        area.denies("one-person-twice", "Counting people, not reviews: bob has two aliases.", &[MISSING], |s| {
            s.policy("peerReview: 1", "peerReview: 2");
            reviewed(
                s,
                json!([{"who": "github:bob", "commit": COMMIT}, {"who": "email:bob@acme.example", "commit": COMMIT}]),
            );
        }),
        area.allows("two-people", "Bob and frank are two.", &[], |s| {
            s.policy("peerReview: 1", "peerReview: 2");
            reviewed(s, json!([{"who": "bob", "commit": COMMIT}, {"who": "frank", "commit": COMMIT}]));
        }),
        area.allows("not-asked-for", "Where nobody has to review, nobody has to.", &[], |s| {
            s.policy("      peerReview: 1\n", "");
            reviewed(s, json!([]));
        }),
    ]
}

fn reviewed(scenario: &mut Scenario, reviewers: Value) {
    set(&mut scenario.releases[0], "reviewers", reviewers);
}
