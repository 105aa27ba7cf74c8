//! Cases **relays**: automations that approve, and automations that tell what people decided on a platform.
//!
//! `ci-builder` holds the role that relays; dave's account on GitHub has the number 4711.

use countersign_core::base::code::Code;
use serde_json::json;

use super::say::{APPROVED, LATER, LATEST, approval, automation, rejection, revocation, with};
use super::{Area, Case, Due};
use crate::scenario::{Scenario, Signed};

const SECURITY: &str = "approvals/security";
const MISSING: Due = (SECURITY, Code::ApprovalsMissing);

/// The class takes GitHub's word, told by holders of `builder`.
fn accepted(s: &mut Scenario) {
    s.policy("      peerReview: 1\n", "      peerReview: 1\n      relays: { platforms: [github], by: [builder] }\n");
    s.roster("aliases: [\"github:dave\"]", "aliases: [\"github:dave\", \"github-id:4711\"]");
    s.decisions.pop();
}

fn told(by: &str, decision: Signed, login: &str, id: &str) -> Signed {
    let relay = json!({"platform": "github", "login": login, "id": id, "environment": "production"});
    Signed { by: vec![by.to_owned()], ..with(decision, "relay", relay) }
}

fn yes() -> Signed {
    told("ci-builder", approval("dave", "security", APPROVED), "dave", "4711")
}

/// Erin fills the place of security, and dave signed a no.
fn rejected_by_dave(s: &mut Scenario) {
    accepted(s);
    s.decisions.extend([approval("erin", "security", APPROVED), rejection("dave", "security", LATER)]);
}

pub(super) fn cases() -> Vec<Case> {
    let area = Area("relays");
    let mut cases = people(&area);
    cases.extend(rejections(&area));
    cases.extend(automations(&area));
    cases
}

fn people(area: &Area) -> Vec<Case> {
    let refused: Due = (SECURITY, Code::ApprovalsRelayNotAccepted);
    let unknown: Due = ("approvals", Code::ApprovalsRelayUnknown);
    vec![
        area.allows("approves", "Dave approved on GitHub, and the class takes that.", &[], |s| {
            accepted(s);
            s.decisions.push(yes());
        }),
        area.denies("not-accepted", "The class takes nobody's word.", &[MISSING, refused], |s| {
            accepted(s);
            s.policy("      relays: { platforms: [github], by: [builder] }\n", "");
            s.decisions.push(yes());
        }),
        area.denies("other-platform", "The class takes GitLab's word only.", &[MISSING, refused], |s| {
            accepted(s);
            s.policy("platforms: [github]", "platforms: [gitlab]");
            s.decisions.push(yes());
        }),
        area.denies("by-a-person", "Carol is no automation, and tells for nobody.", &[MISSING, refused], |s| {
            accepted(s);
            s.policy("by: [builder] }\n", "by: [release-manager] }\n");
            s.decisions.push(told("carol", approval("dave", "security", APPROVED), "dave", "4711"));
        }),
        area.denies("by-another-automation", "The register holds no role that relays.", &[MISSING, refused], |s| {
            accepted(s);
            s.decisions.push(told("register", approval("dave", "security", APPROVED), "dave", "4711"));
        }),
        area.denies("unknown-number", "The name is dave's, the number is not: names change hands.", &[MISSING, unknown], |s| {
            accepted(s);
            s.decisions.push(told("ci-builder", approval("dave", "security", APPROVED), "dave", "4712"));
        }),
        area.denies("two-owners", "The number is dave's, and the name is carol's.", &[MISSING, unknown], |s| {
            accepted(s);
            s.decisions.push(told("ci-builder", approval("dave", "security", APPROVED), "carol", "4711"));
        }),
        area.allows("renamed", "The number is dave's, and nobody else has the name.", &[], |s| {
            accepted(s);
            s.decisions.push(told("ci-builder", approval("dave", "security", APPROVED), "dave-the-second", "4711"));
        }),
        area.denies("one-person", "Told or signed, one person fills one place.", &[MISSING], |s| {
            accepted(s);
            s.roster("github-id:4711\"]", "github:davey\"]");
            s.roster("aliases: [\"github:carol\"]", "aliases: [\"github:carol\", \"github-id:4711\"]");
            s.roster(
                "roles: [{ role: release-manager, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY carol\" }]",
                "roles: [{ role: release-manager, from: 2026-01-01T00:00:00Z }, { role: security, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY carol\" }]",
            );
            s.decisions.push(told("ci-builder", approval("carol", "security", APPROVED), "carol", "4711"));
        }),
        area.denies(
            "author",
            "An author's approval counts no more for being told.",
            &[("separation/author-approver", Code::SeparationAuthorApproves), MISSING],
            |s| {
                accepted(s);
                s.releases[0].predicate["authors"] = json!(["email:alice@acme.example", "github:dave"]);
                s.decisions.push(yes());
            },
        ),
        area.denies("role-not-held", "Bob holds no role.", &[MISSING, (SECURITY, Code::ApprovalsRoleNotHeld)], |s| {
            accepted(s);
            s.roster("\"github:bob\"]", "\"github:bob\", \"github-id:7\"]");
            s.decisions.push(told("ci-builder", approval("bob", "security", APPROVED), "bob", "7"));
        }),
    ]
}

fn rejections(area: &Area) -> Vec<Case> {
    let no = |by: &str, id: &str| told(by, rejection("dave", "security", LATER), "dave", id);
    vec![
        area.denies(
            "rejects",
            "Dave said no on GitHub, after his yes.",
            &[("approvals", Code::ApprovalsRejected), MISSING],
            move |s| {
                accepted(s);
                s.decisions.extend([yes(), no("ci-builder", "4711")]);
            },
        ),
        area.denies(
            "rejected-by-stranger",
            "Nobody knows who said no: it may be somebody who matters.",
            &[("approvals", Code::ApprovalsRejectedByStranger)],
            move |s| {
                accepted(s);
                s.decisions.extend([yes(), no("ci-builder", "4712")]);
            },
        ),
        area.allows(
            "hearsay-of-a-stranger",
            "The register may not tell what somebody rejected, whoever that is.",
            &[("approvals", Code::ApprovalsRelayUnknown)],
            move |s| {
                accepted(s);
                s.decisions.extend([yes(), no("register", "4712")]);
            },
        ),
        area.allows(
            "hearsay",
            "The register may not tell what dave rejected.",
            &[("approvals", Code::ApprovalsRejectionHearsay)],
            move |s| {
                accepted(s);
                s.decisions.extend([yes(), no("register", "4711")]);
            },
        ),
        area.denies(
            "told-after-an-own-no",
            "Dave signed a no. That he approved on GitHub can be told again at any time, and takes nothing back.",
            &[("approvals", Code::ApprovalsRejected)],
            |s| {
                rejected_by_dave(s);
                s.decisions.push(told("ci-builder", approval("dave", "security", LATEST), "dave", "4711"));
            },
        ),
        area.allows("taken-back", "Dave rejected on GitHub, and took it back there.", &[], move |s| {
            accepted(s);
            let yes = told("ci-builder", approval("dave", "security", LATEST), "dave", "4711");
            s.decisions.extend([no("ci-builder", "4711"), yes]);
        }),
        area.denies(
            "told-after-it-was-withdrawn",
            "Dave approved on GitHub, and revokes that; the builder tells of the same approval again.",
            &[MISSING, (SECURITY, Code::ApprovalsRevoked)],
            |s| {
                accepted(s);
                s.decisions.push(yes());
                let id = s.decision_id(1);
                s.decisions.push(told("ci-builder", approval("dave", "security", LATEST), "dave", "4711"));
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies(
            "rejects-with-own-key-as-another",
            "Dave signs a no, and calls it that of somebody whom nobody knows.",
            &[("approvals", Code::ApprovalsRejected), ("approvals", Code::ApprovalsRelayUnknown)],
            |s| {
                accepted(s);
                s.decisions.push(approval("erin", "security", APPROVED));
                s.decisions.push(told("dave", rejection("dave", "security", LATER), "mallory", "1"));
            },
        ),
        area.denies(
            "rejected-by-stranger-told-by-an-ended-role",
            "Who told of it has lost the role since: enough for a no.",
            &[("approvals", Code::ApprovalsRejectedByStranger)],
            move |s| {
                accepted(s);
                s.decisions.push(approval("erin", "security", APPROVED));
                automation(s, "bench", "role: builder, from: 2026-01-01T00:00:00Z, until: 2026-02-01T00:00:00Z", "");
                s.decisions.push(no("bench", "4712"));
            },
        ),
        area.denies(
            "withdrawn-by-who-decided",
            "Dave approved on GitHub, and revokes that with his own key.",
            &[MISSING, (SECURITY, Code::ApprovalsRevoked)],
            |s| {
                accepted(s);
                s.decisions.push(yes());
                let id = s.decision_id(1);
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies(
            "withdrawn-by-who-may-revoke-nothing-else",
            "Carol approved on GitHub. She may revoke nothing but what is hers, and that approval is.",
            &[
                ("approvals/release-manager", Code::ApprovalsMissing),
                ("approvals/release-manager", Code::ApprovalsRevoked),
            ],
            |s| {
                s.policy(
                    "      peerReview: 1\n",
                    "      peerReview: 1\n      relays: { platforms: [github], by: [builder] }\n",
                );
                s.roster("aliases: [\"github:carol\"]", "aliases: [\"github:carol\", \"github-id:4811\"]");
                s.decisions[0] = told("ci-builder", approval("carol", "release-manager", APPROVED), "carol", "4811");
                let id = s.decision_id(0);
                s.revocations.push(revocation("carol", &[id], &[]));
            },
        ),
        area.refuses("rule-without-platforms", "No platform's word.", &[("policy", Code::PolicyInvalid)], |s| {
            s.policy("      peerReview: 1\n", "      peerReview: 1\n      relays: { platforms: [], by: [builder] }\n");
        }),
        area.refuses("rule-without-roles", "Nobody's word.", &[("policy", Code::PolicyInvalid)], |s| {
            s.policy("      peerReview: 1\n", "      peerReview: 1\n      relays: { platforms: [github], by: [] }\n");
        }),
        area.denies(
            "rejects-with-own-key",
            "Dave signs himself that he rejected on GitHub.",
            &[("approvals", Code::ApprovalsRejected)],
            |s| {
                accepted(s);
                s.decisions.push(approval("erin", "security", APPROVED));
                s.decisions.push(told("dave", rejection("dave", "security", LATER), "dave", "4711"));
            },
        ),
        area.denies(
            "taken-back-by-another",
            "The register may not tell that dave took his no back.",
            &[("approvals", Code::ApprovalsRejected), (SECURITY, Code::ApprovalsRelayNotAccepted)],
            |s| {
                rejected_by_dave(s);
                s.decisions.push(told("register", approval("dave", "security", LATEST), "dave", "4711"));
            },
        ),
        area.denies(
            "taken-back-not-accepted",
            "The class takes nobody's word that dave took his no back.",
            &[("approvals", Code::ApprovalsRejected), (SECURITY, Code::ApprovalsRelayNotAccepted)],
            |s| {
                rejected_by_dave(s);
                s.policy("      relays: { platforms: [github], by: [builder] }\n", "");
                s.decisions.push(told("ci-builder", approval("dave", "security", LATEST), "dave", "4711"));
            },
        ),
        area.denies(
            "malformed",
            "A number that cannot be one.",
            &[("records", Code::RecordInvalidDenies), MISSING],
            move |s| {
                accepted(s);
                s.decisions.push(told("ci-builder", approval("dave", "security", APPROVED), "dave", "47 11"));
            },
        ),
    ]
}

fn automations(area: &Area) -> Vec<Case> {
    let places = "        - { role: security, count: 1 }";
    let automated = "        - { role: builder, count: 1, by: automations }";
    vec![
        area.allows("automated", "A class asks for an automation's approval, and has it.", &[], |s| {
            s.policy(places, automated);
            s.decisions[1] = approval("ci-builder", "builder", APPROVED);
        }),
        area.denies(
            "automated-by-a-person",
            "A person does not fill an automation's place.",
            &[("approvals/builder", Code::ApprovalsMissing), ("approvals/builder", Code::ApprovalsNotAnAutomation)],
            |s| {
                s.policy(places, automated);
                s.roster(
                    "roles: [{ role: security, from: 2026-01-01T00:00:00Z }]",
                    "roles: [{ role: builder, from: 2026-01-01T00:00:00Z }]",
                );
                s.decisions[1] = approval("dave", "builder", APPROVED);
            },
        ),
        area.denies(
            "person-by-automation",
            "An automation that holds the role does not fill a person's place.",
            &[
                ("approvals/release-manager", Code::ApprovalsMissing),
                ("approvals/release-manager", Code::ApprovalsNotAPerson),
            ],
            |s| s.decisions[0] = approval("ci-builder", "release-manager", APPROVED),
        ),
    ]
}
