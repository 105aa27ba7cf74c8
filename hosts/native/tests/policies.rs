//! The shipped policies, tried by the command that policy authors use; and an emergency from the command line.

mod common;

use std::path::Path;
use std::process::Command;

use common::{NOW, approve, organisation, release, verify, with_policy};

#[test]
fn every_shipped_policy_passes_its_tests() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for name in ["minimal", "small-team", "tiered", "regulated"] {
        let folder = root.join("fixtures/policies").join(name);
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command.args(["policy", "test"]).arg(folder.join("tests")).arg("--policy").arg(folder.join("policy.yml"));
        let output = command.output().expect("the command runs");
        let shown = String::from_utf8_lossy(&output.stdout);
        assert!(output.status.success() && shown.contains(" passed, 0 failed"), "{name}: {shown}");
    }
}

#[test]
fn every_shipped_policy_passes_the_check() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/policies");
    for name in ["minimal", "small-team", "tiered", "regulated"] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
        command.args(["policy", "check", "--now", NOW]).arg("--policy").arg(root.join(name).join("policy.yml"));
        let output = command.arg("--roster").arg(root.join(name).join("tests/roster.yml")).output();
        let output = output.expect("the command runs");
        assert_eq!(output.status.code(), Some(0), "{name}: {}", String::from_utf8_lossy(&output.stdout));
    }
}

#[test]
fn what_is_wrong_with_rules_is_not_overstated() {
    let place = organisation();
    let check = format!("policy check --now {NOW}");
    place.say(&check, &[]).exits(0).says(&["OK  `policy.yml` and `roster.yml`"]);
    let policy = String::from_utf8(place.read("policy.yml")).unwrap();
    for (from, to, trouble) in [
        ("role: security, count: 1", "role: security, count: 3", "some releases can never pass"),
        ("{ environment: [staging] }", "{ environment: [production] }", "a class can never be selected"),
        ("every: 365d", "every: 1s", "the gate denies everything"),
        ("policy/v1", "policy/v2", "they do not load, and the gate denies everything"),
    ] {
        place.write("policy.yml", policy.replacen(from, to, 1));
        let later = check.replace("09:00:00Z", "10:00:00Z");
        place.say(&later, &[]).exits(1).says(&[&format!("NOT OK  `policy.yml` and `roster.yml`: {trouble}\n")]);
    }
}

#[test]
fn a_case_that_comes_out_otherwise_fails() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/policies");
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.args(["policy", "test"]).arg(root.join("small-team/tests"));
    command.arg("--policy").arg(root.join("minimal/policy.yml"));
    let output = command.output().expect("the command runs");
    assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn an_emergency_waives_a_freeze_and_is_reviewed() {
    let place = with_policy(|policy| {
        policy
            + "freezes:\n  - { name: books, reason: Closed., from: 2026-11-20T00:00:00Z, until: 2026-11-30T00:00:00Z }\n\
         emergency: { by: [security], maxDuration: 4h, bypass: [freezes], review: { by: [release-manager], businessDays: 2 } }\n"
    });
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["freezes", "freeze.active"]);

    let declare = format!(
        "record emergency --key carol.key --yes --release {release} --role security --environment production \
         --incident INC-1 --bypass freezes --expires 2h --now {NOW} --reason"
    );
    let emergency = place.say(&declare, &["Checkout is down."]).exits(0).stdout.trim().to_owned();
    place.say(&verify("app.tar.gz"), &[]).exits(0).says(&["EMERGENCY  INC-1", "waived: freeze.active", "owed"]);
    place.say(&verify("app.tar.gz"), &["--format", "dotenv"]).exits(0).says(&["COUNTERSIGN_MODE=emergency\n"]);

    let review = format!(
        "record review --key bob.key --yes --emergency {emergency} --role release-manager --outcome justified --now {NOW} --summary"
    );
    place.say(&review, &["The fix held."]).exits(0);
    place.say(&verify("app.tar.gz"), &["--format", "markdown"]).exits(0).says(&["**Emergency**"]);
}
