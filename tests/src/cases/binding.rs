//! Cases **binding**: one release record binds the label to exactly these artefacts, and the label was never moved.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use serde_json::json;

use super::say::{other_bytes, revocation, set, staging, with};
use super::{Area, Case, Due};
use crate::scenario::Scenario;

const MISSING: &[Due] = &[("binding", Code::BindingReleaseMissing)];
const MOVED: &[Due] = &[("binding", Code::BindingMovedTag)];
const UNCOVERED: &[Due] = &[("binding", Code::BindingArtefactUncovered)];

pub(super) fn cases() -> Vec<Case> {
    let area = Area("binding");
    let mut cases = label(&area);
    cases.extend(newest(&area));
    cases.extend(artefacts(&area));
    cases
}

/// A second release record for the label, an hour older, about `artefacts`.
fn older(scenario: &mut Scenario, artefacts: &[Sha256]) {
    let mut record = with(scenario.releases[0].clone(), "requestedAt", json!("2026-11-20T08:00:00Z"));
    record.subjects = Some(artefacts.to_vec());
    scenario.releases.push(record);
}

fn label(area: &Area) -> Vec<Case> {
    vec![
        area.denies("release-missing", "Without a release record nobody says what the label means.", MISSING, |s| {
            staging(s);
            s.releases.clear();
        }),
        area.denies(
            "nothing-at-all",
            "No record at all is no allow, in production neither.",
            &[
                ("binding", Code::BindingReleaseMissing),
                ("approvals/release-manager", Code::ApprovalsMissing),
                ("approvals/security", Code::ApprovalsMissing),
                ("peer-review", Code::PeerReviewMissing),
                ("register/freshness", Code::RegisterMissing),
                ("register/completeness", Code::RegisterMissing),
            ],
            |s| {
                s.releases.clear();
                s.decisions.clear();
                s.registers.clear();
            },
        ),
        area.denies("other-version", "A record for another version binds that one.", MISSING, |s| {
            staging(s);
            s.question.version = "2.4.2".to_owned();
        }),
        area.denies("other-service", "A record for another service binds that one.", MISSING, |s| {
            staging(s);
            s.question.service = "brochure".to_owned();
        }),
        area.denies("moved-tag", "The label once meant other bytes.", MOVED, |s| older(s, &[other_bytes()])),
        area.denies(
            "moved-tag-by-one-artefact",
            "A label that lost an artefact on the way was moved too.",
            MOVED,
            |s| {
                older(s, &[s.artefacts[0], other_bytes()]);
            },
        ),
        area.denies(
            "moved-tag-though-revoked",
            "Labels are for life: revoking the other record does not free it.",
            MOVED,
            |s| {
                older(s, &[other_bytes()]);
                let payload = s.payload(countersign_core::format::record::Kind::Release, &s.releases[1]);
                s.revocations.push(revocation("dave", &[Sha256::of(&payload)], &[]));
            },
        ),
        area.denies(
            "moved-tag-by-a-compromised-key",
            "A key that somebody else may have used can still say no.",
            &[("binding", Code::BindingMovedTag), ("records", Code::RecordDoubtful)],
            |s| {
                older(s, &[other_bytes()]);
                s.releases[1].by = vec!["ci-builder-old".to_owned()];
                s.roster(
                    "\"KEY ci-builder\" }",
                    "\"KEY ci-builder\" }, { pem: \"KEY ci-builder-old\", compromisedAt: 2026-11-01T00:00:00Z }",
                );
            },
        ),
        area.allows(
            "moved-tag-by-nobody",
            "Who may not write release records cannot move a label.",
            &[("records", Code::RecordUnauthorised)],
            |s| {
                older(s, &[other_bytes()]);
                s.releases[1].by = vec!["bob".to_owned()];
            },
        ),
        area.allows("same-label-of-another-service", "Every service has its own labels.", &[], |s| {
            older(s, &[other_bytes()]);
            set(&mut s.releases[1], "service", json!("brochure"));
        }),
        area.allows("same-bytes-under-another-label", "Bytes may have two labels.", &[], |s| {
            older(s, &[s.artefacts[0]]);
            set(&mut s.releases[1], "version", json!("2.4.0"));
        }),
    ]
}

fn newest(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "ambiguous",
            "Two release records are equally new, and differ.",
            &[("binding", Code::BindingReleaseAmbiguous)],
            |s| {
                staging(s);
                let other = with(s.releases[0].clone(), "notes", json!("Written again."));
                s.releases.push(other);
            },
        ),
        area.allows("older-record-of-the-same-bytes", "The newest record is meant, and approved.", &[], |s| {
            older(s, &[s.artefacts[0]]);
        }),
        area.denies(
            "newer-record-unapproved",
            "Approvals are of a record, byte for byte: a newer one needs new ones.",
            &[
                ("approvals/release-manager", Code::ApprovalsOtherRelease),
                ("approvals/release-manager", Code::ApprovalsMissing),
                ("approvals/security", Code::ApprovalsOtherRelease),
                ("approvals/security", Code::ApprovalsMissing),
            ],
            |s| s.releases.push(with(s.releases[0].clone(), "requestedAt", json!("2026-11-20T09:30:00Z"))),
        ),
        area.denies(
            "not-ready",
            "The record asks for approval one second from now.",
            &[("binding", Code::BindingReleaseNotReady)],
            |s| {
                staging(s);
                set(&mut s.releases[0], "requestedAt", json!("2026-11-20T12:00:01Z"));
            },
        ),
        area.allows("ready-just-now", "The record asks for approval from this very instant on.", &[], |s| {
            staging(s);
            set(&mut s.releases[0], "requestedAt", json!("2026-11-20T12:00:00Z"));
        }),
        area.denies(
            "written-before-the-role",
            "The builder did not hold the role at the time that the record gives: it can say no, and not yes.",
            &[("binding", Code::BindingReleaseMissing), ("records", Code::RecordDoubtful)],
            |s| {
                staging(s);
                set(&mut s.releases[0], "requestedAt", json!("2025-12-31T23:59:59Z"));
            },
        ),
    ]
}

fn artefacts(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "other-bytes",
            "The file to deploy is not the one that was released.",
            &[
                ("binding", Code::BindingArtefactUncovered),
                ("approvals/release-manager", Code::ApprovalsUncovered),
                ("approvals/release-manager", Code::ApprovalsMissing),
                ("approvals/security", Code::ApprovalsUncovered),
                ("approvals/security", Code::ApprovalsMissing),
            ],
            |s| {
                s.question.artefacts = vec![other_bytes().to_string()];
            },
        ),
        area.denies(
            "other-bytes-where-nobody-approves",
            "A class without approvals still binds the bytes.",
            UNCOVERED,
            |s| {
                staging(s);
                s.question.artefacts = vec![other_bytes().to_string()];
            },
        ),
        area.denies(
            "one-artefact-too-many",
            "An artefact of the release does not cover for a foreign one.",
            UNCOVERED,
            |s| {
                staging(s);
                s.question.artefacts = vec![s.artefacts[0].to_string(), other_bytes().to_string()];
            },
        ),
    ]
}
