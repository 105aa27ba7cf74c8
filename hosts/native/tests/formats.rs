//! The forms of a decision that pipelines read: JUnit, SARIF and variables, on standard output and in files.
//!
//! That they are as their schemas demand is tried in `tests/gitlab`, with validators of others.

mod common;

use common::{Place, allowed, question, verify};
use serde_json::Value;

/// An allowed release, one that is denied, and a question that cannot be put: the flags, and the exit code.
fn questions() -> [(String, i32); 3] {
    let denied = verify("app.tar.gz").replace("--version 1.0.0", "--version 1.0.1");
    let malformed = verify("app.tar.gz").replace("--root-key root.pub", "");
    [(verify("app.tar.gz"), 0), (denied, 1), (malformed, 2)]
}

fn codes(place: &Place, line: &str, code: i32, outcomes: &[&str]) -> Vec<String> {
    let report: Value = serde_json::from_str(&place.say(line, &["--format", "json"]).exits(code).stdout).unwrap();
    let findings = report["findings"].as_array().unwrap().iter();
    let these = findings.filter(|finding| outcomes.contains(&finding["outcome"].as_str().unwrap()));
    these.map(|finding| finding["code"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn junit_has_a_case_for_each_requirement() {
    let place = allowed();
    for (line, code) in questions() {
        let xml = place.say(&line, &["--format", "junit"]).exits(code).stdout;
        let failed = codes(&place, &line, code, &["fail"]);
        assert_eq!(failed.is_empty(), code == 0);
        for code in &failed {
            assert!(xml.contains(code), "no `{code}` in {xml}");
        }
        let broken = if code == 2 { "<error " } else { "<failure " };
        assert_eq!(xml.contains("<error ") || xml.contains("<failure "), code != 0, "{xml}");
        assert_eq!(xml.contains(broken), code != 0, "{xml}");
    }
}

#[test]
fn sarif_has_a_result_for_each_finding_that_did_not_pass() {
    let place = allowed();
    for (line, code) in questions() {
        let log = place.say(&line, &["--format", "sarif"]).exits(code).stdout;
        let log: Value = serde_json::from_str(&log).unwrap();
        let run = &log["runs"][0];
        let results = run["results"].as_array().unwrap();
        let shown: Vec<_> = results.iter().map(|result| result["ruleId"].as_str().unwrap().to_owned()).collect();
        assert_eq!(shown, codes(&place, &line, code, &["fail", "warn"]));
        for result in results {
            let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
            assert_eq!(run["tool"]["driver"]["rules"][index]["id"], result["ruleId"]);
        }
        assert_eq!(run["invocations"][0]["exitCode"], code);
    }
}

#[test]
fn variables_say_the_verdict() {
    let place = allowed();
    for (line, code) in questions() {
        let report = place.say(&line, &["--format", "json"]).exits(code).stdout;
        place.write("report.json", &report);
        let variables = place.say(&line, &["--format", "dotenv"]).exits(code).stdout;
        let verdict = if code == 0 { "allow" } else { "deny" };
        assert!(
            variables.contains(&format!("COUNTERSIGN_VERDICT={verdict}\nCOUNTERSIGN_EXIT_CODE={code}\n")),
            "{variables}"
        );
        let id = place.say("inspect --format json report.json", &[]).exits(0).stdout;
        let id: Value = serde_json::from_str(&id).unwrap();
        assert!(
            variables.contains(&format!("COUNTERSIGN_DECISION_ID={}\n", id["id"].as_str().unwrap())),
            "{variables}"
        );
    }
}

#[test]
fn one_run_writes_every_form() {
    let place = allowed();
    for (line, code) in questions() {
        for format in ["text", "json", "markdown", "vsa", "junit", "sarif", "dotenv"] {
            let printed = place.say(&line, &["--format", format]).exits(code).stdout;
            let write = format!("{format}=out.{format}");
            place.say(&line, &["--write", &write, "--write", "json=report.json"]).exits(code);
            assert_eq!(String::from_utf8(place.read(format!("out.{format}"))).unwrap(), printed);
        }
        let report: Value = serde_json::from_slice(&place.read("report.json")).unwrap();
        assert_eq!(report["verdict"], if code == 0 { "allow" } else { "deny" });
    }
    place.say(&verify("app.tar.gz"), &["--write", "json=report.json"]).exits(0);
    place.say("replay report.json --inputs . --write dotenv=again.env", &[]).exits(0).says(&["AGREES"]);
    place.say(&verify("app.tar.gz"), &["--write", "dotenv=first.env"]).exits(0);
    assert_eq!(place.read("again.env"), place.read("first.env"));
}

#[test]
fn what_cannot_be_written_allows_nothing() {
    let place = allowed();
    for (write, word) in [("junit=missing/out.xml", "no such folder"), ("junit=records", "it is a folder")] {
        place.say(&verify("app.tar.gz"), &["--write", write]).exits(2).complains(&[word]);
    }
    for (write, word) in
        [("out.xml", "such as `junit=countersign.xml`"), ("yaml=out", "`junit`"), ("junit=", "such as")]
    {
        let ran = place.say(&verify("app.tar.gz"), &["--write", write]).exits(2);
        assert!(ran.stderr.contains(word), "{}", ran.stderr);
    }
}

#[test]
fn without_trusted_roots_none_is_named() {
    let place = allowed();
    let roots = |flags: &[&str]| -> usize {
        let line = format!("verify {} --format json app.tar.gz", question());
        let report: Value = serde_json::from_str(&place.say(&line, flags).exits(0).stdout).unwrap();
        report["anchors"]["trustedRoots"].as_array().map_or(0, Vec::len)
    };
    assert_eq!((roots(&[]), roots(&["--no-trusted-root"])), (2, 0));
    place.say(&verify("app.tar.gz"), &["--no-trusted-root", "--trusted-root", "x"]).exits(2);
}
