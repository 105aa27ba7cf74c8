//! Cases **rollback**: where to go back to, and whether that was tested and approved.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use serde_json::{Value, json};

use super::say::{attest, other_bytes, rejection, revocation, set};
use super::{Area, Case, Due};
use crate::scenario::{COMMIT, Scenario, Signed};

const ROLLBACK: &str = "rollback";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("rollback");
    let mut cases = ready(&area);
    cases.extend(refused(&area));
    cases.extend(unsound(&area));
    cases.extend(unapproved(&area));
    cases.extend(vouched(&area));
    cases
}

fn earlier() -> Sha256 {
    Sha256::of(b"checkout-api 2.4.0")
}

/// The class asks for a way back, and the release record names 2.4.0.
fn asked(scenario: &mut Scenario) {
    scenario.policy("      peerReview: 1\n", "      peerReview: 1\n      rollback: { tested: true, approved: true }\n");
    let rollback = json!({"version": "2.4.0", "digest": earlier(), "tested": "Rolled back in staging on 2026-11-19."});
    set(&mut scenario.releases[0], "rollback", rollback);
}

/// The same, and 2.4.0 was released in its day. The register of this version does not know it.
fn released(scenario: &mut Scenario) {
    asked(scenario);
    scenario.releases.push(before(json!(["email:bob@acme.example"])));
}

fn before(authors: Value) -> Signed {
    let predicate = json!({
        "service": "checkout-api", "version": "2.4.0", "repository": "https://git.acme.example/checkout-api", "commit": COMMIT,
        "authors": authors, "requestedAt": "2026-10-01T09:00:00Z",
    });
    Signed { subjects: Some(vec![earlier()]), ..Signed::new(&["ci-builder"], predicate) }
}

/// A decision about 2.4.0, a month before.
fn decided(scenario: &mut Scenario, mut signed: Signed) {
    let release = scenario.record_id(1);
    set(&mut signed, "release", json!(release));
    signed.subjects = Some(vec![earlier()]);
    scenario.decisions.push(signed);
}

fn approved(scenario: &mut Scenario, by: &str, role: &str) {
    let predicate = json!({"decision": "approved", "role": role, "environments": ["production"], "signedAt": "2026-10-01T10:00:00Z"});
    decided(scenario, Signed::new(&[by], predicate));
}

/// The builder tells what a stranger decided over 2.4.0 on GitHub.
fn told(scenario: &mut Scenario, decision: &str) {
    scenario.policy("      rollback:", "      relays: { platforms: [github], by: [builder] }\n      rollback:");
    let predicate = json!({
        "decision": decision, "role": "security", "environments": ["production"], "signedAt": "2026-10-05T10:00:00Z", "reason": "No.",
        "relay": {"platform": "github", "login": "stranger", "id": "4712", "environment": "production"},
    });
    decided(scenario, Signed::new(&["ci-builder"], predicate));
}

/// 2.4.0 was released, and approved by carol and dave.
fn complete(scenario: &mut Scenario) {
    released(scenario);
    approved(scenario, "carol", "release-manager");
    approved(scenario, "dave", "security");
}

fn ready(area: &Area) -> Vec<Case> {
    vec![
        area.allows("ready", "Tested, and 2.4.0 was approved in its day.", &[], complete),
        area.allows("tested-only", "The class only asks that it was tested.", &[], |s| {
            asked(s);
            s.policy("rollback: { tested: true, approved: true }", "rollback: { tested: true }");
        }),
        area.allows("vouched-for", "Another verifier passed 2.4.0, and this release.", &[], |s| {
            asked(s);
            s.policy("      rollback:", "      evidence: { vsa: { by: [builder], verifiers: [\"https://verify.acme.example/*\"] } }\n      rollback:");
            let summary = json!({
                "verifier": {"id": "https://verify.acme.example/v1"}, "timeVerified": "2026-11-20T08:30:00Z", "resourceUri": "pkg:generic/checkout-api",
                "policy": {"uri": "https://acme.example/p"}, "verificationResult": "PASSED", "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
            });
            let now = s.artefacts.clone();
            s.artefacts.push(earlier());
            attest(s, "ci-builder", "https://slsa.dev/verification_summary/v1", summary);
            s.artefacts = now;
        }),
        area.allows(
            "vouched-for-once",
            "Of two verifiers one passed 2.4.0 too long ago: the other's word is enough.",
            &[],
            |s| {
                relied(s);
                vouch(s, "https://verify.acme.example/v1", "2026-11-20T08:30:00Z", "PASSED", &[]);
                vouch(s, "https://verify.acme.example/v2", "2026-11-20T08:30:00Z", "PASSED", &[earlier()]);
                vouch(s, "https://verify.acme.example/v3", "2026-10-20T08:30:00Z", "PASSED", &[earlier()]);
            },
        ),
    ]
}

/// The class relies on verifiers, whose word lasts for a week.
fn relied(s: &mut Scenario) {
    asked(s);
    let rule =
        "      evidence: { vsa: { by: [builder], maxAge: 7d, verifiers: [\"https://verify.acme.example/*\"] } }\n";
    s.policy("      rollback:", &format!("{rule}      rollback:"));
}

/// A verifier's word, about this release where it is not said about what.
fn vouch(s: &mut Scenario, verifier: &str, at: &str, result: &str, about: &[Sha256]) {
    let summary = json!({
        "verifier": {"id": verifier}, "timeVerified": at, "resourceUri": "pkg:generic/checkout-api",
        "policy": {"uri": "https://acme.example/p"}, "verificationResult": result, "verifiedLevels": ["SLSA_BUILD_LEVEL_3"],
    });
    let now = s.artefacts.clone();
    if !about.is_empty() {
        s.artefacts = about.to_vec();
    }
    attest(s, "ci-builder", "https://slsa.dev/verification_summary/v1", summary);
    s.artefacts = now;
}

/// This release has a verifier's word, and 2.4.0 another's.
fn vouched(area: &Area) -> Vec<Case> {
    let denies = |name, about, words: &'static [(&'static str, &'static str, &'static str)]| {
        area.denies(name, about, &[(ROLLBACK, Code::RollbackReleaseMissing)], move |s| {
            relied(s);
            vouch(s, "https://verify.acme.example/v1", "2026-11-20T08:30:00Z", "PASSED", &[]);
            for (verifier, at, result) in words {
                vouch(s, &format!("https://verify.acme.example/{verifier}"), at, result, &[earlier()]);
            }
        })
    };
    vec![
        denies(
            "failed-by-one",
            "Of two verifiers one failed 2.4.0.",
            &[("v2", "2026-11-20T08:30:00Z", "PASSED"), ("v3", "2026-11-20T08:30:00Z", "FAILED")],
        ),
        denies(
            "vouched-for-too-long-ago",
            "A verifier passed 2.4.0 too long ago.",
            &[("v2", "2026-10-20T08:30:00Z", "PASSED")],
        ),
    ]
}

fn refused(area: &Area) -> Vec<Case> {
    let denies = |name, about, code: Code, change: fn(&mut Scenario)| {
        area.denies(name, about, &[(ROLLBACK, code)], move |s| {
            complete(s);
            change(s);
        })
    };
    vec![
        denies("undocumented", "Nobody says where to go back to.", Code::RollbackUndocumented, |s| {
            set(&mut s.releases[0], "rollback", Value::Null);
        }),
        denies("untested", "Says in so many words that it was not tested.", Code::RollbackUntested, |s| {
            s.releases[0].predicate["rollback"]["tested"] = json!("Not tested.");
        }),
        area.denies("same", "Going back leads to this very release.", &[(ROLLBACK, Code::RollbackSame)], |s| {
            asked(s);
            s.policy("rollback: { tested: true, approved: true }", "rollback: { tested: true }");
            s.releases[0].predicate["rollback"]["digest"] = json!(s.artefacts[0]);
        }),
        area.denies(
            "sibling",
            "Going back leads to another artefact of this release.",
            &[(ROLLBACK, Code::RollbackSame)],
            |s| {
                asked(s);
                s.policy("rollback: { tested: true, approved: true }", "rollback: { tested: true }");
                let mut subjects = s.artefacts.clone();
                subjects.push(other_bytes());
                s.releases[0].subjects = Some(subjects);
                s.releases[0].predicate["rollback"]["digest"] = json!(other_bytes());
            },
        ),
        denies("other-bytes", "The digest is none that 2.4.0 had.", Code::RollbackReleaseMissing, |s| {
            s.releases[0].predicate["rollback"]["digest"] = json!(other_bytes());
        }),
        denies("record-revoked", "The release record of 2.4.0 was revoked.", Code::RollbackRevoked, |s| {
            let id = s.record_id(1);
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
        denies("artefact-revoked", "The artefact of 2.4.0 was revoked.", Code::RollbackRevoked, |s| {
            s.revocations.push(revocation("dave", &[], &[earlier()]));
        }),
        area.denies(
            "release-missing",
            "There is no release record of 2.4.0.",
            &[(ROLLBACK, Code::RollbackReleaseMissing)],
            asked,
        ),
        area.refuses("rule-asks-nothing", "Asks for nothing.", &[("policy", Code::PolicyInvalid)], |s| {
            s.policy("      peerReview: 1\n", "      peerReview: 1\n      rollback: { tested: false }\n");
        }),
    ]
}

/// What is wrong with the release to go back to, besides its approvals.
fn unsound(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "unknown-author",
            "The roster does not know who wrote 2.4.0: it may be one of those who approved it.",
            &[(ROLLBACK, Code::RollbackUnapproved)],
            |s| {
                complete(s);
                let before = before(json!(["email:c@elsewhere.example"]));
                s.releases[1] = before;
                let id = json!(s.record_id(1));
                s.decisions.iter_mut().skip(2).for_each(|decision| set(decision, "release", id.clone()));
            },
        ),
        area.denies(
            "another-artefact-revoked",
            "Another artefact of 2.4.0 was withdrawn, which stops them all.",
            &[(ROLLBACK, Code::RollbackRevoked)],
            |s| {
                complete(s);
                s.releases[1].subjects = Some(vec![earlier(), other_bytes()]);
                let id = json!(s.record_id(1));
                s.decisions.iter_mut().skip(2).for_each(|decision| set(decision, "release", id.clone()));
                s.revocations.push(revocation("dave", &[], &[other_bytes()]));
            },
        ),
        area.denies(
            "moved",
            "The label 2.4.0 was given to other bytes, too.",
            &[(ROLLBACK, Code::RollbackReleaseMissing)],
            |s| {
                complete(s);
                let mut other = before(json!(["email:bob@acme.example"]));
                set(&mut other, "requestedAt", json!("2026-09-30T09:00:00Z"));
                other.subjects = Some(vec![other_bytes()]);
                s.releases.push(other);
            },
        ),
    ]
}

fn unapproved(area: &Area) -> Vec<Case> {
    let due: &[Due] = &[(ROLLBACK, Code::RollbackUnapproved)];
    vec![
        area.denies("unapproved", "Nobody approved 2.4.0.", due, released),
        area.denies("one-place-empty", "Only one of two roles approved 2.4.0.", due, |s| {
            released(s);
            approved(s, "carol", "release-manager");
        }),
        area.denies(
            "role-lost",
            "Whoever approved 2.4.0 has lost the role, and nothing proves when that was.",
            due,
            |s| {
                released(s);
                approved(s, "frank", "release-manager");
                approved(s, "dave", "security");
            },
        ),
        area.denies("by-its-author", "The author of 2.4.0 approved it.", due, |s| {
            asked(s);
            s.releases.push(before(json!(["github:carol"])));
            approved(s, "carol", "release-manager");
            approved(s, "dave", "security");
        }),
        area.denies("approval-revoked", "An approval of 2.4.0 was revoked.", due, |s| {
            complete(s);
            let id = s.decision_id(2);
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
        area.denies(
            "rejected-by-a-stranger",
            "Somebody whom nobody knows rejected 2.4.0 on a platform, as the builder tells.",
            &[(ROLLBACK, Code::RollbackRejected)],
            |s| {
                complete(s);
                told(s, "rejected");
            },
        ),
        area.allows(
            "approved-by-a-stranger",
            "Somebody whom nobody knows approved 2.4.0 on a platform: that is nobody's no.",
            &[],
            |s| {
                complete(s);
                told(s, "approved");
            },
        ),
        area.denies("rejected", "Dave rejected 2.4.0 since.", &[(ROLLBACK, Code::RollbackRejected)], |s| {
            complete(s);
            decided(s, rejection("dave", "security", "2026-10-05T10:00:00Z"));
        }),
    ]
}
