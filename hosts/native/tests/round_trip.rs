//! From keys to a verdict, through the real binary: allowed once, then denied for one reason at a time.

mod common;

use common::{NOW, approve, organisation, question, raised, release, verify};
use serde_json::Value;

#[test]
fn an_approved_release_is_allowed_and_its_decision_replays() {
    let place = organisation();
    let release = release(&place);
    place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["DENY", "✗ approvals/security"]);
    approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);

    let text = place.say(&verify("app.tar.gz"), &["--report", "decision.json"]).exits(0);
    let text = text.says(&["ALLOW  my-service 1.0.0 may go to production\n", "✓ approvals/security"]);
    assert!(!text.stdout.contains('\u{1b}'), "colour without a terminal");
    assert!(text.stdout.starts_with("ALLOW"), "the verdict comes first");

    let report = place.read("decision.json");
    let json = place.say(&verify("app.tar.gz"), &["--format", "json"]).exits(0).stdout;
    assert_eq!(json.as_bytes(), report, "the report's bytes are exact");
    let vsa: Value =
        serde_json::from_str(&place.say(&verify("app.tar.gz"), &["--format", "vsa"]).exits(0).stdout).unwrap();
    assert_eq!(vsa["predicateType"], "https://slsa.dev/verification_summary/v1");
    place.say(&verify("app.tar.gz"), &["--format", "markdown"]).exits(0).says(&["### ✅ Allow: my-service 1.0.0"]);

    place.say("replay decision.json --inputs .", &[]).exits(0).says(&["AGREES"]);
    let changed = String::from_utf8(report).unwrap().replace("\"allow\"", "\"deny\"");
    place.write("changed.json", changed);
    place.say("replay changed.json --inputs .", &[]).exits(1).says(&["DIFFERS", "verdict"]);
    std::fs::remove_dir_all(place.path("records")).unwrap();
    let ran = place.say("replay decision.json --inputs .", &[]).exits(2);
    let ran = ran.complains(&["the record `sha256:", "of the report are not in the inputs: add them with `--inputs`"]);
    assert_eq!(ran.stderr.matches("the record `sha256:").count(), 3, "not every one is named: {}", ran.stderr);
    std::fs::remove_file(place.path("root.pub")).unwrap();
    let ran = place.say("replay decision.json --inputs policy.yml", &[]).exits(2);
    ran.complains(&["the roster `sha256:", "the signature `sha256:", "the root public key `"]);
}

#[test]
fn one_thing_changed_denies() {
    let place = organisation();
    let release = release(&place);
    let managed = approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    place.say(&verify("app.tar.gz"), &[]).exits(0);

    place.write("other.tar.gz", b"the artefacT");
    place.say(&verify("other.tar.gz"), &[]).exits(1).says(&["DENY", "binding.artefact-uncovered"]);
    place.say(&verify("app.tar.gz").replace("1.0.0", "1.0.1"), &[]).exits(1).says(&["binding.release-missing"]);
    place.say(&verify("app.tar.gz").replace("2026-11-21", "2026-12-21"), &[]).exits(1).says(&["approvals.too-old"]);
    place
        .say(&verify("app.tar.gz").replace("github:deployer", "github:alice"), &[])
        .exits(1)
        .says(&["separation.author-deploys"]);

    let reject = format!(
        "record reject --key carol.key --yes --role security --environment production --release {release} --now 2026-11-21T09:30:00Z --reason"
    );
    place.say(&reject, &["Never rehearsed."]).exits(0);
    let later = verify("app.tar.gz").replace("09:00:00Z", "10:00:00Z");
    place.say(&later, &[]).exits(1).says(&["approvals.rejected", "records/rejection-"]);
    std::fs::remove_file(place.path(format!(
        "records/{}",
        place.files("records").iter().find(|name| name.starts_with("rejection")).unwrap()
    )))
    .unwrap();

    place
        .say(&format!("record revoke --key bob.key --yes {managed} --now {NOW} --reason"), &["Wrong release."])
        .exits(0);
    place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["approvals.revoked", "Ask the release desk"]);
}

#[test]
fn an_author_cannot_approve_their_own_work() {
    let place = organisation();
    let release = release(&place);
    approve(&place, "alice", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["separation.author-approves"]);
}

#[test]
fn explain_says_who_can_give_what_is_missing() {
    let place = organisation();
    release(&place);
    let explained = place.say(&format!("explain {} app.tar.gz", question()), &[]).exits(1);
    explained.says(&["MISSING", "approvals/security", "Carol Example (carol)"]);
    let json = place.say(&format!("explain {} app.tar.gz --format json", question()), &[]).exits(1).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["verdict"], "deny");
}

#[test]
fn policy_and_roster_must_be_anchored() {
    let place = organisation();
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    let unpinned = verify("app.tar.gz").replace(" --root-key root.pub", "");
    place.say(&unpinned, &[]).exits(2).says(&["anchor.missing"]);
    place.say(&unpinned, &["--allow-unanchored"]).exits(0).says(&["! anchor/policy"]);
    place.say(&verify("app.tar.gz"), &["--min-policy-serial", "2"]).exits(2).says(&["policy.serial-too-low"]);
    place.say(&verify("app.tar.gz"), &["--min-roster-serial", "3"]).exits(2).says(&["roster.serial-too-low"]);

    // What `sha256sum` prints is a pin.
    let digest = |name| {
        let json = place.say("inspect --format json", &[name]).exits(0).stdout;
        let json: Value = serde_json::from_str(&json).unwrap();
        json["digest"].as_str().unwrap().trim_start_matches("sha256:").to_owned()
    };
    let (policy, roster) = (digest("policy.yml"), digest("roster.yml"));
    place.say(&unpinned, &["--policy-sha256", &policy, "--roster-sha256", &roster]).exits(0);
    place
        .say(&unpinned, &["--policy-sha256", &roster, "--roster-sha256", &roster])
        .exits(2)
        .says(&["anchor.digest-mismatch"]);

    let policy = String::from_utf8(place.read("policy.yml")).unwrap();
    place.write("policy.yml", raised(&policy));
    place.say(&verify("app.tar.gz"), &[]).exits(2).says(&["anchor.signature-invalid"]);
    place.say("sign policy.yml --key root.key", &[]).exits(0);
    place.say(&verify("app.tar.gz"), &[]).exits(0);
}

#[test]
fn a_register_lists_what_it_holds() {
    let place = organisation();
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    let withdrawn = approve(&place, "carol", "security", &release);
    place.say(&format!("record revoke --key carol.key --yes {withdrawn} --now {NOW} --reason oops"), &[]).exits(0);
    place.write("records/readme.txt", "not a record");
    let line = format!(
        "record register --key carol.key --yes --sequence 1 --next-update 24h --holdings-from records --now {NOW}"
    );
    let ran = place.say(&line, &[]).exits(0);
    assert!(ran.stderr.contains("readme.txt` belongs to no release"), "{}", ran.stderr);
    let json = place.say("inspect --format json", &[ran.stdout.trim()]).exits(0).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["predicate"]["nextUpdate"], "2026-11-22T09:00:00Z");
    let holdings = &json["predicate"]["holdings"][0];
    assert_eq!(holdings["service"], "my-service");
    assert_eq!(holdings["documents"].as_array().unwrap().len(), 4, "release, two approvals, a revocation");
}

#[test]
fn a_risk_is_accepted_for_a_while() {
    let place = organisation();
    let line = format!(
        "record exception --key carol.key --yes --role security --service my-service --finding CVE-2026-1 --finding CVE-2026-2 \
         --package pkg:npm/parser@1.2.3 --expires 30d --now {NOW} --reason"
    );
    let record = place.say(&line, &["Not reachable."]).exits(0).stdout.trim().to_owned();
    assert!(record.starts_with("records/exception-"), "{record}");
    let json = place.say("inspect --format json", &[&record]).exits(0).stdout;
    let json: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["predicate"]["expiresAt"], "2026-12-21T09:00:00Z");
    assert_eq!(json["predicate"]["findings"], serde_json::json!(["CVE-2026-1", "CVE-2026-2"]));
    let endless = line.replace(" --expires 30d", "");
    place.say(&endless, &["Not reachable."]).exits(2).complains(&["say until when: `--expires WHEN`"]);
}

#[test]
fn a_statement_goes_to_another_signer() {
    let place = organisation();
    let release = release(&place);
    let line = format!(
        "record approve --unsigned --role security --environment production --release {release} --records pending --now {NOW}"
    );
    let statement = place.say(&line, &[]).exits(0).stdout.trim().to_owned();
    assert!(statement.starts_with("pending/approval-") && statement.ends_with(".statement.json"), "{statement}");
    let signed = place.say(&format!("sign {statement} --key carol.key"), &[]).exits(2).stderr;
    assert!(signed.contains("add `--yes`"), "{signed}");
    let record = place.say(&format!("sign {statement} --key carol.key --yes"), &[]).exits(0).stdout;
    assert!(record.starts_with("records/approval-"), "{record}");
    approve(&place, "bob", "release-manager", &release);
    place.say(&verify("app.tar.gz"), &[]).exits(0);
}

#[test]
fn a_signer_is_shown_what_is_signed() {
    let place = organisation();
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    let line = format!(
        "record approve --key carol.key --yes --role security --environment production --release {release} --now {NOW} \
         --policy policy.yml --roster roster.yml --root-key root.pub"
    );
    let shown = place.say(&line, &[]).exits(0).stderr;
    for word in [
        "my-service",
        "1.0.0",
        "0123456789abcdef",
        "pull/7",
        "sha256:",
        "ci-builder",
        "production",
        "approvals/security",
        "Carol Example",
    ] {
        assert!(shown.contains(word), "no `{word}` in:\n{shown}");
    }
    assert!(!shown.contains("approvals/release-manager"), "that is not missing:\n{shown}");
}
