//! Cases **decisions**: a person's newest decision counts, and a standing rejection denies, whatever its record calls itself.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use serde_json::json;

use super::say::{APPROVED, LATER, LATEST, approval, other_bytes, rejection, revocation, staging, with};
use super::{Area, Case, Due};

const MANAGER: &str = "approvals/release-manager";
const SECURITY: &str = "approvals/security";
const MISSING: Due = (SECURITY, Code::ApprovalsMissing);
const REJECTED: Due = ("approvals", Code::ApprovalsRejected);
const IDLE: &[Due] = &[("approvals", Code::ApprovalsRejectionIdle)];
const EARLIER: &str = "2026-11-20T09:30:00Z";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("decisions");
    let mut cases = order(&area);
    cases.extend(who(&area));
    cases.extend(about(&area));
    cases.extend(taking_back(&area));
    cases
}

fn order(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "rejected",
            "Erin, who could fill both roles, says no, though carol and dave said yes.",
            &[REJECTED],
            |s| {
                s.decisions.push(rejection("erin", "security", LATER));
            },
        ),
        area.allows("reject-then-approve", "Dave's newer approval takes his rejection back.", &[], |s| {
            s.decisions.push(rejection("dave", "security", EARLIER));
        }),
        area.denies(
            "approve-then-reject",
            "Dave's newer rejection takes his approval back.",
            &[REJECTED, MISSING],
            |s| {
                s.decisions.push(rejection("dave", "security", LATER));
            },
        ),
        area.denies("same-instant", "At the same instant, no counts.", &[REJECTED, MISSING], |s| {
            s.decisions.push(rejection("dave", "security", APPROVED));
        }),
        area.denies("back-and-forth", "Yes, no, yes, no: the last one counts.", &[REJECTED, MISSING], |s| {
            s.decisions.push(rejection("dave", "security", "2026-11-20T10:10:00Z"));
            s.decisions.push(approval("dave", "security", "2026-11-20T10:20:00Z"));
            s.decisions.push(rejection("dave", "security", "2026-11-20T10:30:00Z"));
        }),
        area.denies(
            "rejection-of-tomorrow",
            "A rejection whose clock ran ahead says no at once.",
            &[REJECTED, MISSING],
            |s| s.decisions.push(rejection("dave", "security", "2026-11-21T12:00:00Z")),
        ),
        area.denies(
            "approval-of-tomorrow",
            "An approval whose clock ran ahead takes no rejection back.",
            &[REJECTED, MISSING, (SECURITY, Code::ApprovalsNotYet)],
            |s| {
                s.decisions.push(rejection("dave", "security", LATER));
                s.decisions.push(approval("dave", "security", "2026-11-21T12:00:00Z"));
            },
        ),
    ]
}

fn who(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "taken-back-in-another-role",
            "Erin rejected as security: that she approves as release manager does not take it back.",
            &[REJECTED],
            |s| {
                s.decisions.push(rejection("erin", "security", LATER));
                s.decisions.push(approval("erin", "release-manager", LATEST));
            },
        ),
        area.allows("taken-back-in-the-same-role", "Erin rejected as security, and approves as that.", &[], |s| {
            s.decisions.push(rejection("erin", "security", LATER));
            s.decisions.push(approval("erin", "security", LATEST));
        }),
        area.denies(
            "taken-back-in-a-role-not-held",
            "A yes in a role that erin does not hold is worth nothing, to lift her no, too.",
            &[REJECTED, ("approvals/builder", Code::ApprovalsRoleNotRequired)],
            |s| {
                s.decisions.push(rejection("erin", "builder", LATER));
                s.decisions.push(approval("erin", "builder", LATEST));
            },
        ),
        area.allows(
            "taken-back-after-the-role-was-lost",
            "Frank rejected as release manager, lost the role, and takes that back: he holds nothing more than his word.",
            &[(MANAGER, Code::ApprovalsRoleNotHeld)],
            |s| {
                s.decisions.push(rejection("frank", "release-manager", "2026-10-31T11:00:00Z"));
                s.decisions.push(approval("frank", "release-manager", LATEST));
            },
        ),
        area.allows(
            "taken-back-from-a-role-not-held",
            "Erin rejected as builder, which she is not: any role of hers that is asked for takes that back.",
            &[],
            |s| {
                s.decisions.push(rejection("erin", "builder", LATER));
                s.decisions.push(approval("erin", "release-manager", LATEST));
            },
        ),
        area.denies(
            "under-another-role",
            "Erin rejects as builder, which she is not: she still holds security.",
            &[REJECTED],
            |s| {
                s.decisions.push(rejection("erin", "builder", LATER));
            },
        ),
        area.allows(
            "without-a-required-role",
            "Bob holds no role that is asked for: his no is recorded, and no more.",
            &[("approvals", Code::ApprovalsRejectionIdle)],
            |s| {
                s.decisions.push(rejection("bob", "security", LATER));
            },
        ),
        area.denies("role-lost-since", "Frank held the role when he said no.", &[REJECTED], |s| {
            s.decisions.push(rejection("frank", "release-manager", "2026-10-31T23:59:59Z"));
        }),
        area.allows("role-lost-before", "Frank no longer held the role when he said no.", IDLE, |s| {
            s.decisions.push(rejection("frank", "release-manager", "2026-11-01T00:00:00Z"));
        }),
        area.denies(
            "role-gained-since",
            "Dave did not hold the role when he said no, and holds it now.",
            &[REJECTED],
            |s| {
                s.decisions[1] = approval("erin", "security", APPROVED);
                s.roster(
                    "roles: [{ role: security, from: 2026-01-01T00:00:00Z }]",
                    "roles: [{ role: security, from: 2026-11-20T10:00:00Z }]",
                );
                s.decisions.push(rejection("dave", "security", EARLIER));
            },
        ),
        area.denies("by-the-author", "An author cannot approve their own work, but can stop it.", &[REJECTED], |s| {
            s.decisions.push(rejection("alice", "release-manager", LATER));
        }),
        area.denies(
            "by-an-automation",
            "An automation with the role fills no place, but can stop a release.",
            &[REJECTED],
            |s| {
                s.decisions.push(rejection("ci-builder", "release-manager", LATER));
            },
        ),
        area.denies(
            "by-a-compromised-key",
            "A key that somebody else may have used cannot approve, but can still say no.",
            &[REJECTED, ("records", Code::RecordDoubtful), MISSING],
            |s| {
                s.roster("\"KEY dave\"", "\"KEY dave\", compromisedAt: 2026-11-01T00:00:00Z");
                s.decisions[1] = rejection("dave", "security", LATER);
            },
        ),
        area.allows(
            "compromised-no-then-own-yes",
            "Dave takes back, with his other key, what the stolen one said.",
            &[("records", Code::RecordDoubtful)],
            |s| {
                s.roster("\"KEY dave\"", "\"KEY dave\", compromisedAt: 2026-11-01T00:00:00Z");
                s.decisions[1] = rejection("dave", "security", EARLIER);
                let mut own = approval("dave", "security", LATER);
                own.by = vec!["dave-2".to_owned()];
                s.decisions.push(own);
            },
        ),
        area.allows(
            "where-nobody-is-asked",
            "Where nobody has to approve, nobody's no is asked for either.",
            IDLE,
            |s| {
                staging(s);
                s.decisions = vec![with(rejection("dave", "security", LATER), "environments", json!(["staging"]))];
            },
        ),
    ]
}

fn about(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "follows-the-bytes",
            "Dave rejected these bytes under an older release record; a new record does not wash that off.",
            &[REJECTED],
            |s| {
                let older = with(s.releases[0].clone(), "requestedAt", json!("2026-11-20T08:00:00Z"));
                let id = Sha256::of(&s.payload(Kind::Release, &older));
                s.releases.push(older);
                s.decisions[1] = approval("erin", "security", APPROVED);
                s.decisions.push(with(rejection("dave", "security", LATER), "release", json!(id)));
            },
        ),
        area.denies(
            "of-the-record-alone",
            "Erin's rejection names this release record, and other bytes.",
            &[REJECTED],
            |s| {
                let mut no = rejection("erin", "security", LATER);
                no.subjects = Some(vec![other_bytes()]);
                s.decisions.push(no);
            },
        ),
        area.allows(
            "of-other-bytes",
            "A rejection of other bytes under another record is not about this release.",
            &[],
            |s| {
                let mut no = with(rejection("erin", "security", LATER), "release", json!(other_bytes()));
                no.subjects = Some(vec![other_bytes()]);
                s.decisions.push(no);
            },
        ),
        area.allows(
            "for-another-environment",
            "Erin rejects the release for staging alone.",
            &[(SECURITY, Code::ApprovalsOtherEnvironment)],
            |s| {
                s.decisions.push(with(rejection("erin", "security", LATER), "environments", json!(["staging"])));
            },
        ),
        area.denies(
            "for-an-environment-that-is-none",
            "Erin rejects the release for an environment that the policy does not know: it is of every one.",
            &[REJECTED],
            |s| {
                s.decisions.push(with(rejection("erin", "security", LATER), "environments", json!(["prod"])));
            },
        ),
        area.denies(
            "yes-elsewhere-is-no-yes-here",
            "Dave's newer approval for staging does not take back his rejection for production.",
            &[REJECTED, (SECURITY, Code::ApprovalsOtherEnvironment)],
            |s| {
                s.decisions[1] = approval("erin", "security", APPROVED);
                s.decisions.push(rejection("dave", "security", EARLIER));
                s.decisions.push(with(approval("dave", "security", LATER), "environments", json!(["staging"])));
            },
        ),
    ]
}

fn taking_back(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "revoking-a-rejection",
            "A rejection is taken back by approving, not by revoking it.",
            &[REJECTED, ("revocation", Code::RevocationRejectionStands)],
            |s| {
                s.decisions.push(rejection("erin", "security", LATER));
                s.revocations.push(revocation("erin", &[s.decision_id(2)], &[]));
            },
        ),
        area.denies(
            "taken-back-until-yesterday",
            "Erin took her no back with a yes that has expired since: the no stands again.",
            &[REJECTED, (SECURITY, Code::ApprovalsExpired)],
            |s| {
                s.decisions.push(rejection("erin", "security", EARLIER));
                let yes = approval("erin", "security", APPROVED);
                s.decisions.push(with(yes, "expiresAt", json!("2026-11-20T11:00:00Z")));
            },
        ),
        area.denies(
            "taken-back-by-a-revoked-yes",
            "Erin's newer yes was revoked, as a stolen key's should be: her no stands again.",
            &[REJECTED, (SECURITY, Code::ApprovalsRevoked)],
            |s| {
                s.decisions.push(rejection("erin", "security", EARLIER));
                s.decisions.push(approval("erin", "security", LATER));
                s.revocations.push(revocation("dave", &[s.decision_id(3)], &[]));
            },
        ),
        area.denies(
            "taken-back-elsewhere",
            "Erin's newer yes is about another release record of these bytes: it does not lift her no to this one.",
            &[REJECTED, (SECURITY, Code::ApprovalsOtherRelease)],
            |s| {
                s.decisions.push(rejection("erin", "security", EARLIER));
                s.decisions.push(with(approval("erin", "security", LATER), "release", json!(other_bytes())));
            },
        ),
        area.denies(
            "taken-back-in-part",
            "Erin's newer yes names one artefact of two: it does not lift her no.",
            &[REJECTED, (SECURITY, Code::ApprovalsUncovered)],
            |s| {
                s.artefacts.push(other_bytes());
                s.decisions.push(rejection("erin", "security", EARLIER));
                let mut yes = approval("erin", "security", LATER);
                yes.subjects = Some(vec![other_bytes()]);
                s.decisions.push(yes);
            },
        ),
    ]
}
