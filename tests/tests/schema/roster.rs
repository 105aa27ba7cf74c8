//! Mistakes in a roster: those that its schema shows an editor, those that only the loader finds, and those that show
//! only beside a policy.

use std::collections::BTreeSet;

use countersign_core::base::yaml;
use countersign_tests::scenario::Scenario;
use serde_json::{Value, json};

use crate::{Kind, refuse};

fn good_roster() -> Value {
    yaml::parse(&Scenario::allowed().rules().1).expect("the virtual organisation's roster")
}

#[test]
fn mistakes_of_a_roster_are_refused_by_both() {
    let (invalid, version) = ("roster.invalid", "roster.version-unknown");
    let mistakes = vec![
        ("/countersign", json!("policy/v1"), version),
        ("/countersign", Value::Null, version),
        ("/extra", json!(1), invalid),
        ("/serial", json!(0), invalid),
        ("/serial", Value::Null, invalid),
        ("/people", json!({}), invalid),
        ("/people/0", json!("alice"), invalid),
        ("/people/0/id", json!("Alice"), invalid),
        ("/people/0/id", Value::Null, invalid),
        ("/people/0/name", Value::Null, invalid),
        ("/people/0/name", json!(" "), invalid),
        ("/people/0/email", json!("alice@acme.example"), invalid),
        ("/people/0/aliases", json!("github:alice"), invalid),
        ("/people/0/aliases/0", json!("alice"), invalid),
        ("/people/0/aliases/0", json!("Git Hub:alice"), invalid),
        ("/people/0/aliases/0", json!("github:ali ce"), invalid),
        ("/people/0/aliases/0", json!("github:"), invalid),
        ("/people/0/aliases/0", json!(format!("github:{}", "a".repeat(122))), invalid),
        ("/people/0/roles/0", json!("release-manager"), invalid),
        ("/people/0/roles/0/from", Value::Null, invalid),
        ("/people/0/roles/0/from", json!("2026-01-01"), invalid),
        ("/people/0/roles/0/until", json!("never"), invalid),
        ("/people/0/roles/0/to", json!("2027-01-01T00:00:00Z"), invalid),
        ("/people/0/keys/0", json!("KEY"), invalid),
        ("/people/0/keys/0/pem", Value::Null, invalid),
        ("/people/0/keys/0/compromised", json!(true), invalid),
        ("/people/0/keys/0/compromisedAt", json!("yesterday"), invalid),
        ("/automations/0/name", json!("CI"), invalid),
        ("/automations/0/id", json!(""), invalid),
    ];
    refuse(&Kind::roster(), &good_roster(), mistakes, true);
}

#[test]
fn what_the_roster_schema_cannot_say_the_loader_does() {
    let person = good_roster()["people"][0].clone();
    let key = person["keys"][0].clone();
    let mistakes = vec![
        ("/people/-", person, "roster.duplicate"),
        ("/automations/0/aliases/0", json!("github:ALICE"), "roster.duplicate"),
        ("/people/1/keys/-", key, "roster.duplicate"),
        ("/people/0/roles/0/until", json!("2026-01-01T00:00:00Z"), "roster.invalid"),
        ("/people/0/roles/0/from", json!("2026-02-30T00:00:00Z"), "roster.invalid"),
    ];
    refuse(&Kind::roster(), &good_roster(), mistakes, false);
}

/// Names that policy and roster use of each other, and keys that are none, are seen only where both are open.
#[test]
fn what_neither_document_shows_alone_the_gate_says() {
    let say = |change: fn(&mut Scenario)| {
        let mut scenario = Scenario::allowed();
        change(&mut scenario);
        let report: Value = serde_json::from_slice(&scenario.build().decide().report).expect("JSON");
        report["findings"].as_array().expect("a list").iter().map(|f| f["code"].to_string()).collect::<BTreeSet<_>>()
    };
    let role = say(|s| {
        s.roster(
            "[{ role: registrar, from: 2026-01-01T00:00:00Z }]",
            "[{ role: registar, from: 2026-01-01T00:00:00Z }]",
        );
    });
    assert!(role.contains("\"roster.name-undeclared\""), "{role:?}");
    let reviewer = say(|s| {
        s.policy("reviewedBy: [carol]", "reviewedBy: [caroline]");
    });
    assert!(reviewer.contains("\"roster.name-undeclared\""), "{reviewer:?}");
    let key = say(|s| {
        s.roster("\"KEY bob\"", "\"-----BEGIN PUBLIC KEY-----\\nAAAA\\n-----END PUBLIC KEY-----\"");
    });
    assert!(key.contains("\"roster.key-invalid\""), "{key:?}");
}
