//! Cases **allowed**: what must pass without a word, so that no check denies more than it should.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use serde_json::json;

use super::say::{APPROVED, LATER, approval, later, set, staging};
use super::{Area, Case};
use crate::scenario::Anchoring;

pub(super) fn cases() -> Vec<Case> {
    let area = Area("allowed");
    let two = || vec![Sha256::of(b"amd64"), Sha256::of(b"arm64")];
    vec![
        area.allows("production", "Everything that production asks for is there.", &[], |_| {}),
        area.allows("staging", "A class may ask for nobody's approval; everything else still holds.", &[], staging),
        area.allows("pinned-by-digest", "The host pins the digests of policy and roster instead of a root key.", &[], |s| {
            s.anchoring = Anchoring::Pinned;
        }),
        area.allows("several-artefacts", "A release of two artefacts goes out whole.", &[], |s| s.artefacts = two()),
        area.allows("one-of-several-artefacts", "One artefact of a release of two may go out alone.", &[], |s| {
            s.artefacts = two();
            s.question.artefacts = vec![Sha256::of(b"arm64").to_string()];
        }),
        area.allows("artefact-asked-twice", "Naming an artefact twice asks the same question.", &[], |s| {
            s.question.artefacts = vec![s.artefacts[0].to_string(); 2];
        }),
        area.allows(
            "one-person-with-two-roles",
            "Carol can only be release manager; erin could be either, so she is security. Taking people as they come would deny.",
            &[],
            |s| {
                s.decisions = vec![
                    approval("erin", "release-manager", APPROVED),
                    approval("erin", "security", APPROVED),
                    approval("carol", "release-manager", APPROVED),
                ];
            },
        ),
        area.allows("an-approval-too-many", "More approvals than asked for do no harm.", &[], |s| {
            s.decisions.push(approval("erin", "release-manager", LATER));
        }),
        area.allows("deployed-by-an-alias", "The deployer may be named by an alias, in any ASCII case.", &[], |s| {
            s.question.deployer = Some("GitHub:ACME-Deploy".to_lowercase().replace("acme", "ACME"));
        }),
        area.allows("author-by-id", "An author may be named by the principal's id.", &[], |s| {
            set(&mut s.releases[0], "authors", json!(["alice"]));
        }),
        area.allows("register-is-enough", "The host has seen the snapshot with this sequence, and it is here.", &[], |s| {
            s.question.min_register_sequence = 42;
        }),
        area.allows("valid-until", "One second before the first thing lapses, the decision is the same.", &[], |s| {
            later(s, 23 * 3_600 - 1);
        }),
        area.allows(
            "unanchored-on-purpose",
            "The host may decide without anchors, and the report says what that means.",
            &[("anchor/policy", Code::AnchorUnanchored), ("anchor/roster", Code::AnchorUnanchored)],
            |s| {
                s.anchoring = Anchoring::Nothing;
                s.repin = Some(|anchors| anchors.allow_unanchored = true);
            },
        ),
    ]
}
