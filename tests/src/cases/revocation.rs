//! Cases **revocation**: nothing withdrawn counts, from whichever moment, if whoever withdraws it may.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use serde_json::json;

use super::say::{automation, other_bytes, register, revocation, set, staging, with};
use super::{Area, Case, Due};
use crate::scenario::Scenario;

const RELEASE: &[Due] = &[("revocation", Code::RevocationRelease)];
const ARTEFACT: &[Due] = &[("revocation", Code::RevocationArtefact)];
const UNAUTHORISED: &[Due] = &[("records", Code::RecordUnauthorised)];

pub(super) fn cases() -> Vec<Case> {
    let area = Area("revocation");
    let mut cases = by_record(&area);
    cases.extend(by_co_signer(&area));
    cases.extend(by_register(&area));
    cases
}

fn by_record(area: &Area) -> Vec<Case> {
    vec![
        area.denies("release", "Security withdraws the release record.", RELEASE, |s| {
            s.revocations.push(revocation("dave", &[s.release_id()], &[]));
        }),
        area.denies(
            "release-by-its-signer",
            "Anyone may withdraw what they signed: the builder its own record.",
            RELEASE,
            |s| {
                s.revocations.push(revocation("ci-builder", &[s.release_id()], &[]));
            },
        ),
        area.denies("artefact", "Security withdraws the bytes.", ARTEFACT, |s| {
            s.revocations.push(revocation("dave", &[], &s.artefacts));
        }),
        area.denies("artefact-where-nobody-approves", "Withdrawn bytes go nowhere, in any class.", ARTEFACT, |s| {
            staging(s);
            s.revocations.push(revocation("dave", &[], &s.artefacts));
        }),
        area.denies("one-artefact-of-two", "One withdrawn artefact stops both.", ARTEFACT, |s| {
            s.artefacts.push(other_bytes());
            s.revocations.push(revocation("dave", &[], &[other_bytes()]));
        }),
        area.denies(
            "another-artefact-of-the-release",
            "Asked for is the index, and a platform that it lists was withdrawn.",
            ARTEFACT,
            |s| {
                s.artefacts.push(other_bytes());
                s.question.artefacts = vec![s.artefacts[0].to_string()];
                s.revocations.push(revocation("dave", &[], &[other_bytes()]));
            },
        ),
        area.denies(
            "by-file",
            "Security withdraws an approval by the digest of the file that it lies in.",
            &[("approvals/security", Code::ApprovalsRevoked), ("approvals/security", Code::ApprovalsMissing)],
            |s| {
                let (_, approval) = s.records().remove(2);
                s.revocations.push(revocation("erin", &[Sha256::of(&approval)], &[]));
            },
        ),
        area.allows("other-artefact", "Other bytes were withdrawn.", &[], |s| {
            s.revocations.push(revocation("dave", &[], &[other_bytes()]));
        }),
        area.denies("of-tomorrow", "A revocation takes effect at once, whatever its clock said.", ARTEFACT, |s| {
            let no = revocation("dave", &[], &s.artefacts);
            s.revocations.push(with(no, "signedAt", json!("2026-11-30T00:00:00Z")));
        }),
        area.denies(
            "role-gained-since",
            "A revocation whose clock was behind counts, if its signer may revoke now.",
            ARTEFACT,
            |s| {
                let no = revocation("dave", &[], &s.artefacts);
                s.revocations.push(with(no, "signedAt", json!("2025-12-31T23:59:59Z")));
            },
        ),
        area.denies("role-lost-since", "A revocation outlives its signer's role.", ARTEFACT, |s| {
            s.decisions[1] = super::say::approval("erin", "security", super::say::APPROVED);
            s.roster(
                "roles: [{ role: security, from: 2026-01-01T00:00:00Z }]",
                "roles: [{ role: security, from: 2026-01-01T00:00:00Z, until: 2026-11-20T11:30:00Z }]",
            );
            s.revocations.push(revocation("dave", &[], &s.artefacts));
        }),
        area.allows(
            "by-somebody-who-may-not",
            "Bob may withdraw neither bytes nor what others signed.",
            UNAUTHORISED,
            |s| {
                s.revocations.push(revocation("bob", &[s.release_id(), s.decision_id(0)], &s.artefacts));
            },
        ),
        area.denies(
            "own-among-others",
            "Carol may withdraw her approval, and in the same record not dave's.",
            &[
                ("approvals/release-manager", Code::ApprovalsRevoked),
                ("approvals/release-manager", Code::ApprovalsMissing),
            ],
            |s| s.revocations.push(revocation("carol", &[s.decision_id(0), s.decision_id(1)], &[])),
        ),
        area.denies(
            "by-a-compromised-key",
            "A key that somebody else may have used can still say no.",
            &[("revocation", Code::RevocationArtefact), ("records", Code::RecordDoubtful)],
            |s| {
                s.roster("\"KEY dave-2\"", "\"KEY dave-2\", compromisedAt: 2026-11-01T00:00:00Z");
                let mut no = revocation("dave", &[], &s.artefacts);
                no.by = vec!["dave-2".to_owned()];
                s.revocations.push(no);
            },
        ),
        area.denies("revoking-a-revocation", "Withdrawing a revocation has no effect.", ARTEFACT, |s| {
            let first = revocation("dave", &[], &s.artefacts);
            let id = s.payload(countersign_core::format::record::Kind::Revocation, &first);
            s.revocations.push(first);
            s.revocations.push(revocation("dave", &[countersign_core::base::digest::Sha256::of(&id)], &[]));
        }),
    ]
}

/// Somebody signs what another signed, and takes that back.
fn by_co_signer(area: &Area) -> Vec<Case> {
    let co_signed = |s: &mut Scenario, who: &str| {
        s.decisions[0].by.push(who.to_owned());
        let id = s.decision_id(0);
        s.revocations.push(revocation(who, &[id], &[]));
    };
    vec![
        area.allows(
            "co-signer-takes-back-their-own",
            "Bob signed carol's approval too, and takes his signature back: hers stands.",
            &[("approvals/release-manager", Code::ApprovalsRevoked)],
            |s| co_signed(s, "bob"),
        ),
        area.denies(
            "stolen-key-keeps-nothing-alive",
            "Its writer revoked the release record; that a stolen key signed it too does not keep it.",
            &[("revocation", Code::RevocationRelease)],
            |s| {
                let key = ", compromisedAt: 2026-11-20T11:00:00Z";
                automation(s, "bench", "role: builder, from: 2026-01-01T00:00:00Z", key);
                s.releases[0].by.push("bench".to_owned());
                let id = s.release_id();
                s.revocations.push(revocation("ci-builder", &[id], &[]));
            },
        ),
        area.denies(
            "one-of-two-takes-back",
            "Carol and erin signed one approval, two were asked for, and erin takes hers back.",
            &[
                ("approvals/release-manager", Code::ApprovalsRevoked),
                ("approvals/release-manager", Code::ApprovalsMissing),
            ],
            |s| {
                s.policy("role: release-manager, count: 1", "role: release-manager, count: 2");
                co_signed(s, "erin");
            },
        ),
    ]
}

fn by_register(area: &Area) -> Vec<Case> {
    let reason = "Withdrawn by its author.";
    vec![
        area.denies("by-the-register", "The register says that the bytes are withdrawn.", ARTEFACT, |s| {
            set(&mut s.registers[0], "revoked", json!([{"id": s.artefacts[0], "reason": reason}]));
        }),
        area.denies(
            "approval-by-the-register",
            "The register says that dave's approval is withdrawn.",
            &[("approvals/security", Code::ApprovalsRevoked), ("approvals/security", Code::ApprovalsMissing)],
            |s| {
                let id = s.decision_id(1);
                set(&mut s.registers[0], "revoked", json!([{"id": id, "reason": reason}]));
            },
        ),
        area.denies("by-an-older-snapshot", "What an older snapshot withdrew stays withdrawn.", ARTEFACT, |s| {
            let older = register(41, "2026-11-20T10:00:00Z");
            s.registers.push(with(older, "revoked", json!([{"id": s.artefacts[0], "reason": reason}])));
        }),
        area.denies(
            "by-a-snapshot-not-asked-for",
            "A class that demands no register still heeds what one says.",
            ARTEFACT,
            |s| {
                staging(s);
                let snapshot = register(42, "2026-11-20T11:00:00Z");
                s.registers.push(with(snapshot, "revoked", json!([{"id": s.artefacts[0], "reason": reason}])));
            },
        ),
    ]
}
