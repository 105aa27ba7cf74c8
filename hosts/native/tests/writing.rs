//! What is written: whole or not at all, never over something else, and readable by whom it should be.

mod common;

use std::fs;
use std::io::Read as _;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::process::Stdio;

use common::{NOW, Place, allowed, approve, organisation, question, release, verify};

#[test]
fn nothing_is_overwritten() {
    let place = organisation();
    let key = place.read("bob.key");
    place.say("keygen --no-passphrase --out bob.key", &[]).exits(2).complains(&["`bob.key`", "never overwritten"]);
    fs::remove_file(place.path("bob.key")).unwrap();
    place.say("keygen --no-passphrase --out bob.key", &[]).exits(2).complains(&["`bob.pub`", "never overwritten"]);
    assert!(!place.path("bob.key").exists(), "half a pair was written");
    place.write("bob.key", key);
    place.say("init --no-passphrase", &[]).exits(2).complains(&["policy.yml", "never overwritten"]);

    let release = release(&place);
    let first = approve(&place, "bob", "release-manager", &release);
    let bytes = place.read(&first);
    let again = format!(
        "record approve --key bob.key --yes --role release-manager --environment production --release {release} --now {NOW}"
    );
    place.say(&again, &[]).exits(2);
    assert_eq!(place.read(&first), bytes);

    place.write("policy.yml.sig.json", "somebody's notes");
    place.say("sign policy.yml --key root.key", &[]).exits(2).complains(&["policy.yml.sig.json", "move it away"]);
}

#[test]
fn private_keys_are_for_their_owner() {
    let place = Place::new();
    let ran = place.say("keygen --no-passphrase --out a.key", &[]).exits(0);
    let mode = |name| fs::metadata(place.path(name)).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode("a.key"), 0o600);
    assert_eq!(mode("a.pub") & 0o400, 0o400);
    assert_eq!(place.files("."), ["a.key", "a.pub"], "a temporary file was left behind");
    let inspected = place.say("inspect --format json a.pub", &[]).exits(0).stdout;
    assert!(inspected.contains(ran.stdout.trim()), "the printed key id is the key's");
}

#[test]
fn places_that_cannot_be_written_are_named() {
    let place = organisation();
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    place.say("keygen --no-passphrase --out /proc/a.key", &[]).exits(2).complains(&["`/proc/a.key`"]);
    place
        .say("keygen --no-passphrase --out nowhere/a.key", &[])
        .exits(2)
        .complains(&["`nowhere/a.key`", "create the folder"]);
    place.say("init --no-passphrase /proc/new", &[]).exits(2).complains(&["`/proc/new`"]);
    let line = format!(
        "record approve --key bob.key --yes --role security --environment staging --release {release} --now {NOW} --records"
    );
    place.say(&line, &["/proc/records"]).exits(2);
    place.say(&line, &["app.tar.gz"]).exits(2);

    // Where the decision cannot be kept, nothing is allowed.
    for report in ["/dev/full", "/proc/report.json", "nowhere/report.json", "records", "/"] {
        let ran = place.say(&verify("app.tar.gz"), &["--report", report]).exits(2).complains(&[report]);
        assert!(!ran.stdout.contains("ALLOW"), "{}", ran.stdout);
    }
    place.say(&verify("app.tar.gz"), &["--report", "/dev/null"]).exits(0);
    place.say("man --dir app.tar.gz", &[]).exits(2);
}

#[test]
fn a_full_disk_is_no_allow_and_a_closed_pipe_is_no_error() {
    let place = organisation();
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    let arguments = verify("app.tar.gz");
    for format in ["text", "json", "markdown", "vsa"] {
        let words = || arguments.split_whitespace().chain(["--format", format]);
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = place.command(words()).stdout(full).output().unwrap();
        assert_eq!(output.status.code(), Some(2), "{format}");
        assert!(String::from_utf8_lossy(&output.stderr).contains("standard output"));

        let mut child = place.command(words()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let mut said = String::new();
        child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
        assert_eq!((child.wait().unwrap().code(), said.as_str()), (Some(0), ""), "{format}");
    }
    let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
    let output = place.command(["inspect", "missing"]).stderr(full).output().unwrap();
    assert_eq!(output.status.code(), Some(2), "an error that cannot be said is still one");
}

#[test]
fn a_report_replaces_a_report() {
    let place = organisation();
    release(&place);
    place.write("decision.json", "yesterday's");
    place.say(&verify("app.tar.gz"), &["--report", "decision.json"]).exits(1);
    assert!(place.read("decision.json").starts_with(b"{"));
    assert!(place.files(".").iter().all(|name| !name.contains(".tmp")));
}

#[test]
fn nobody_signs_unasked() {
    let place = organisation();
    let release = release(&place);
    let line = format!(
        "record approve --key bob.key --role security --environment production --release {release} --now {NOW}"
    );
    let ran = place.say(&line, &[]).exits(2);
    assert!(ran.stderr.contains("add `--yes`"), "{}", ran.stderr);
    assert_eq!(place.files("records").len(), 1, "something was signed");
}

#[test]
fn records_are_named_after_what_they_are() {
    let place = organisation();
    let path = release(&place);
    let inspected = place.say("inspect --format json", &[&path]).exits(0).stdout;
    let id = path.trim_start_matches("records/release-").trim_end_matches(".json");
    assert_eq!(id.len(), 16);
    assert!(inspected.contains(&format!("\"record\":\"sha256:{id}")), "{inspected}");
}

/// A file of this name in a variable of a pipeline, and the deployment behind `&&` would go out unasked.
#[test]
fn help_in_the_place_of_a_value_is_no_yes() {
    let place = common::allowed();
    place.say(&verify("app.tar.gz"), &["--report", "decision.json"]).exits(0);
    let said = "help was asked for beside other words";
    for value in ["--help", "-h", "-help"] {
        let question = question();
        for line in [
            format!("verify {question} {value}"),
            format!("verify {question} app.tar.gz {value}"),
            format!("verify {value} {question} app.tar.gz"),
            format!("explain {question} {value}"),
            format!("verify-bundle --bundle decision.json --key root.pub {value}"),
            format!("replay decision.json --inputs . {value}"),
            format!("audit . --root-key root.pub {value}"),
            format!("policy check --policy policy.yml --roster roster.yml {value}"),
            format!("sign policy.yml --key root.key {value}"),
        ] {
            let ran = place.say(&line, &[]).exits(2);
            ran.says(&["Usage: "]).complains(&[said, "`--OPTION=VALUE`, or put it behind `--`"]);
        }
        place.say(&format!("verify {} app.tar.gz", question.replace("1.0.0", value)), &[]).exits(2);
        // Behind `--` it is the name of a file.
        place.say(&format!("verify {question} -- {value}"), &[]).exits(2).complains(&[&format!("`{value}`")]);
        place.write(value, b"the artefact");
        place.say(&format!("verify {question} -- {value}"), &[]).exits(0);
    }
}

#[test]
fn every_command_has_help_and_the_shell_gets_what_it_asks_for() {
    let place = Place::new();
    for command in [
        "",
        "init",
        "keygen",
        "record",
        "record release",
        "record approve",
        "record reject",
        "record revoke",
        "record register",
        "sign",
        "verify",
        "explain",
        "inspect",
        "policy",
        "policy check",
        "replay",
        "version",
        "completions",
        "man",
    ] {
        place.say(command, &["--help"]).exits(0);
    }
    for asked in ["--help", "-h", "--version", "help", "help verify", "help policy check"] {
        place.say(asked, &[]).exits(0);
    }
    place.say("completions bash", &[]).exits(0).says(&["_countersign"]);
    place.say("man", &[]).exits(0).says(&[".TH countersign"]);
    place.say("man --dir man", &[]).exits(0);
    assert!(place.files("man").contains(&"countersign-verify.1".to_owned()));
    let version = place.say("version --json", &[]).exits(0).stdout;
    let component = include_str!("../../../wasm/dist/countersign.component.wasm.sha256");
    let digest = component.split_whitespace().next().unwrap();
    assert!(version.contains(digest) || option_env!("COUNTERSIGN_COMPONENT").is_some(), "{version}");
    let _ = question();
}

#[test]
fn no_input_is_written_over_and_no_two_outputs_are_one_file() {
    let place = allowed();
    let record = format!("records/{}", place.files("records").first().unwrap());
    symlink(place.path("policy.yml"), place.path("link")).unwrap();
    fs::hard_link(place.path("app.tar.gz"), place.path("hard")).unwrap();
    place.say(&verify("app.tar.gz"), &["--report", "decision.json"]).exits(0);
    let everything = || {
        let files = place.files(".").into_iter().filter(|name| place.path(name).is_file());
        files.map(|name| (place.read(&name), name)).collect::<Vec<_>>()
    };
    let (before, allowed) = (everything(), place.read(&record));
    let inputs = [
        "app.tar.gz",
        "./records/../app.tar.gz",
        "policy.yml",
        "policy.yml.sig.json",
        "roster.yml",
        "roster.yml.sig.json",
    ];
    for output in inputs.into_iter().chain(["root.pub", &record, "link", "hard"]) {
        for option in [format!("--report={output}"), format!("--write=junit={output}")] {
            let ran = place.say(&verify("app.tar.gz"), &["--write=json=before.json", &option]).exits(2);
            let ran = ran.complains(&["cannot write", output, "it is an input of this question", "name another file"]);
            assert_eq!(ran.stdout, "", "something was decided");
        }
    }
    for output in ["decision.json", &record, "policy.yml", "roster.yml.sig.json", "root.pub"] {
        let line = format!("replay decision.json --inputs . --write sarif={output}");
        place.say(&line, &[]).exits(2).complains(&["cannot write", output, "it is an input"]);
    }
    for output in ["decision.json", "./policy.yml", &record, "root.pub"] {
        let line = format!("audit . --root-key root.pub --output {output}");
        place.say(&line, &[]).exits(2).complains(&["cannot write", output, "it is an input"]);
    }
    let twice = ["--report=a", "--write=json=b", "--write=junit=./a"];
    place.say(&verify("app.tar.gz"), &twice).exits(2).complains(&["`./a` is named for two outputs", "its own file"]);
    assert_eq!((everything(), place.read(&record)), (before, allowed), "something was written");

    // What is there and no input is replaced, and a device takes everything.
    place
        .say(&verify("app.tar.gz"), &["--report=decision.json", "--write=junit=/dev/null", "--write=vsa=/dev/null"])
        .exits(0);
    place.say(&verify("app.tar.gz"), &["--report=same.json", "--write=json=same.json"]).exits(0);
    for _ in 0..2 {
        place.say("replay decision.json --inputs . --write sarif=decision.sarif", &[]).exits(0);
    }
    place.say("audit . --root-key root.pub --output new.txt", &[]).exits(0);
}
