//! `record release`: every property of a change can be said, also that there is none, and classes are selected by it.

mod common;

use common::{NOW, Place, organisation, verify, with_policy};
use serde_json::{Value, json};

const RECORD: &str = "record release --key ci.key --yes --service my-service --version 1.0.0 \
     --repository https://git.example/my-service --commit 0123456789abcdef0123456789abcdef01234567 \
     --author github:alice --builder github:ci-builder app.tar.gz --now";

/// Writes a release record, and gives what it says of the change.
fn change(place: &Place, flags: &[&str]) -> Value {
    let record = place.say(RECORD, &[&[NOW], flags].concat()).exits(0).stdout;
    let json = place.say("inspect --format json", &[record.trim()]).exits(0).stdout;
    serde_json::from_str::<Value>(&json).unwrap()["predicate"]["change"].take()
}

#[test]
fn every_property_of_a_change_has_a_flag() {
    let place = organisation();
    let said = [
        "--kind=migration",
        "--reversibility=reversible",
        "--schema-migration",
        "--migration-plan=expand-contract",
        "--blast-radius=one-service",
        "--flag=new-cart",
        "--path=migrations/7.sql",
        "--label=risky",
        "--label=database",
    ];
    let due = json!({
        "kind": "migration", "reversibility": "reversible", "schemaMigration": true,
        "migrationPlan": "expand-contract", "blastRadius": "one-service",
        "flags": ["new-cart"], "paths": ["migrations/7.sql"], "labels": ["risky", "database"],
    });
    assert_eq!(change(&place, &said), due);
}

#[test]
fn an_empty_list_is_said_and_a_missing_one_is_not() {
    let place = organisation();
    assert_eq!(change(&place, &["--no-flags"]), json!({ "flags": [] }));
    assert_eq!(change(&place, &["--no-paths", "--no-labels"]), json!({ "paths": [], "labels": [] }));
    place.write("release.json", r#"{"change":{"kind":"fix","flags":["new-cart"]}}"#);
    assert_eq!(change(&place, &["--from=release.json", "--no-flags"]), json!({ "kind": "fix", "flags": [] }));
    for (one, other) in [("--flag=a", "--no-flags"), ("--path=a", "--no-paths"), ("--label=a", "--no-labels")] {
        let ran = place.say(RECORD, &[NOW, one, other]).exits(2);
        assert!(ran.stderr.contains(other), "{}", ran.stderr);
    }
}

#[test]
fn what_is_behind_no_flag_selects_its_class() {
    let place = with_policy(|policy| {
        let flagged =
            policy.replacen("{ environment: [production] }", "{ environment: [production], flagged: [true] }", 1);
        let plain = "  - name: plain\n    when:\n      - { environment: [production], flagged: [false] }\n    \
                     require: { approvals: [] }\n\n  - name: staging\n";
        flagged.replacen("  - name: staging\n", plain, 1)
    });
    let unsaid = place.say(RECORD, &[NOW]).exits(0).stdout;
    place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["class production"]);
    std::fs::remove_file(place.path(unsaid.trim())).unwrap();
    place.say(RECORD, &[NOW, "--no-flags"]).exits(0);
    place.say(&verify("app.tar.gz"), &[]).exits(0).says(&["class plain"]);
}
