//! Every case of `fixtures/cases` through the command line: the report's bytes, and the exit code of its verdict.
//!
//! A case that the command line cannot put, because it refuses or adds something itself, is counted under its reason; the
//! reasons are few, and none may become the rule.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use serde_json::Value;

/// How many cases, at the least, must be put: far more than can be left out.
const AT_LEAST: usize = 400;

/// What became of a case.
enum Outcome {
    Equal,
    Wrong(String),
    /// Why the command line cannot put it.
    Left(&'static str),
}

#[test]
fn by_the_command_line() {
    let cases = cases();
    let half = cases.len().div_ceil(2);
    // Two at a time: a process spends half of its time waiting.
    let outcomes: Vec<(String, Outcome)> = thread::scope(|scope| {
        let threads: Vec<_> = cases
            .chunks(half)
            .map(|part| scope.spawn(|| part.iter().map(|case| (name(case), put(case))).collect()))
            .collect();
        threads.into_iter().flat_map(|thread| -> Vec<_> { thread.join().unwrap() }).collect()
    });
    let (mut equal, mut wrong, mut left) = (0, Vec::new(), BTreeMap::<_, Vec<_>>::new());
    for (name, outcome) in outcomes {
        match outcome {
            Outcome::Equal => equal += 1,
            Outcome::Wrong(why) => wrong.push(format!("{name}: {why}")),
            Outcome::Left(why) => left.entry(why).or_default().push(name),
        }
    }
    for (why, names) in &left {
        println!("left out, as {why}: {}", names.join(", "));
    }
    assert!(wrong.is_empty(), "{} cases are wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(equal >= AT_LEAST, "only {equal} cases could be put");
    println!("by the command line: {equal} cases");
}

/// The folders of the cases.
fn cases() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cases");
    let folders = |folder: &Path| -> Vec<PathBuf> {
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
    };
    let mut cases: Vec<PathBuf> = folders(&root).iter().flat_map(|area| folders(area)).collect();
    cases.sort();
    cases
}

fn name(case: &Path) -> String {
    let names: Vec<_> = case.iter().rev().take(2).map(|name| name.to_string_lossy()).collect();
    format!("{}/{}", names[1], names[0])
}

fn put(case: &Path) -> Outcome {
    if !case.join("report.json").exists() {
        return Outcome::Left("it is too large to be committed");
    }
    let (anchors, question) = (object(&case.join("anchors.json")), object(&case.join("question.json")));
    if let Some(why) = cannot_be_put(case, &anchors, &question) {
        return Outcome::Left(why);
    }
    let output = command(case, &anchors, &question).output().unwrap();
    let verdict = object(&case.join("case.json"))["verdict"].as_str().unwrap_or_default().to_owned();
    let due = match verdict.as_str() {
        "allow" => 0,
        "deny" => 1,
        _ => 2,
    };
    if output.status.code() != Some(due) {
        let said = String::from_utf8_lossy(&output.stderr);
        return Outcome::Wrong(format!("exit {:?}, and {due} was due: {said}", output.status.code()));
    }
    match output.stdout == fs::read(case.join("report.json")).unwrap() {
        true => Outcome::Equal,
        false => Outcome::Wrong("the report is not the one that is committed".to_owned()),
    }
}

fn cannot_be_put(case: &Path, anchors: &Value, question: &Value) -> Option<&'static str> {
    let digest = |text: &str| {
        let hex = text.strip_prefix("sha256:").unwrap_or_default();
        hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
    };
    let artefacts = texts(question, "artefacts");
    let beside: Vec<&str> =
        ["policy.yml.sig.json", "roster.yml.sig.json"].into_iter().filter(|name| case.join(name).exists()).collect();
    if artefacts.is_empty() || !artefacts.iter().all(|artefact| digest(artefact)) {
        Some("the command line itself asks for artefacts, and refuses what is no digest")
    } else if question["now"].as_str().is_none() {
        Some("the command line itself refuses times beyond the year 9999")
    } else if !case.join("records").is_dir() {
        Some("the command line itself asks for records")
    } else if texts(anchors, "signatures") != beside {
        Some("the command line looks for signatures beside policy and roster alone")
    } else {
        None
    }
}

fn command(case: &Path, anchors: &Value, question: &Value) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_countersign"));
    command.current_dir(case).stdin(Stdio::null());
    command.args(["verify", "--format=json", "--policy=policy.yml", "--roster=roster.yml", "--records=records"]);
    let mut add = |option: &str, value: &str| {
        command.arg(format!("--{option}={value}"));
    };
    for (option, list) in [("root-key", "rootKeys"), ("trusted-root", "trustedRoots")] {
        texts(anchors, list).iter().for_each(|value| add(option, value));
    }
    for (option, field) in [("policy-sha256", "policyDigest"), ("roster-sha256", "rosterDigest")] {
        anchors[field].as_str().into_iter().for_each(|value| add(option, value));
    }
    for (option, field) in [("min-policy-serial", "minPolicySerial"), ("min-roster-serial", "minRosterSerial")] {
        add(option, &anchors[field].to_string());
    }
    for field in ["service", "version", "environment", "deployer", "now"] {
        question[field].as_str().into_iter().for_each(|value| add(field, value));
    }
    add("min-register-sequence", &question["minRegisterSequence"].to_string());
    if texts(anchors, "trustedRoots").is_empty() {
        command.arg("--no-trusted-root");
    }
    if anchors["allowUnanchored"] == true {
        command.arg("--allow-unanchored");
    }
    command.arg("--").args(texts(question, "artefacts"));
    command
}

fn object(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn texts(value: &Value, field: &str) -> Vec<String> {
    let list = value[field].as_array().into_iter().flatten();
    list.map(|item| item.as_str().unwrap_or_default().to_owned()).collect()
}
