//! An archive of decisions, made by the command line itself, and audited by it.

mod common;

use std::fs;
use std::path::Path;

use common::{NOW, Place, Ran, allowed, approve, question, release, verify, with_policy};
use serde_json::Value;

/// An archive with an allowed, a denied and a malformed decision in folders of their own, and what they were decided on.
fn archive() -> Place {
    let place = allowed();
    fs::create_dir_all(place.path("decisions/deep/er")).unwrap();
    place.say(&verify("app.tar.gz"), &["--report", "decisions/allow.json"]).exits(0);
    place.write("other.tar.gz", b"another artefact");
    place.say(&verify("other.tar.gz"), &["--report", "decisions/deep/deny.json"]).exits(1);
    let unsigned = verify("app.tar.gz").replace("--root-key root.pub", "");
    place.say(&unsigned, &["--report", "decisions/deep/er/malformed.json"]).exits(2);
    place
}

fn audit(place: &Place, more: &str) -> Ran {
    place.say(&format!("audit . --now {NOW} {more}"), &[])
}

/// The rows by path, and the summary.
fn rows(ran: &Ran) -> (Vec<Value>, Value) {
    let mut lines: Vec<Value> = ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let summary = lines.pop().unwrap()["summary"].take();
    (lines, summary)
}

fn results(rows: &[Value]) -> Vec<(&str, &str)> {
    rows.iter().map(|row| (row["path"].as_str().unwrap(), row["result"].as_str().unwrap())).collect()
}

#[test]
fn every_decision_is_taken_again() {
    let place = archive();
    let ran = audit(&place, "--root-key root.pub --format json").exits(0);
    let (rows, summary) = rows(&ran);
    let expected = [
        ("./decisions/allow.json", "agrees"),
        ("./decisions/deep/deny.json", "agrees"),
        ("./decisions/deep/er/malformed.json", "agrees"),
    ];
    assert_eq!(results(&rows), expected);
    let verdicts: Vec<&str> = rows.iter().map(|row| row["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["allow", "deny", "malformed"]);
    assert_eq!(summary["verdicts"], serde_json::json!({"allow": 1, "deny": 1, "malformed": 1}));
    assert_eq!(summary["asOf"], NOW);
    assert_eq!(summary["notices"], serde_json::json!({}));
    let anchors: Vec<&String> = summary["anchors"].as_object().unwrap().keys().collect();
    assert_eq!(anchors.len(), 2, "{anchors:?}");

    audit(&place, "").exits(0).says(&["3 reports in", "agrees             3 (1 allow, 1 deny, 1 malformed)"]);
    audit(&place, "").exits(0).says(&["decided again by component sha256:"]);
    assert!(summary["component"].as_str().unwrap().starts_with("sha256:"), "{summary}");
    let alone = audit(&place, "--format json --jobs 1").exits(0).stdout;
    let many = audit(&place, "--format json --jobs 7").exits(0).stdout;
    assert_eq!(alone, many, "the number of jobs changes nothing");
}

#[test]
fn what_was_changed_is_named_with_the_place() {
    let place = archive();
    let report = String::from_utf8(place.read("decisions/deep/deny.json")).unwrap();
    place.write("decisions/a.json", report.replace("\"verdict\":\"deny\"", "\"verdict\":\"allow\""));
    place.write("decisions/b.json", report.replace("\":", "\": "));
    place.write("decisions/c.json", &report[..report.len() / 2]);
    place.write("decisions/d.json", report.replace("\"now\":\"2026-11-21T09:00:00Z", "\"now\":\"2026-11-21T09:00:01Z"));
    let ran = audit(&place, "--format json").exits(1);
    let (rows, summary) = rows(&ran);
    let of = |name: &str| rows.iter().find(|row| row["path"] == format!("./decisions/{name}.json")).unwrap();
    assert_eq!(of("a")["result"], "differs");
    assert_eq!(of("a")["detail"], "at `/verdict`: saved \"allow\", decided again \"deny\"");
    assert!(of("b")["detail"].as_str().unwrap().starts_with("only the form of the JSON differs"));
    assert_eq!(of("c")["result"], "unreadable");
    assert_eq!(of("d")["result"], "differs");
    assert_eq!(summary["results"], serde_json::json!({"agrees": 3, "differs": 3, "unreadable": 1}));
    audit(&place, "").exits(1).says(&["DIFFERS  `./decisions/a.json`: allow, my-service 1.0.0 to production"]);
}

#[test]
fn what_is_missing_is_named_by_digest() {
    let place = archive();
    let records = place.files("records");
    let gone = records.iter().find(|name| name.starts_with("approval-")).unwrap();
    let digest = {
        let inspected = place.say("inspect --format json", &[&format!("records/{gone}")]).exits(0).stdout;
        serde_json::from_str::<Value>(&inspected).unwrap()["digest"].as_str().unwrap().to_owned()
    };
    fs::remove_file(place.path(format!("records/{gone}"))).unwrap();
    let ran = audit(&place, "--format json").exits(2);
    let (rows, summary) = rows(&ran);
    assert_eq!(summary["results"], serde_json::json!({"not-replayable": 3}));
    for row in &rows {
        assert_eq!(row["missing"], serde_json::json!([{"what": "record", "id": digest}]), "{row}");
    }
    audit(&place, "").exits(2).says(&[&format!("missing: record {digest}")]);

    fs::remove_file(place.path("root.pub")).unwrap();
    audit(&place, "").exits(2).says(&["missing: root public key "]);
    fs::remove_file(place.path("policy.yml.sig.json")).unwrap();
    audit(&place, "").exits(2).says(&["missing: signature sha256:"]);
}

#[test]
fn the_same_report_twice_is_one_decision() {
    let place = archive();
    fs::copy(place.path("decisions/allow.json"), place.path("decisions/again.json")).unwrap();
    let ran = audit(&place, "--format json").exits(0);
    let (rows, summary) = rows(&ran);
    assert_eq!(results(&rows)[..2], [("./decisions/again.json", "agrees"), ("./decisions/allow.json", "duplicate")]);
    assert_eq!(summary["verdicts"]["allow"], 1);
}

/// A file's SHA-256, as it is pinned.
fn digest(place: &Place, name: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let hash: [u8; 32] = Sha256::digest(place.read(name)).into();
    format!("sha256:{}", hash.map(|byte| format!("{byte:02x}")).concat())
}

#[test]
fn somebody_elses_rules_are_not_ours() {
    let (place, other) = (archive(), allowed());
    other.say(&verify("app.tar.gz"), &["--report", "allow.json"]).exits(0);
    let copy = place.path("decisions/other");
    fs::create_dir_all(&copy).unwrap();
    for name in ["policy.yml", "roster.yml", "policy.yml.sig.json", "roster.yml.sig.json", "root.pub", "allow.json"] {
        fs::copy(other.path(name), copy.join(name)).unwrap();
    }
    for name in other.files("records") {
        fs::copy(other.path("records").join(&name), copy.join(name)).unwrap();
    }
    // The bytes agree: whoever makes rules of their own can make decisions by them.
    audit(&place, "").exits(0);
    audit(&place, "--root-key root.pub").exits(1).says(&["other-anchor the root key"]);

    let unanchored = verify("app.tar.gz").replace("--root-key root.pub", "--allow-unanchored");
    fs::remove_dir_all(copy).unwrap();
    place.say(&unanchored, &["--report", "decisions/unanchored.json"]).exits(0);
    audit(&place, "").exits(0).says(&["unanchored nothing anchored the policy"]);
    // With a root key named, what nothing anchored is no better than what another key did.
    let ran = audit(&place, "--root-key root.pub --format json").exits(1);
    let about = |row: &Value| -> Vec<String> {
        let notices = row["notices"].as_array().into_iter().flatten();
        notices.map(|notice| notice["about"].as_str().unwrap().to_owned()).collect()
    };
    let (rows, summary) = rows(&ran);
    let row = rows.iter().find(|row| row["path"] == "./decisions/unanchored.json").unwrap();
    assert_eq!(about(row), ["unanchored", "other-anchor", "unanchored", "other-anchor"]);
    assert_eq!(row["notices"][1]["text"], "the policy was anchored by nothing, and not by a root key");
    assert_eq!(summary["notices"], serde_json::json!({"unanchored": 2, "other-anchor": 2}));

    fs::remove_file(place.path("decisions/unanchored.json")).unwrap();
    let policy = digest(&place, "policy.yml");
    let roster = digest(&place, "roster.yml");
    let pinned = format!("--policy-sha256 {policy} --roster-sha256 {roster}");
    let pinned = verify("app.tar.gz").replace("--root-key root.pub", &pinned);
    place.say(&pinned, &["--report", "decisions/pinned.json"]).exits(0);
    audit(&place, "").exits(0);
    audit(&place, "--root-key root.pub").exits(1).says(&["other-anchor the policy was pinned by its digest"]);
}

#[test]
fn an_emergency_is_listed_until_a_decision_finds_it_reviewed() {
    let place = with_policy(|policy| {
        policy
            + "freezes:\n  - { name: books, reason: Closed., from: 2026-11-20T00:00:00Z, until: 2026-11-22T00:00:00Z }\n\
         emergency: { by: [security], maxDuration: 4h, bypass: [freezes], review: { by: [release-manager], businessDays: 1 }, \
         reports: [{ to: risk, businessDays: 1 }] }\n"
    });
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    let declare = format!(
        "record emergency --key carol.key --yes --release {release} --role security --environment production \
         --incident INC-1 --bypass freezes --expires 2h --now {NOW} --reason"
    );
    let emergency = place.say(&declare, &["Checkout is down."]).exits(0).stdout.trim().to_owned();
    place.say(&verify("app.tar.gz"), &["--report", "first.json"]).exits(0);
    audit(&place, "").exits(0).says(&["emergency INC-1, declared by carol: Checkout is down.", "to be reviewed by"]);

    let later = "2026-11-25T09:00:00Z";
    let overdue = place.say(&format!("audit . --now {later}"), &[]).exits(0);
    overdue.says(&["review was due by 2026-11-24T00:00:00Z", "due report the emergency INC-1 to risk"]);

    let review = format!(
        "record review --key bob.key --yes --emergency {emergency} --role release-manager --outcome justified \
         --now 2026-11-22T09:00:00Z --summary"
    );
    place.say(&review, &["The fix held."]).exits(0);
    let again = format!("verify {} app.tar.gz", question().replace(NOW, later));
    place.say(&again, &["--report", "second.json"]).exits(0);
    let ran = place.say(&format!("audit . --now {later}"), &[]).exits(0);
    ran.says(&["INC-1 of my-service, declared by carol: reviewed"]);
}

#[test]
fn a_rejection_that_a_decision_was_not_given_is_named() {
    let place = archive();
    let records = place.files("records");
    let release = records.iter().find(|name| name.starts_with("release-")).unwrap();
    let reject = |more: &str| {
        let line =
            format!("record reject --key bob.key --yes --role release-manager --release records/{release} {more}");
        place.say(&line, &["--reason", "It breaks refunds."]).exits(0).stdout.trim().to_owned()
    };
    // Signed later: no word that this decision could hear.
    let later = reject("--environment production --now 2026-11-21T09:00:01Z");
    audit(&place, "").exits(0);
    let rejection = reject(&format!("--environment production --now {NOW}"));
    let ran = audit(&place, "--format json").exits(1);
    let (rows, summary) = rows(&ran);
    assert_eq!(summary["notices"], serde_json::json!({"left-out": 1}), "of the allowed one alone");
    let inspected = place.say("inspect --format json", &[&rejection]).exits(0).stdout;
    let record = serde_json::from_str::<Value>(&inspected).unwrap()["record"].take();
    let row = rows.iter().find(|row| row["path"] == "./decisions/allow.json").unwrap();
    assert_eq!(row["notices"][0]["about"], "left-out");
    let text = row["notices"][0]["text"].as_str().unwrap();
    for word in [rejection.as_str(), record.as_str().unwrap(), NOW, "for `production`", "decide again with it"] {
        assert!(text.contains(word), "no `{word}` in: {text}");
    }
    audit(&place, "").exits(1).says(&["left-out a rejection of this release"]);
    assert!(audit(&place, "--format csv").exits(1).stdout.contains("left-out: a rejection of this release"));

    // A decision that was given one, and allowed because it was taken back, needs no notice.
    fs::remove_file(place.path("decisions/allow.json")).unwrap();
    for record in [&later, &rejection] {
        fs::remove_file(place.path(record)).unwrap();
    }
    let earlier = reject("--environment production --now 2026-11-21T08:00:00Z");
    fs::copy(place.path(&earlier), place.path("again.json")).unwrap();
    place.say(&verify("app.tar.gz"), &["--report", "decisions/given.json"]).exits(0);
    audit(&place, "").exits(0);
}

/// What `verify` counts is named wherever it hides: under another environment or release record, or in other JSON.
#[test]
fn rejections_that_name_another_environment_or_release_record_are_named() {
    let place = archive();
    let records = place.files("records");
    let this = records.iter().find(|name| name.starts_with("release-")).unwrap();
    let older = "record release --key ci.key --yes --service my-service --version 0.9.0 \
                 --repository https://git.example/my-service --commit 0123456789abcdef0123456789abcdef01234567 \
                 --author github:alice --builder github:ci-builder app.tar.gz --out older.json --now 2026-11-20T09:00:00Z";
    place.say(older, &[]).exits(0);
    let release = format!("records/{this}");
    for (release, environment, key, counts, says) in [
        (&*release, "nowhere", "payload", 1, "this release for `nowhere`, signed"),
        ("older.json", "production", "payload", 1, "these bytes (under the release record sha256:"),
        (&*release, "production", "\\u0070ayload", 1, "this release for `production`, signed"),
        // This one is for others to judge: the policy is not asked which environments it knows.
        (&*release, "staging", "payload", 0, "this release for `staging`, signed"),
    ] {
        let line = format!("record reject --key bob.key --yes --role release-manager --environment {environment}");
        let line = format!("{line} --release {release} --now {NOW} --reason");
        let no = place.say(&line, &["It breaks refunds."]).exits(0).stdout.trim().to_owned();
        let json = String::from_utf8(place.read(&no)).unwrap();
        place.write(&no, json.replace("\"payload\"", &format!("\"{key}\"")));
        place.say(&verify("app.tar.gz"), &[]).exits(counts);
        let ran = audit(&place, "--format json").exits(1);
        let (rows, summary) = rows(&ran);
        assert_eq!(summary["notices"], serde_json::json!({"left-out": 1}), "{says}");
        let row = rows.iter().find(|row| row["path"] == "./decisions/allow.json").unwrap();
        let text = row["notices"][0]["text"].as_str().unwrap();
        assert!(text.contains(says) && text.contains(&no), "no `{says}` in: {text}");
        fs::remove_file(place.path(&no)).unwrap();
    }
    audit(&place, "").exits(0);
}

#[test]
fn folders_without_decisions_are_a_malformed_question() {
    let place = Place::new();
    audit(&place, "").exits(2).complains(&["`.`", "no decision report"]);
    place.say("audit nowhere", &[]).exits(2).complains(&["`nowhere`"]);
    place.write("file", "x");
    place.say("audit file", &[]).exits(2).complains(&["`file`"]);
    place.say("audit . --jobs 0", &[]).exits(2);
}

#[cfg(target_os = "linux")]
#[test]
fn links_are_left_and_hostile_names_steer_nothing() {
    use std::os::unix::ffi::OsStrExt as _;
    let place = archive();
    std::os::unix::fs::symlink(place.path("decisions/allow.json"), place.path("decisions/zz.json")).unwrap();
    std::os::unix::fs::symlink(place.path("."), place.path("decisions/up")).unwrap();
    let hostile = std::ffi::OsStr::from_bytes(b"=\x1b[31m\n,\xff.json");
    let report = String::from_utf8(place.read("decisions/allow.json")).unwrap();
    fs::write(place.path(hostile), report.replace("allow\"", "deny\"")).unwrap();

    let text = audit(&place, "").exits(1).says(&["2 symbolic links, pipes or devices were not looked at"]);
    let csv = audit(&place, "--format csv").exits(1);
    let json = audit(&place, "--format json").exits(1);
    for said in [&text, &csv, &json] {
        assert!(!said.stdout.contains('\u{1b}'), "{}", said.stdout);
    }
    assert_eq!(rows(&json).0.len(), 4);
    assert_eq!(csv.stdout.lines().count(), 5, "{}", csv.stdout);
    assert!(csv.stdout.starts_with("path,result,verdict,"));
}

#[test]
fn an_audit_is_written_whole() {
    let place = archive();
    place.say(&format!("audit decisions --now {NOW} --output audit.txt"), &[]).exits(2);
    assert!(
        String::from_utf8(place.read("audit.txt")).unwrap().contains("not-replayable     3"),
        "what is known is kept"
    );
    let shown = audit(&place, "--format json").exits(0).stdout;
    let silent = audit(&place, "--format json --output audit.jsonl").exits(0).stdout;
    assert_eq!((silent.as_str(), String::from_utf8(place.read("audit.jsonl")).unwrap()), ("", shown));
    audit(&place, "--output /dev/full").exits(2).complains(&["`/dev/full`"]);
}

/// What a report does not say cannot be put again: a root key that was none, a time beyond those that there are.
const NOT_IN_THE_REPORT: [&str; 4] = [
    "anchor/root-is-no-key",
    "question/everything-wrong",
    "question/time-beyond-9999",
    "question/time-is-the-largest-number",
];

/// Every report among the fixtures was made by the core alone; all agree that can be asked again.
#[test]
fn the_reports_of_all_cases_agree() {
    let place = Place::new();
    let cases = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures/cases");
    let ran = place.run(["audit", cases.to_str().unwrap(), "--format", "json", "--now", NOW]).exits(1);
    let (rows, _) = rows(&ran);
    let (agree, others): (Vec<_>, Vec<_>) =
        results(&rows).into_iter().partition(|(_, result)| matches!(*result, "agrees" | "duplicate"));
    assert!(agree.len() > 800, "{} of {}", agree.len(), rows.len());
    let others: Vec<&str> = others
        .iter()
        .map(|(path, _)| path.split_once("fixtures/cases/").unwrap().1.trim_end_matches("/report.json"))
        .collect();
    assert_eq!(others, NOT_IN_THE_REPORT);
}

#[test]
fn one_is_one() {
    let place = Place::new();
    place.write("alone/decision.json", r#"{"countersign": "report/v1"}"#);
    place.say("audit alone", &[]).exits(2).says(&["1 report in 1 file, as of "]);
}
