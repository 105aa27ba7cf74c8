//! Before something is signed: what the signer is shown, warned of and refused.

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use common::{NOW, approve, organisation, raised, release};

const EMERGENCY: &str = "record emergency --key carol.key --yes --role security --environment production --incident INC-1 \
     --expires 2h --out emergency.json --now 2026-11-21T09:00:00Z --reason Down. --release";

#[test]
fn what_is_reviewed_or_withdrawn_is_shown_beside_what_is_signed() {
    let place = organisation();
    let release = release(&place);
    let approval = approve(&place, "bob", "release-manager", &release);
    place.say(EMERGENCY, &[&release, "--bypass", "freezes"]).exits(0);
    let review =
        "record review --key bob.key --yes --role release-manager --outcome justified --summary Held. --emergency";
    let shown = place.say(review, &["emergency.json"]).exits(0).stderr;
    assert!(shown.contains("\n\nThe emergency that is reviewed\n"), "{shown}");
    assert_eq!(shown.matches("To be signed").count(), 1, "{shown}");
    assert!(shown.contains("INC-1") && shown.contains("key ") && shown.contains("(as claimed)"), "{shown}");

    let revoke = format!("record revoke --key bob.key --yes --reason Oops. --now {NOW} {approval} emergency.json");
    let shown = place.say(&revoke, &[]).exits(0).stderr;
    for words in ["What is withdrawn: approval\n", "release-manager", "What is withdrawn: emergency\n", "INC-1"] {
        assert!(shown.contains(words), "no `{words}` in:\n{shown}");
    }
}

#[test]
fn an_emergency_names_what_can_be_waived() {
    let place = organisation();
    let release = release(&place);
    let bypass = |name: &str| place.say(EMERGENCY, &[&release, "--bypass", "windows", "--bypass", name]);
    bypass("freeze").exits(2).complains(&["`freeze`", "did you mean `freezes`?", "`approvals/NAME`", "`windows`"]);
    bypass("signatures").exits(2).complains(&["`signatures` is nothing that an emergency can waive"]);
    place.write("from.json", r#"{"bypasses": ["binding"]}"#);
    place.say(EMERGENCY, &[&release, "--from", "from.json"]).exits(2).complains(&["`binding`"]);
    assert!(!place.path("emergency.json").exists(), "something was signed");
    bypass("approvals/security").exits(0);
}

#[test]
fn a_register_of_nothing_is_not_signed() {
    let place = organisation();
    fs::create_dir(place.path("empty")).unwrap();
    place.write("others/readme.txt", "no record");
    let register = "record register --key ci.key --yes --sequence 1 --next-update 24h";
    for (folders, words) in [
        (&["empty"][..], "no record is in `empty`"),
        (&["others"], "no release record is in these folders"),
        (&["others", "empty"], "no record is in `empty`"),
    ] {
        let folders: Vec<&str> = folders.iter().flat_map(|folder| ["--holdings-from", folder]).collect();
        let ran = place.say(register, &folders).exits(2);
        assert!(ran.stderr.contains(words) && ran.stderr.contains("leave it out"), "{}", ran.stderr);
    }
    assert!(place.files("records").is_empty(), "something was signed");
    place.say(register, &[]).exits(0);
}

#[test]
fn what_is_not_said_is_asked_for_by_its_option() {
    let place = organisation();
    let release = release(&place);
    for (line, words) in [
        (format!("approve --release {release}"), &["in which role: `--role NAME`", "may go: `--environment NAME`"][..]),
        (format!("reject --role a --release {release}"), &["may not go: `--environment NAME`", "why: `--reason TEXT`"]),
        (format!("emergency --release {release}"), &["`--incident ID`", "`--bypass REQUIREMENT`", "`--expires WHEN`"]),
        ("revoke".to_owned(), &["name what to withdraw: a record's file or id, or `--artefact FILE|DIGEST`"]),
        (format!("revoke {release}"), &["say why: `--reason TEXT`"]),
        ("register".to_owned(), &["`--sequence N`", "`--next-update WHEN`"]),
        ("exception".to_owned(), &["`--finding ID`", "`--service NAME`", "`--expires WHEN`"]),
        ("assessment app.tar.gz".to_owned(), &["`--service NAME`", "`--kind KIND`", "`--outcome passed` or `failed`"]),
        ("release app.tar.gz".to_owned(), &["`--service NAME`", "`--repository URL`", "`--author ACTOR`"]),
    ] {
        let ran = place.say(&format!("record {line} --key bob.key --yes"), &[]).exits(2).complains(words);
        assert!(!ran.stderr.contains("record.invalid") && !ran.stderr.contains("predicate"), "{}", ran.stderr);
    }
    let back = "record release --key ci.key --yes --service a --version 1 --repository https://a.example --commit 0 --author a \
                --rollback-version 0 app.tar.gz";
    place.say(back, &[]).exits(2).complains(&["`--rollback-digest DIGEST`", "`--rollback-tested TEXT`"]);
    place.write("from.json", r#"{"role": "security", "environments": ["production"]}"#);
    place.say(&format!("record approve --key bob.key --yes --release {release} --from from.json"), &[]).exits(0);

    for line in ["verify --min-policy-serial x", "record register --sequence 1.5", "audit a --jobs 0"] {
        let ran = place.say(line, &[]).exits(2);
        assert!(ran.stderr.contains("a whole number is due, from "), "{}", ran.stderr);
    }
}

#[test]
fn a_serial_is_signed_for_one_document() {
    let place = organisation();
    let policy = String::from_utf8(place.read("policy.yml")).unwrap();
    let sign = "sign policy.yml --key root.key";
    place.say(sign, &[]).exits(0);
    let other = format!("{policy}# another\n");
    place.write("policy.yml", &other);
    let signed = place.read("policy.yml.sig.json");
    place.say(sign, &[]).exits(2).complains(&[
        "`policy.yml`",
        "serial 1 was signed before, over other bytes",
        "raise `serial`",
    ]);
    assert_eq!(place.read("policy.yml.sig.json"), signed);
    place.say(sign, &["--same-serial"]).exits(0);

    place.write("policy.yml", raised(&raised(&other)));
    place.say(sign, &[]).exits(0);
    place.write("policy.yml", raised(&other));
    for more in [&[][..], &["--same-serial"]] {
        let ran = place.say(sign, more).exits(2);
        ran.complains(&[
            "serial 3 was signed before, and this is serial 2",
            "beyond 3",
            "move `policy.yml.sig.json` away",
        ]);
    }
    fs::remove_file(place.path("policy.yml.sig.json")).unwrap();
    let ran = place.say(sign, &[]).exits(0);
    assert!(!ran.stderr.contains("warning"), "{}", ran.stderr);
    let ran = place.say("sign policy.yml --key bob.key", &[]).exits(0);
    assert!(
        ran.stderr.contains("warning: the signature that stood in `policy.yml.sig.json` was by another key"),
        "{}",
        ran.stderr
    );
}

#[test]
fn keys_are_kept_out_of_the_repository_and_from_others() {
    let place = organisation();
    assert_eq!(place.read(".gitignore"), b"# Private keys are never committed.\n*.key\n");
    place.write("there/.gitignore", "mine");
    let said = place.say("init there --no-passphrase", &[]).exits(0);
    said.says(&["ci.key signs release records, and is not encrypted", "there is a .gitignore already"]);
    assert_eq!(place.read("there/.gitignore"), b"mine");
    place.say("init new --no-passphrase", &[]).exits(0).says(&["then delete it here", ".gitignore keeps both"]);

    let sign = "sign policy.yml --key root.key";
    for (mode, warned) in [(0o600, false), (0o400, false), (0o640, true), (0o604, true)] {
        fs::set_permissions(place.path("root.key"), fs::Permissions::from_mode(mode)).unwrap();
        let ran = place.say(sign, &[]).exits(0);
        let warning = "warning: `root.key` can be read by others than its owner";
        assert_eq!(ran.stderr.contains(warning), warned, "{mode:o}: {}", ran.stderr);
    }
}

#[test]
fn an_approval_that_fills_no_place_is_not_kept_unseen() {
    let place = organisation();
    let release = release(&place);
    let approve = |key: &str, role: &str, environment: &str, more: &[&str]| {
        let line = format!(
            "record approve --key {key}.key --yes --release {release} --role {role} --environment {environment} \
             --policy policy.yml --roster roster.yml --now {NOW}"
        );
        place.say(&line, more).exits(if more.is_empty() { 2 } else { 0 })
    };
    for (key, role, environment, words) in [
        ("bob", "release-mangler", "production", "approvals.role-not-"),
        ("ci", "release-manager", "production", "("),
        ("alice", "release-manager", "production", "separation.author-approves"),
        ("bob", "release-manager", "produktion", "produktion"),
    ] {
        let ran = approve(key, role, environment, &[]);
        let last = ran.stderr.lines().last().unwrap_or_default();
        assert!(last.starts_with("countersign: this signature fills no place: for "), "{}", ran.stderr);
        assert!(
            last.contains(words)
                && last.contains(": expected ")
                && last.contains("; found ")
                && last.ends_with("add `--anyway` to keep it all the same"),
            "{}",
            ran.stderr
        );
    }
    assert_eq!(place.files("records").len(), 1, "something was kept");
    let ran = approve("alice", "release-manager", "production", &["--anyway"]);
    assert!(ran.stderr.contains("\nthis signature fills no place: "), "{}", ran.stderr);
    let ran = approve("bob", "release-manager", "production", &["--environment", "produktion"]);
    assert!(!ran.stderr.contains("fills no place"), "{}", ran.stderr);
    approve("carol", "security", "production", &["--root-key", "root.pub"]);
    // Every place is filled: one more yes is nobody's mistake.
    approve("bob", "security", "production", &["--root-key", "root.pub", "--out", "another.json"]);
}
