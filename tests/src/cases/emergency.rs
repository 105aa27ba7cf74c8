//! Cases **emergency**: what breaking the glass waives, what it never waives, and what it owes.
//!
//! It is 12:00 UTC on Friday, 20 November 2026, and releases to production are frozen. Dave of security may break the glass.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use countersign_core::format::record::Kind;
use serde_json::{Value, json};

use super::say::{automation, rejection, revocation};
use super::{Area, Case, Due};
use crate::scenario::{Scenario, Signed, envelope, seconds, statement};

const IN_FORCE: Due = ("emergency", Code::EmergencyInForce);
const FROZEN: Due = ("freezes", Code::FreezeActive);
const RULES: &str = "freezes: [{ name: books-close, reason: The books are closed., from: 2026-11-20T00:00:00Z, until: 2026-11-25T00:00:00Z }]
emergency:
  by: [security]
  maxDuration: 4h
  bypass: [freezes, approvals/security, peer-review]
  review: { by: [release-manager], businessDays: 2 }
  reports: [{ to: Risk and compliance, businessDays: 1 }]
escalation:
";

/// Releases are frozen, and emergencies are possible.
fn frozen(s: &mut Scenario) {
    s.policy("escalation:\n", RULES);
}

/// What dave declares.
fn emergency(s: &Scenario) -> Signed {
    Signed::new(
        &["dave"],
        json!({
            "service": "checkout-api", "release": s.release_id(), "environment": "production", "role": "security",
            "reason": "Checkout is down.", "incident": "INC-4711", "bypasses": ["freezes"],
            "signedAt": "2026-11-20T11:30:00Z", "expiresAt": "2026-11-20T13:30:00Z",
        }),
    )
}

fn payload(s: &Scenario, signed: &Signed) -> Vec<u8> {
    let subjects = signed.subjects.clone().unwrap_or_else(|| s.artefacts.clone());
    statement(&Kind::Emergency.predicate_type(), &subjects, signed.predicate.clone())
}

fn declare(s: &mut Scenario, signed: &Signed) -> Sha256 {
    let payload = payload(s, signed);
    s.documents.push(envelope(&payload, &signed.by));
    Sha256::of(&payload)
}

/// Releases are frozen, and dave declares an emergency that was changed.
fn changed(change: impl FnOnce(&mut Signed)) -> impl FnOnce(&mut Scenario) {
    |s| {
        frozen(s);
        let mut signed = emergency(s);
        change(&mut signed);
        declare(s, &signed);
    }
}

fn set(field: &'static str, value: Value) -> impl FnOnce(&mut Scenario) {
    changed(move |signed| signed.predicate[field] = value)
}

/// An emergency of last week, for a release of its own.
fn old(s: &mut Scenario) -> Sha256 {
    old_of(s, Sha256::of(b"checkout-api 2.4.0, its release record"))
}

/// An emergency of last week, for a release record of 2.4.0.
fn old_of(s: &mut Scenario, release: Sha256) -> Sha256 {
    let mut signed = emergency(s);
    signed.predicate["release"] = json!(release);
    signed.predicate["signedAt"] = json!("2026-11-17T11:30:00Z");
    signed.predicate["expiresAt"] = json!("2026-11-17T13:30:00Z");
    signed.subjects = Some(vec![Sha256::of(b"checkout-api 2.4.0")]);
    declare(s, &signed)
}

fn review(s: &mut Scenario, by: &str, emergency: Sha256, change: impl FnOnce(&mut Value)) {
    let mut predicate = json!({
        "emergency": emergency, "service": "checkout-api", "role": "release-manager", "outcome": "justified",
        "summary": "The fix held.", "followUps": ["Rehearse the rollback."], "signedAt": "2026-11-18T09:00:00Z",
    });
    change(&mut predicate);
    let payload = statement(&Kind::Review.predicate_type(), &[emergency], predicate);
    s.documents.push(envelope(&payload, &[by.to_owned()]));
}

/// Carol reviews an emergency of last week, in which a release went out that `author` wrote.
fn reviewed_by_carol(s: &mut Scenario, author: &str) {
    thawed(s);
    let mut released = s.releases[0].clone();
    released.predicate["version"] = json!("2.4.0");
    released.predicate["authors"] = json!([author]);
    released.predicate["requestedAt"] = json!("2026-11-17T09:00:00Z");
    released.subjects = Some(vec![Sha256::of(b"checkout-api 2.4.0")]);
    s.releases.push(released);
    let release = s.record_id(1);
    let id = old_of(s, release);
    review(s, "carol", id, |_| {});
}

/// Emergencies are possible, and nothing is frozen.
fn thawed(s: &mut Scenario) {
    frozen(s);
    s.policy(
        "from: 2026-11-20T00:00:00Z, until: 2026-11-25T00:00:00Z",
        "from: 2026-12-20T00:00:00Z, until: 2026-12-25T00:00:00Z",
    );
}

pub(super) fn cases() -> Vec<Case> {
    let area = Area("emergency");
    let mut cases = waives(&area);
    cases.extend(does_not(&area));
    cases.extend(untimely(&area));
    cases.extend(who(&area));
    cases.extend(owes(&area));
    cases.extend(rules(&area));
    cases
}

fn waives(area: &Area) -> Vec<Case> {
    vec![
        area.denies("frozen", "Without an emergency the freeze holds.", &[FROZEN], frozen),
        area.allows(
            "waives",
            "The emergency waives the freeze, and the report lists what is owed.",
            &[FROZEN, IN_FORCE],
            changed(|_| {}),
        ),
        area.allows("last-second", "It waives to its last second.", &[FROZEN, IN_FORCE], |s| {
            changed(|_| {})(s);
            s.question.now = seconds("2026-11-20T13:29:59Z");
        }),
        area.denies(
            "expired",
            "It waives no longer when it ends.",
            &[FROZEN, ("emergency", Code::EmergencyExpired)],
            |s| {
                changed(|_| {})(s);
                s.question.now = seconds("2026-11-20T13:30:00Z");
            },
        ),
        area.allows(
            "two-requirements",
            "It waives exactly what it lists: the freeze and the missing approval.",
            &[FROZEN, ("approvals/security", Code::ApprovalsMissing), IN_FORCE],
            |s| {
                s.decisions.pop();
                set("bypasses", json!(["approvals/security", "freezes"]))(s);
            },
        ),
        area.denies(
            "what-the-host-demands",
            "No class asks for a snapshot, and the host does: that is nobody's to waive.",
            &[FROZEN, IN_FORCE, ("register/freshness", Code::RegisterMissing)],
            |s| {
                s.policy("      register: { maxAge: 24h, complete: true }\n", "");
                s.registers.clear();
                s.question.min_register_sequence = 43;
                set("bypasses", json!(["freezes", "register/freshness"]))(s);
                s.policy("bypass: [freezes,", "bypass: [freezes, register/freshness,");
            },
        ),
        area.denies(
            "what-the-host-has-seen",
            "The host has seen a newer snapshot: that is no requirement of the class, and nobody's to waive.",
            &[FROZEN, IN_FORCE, ("register/freshness", Code::RegisterRollback)],
            |s| {
                s.question.min_register_sequence = 43;
                set("bypasses", json!(["freezes", "register/freshness"]))(s);
                s.policy("bypass: [freezes,", "bypass: [freezes, register/freshness,");
            },
        ),
        area.allows(
            "two-emergencies",
            "Two emergencies, each judged by itself, waive one requirement each.",
            &[FROZEN, ("approvals/security", Code::ApprovalsMissing), IN_FORCE, IN_FORCE],
            |s| {
                s.decisions.pop();
                changed(|_| {})(s);
                let mut other = emergency(s);
                other.predicate["bypasses"] = json!(["approvals/security"]);
                declare(s, &other);
            },
        ),
        area.allows(
            "not-needed",
            "An emergency that nothing needs leaves the decision a normal one.",
            &[IN_FORCE],
            |s| {
                thawed(s);
                let signed = emergency(s);
                declare(s, &signed);
            },
        ),
    ]
}

fn does_not(area: &Area) -> Vec<Case> {
    let release: Due = ("emergency", Code::EmergencyOtherRelease);
    vec![
        area.denies(
            "one-too-few",
            "What it does not list holds.",
            &[FROZEN, ("approvals/security", Code::ApprovalsMissing), IN_FORCE],
            |s| {
                s.decisions.pop();
                changed(|_| {})(s);
            },
        ),
        area.denies(
            "not-bypassable",
            "What the policy does not let it waive holds, though it lists it.",
            &[
                FROZEN,
                ("approvals/release-manager", Code::ApprovalsMissing),
                IN_FORCE,
                ("emergency", Code::EmergencyNotBypassable),
            ],
            |s| {
                s.decisions.remove(0);
                set("bypasses", json!(["approvals/release-manager", "freezes"]))(s);
            },
        ),
        area.denies(
            "rejected",
            "A rejection is nobody's to waive.",
            &[FROZEN, ("approvals", Code::ApprovalsRejected), IN_FORCE],
            |s| {
                s.decisions.push(rejection("erin", "security", "2026-11-20T11:00:00Z"));
                changed(|_| {})(s);
            },
        ),
        area.denies(
            "other-environment",
            "It is for another environment.",
            &[FROZEN, release],
            set("environment", json!("staging")),
        ),
        area.denies(
            "other-release",
            "It is for another release record.",
            &[FROZEN, release],
            set("release", json!(Sha256::of(b"another"))),
        ),
        area.denies(
            "other-service",
            "It calls itself another service's.",
            &[FROZEN, release],
            set("service", json!("brochure")),
        ),
        area.denies(
            "uncovered",
            "It does not name the artefact.",
            &[FROZEN, release],
            changed(|signed| signed.subjects = Some(vec![Sha256::of(b"something else")])),
        ),
        area.denies(
            "too-long",
            "It lasts longer than the policy lets it.",
            &[FROZEN, ("emergency", Code::EmergencyTooLong)],
            set("expiresAt", json!("2026-11-20T15:30:01Z")),
        ),
        area.denies(
            "not-yet",
            "Its clock ran ahead.",
            &[FROZEN, ("emergency", Code::EmergencyNotYet)],
            set("signedAt", json!("2026-11-20T12:00:01Z")),
        ),
        area.denies("revoked", "It was withdrawn.", &[FROZEN, ("emergency", Code::EmergencyRevoked)], |s| {
            frozen(s);
            let signed = emergency(s);
            let id = declare(s, &signed);
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
    ]
}

/// An emergency that was declared at no time that counts.
fn untimely(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "before-the-request",
            "Nobody declares an emergency before there is a release.",
            &[FROZEN, ("emergency", Code::EmergencyBeforeRequest)],
            |s| {
                changed(|signed| {
                    signed.predicate["signedAt"] = json!("2026-11-20T08:59:59Z");
                    signed.predicate["expiresAt"] = json!("2026-11-20T12:59:59Z");
                })(s);
            },
        ),
        area.allows(
            "at-the-request",
            "Declared at the instant of the request, and for exactly as long as the policy lets it.",
            &[FROZEN, IN_FORCE],
            changed(|signed| {
                signed.predicate["signedAt"] = json!("2026-11-20T09:00:00Z");
                signed.predicate["expiresAt"] = json!("2026-11-20T13:00:00Z");
            }),
        ),
        area.denies(
            "time-unproven",
            "The class asks for proof of when things were signed.",
            &[
                FROZEN,
                ("emergency", Code::EmergencyTimeUnproven),
                ("approvals/release-manager", Code::ApprovalsMissing),
                ("approvals/release-manager", Code::ApprovalsTimeUnproven),
                ("approvals/security", Code::ApprovalsMissing),
                ("approvals/security", Code::ApprovalsTimeUnproven),
            ],
            |s| {
                changed(|_| {})(s);
                s.policy("      peerReview: 1\n", "      peerReview: 1\n      observedTime: true\n");
            },
        ),
    ]
}

fn who(area: &Area) -> Vec<Case> {
    let unauthorised: Due = ("emergency", Code::EmergencyUnauthorised);
    let not_owed: Due = ("emergency/reviews", Code::EmergencyNotOwed);
    vec![
        area.denies(
            "unauthorised",
            "Carol holds no role that may declare one.",
            &[FROZEN, unauthorised, not_owed],
            changed(|signed| signed.by = vec!["carol".to_owned()]),
        ),
        area.denies(
            "in-another-role",
            "Carol holds the role that she declares it in, and that role may not.",
            &[FROZEN, unauthorised, not_owed],
            changed(|signed| {
                signed.by = vec!["carol".to_owned()];
                signed.predicate["role"] = json!("release-manager");
            }),
        ),
        area.denies(
            "by-somebody-who-may-be-the-author",
            "The roster does not know every author, so dave may be one.",
            &[
                FROZEN,
                ("emergency", Code::EmergencyByAuthor),
                ("separation/author-approver", Code::SeparationActorUnknown),
                ("separation/author-deployer", Code::SeparationActorUnknown),
                ("separation/reviewer-author", Code::SeparationActorUnknown),
            ],
            |s| {
                s.releases[0].predicate["authors"] = json!(["email:alice@acme.example", "email:d@elsewhere.example"]);
                changed(|_| {})(s);
            },
        ),
        area.denies(
            "by-an-automation",
            "An automation holds the role: emergencies are declared by people.",
            &[FROZEN, unauthorised],
            |s| {
                automation(s, "pager", "role: security, from: 2026-01-01T00:00:00Z", "");
                changed(|signed| signed.by = vec!["pager".to_owned()])(s);
            },
        ),
        area.denies(
            "other-role",
            "The role that it is declared in may not.",
            &[FROZEN, unauthorised],
            set("role", json!("release-manager")),
        ),
        area.denies(
            "by-author",
            "An author may not wave their own work through.",
            &[FROZEN, ("emergency", Code::EmergencyByAuthor)],
            |s| {
                s.roster(
                "roles: [{ role: release-manager, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY alice\" }]",
                "roles: [{ role: security, from: 2026-01-01T00:00:00Z }]\n    keys: [{ pem: \"KEY alice\" }]",
            );
                changed(|signed| signed.by = vec!["alice".to_owned()])(s);
            },
        ),
        area.denies(
            "too-few",
            "Two people must declare it, and one did.",
            &[FROZEN, ("emergency", Code::EmergencyTooFew)],
            |s| {
                changed(|_| {})(s);
                s.policy("  maxDuration: 4h\n", "  people: 2\n  maxDuration: 4h\n");
            },
        ),
        area.allows("two-people", "Two people declared it together.", &[FROZEN, IN_FORCE], |s| {
            changed(|signed| signed.by.push("erin".to_owned()))(s);
            s.policy("  maxDuration: 4h\n", "  people: 2\n  maxDuration: 4h\n");
        }),
        area.denies(
            "not-allowed",
            "The policy has no rules for emergencies.",
            &[("approvals/security", Code::ApprovalsMissing), ("emergency", Code::EmergencyNotAllowed)],
            |s| {
                s.decisions.pop();
                let mut signed = emergency(s);
                signed.predicate["bypasses"] = json!(["approvals/security"]);
                declare(s, &signed);
            },
        ),
        area.denies(
            "evidence-missing",
            "It must name what was looked at, and names nothing that is here.",
            &[FROZEN, ("emergency", Code::EmergencyEvidenceMissing)],
            |s| {
                set("evidence", json!([Sha256::of(b"a test report that nobody handed in")]))(s);
                s.policy("  maxDuration: 4h\n", "  minimumEvidence: 1\n  maxDuration: 4h\n");
            },
        ),
        area.allows("evidence-at-hand", "It names a document that is here.", &[FROZEN, IN_FORCE], |s| {
            let (_, approval) = s.records().remove(1);
            set("evidence", json!([Sha256::of(&approval)]))(s);
            s.policy("  maxDuration: 4h\n", "  minimumEvidence: 1\n  maxDuration: 4h\n");
        }),
    ]
}

fn owes(area: &Area) -> Vec<Case> {
    let overdue: &[Due] = &[("emergency/reviews", Code::EmergencyReviewOverdue)];
    let unreviewed: &[Due] =
        &[("emergency/reviews", Code::EmergencyReviewOverdue), ("emergency/reviews", Code::EmergencyReviewIdle)];
    vec![
        area.allows(
            "review-open",
            "The review of Tuesday's emergency is due by the end of Thursday: one second is left.",
            &[],
            |s| {
                thawed(s);
                s.policy("register: { maxAge: 24h, complete: true }", "register: { maxAge: 48h }");
                old(s);
                s.releases[0].predicate["requestedAt"] = json!("2026-11-19T09:00:00Z");
                s.decisions.iter_mut().for_each(|d| d.predicate["signedAt"] = json!("2026-11-19T10:00:00Z"));
                s.registers[0].predicate["issuedAt"] = json!("2026-11-19T11:00:00Z");
                s.question.now = seconds("2026-11-19T23:59:59Z");
            },
        ),
        area.denies(
            "review-overdue",
            "With the day the time for the review has ended: the next normal release is denied.",
            overdue,
            |s| {
                thawed(s);
                old(s);
            },
        ),
        area.allows("reviewed", "Carol reviewed it.", &[], |s| {
            thawed(s);
            let id = old(s);
            review(s, "carol", id, |_| {});
        }),
        area.allows("reviewed-unjustified", "That it was not justified is a review, too.", &[], |s| {
            thawed(s);
            let id = old(s);
            review(s, "carol", id, |review| review["outcome"] = json!("unjustified"));
        }),
        area.denies("reviewed-by-nobody", "Bob holds no role that may review.", unreviewed, |s| {
            thawed(s);
            let id = old(s);
            review(s, "bob", id, |_| {});
        }),
        area.denies(
            "reviewed-by-an-automation",
            "The builder holds the role: reviews are held by people.",
            unreviewed,
            |s| {
                thawed(s);
                let id = old(s);
                review(s, "ci-builder", id, |_| {});
            },
        ),
        area.denies(
            "reviewed-in-another-role",
            "Erin reviewed it as security, which may not review.",
            unreviewed,
            |s| {
                thawed(s);
                let id = old(s);
                review(s, "erin", id, |review| review["role"] = json!("security"));
            },
        ),
        area.denies("reviewed-by-its-declarer", "Nobody reviews what they declared.", unreviewed, |s| {
            thawed(s);
            s.policy(
                "review: { by: [release-manager], businessDays: 2 }",
                "review: { by: [release-manager, security], businessDays: 2 }",
            );
            let id = old(s);
            review(s, "dave", id, |review| review["role"] = json!("security"));
        }),
        area.denies("reviewed-before", "A review from before the emergency looked at nothing.", unreviewed, |s| {
            thawed(s);
            let id = old(s);
            review(s, "carol", id, |review| review["signedAt"] = json!("2026-11-17T11:29:59Z"));
        }),
        area.denies("reviewed-at-once", "A review of the very instant looked at nothing yet.", unreviewed, |s| {
            thawed(s);
            let id = old(s);
            review(s, "carol", id, |review| review["signedAt"] = json!("2026-11-17T11:30:00Z"));
        }),
        area.denies("reviewed-by-an-author", "Carol wrote what went out in the emergency.", unreviewed, |s| {
            reviewed_by_carol(s, "github:carol");
        }),
        area.denies(
            "reviewed-by-somebody-who-may-be-the-author",
            "The roster does not know who wrote what went out in the emergency: it may be carol.",
            unreviewed,
            |s| reviewed_by_carol(s, "email:c@elsewhere.example"),
        ),
        area.allows(
            "declared-under-another-policy",
            "Carol declared it. Under today's policy she could not: nobody asks for a review, and the report says so.",
            &[("emergency/reviews", Code::EmergencyNotOwed)],
            |s| {
                thawed(s);
                let id = old(s);
                s.documents.pop();
                let mut signed = emergency(s);
                signed.by = vec!["carol".to_owned()];
                signed.predicate["release"] = json!(Sha256::of(b"checkout-api 2.4.0, its release record"));
                signed.subjects = Some(vec![id]);
                declare(s, &signed);
            },
        ),
        area.denies("review-of-tomorrow", "A review whose clock ran ahead does not count yet.", unreviewed, |s| {
            thawed(s);
            let id = old(s);
            review(s, "carol", id, |review| review["signedAt"] = json!("2026-11-20T12:00:01Z"));
        }),
        area.allows("another-services", "Another service's debt is not this one's.", &[], |s| {
            thawed(s);
            let mut signed = emergency(s);
            signed.predicate["service"] = json!("brochure");
            signed.predicate["signedAt"] = json!("2026-11-10T11:30:00Z");
            signed.subjects = Some(vec![Sha256::of(b"brochure 7")]);
            signed.predicate["release"] = json!(Sha256::of(b"brochure 7, its release record"));
            declare(s, &signed);
        }),
        area.denies(
            "malformed",
            "An emergency without an end is none, and might have said more.",
            &[FROZEN, ("records", Code::RecordInvalidDenies)],
            |s| {
                changed(|signed| drop(signed.predicate.as_object_mut().and_then(|map| map.remove("expiresAt"))))(s);
            },
        ),
    ]
}

fn rules(area: &Area) -> Vec<Case> {
    let refuses = |name, about, old: &'static str, new: &'static str, code| {
        area.refuses(name, about, &[("policy", code)], move |s| {
            frozen(s);
            s.policy(old, new);
        })
    };
    let bypass = "bypass: [freezes, approvals/security, peer-review]";
    vec![
        refuses(
            "waives-binding",
            "What the decision rests on can never be waived.",
            bypass,
            "bypass: [freezes, binding]",
            Code::PolicyInvalid,
        ),
        refuses(
            "waives-rejections",
            "Nor can anybody's no.",
            bypass,
            "bypass: [freezes, approvals]",
            Code::PolicyInvalid,
        ),
        refuses(
            "waives-a-typo",
            "A requirement that no class has is a slip of the pen.",
            bypass,
            "bypass: [freezes, approvals/securty]",
            Code::PolicyInvalid,
        ),
        refuses(
            "waives-no-freeze",
            "A freeze needs a way out.",
            bypass,
            "bypass: [peer-review]",
            Code::PolicyFreezeWithoutEmergency,
        ),
        refuses(
            "undeclared-reviewer",
            "The role that reviews must be declared.",
            "by: [release-manager], businessDays",
            "by: [auditor], businessDays",
            Code::PolicyNameUndeclared,
        ),
    ]
}
