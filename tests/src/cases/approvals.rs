//! Cases **approvals**: who fills a place, who does not, and why; every interval to the second.

use countersign_core::base::code::Code;
use serde_json::json;

use super::say::{APPROVED, LATER, approval, later, other_bytes, revocation, set, staging, with};
use super::{Area, Case, Due};
use crate::scenario::Scenario;

const MANAGER: &str = "approvals/release-manager";
const SECURITY: &str = "approvals/security";
const MISSING: Due = (SECURITY, Code::ApprovalsMissing);

pub(super) fn cases() -> Vec<Case> {
    let area = Area("approvals");
    let mut cases = places(&area);
    cases.extend(people(&area));
    cases.extend(about(&area));
    cases.extend(time(&area));
    cases
}

/// Replaces dave's approval.
fn instead(scenario: &mut Scenario, signed: crate::scenario::Signed) {
    scenario.decisions[1] = signed;
}

fn places(area: &Area) -> Vec<Case> {
    vec![
        area.denies("missing", "Nobody approved as security.", &[MISSING], |s| {
            s.decisions.pop();
        }),
        area.denies(
            "two-places-one-person",
            "Two release managers are asked for, and carol is one.",
            &[(MANAGER, Code::ApprovalsMissing)],
            |s| {
                s.policy("role: release-manager, count: 1", "role: release-manager, count: 2");
            },
        ),
        area.allows("two-places-two-people", "Carol and erin are two.", &[], |s| {
            s.policy("role: release-manager, count: 1", "role: release-manager, count: 2");
            s.decisions.push(approval("erin", "release-manager", LATER));
        }),
        area.denies(
            "two-approvals-of-one-person",
            "Counting people, not entries: carol approved twice.",
            &[(MANAGER, Code::ApprovalsMissing)],
            |s| {
                s.policy("role: release-manager, count: 1", "role: release-manager, count: 2");
                s.decisions.push(approval("carol", "release-manager", LATER));
            },
        ),
        area.denies("two-keys-of-one-person", "Counting people, not keys: dave has two.", &[MISSING], |s| {
            s.policy("role: security, count: 1", "role: security, count: 2");
            let mut other = approval("dave", "security", LATER);
            other.by = vec!["dave-2".to_owned()];
            s.decisions.push(other);
        }),
        area.denies("two-roles-one-person", "Erin holds both roles, and is one person.", &[MISSING], |s| {
            s.decisions = vec![approval("erin", "release-manager", APPROVED), approval("erin", "security", APPROVED)];
        }),
        area.allows(
            "nobody-is-asked",
            "An approval where nobody has to approve does nothing.",
            &[(MANAGER, Code::ApprovalsRoleNotRequired)],
            |s| {
                staging(s);
                s.decisions =
                    vec![with(approval("carol", "release-manager", APPROVED), "environments", json!(["staging"]))];
            },
        ),
    ]
}

fn people(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "by-an-automation",
            "An automation that holds the role fills no person's place.",
            &[(MANAGER, Code::ApprovalsNotAPerson), (MANAGER, Code::ApprovalsMissing)],
            |s| s.decisions[0].by = vec!["ci-builder".to_owned()],
        ),
        area.denies(
            "role-not-held",
            "Bob holds no role: that he writes one down gives him none.",
            &[(SECURITY, Code::ApprovalsRoleNotHeld), MISSING],
            |s| instead(s, approval("bob", "security", APPROVED)),
        ),
        area.denies(
            "role-of-the-class-is-another",
            "Dave holds security, and approves as security: that is no release manager.",
            &[(MANAGER, Code::ApprovalsMissing)],
            |s| s.decisions[0] = approval("dave", "security", LATER),
        ),
        area.allows(
            "role-not-required",
            "An approval in a role that nothing asks for is named, and does nothing.",
            &[("approvals/registrar", Code::ApprovalsRoleNotRequired)],
            |s| s.decisions.push(approval("carol", "registrar", APPROVED)),
        ),
        area.denies(
            "not-in-the-roster",
            "A signature of somebody unknown is nobody's.",
            &[("records", Code::RecordUntrusted), MISSING, ("register/completeness", Code::RegisterRecordUnverified)],
            |s| instead(s, approval("mallory", "security", APPROVED)),
        ),
        area.denies(
            "key-compromised",
            "A stolen key approves nothing, whenever it says that it signed.",
            &[("records", Code::RecordDoubtful), MISSING],
            |s| {
                s.roster("\"KEY dave\"", "\"KEY dave\", compromisedAt: 2026-11-20T11:59:59Z");
            },
        ),
    ]
}

fn about(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "other-release",
            "Dave approved another release record of the same bytes.",
            &[(SECURITY, Code::ApprovalsOtherRelease), MISSING],
            |s| set(&mut s.decisions[1], "release", json!(other_bytes())),
        ),
        area.denies(
            "other-environment",
            "Dave approved for staging.",
            &[(SECURITY, Code::ApprovalsOtherEnvironment), MISSING],
            |s| set(&mut s.decisions[1], "environments", json!(["staging"])),
        ),
        area.allows("several-environments", "One approval may be for several environments.", &[], |s| {
            set(&mut s.decisions[1], "environments", json!(["staging", "production"]));
        }),
        area.denies(
            "other-artefact",
            "Dave's approval names other bytes.",
            &[(SECURITY, Code::ApprovalsUncovered), MISSING],
            |s| s.decisions[1].subjects = Some(vec![other_bytes()]),
        ),
        area.denies(
            "one-artefact-of-two",
            "Dave approved one artefact, and two are to go out.",
            &[(SECURITY, Code::ApprovalsUncovered), MISSING],
            |s| {
                s.artefacts.push(other_bytes());
                s.decisions[1].subjects = Some(vec![s.artefacts[0]]);
            },
        ),
        area.denies(
            "of-something-else",
            "An approval of another release and other bytes is not about this one at all.",
            &[MISSING],
            |s| {
                s.decisions[1].subjects = Some(vec![other_bytes()]);
                set(&mut s.decisions[1], "release", json!(other_bytes()));
            },
        ),
        area.denies("revoked", "Dave takes his approval back.", &[(SECURITY, Code::ApprovalsRevoked), MISSING], |s| {
            s.revocations.push(revocation("dave", &[s.decision_id(1)], &[]))
        }),
        area.denies(
            "revoked-by-security",
            "Who may revoke takes somebody else's approval back.",
            &[(MANAGER, Code::ApprovalsRevoked), (MANAGER, Code::ApprovalsMissing)],
            |s| s.revocations.push(revocation("dave", &[s.decision_id(0)], &[])),
        ),
        area.allows(
            "approved-again-after-revocation",
            "Dave approves again: a record of its own, which nobody revoked.",
            &[(SECURITY, Code::ApprovalsRevoked)],
            |s| {
                s.revocations.push(revocation("dave", &[s.decision_id(1)], &[]));
                s.decisions.push(approval("dave", "security", LATER));
            },
        ),
    ]
}

/// Boundaries. Approvals are signed at 10:00, now is 12:00 on the same day; the class takes approvals of 7 days.
fn time(area: &Area) -> Vec<Case> {
    let expires = |s: &mut Scenario, at: &str| set(&mut s.decisions[1], "expiresAt", json!(at));
    vec![
        area.allows("one-second-before-expiry", "An approval counts up to its expiry.", &[], |s| {
            expires(s, "2026-11-20T12:00:01Z");
        }),
        area.denies(
            "expired",
            "At its expiry an approval no longer counts.",
            &[(SECURITY, Code::ApprovalsExpired), MISSING],
            |s| {
                expires(s, "2026-11-20T12:00:00Z");
            },
        ),
        area.allows("one-second-before-too-old", "An approval counts for seven days.", &[], |s| {
            requested_before(s);
            set(&mut s.decisions[1], "signedAt", json!("2026-11-13T12:00:01Z"));
        }),
        area.denies(
            "too-old",
            "After seven days, to the second, an approval no longer counts.",
            &[(SECURITY, Code::ApprovalsTooOld), MISSING],
            |s| {
                requested_before(s);
                set(&mut s.decisions[1], "signedAt", json!("2026-11-13T12:00:00Z"));
            },
        ),
        area.allows("signed-just-now", "An approval of this very instant counts.", &[], |s| {
            set(&mut s.decisions[1], "signedAt", json!("2026-11-20T12:00:00Z"));
        }),
        area.denies(
            "not-yet",
            "An approval of the next second does not count.",
            &[(SECURITY, Code::ApprovalsNotYet), MISSING],
            |s| {
                set(&mut s.decisions[1], "signedAt", json!("2026-11-20T12:00:01Z"));
            },
        ),
        area.allows("role-from-that-second", "A role is held from its first second on.", &[], |s| {
            held(s, "from: 2026-11-20T10:00:00Z");
        }),
        area.denies(
            "role-not-held-yet",
            "One second before, it is not.",
            &[(SECURITY, Code::ApprovalsRoleNotHeld), MISSING],
            |s| {
                held(s, "from: 2026-11-20T10:00:01Z");
            },
        ),
        area.allows("role-until-the-next-second", "A role that ends after this instant is held still.", &[], |s| {
            held(s, "from: 2026-01-01T00:00:00Z, until: 2026-11-20T12:00:01Z");
        }),
        area.denies(
            "role-lost-since",
            "A role that ended since: who has lost it could have dated the approval back.",
            &[(SECURITY, Code::ApprovalsRoleNotHeld), MISSING],
            |s| held(s, "from: 2026-01-01T00:00:00Z, until: 2026-11-20T12:00:00Z"),
        ),
        area.denies(
            "before-the-request",
            "Nobody approves a record before it is written: this date is wrong.",
            &[(SECURITY, Code::ApprovalsBeforeRequest), MISSING],
            |s| set(&mut s.decisions[1], "signedAt", json!("2026-11-20T08:59:59Z")),
        ),
        area.allows("at-the-request", "At the same instant is not before.", &[], |s| {
            set(&mut s.decisions[1], "signedAt", json!("2026-11-20T09:00:00Z"));
        }),
        area.denies(
            "role-no-longer-held",
            "A role is no longer held at the instant of its end.",
            &[(SECURITY, Code::ApprovalsRoleNotHeld), MISSING],
            |s| {
                held(s, "from: 2026-01-01T00:00:00Z, until: 2026-11-20T10:00:00Z");
            },
        ),
        area.denies(
            "lapses-with-time",
            "What was allowed at noon is denied eight days later, with the same records.",
            &[
                (MANAGER, Code::ApprovalsTooOld),
                (MANAGER, Code::ApprovalsMissing),
                (SECURITY, Code::ApprovalsTooOld),
                MISSING,
                ("register/freshness", Code::RegisterStale),
            ],
            |s| later(s, 8 * 86_400),
        ),
    ]
}

/// The release record has been ready for long.
fn requested_before(scenario: &mut Scenario) {
    set(&mut scenario.releases[0], "requestedAt", json!("2026-11-01T00:00:00Z"));
}

/// When dave holds security; he is the only one whose role is written this way.
fn held(scenario: &mut Scenario, interval: &str) {
    scenario.roster(
        "roles: [{ role: security, from: 2026-01-01T00:00:00Z }]",
        &format!("roles: [{{ role: security, {interval} }}]"),
    );
}
