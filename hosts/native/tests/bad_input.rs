//! Bad input, one case at a time: an exit code that says whose fault it is, and one line that names the file.

mod common;

use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;

use common::{NOW, Place, allowed, organisation, question, release, verify};

/// Documents that are none.
fn garbage() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("empty", Vec::new()),
        ("garbage", (0..=255).cycle().take(4_096).collect()),
        ("nul", b"{\"a\":\0}".to_vec()),
        ("not-utf-8", b"{\"payload\":\"\xff\xfe\"}".to_vec()),
        ("nested", "[".repeat(1 << 20).into_bytes()),
        (
            "duplicate-keys",
            br#"{"payload":"","payload":"","payloadType":"application/vnd.in-toto+json","signatures":[]}"#.to_vec(),
        ),
        ("wrong-types", br#"{"payload":[],"payloadType":1,"signatures":{}}"#.to_vec()),
        ("scalar", b"0".to_vec()),
    ]
}

#[test]
fn a_record_that_is_none_neither_helps_nor_harms() {
    for (name, bytes) in garbage() {
        let place = allowed();
        place.write(&format!("records/{name}.json"), &bytes);
        place.say(&verify("app.tar.gz"), &[]).exits(0).says(&["record.unreadable", &format!("records/{name}.json")]);
        fs::remove_dir_all(place.path("records")).unwrap();
        place.write(&format!("records/{name}.json"), &bytes);
        place.say(&verify("app.tar.gz"), &[]).exits(1);
    }
}

#[test]
fn a_policy_or_roster_that_is_none_ends_the_question() {
    let place = allowed();
    for document in ["policy.yml", "roster.yml"] {
        let good = place.read(document);
        for (_, bytes) in garbage() {
            place.write(document, bytes);
            let line = verify("app.tar.gz").replace("--root-key root.pub", "--allow-unanchored");
            place.say(&line, &[]).exits(2).says(&["DENY"]);
            place.say("policy check --now 2026-11-21T12:00:00Z", &[]).exits(1).says(&["NOT OK"]);
            place.say("sign --key root.key", &[document]).exits(2).complains(&[document]);
        }
        place.write(document, good);
    }
    place.say("policy check --now 2026-11-21T12:00:00Z", &[]).exits(0);
    place.say("policy check --now 2099-01-01T00:00:00Z", &[]).exits(1).says(&["policy-review.overdue"]);
}

#[test]
fn root_keys_and_releases_must_be_what_they_are_called() {
    let place = allowed();
    for (name, bytes) in garbage() {
        place.write(name, bytes);
        place.say(&verify("app.tar.gz").replace("root.pub", name), &[]).exits(2);
        let line = "record approve --key bob.key --yes --role security --environment production --release";
        place.say(line, &[name]).exits(2).complains(&[&format!("`{name}`"), "no release record"]);
        place.say("replay --inputs .", &[name]).exits(2).complains(&[&format!("`{name}`"), "no decision report"]);
        place.say("inspect", &[name]).exits(0).says(&[name]);
        place.say("record revoke --key bob.key --yes --reason x", &[name]).exits(2).complains(&[&format!("`{name}`")]);
        let from = "record release --key bob.key --yes app.tar.gz --from";
        place.say(from, &[name]).exits(2).complains(&[&format!("`{name}`")]);
    }
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = allowed();
    fs::create_dir(place.path("folder")).unwrap();
    for flag in ["policy.yml", "roster.yml", "root.pub"] {
        place
            .say(&verify("app.tar.gz").replace(flag, "missing"), &[])
            .exits(2)
            .complains(&["`missing`", "no such file"]);
        place
            .say(&verify("app.tar.gz").replace(flag, "folder"), &[])
            .exits(2)
            .complains(&["`folder`", "it is a folder"]);
        place.say(&verify("app.tar.gz").replace(flag, "/proc/self/mem"), &[]).exits(2).complains(&["`/proc/self/mem`"]);
    }
    place.say(&verify("folder"), &[]).exits(2).complains(&["`folder`", "it is a folder"]);
    place.say(&verify("missing"), &[]).exits(2).complains(&["`missing`"]);
    place.say(&verify("/proc/self/mem"), &[]).exits(2).complains(&["`/proc/self/mem`"]);
    place
        .say(&verify("app.tar.gz").replace("records records", "records missing"), &[])
        .exits(2)
        .complains(&["`missing`"]);
    place.say("inspect policy.yml missing", &[]).exits(2).complains(&["`missing`"]);
}

#[test]
fn links_in_a_circle_and_pipes_are_named() {
    let place = allowed();
    symlink("../records", place.path("records/again")).unwrap();
    place.say(&verify("app.tar.gz"), &[]).exits(2).complains(&["records/again", "circle"]);
    fs::remove_file(place.path("records/again")).unwrap();
    symlink("itself", place.path("records/itself")).unwrap();
    place.say(&verify("app.tar.gz"), &[]).exits(2).complains(&["records/itself", "circle"]);
    fs::remove_file(place.path("records/itself")).unwrap();
    symlink("nowhere", place.path("records/dangling")).unwrap();
    place.say(&verify("app.tar.gz"), &[]).exits(2).complains(&["records/dangling"]);
    fs::remove_file(place.path("records/dangling")).unwrap();
    let _socket = std::os::unix::net::UnixListener::bind(place.path("records/socket")).unwrap();
    place.say(&verify("app.tar.gz"), &[]).exits(2).complains(&["records/socket", "take it away"]);
    fs::remove_file(place.path("records/socket")).unwrap();
    symlink("../app.tar.gz", place.path("records/link")).unwrap();
    place.say(&verify("app.tar.gz"), &[]).exits(0).says(&["record.unreadable"]);
}

#[test]
fn what_is_too_large_is_refused_before_it_is_read_whole() {
    let place = allowed();
    let huge = fs::File::create(place.path("records/huge.json")).unwrap();
    huge.set_len((16 << 20) + 1).unwrap();
    // Among the records it may be what a tool wrote: the verifier looks, and says what it is not.
    place.say(&verify("app.tar.gz"), &[]).exits(0).says(&["record.unreadable"]);
    huge.set_len((256 << 20) + 1).unwrap();
    place.say(&verify("app.tar.gz"), &[]).exits(2).complains(&["records/huge.json", "larger than 256 MiB"]);
    place.say("inspect records/huge.json", &[]).exits(2).complains(&["larger than 16 MiB"]);
    fs::remove_file(place.path("records/huge.json")).unwrap();

    fs::create_dir(place.path("records/many")).unwrap();
    for number in 0..=20_000 {
        fs::write(place.path(format!("records/many/{number}")), "").unwrap();
    }
    place.say(&verify("app.tar.gz"), &[]).exits(2).complains(&["20000", "this release only"]);
}

#[test]
fn names_that_are_not_utf_8_work() {
    let place = allowed();
    let name = std::ffi::OsStr::from_bytes(b"app-\xff\x1b[31m.tar.gz");
    fs::copy(place.path("app.tar.gz"), place.path(name)).unwrap();
    fs::rename(place.path("records"), place.path(std::ffi::OsStr::from_bytes(b"rec\xff"))).unwrap();
    let line = format!("verify {}", question().replace("--records records", ""));
    let mut command = place.command(line.split_whitespace());
    command.arg("--records").arg(std::ffi::OsStr::from_bytes(b"rec\xff")).arg(name);
    assert_eq!(command.output().unwrap().status.code(), Some(0));
    let ran = place.run([std::ffi::OsStr::new("inspect"), std::ffi::OsStr::from_bytes(b"gone-\xff\x1b[31m")]);
    ran.exits(2).complains(&["gone-", "\\u{1b}[31m"]);
    // A word that is no path must be text.
    let mut command = place.command(["verify", "--service"]);
    assert_eq!(command.arg(std::ffi::OsStr::from_bytes(b"\xff")).output().unwrap().status.code(), Some(2));
}

#[test]
fn usage_errors_are_malformed_questions() {
    let place = Place::new();
    for line in
        ["", "verify", "frobnicate", "verify --policy", "record", "record approve", "completions klingon", "--nonsense"]
    {
        let ran = place.say(line, &[]).exits(2);
        assert!(!ran.stderr.is_empty(), "`{line}` says nothing");
    }
    let place = allowed();
    for now in ["", "yesterday", "1969-12-31T23:59:59Z", "10000-01-01T00:00:00Z", "99999999999999999999"] {
        let ran = place
            .run(verify("app.tar.gz").split_whitespace().map(|word| if word == NOW { now } else { word }))
            .exits(2);
        assert!(ran.stderr.contains("--now"), "{}", ran.stderr);
    }
    for artefact in ["sha256:", "sha256:xyz", &format!("sha256:{}", "A".repeat(64))] {
        place.say(&verify(artefact), &[]).exits(2).complains(&["is not a digest"]);
    }
    place
        .say(&verify("app.tar.gz").replace("my-service", "My_Service!"), &[])
        .exits(2)
        .says(&["question.name-invalid"]);
    for number in ["-1", "1.5", "9007199254740992", "18446744073709551615", "99999999999999999999"] {
        for option in ["--min-policy-serial", "--min-roster-serial", "--min-register-sequence"] {
            let ran = place.say(&verify("app.tar.gz"), &[&format!("{option}={number}")]).exits(2);
            assert!(ran.stderr.contains(option), "{}", ran.stderr);
        }
    }
}

#[test]
fn predicates_are_checked_before_they_are_signed() {
    let place = organisation();
    let sign = "record release --key ci.key --yes app.tar.gz --from";
    place.write("duplicate.json", r#"{"service":"my-service","service":"other"}"#);
    place.say(sign, &["duplicate.json"]).exits(2).complains(&["`duplicate.json`", "`service` stands twice"]);
    place.write("unknown.json", r#"{"service":"my-service","colour":"blue"}"#);
    place.say(sign, &["unknown.json"]).exits(2).complains(&["`unknown.json`", "colour"]);
    assert!(place.files("records").is_empty(), "something was signed");
    let release = release(&place);
    let reject =
        format!("record reject --key bob.key --yes --role security --environment production --release {release}");
    place.say(&reject, &[]).exits(2).complains(&["reason"]);
    place.say("record revoke --key bob.key --yes --reason x", &[]).exits(2);
    place.say("record revoke --key bob.key --yes --reason x app.tar.gz", &[]).exits(2).complains(&["--artefact"]);
    place
        .say("record register --key bob.key --yes --sequence 1 --next-update 1h --revoke sha256:00", &[])
        .exits(2)
        .complains(&["names no reason"]);
    assert_eq!(place.files("records").len(), 1);
}

#[test]
fn an_envelope_that_names_no_key_is_shown_all_the_same() {
    let place = Place::new();
    let cases = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cases/envelope");
    for case in ["no-key-id", "key-id-null"] {
        let record = cases.join(case).join("records/03-approval.json");
        let ran = place.run(["inspect".as_ref(), record.as_os_str()]).exits(0);
        ran.says(&["signed by", "a key without a name (as claimed, not verified)"]);
    }
}
