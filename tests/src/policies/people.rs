//! The people of the shipped policies' tests, and a release of theirs from which every case starts.

use countersign_core::base::digest::Sha256;
use countersign_core::request::Request;
use serde_json::{Value, json};

use crate::scenario::{Anchoring, COMMIT, Scenario, Signed, seconds};

/// It is Wednesday, 18 November 2026, noon in Europe.
pub(super) const NOW: &str = "2026-11-18T11:00:00Z";
/// When decisions were signed.
pub(super) const DECIDED: &str = "2026-11-18T09:00:00Z";
/// When the release became ready for approval.
pub(super) const REQUESTED: &str = "2026-11-18T08:00:00Z";

/// A roster: people and automations with their roles.
pub(super) fn roster(people: &[(&str, &str, &[&str])], automations: &[(&str, &[&str])]) -> String {
    let mut text =
        "# The people of this policy's tests. Nobody has their keys.\ncountersign: roster/v1\nserial: 1\npeople:\n"
            .to_owned();
    for (id, name, roles) in people {
        text += &format!("  - id: {id}\n    name: {name}\n    aliases: [\"github:{id}\"]\n{}", rest(id, roles));
    }
    text += "automations:\n";
    for (id, roles) in automations {
        text += &format!("  - id: {id}\n{}", rest(id, roles));
    }
    text
}

fn rest(id: &str, roles: &[&str]) -> String {
    let roles: Vec<String> =
        roles.iter().map(|role| format!("{{ role: {role}, from: 2026-01-01T00:00:00Z }}")).collect();
    format!("    roles: [{}]\n    keys: [{{ pem: \"KEY {id}\" }}]\n", roles.join(", "))
}

/// A release of a service by anna, reviewed by ben and cleo, built by `ci`, deployed by `deployer`: no decision yet.
pub(super) fn release(policy: &str, roster: &str, service: &str, change: Value) -> Scenario {
    let predicate = json!({
        "service": service, "version": "7.2.0", "repository": "https://git.example/shop", "commit": COMMIT,
        "authors": ["github:anna"],
        "reviewers": [{"who": "github:ben", "commit": COMMIT}, {"who": "github:cleo", "commit": COMMIT}],
        "builder": "ci", "changeRequest": "https://git.example/shop/pulls/7", "change": change, "requestedAt": REQUESTED,
    });
    Scenario {
        policy: policy.to_owned(),
        roster: roster.to_owned(),
        anchoring: Anchoring::Pinned,
        artefacts: vec![Sha256::of(format!("{service} 7.2.0").as_bytes())],
        releases: vec![Signed::new(&["ci"], predicate)],
        decisions: Vec::new(),
        registers: Vec::new(),
        question: Request {
            service: service.to_owned(),
            version: "7.2.0".to_owned(),
            environment: "production".to_owned(),
            deployer: Some("deployer".to_owned()),
            now: seconds(NOW),
            ..Request::default()
        },
        ..Scenario::allowed()
    }
}

/// Somebody's yes.
pub(super) fn yes(by: &str, role: &str) -> Signed {
    Signed::new(
        &[by],
        json!({"decision": "approved", "role": role, "environments": ["production"], "signedAt": DECIDED}),
    )
}

/// Somebody's no.
pub(super) fn no(by: &str, role: &str) -> Signed {
    let reason = "The load test has not run.";
    let decided = json!({"decision": "rejected", "role": role, "environments": ["production"], "signedAt": DECIDED, "reason": reason});
    Signed::new(&[by], decided)
}
