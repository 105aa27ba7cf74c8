//! The tests of the policy `tiered`: what a change says of itself decides what it needs.

use countersign_core::base::digest::Sha256;
use countersign_core::gate::Verdict::{Allow, Deny};
use serde_json::{Value, json};

use super::evidence::{built, tested as ran};
use super::people::{release, roster, yes};
use super::{Case, Tested};
use crate::scenario::{COMMIT, Scenario, Signed, envelope, seconds, statement};

const POLICY: &str = include_str!("../../../fixtures/policies/tiered/policy.yml");

/// What a harmless change says of itself.
fn harmless(kind: &str, flags: Value) -> Value {
    json!({
        "kind": kind, "reversibility": "reversible", "schemaMigration": false, "flags": flags, "labels": [],
        "paths": ["shop/cart.rs"],
    })
}

fn people() -> String {
    let people = [
        ("anna", "Anna Author", ["engineer"].as_slice()),
        ("ben", "Ben Engineer", &["engineer"]),
        ("cleo", "Cleo Reviewer", &[]),
        ("mira", "Mira Manager", &["release-manager"]),
        ("ida", "Ida On-Call", &["on-call"]),
    ];
    roster(&people, &[("ci", &["builder"]), ("gate", &["gatekeeper"]), ("deployer", &[])])
}

struct Cases {
    roster: String,
}

impl Cases {
    fn case(
        &self,
        (name, about): (&'static str, &'static str),
        verdict: countersign_core::gate::Verdict,
        class: &'static str,
        findings: &[(&'static str, &'static str)],
        change: Value,
        with: impl FnOnce(&mut Scenario),
    ) -> Case {
        let mut scenario = release(POLICY, &self.roster, "shop", change);
        with(&mut scenario);
        Case { name, about, verdict, class, findings: findings.to_vec(), scenario }
    }
}

pub(super) fn tested() -> Tested {
    let with = Cases { roster: people() };
    let mut cases = tiers(&with);
    cases.extend(windows(&with));
    Tested { name: "tiered", cases, roster: with.roster }
}

fn tiers(with: &Cases) -> Vec<Case> {
    let relaxed = ("separation/author-deployer", "separation.relaxed");
    let engineer = |s: &mut Scenario| {
        s.decisions.push(yes("ben", "engineer"));
        built(s);
        ran(s, "ci", "unit", true);
    };
    vec![
        with.case(
            ("flag-flip", "The gatekeeper approves the flip of a flag; no person has to."),
            Allow,
            "flag-flip",
            &[relaxed],
            harmless("flag-flip", json!(["new-cart"])),
            |s| {
                s.decisions.push(yes("gate", "gatekeeper"));
            },
        ),
        with.case(
            ("flag-flip-by-a-person", "Mira holds no role for it, and a person fills no automation's place."),
            Deny,
            "flag-flip",
            &[
                relaxed,
                ("approvals/gatekeeper", "approvals.missing"),
                ("approvals/release-manager", "approvals.role-not-required"),
            ],
            harmless("flag-flip", json!(["new-cart"])),
            |s| {
                s.decisions.push(yes("mira", "release-manager"));
            },
        ),
        with.case(
            ("flagged-code", "Code behind a flag: reviewed and tested."),
            Allow,
            "flagged-code",
            &[],
            harmless("feature", json!(["new-cart"])),
            |s| {
                ran(s, "ci", "unit", true);
            },
        ),
        with.case(
            ("stateless-deploy", "An engineer who is no author approved it."),
            Allow,
            "stateless-deploy",
            &[],
            harmless("fix", json!([])),
            engineer,
        ),
        with.case(
            ("significant", "What cannot be taken back: two roles, two reviews, built and tested."),
            Allow,
            "significant",
            &[],
            {
                let mut change = harmless("feature", json!([]));
                change["reversibility"] = json!("irreversible");
                change
            },
            |s| {
                engineer(s);
                s.decisions.push(yes("mira", "release-manager"));
                ran(s, "ci", "integration", true);
            },
        ),
        with.case(
            ("staging", "Nobody has to approve what goes to staging."),
            Allow,
            "staging",
            &[],
            harmless("feature", json!([])),
            |s| s.question.environment = "staging".to_owned(),
        ),
        with.case(
            ("infrastructure", "It touches infrastructure: significant, whatever else it says."),
            Deny,
            "significant",
            &[("approvals/release-manager", "approvals.missing"), ("evidence/tests", "evidence.missing")],
            {
                let mut change = harmless("fix", json!([]));
                change["paths"] = json!(["shop/cart.rs", "infra/dns/zone.tf"]);
                change
            },
            engineer,
        ),
        with.case(
            ("left-out", "What does not say which paths it touches counts as significant."),
            Deny,
            "significant",
            &[
                ("class", "class.fact-missing"),
                ("approvals/release-manager", "approvals.missing"),
                ("evidence/tests", "evidence.missing"),
            ],
            {
                let mut change = harmless("fix", json!([]));
                change.as_object_mut().map(|map| map.remove("paths"));
                change
            },
            engineer,
        ),
        with.case(
            ("schema-migration", "Expand and contract, with a way back that was tested and approved."),
            Allow,
            "schema-migration",
            &[],
            migration(),
            migrated,
        ),
        with.case(
            ("schema-migration-without-a-way-back", "Nobody approved what it would go back to."),
            Deny,
            "schema-migration",
            &[("rollback", "rollback.unapproved")],
            migration(),
            |s| {
                migrated(s);
                s.decisions.pop();
            },
        ),
    ]
}

fn migration() -> Value {
    let mut change = harmless("migration", json!([]));
    change["schemaMigration"] = json!(true);
    change["migrationPlan"] = json!("expand-contract");
    change
}

/// Mira approved, it was built and tested, and 7.1.0 was released and approved in its day.
fn migrated(s: &mut Scenario) {
    let before = Sha256::of(b"shop 7.1.0");
    s.releases[0].predicate["rollback"] =
        json!({"version": "7.1.0", "digest": before, "tested": "Contracted and expanded again on a copy."});
    s.decisions.push(yes("mira", "release-manager"));
    built(s);
    ran(s, "ci", "unit", true);
    ran(s, "ci", "integration", true);
    let predicate = json!({
        "service": "shop", "version": "7.1.0", "repository": "https://git.example/shop", "commit": COMMIT,
        "authors": ["github:ben"], "requestedAt": "2026-11-03T09:00:00Z",
    });
    let release = Signed { subjects: Some(vec![before]), ..Signed::new(&["ci"], predicate) };
    let id = Sha256::of(&s.payload(countersign_core::format::record::Kind::Release, &release));
    s.releases.push(release);
    let approval = json!({
        "decision": "approved", "role": "release-manager", "environments": ["production"], "release": id,
        "signedAt": "2026-11-03T10:00:00Z",
    });
    s.decisions.push(Signed { subjects: Some(vec![before]), ..Signed::new(&["mira"], approval) });
}

fn windows(with: &Cases) -> Vec<Case> {
    let friday = |s: &mut Scenario| {
        migrated(s);
        s.question.now = seconds("2026-11-20T11:00:00Z");
    };
    vec![
        with.case(
            ("freeze", "Between the years not even a flag is flipped."),
            Deny,
            "flag-flip",
            &[("separation/author-deployer", "separation.relaxed"), ("freezes", "freeze.active")],
            harmless("flag-flip", json!(["new-cart"])),
            |s| {
                s.decisions.push(yes("gate", "gatekeeper"));
                s.question.now = seconds("2026-12-21T11:00:00Z");
            },
        ),
        with.case(("friday", "Migrations do not go out on a Friday."), Deny, "schema-migration", &[("windows", "window.closed")], migration(), friday),
        with.case(("emergency", "Ida breaks the glass; the review is owed."), Allow, "schema-migration", &[("windows", "window.closed"), ("emergency", "emergency.in-force")], migration(), |s| {
            friday(s);
            let predicate = json!({
                "service": "shop", "release": s.release_id(), "environment": "production", "role": "on-call",
                "reason": "Orders are lost until the column is there.", "incident": "INC-12", "bypasses": ["windows"],
                "signedAt": "2026-11-20T10:00:00Z", "expiresAt": "2026-11-20T13:00:00Z",
            });
            let payload = statement("https://countersign.dev/attestation/emergency/v1", &s.artefacts, predicate);
            s.documents.push(envelope(&payload, &["ida".to_owned()]));
        }),
    ]
}
