//! SARIF logs: real ones, and what may be wrong with one.

use serde_json::{Value, json};

use super::*;
use crate::base::time::Time;

fn runs(document: &[u8]) -> Vec<Rc<Analysis>> {
    let run = |claim| match claim {
        Claim::Analysis(run) => Some(run),
        Claim::Scan(_) => None,
        other => panic!("{other:?}"),
    };
    read(document).unwrap().into_iter().filter_map(run).collect()
}

const MILD: &str = "11111111-1111-1111-8888-111111111111";
const GRAVE: &str = "aaaaaaaa-1111-1111-8888-111111111111";
const EXTENDED: &str = "bbbbbbbb-1111-1111-8888-111111111111";
const TWICE: &str = "cccccccc-1111-1111-8888-111111111111";

/// One run with these results, and rules that say `note` and `error`.
fn log(results: Value) -> Value {
    let rule = |id: &str, level: &str| json!({"id": id, "defaultConfiguration": {"level": level}});
    let mut rules = json!([rule("mild", "note"), rule("grave", "error"), {"id": "plain"}, rule("twice", "note"), rule("again", "note")]);
    let mut extended = rule("extended", "error");
    for (rule, guid) in [(0, MILD), (1, GRAVE), (3, TWICE), (4, TWICE)] {
        rules[rule]["guid"] = json!(guid);
    }
    extended["guid"] = json!(EXTENDED);
    json!({"version": "2.1.0", "runs": [{
        "results": results,
        "tool": {
            "driver": {"name": "scan", "rules": rules},
            "extensions": [{"name": "more", "rules": [extended]}],
        },
        "invocations": [{"executionSuccessful": true, "endTimeUtc": "2026-11-20T08:30:00Z"}],
    }]})
}

fn run(document: &Value) -> Analysis {
    runs(document.to_string().as_bytes()).first().unwrap().as_ref().clone()
}

/// The only tally of one result: rule, level, whether it is suppressed; `None` where nothing is counted.
fn tally(result: Value) -> Option<(String, Level, bool)> {
    let tallies = run(&log(json!([result]))).tallies;
    assert!(tallies.len() <= 1);
    tallies.into_iter().next().map(|tally| (tally.named.to_string(), tally.level, tally.suppressed))
}

fn level(result: Value) -> Option<Level> {
    tally(result).map(|(_, level, _)| level)
}

#[test]
fn real_logs_are_read() {
    let bandit = runs(include_bytes!("../../../../fixtures/evidence/bandit.sarif"));
    let [bandit] = bandit.as_slice() else { panic!("{bandit:?}") };
    assert_eq!((bandit.tool.as_str(), &bandit.failure), ("Bandit", &None));
    assert_eq!(bandit.said().made.map(|time| time.to_string()).as_deref(), Some("2026-11-21T16:36:07Z"));
    let found: Vec<_> =
        bandit.tallies.iter().map(|t| (t.named.rules[0].as_str(), t.level, t.count, t.place.as_str())).collect();
    assert_eq!(
        found,
        [
            ("B101", Level::Note, 1, "shop/till.py:15"),
            ("B324", Level::Error, 1, "shop/till.py:7"),
            ("B404", Level::Note, 1, "shop/till.py:3"),
            ("B602", Level::Error, 1, "shop/till.py:11"),
        ]
    );
    let semgrep = runs(include_bytes!("../../../../fixtures/evidence/semgrep.sarif"));
    let [semgrep] = semgrep.as_slice() else { panic!("{semgrep:?}") };
    // The level is the rule's, which stands behind the results in the file.
    assert_eq!(
        (semgrep.said().made, semgrep.tallies[0].named.rules[0].as_str(), semgrep.tallies[0].level),
        (None, "no-shell", Level::Error)
    );
    let clean = runs(include_bytes!("../../../../fixtures/evidence/bandit-clean.sarif"));
    assert_eq!(clean.first().map(|run| (run.tallies.len(), run.failure.is_none())), Some((0, true)));
}

#[test]
fn a_level_is_the_results_then_the_rules_then_warning() {
    for (result, due) in [
        (json!({"ruleId": "mild", "level": "error"}), Level::Error),
        (json!({"ruleId": "mild"}), Level::Note),
        (json!({"ruleId": "grave/sub"}), Level::Error),
        (json!({"ruleIndex": 1}), Level::Error),
        (json!({"rule": {"index": 0}}), Level::Note),
        (json!({"rule": {"index": 0, "toolComponent": {"index": 0}}}), Level::Error),
        (json!({"rule": {"id": "extended"}}), Level::Error),
        (json!({"ruleId": "plain"}), Level::Warning),
        (json!({"ruleId": "unheard-of"}), Level::Warning),
        (json!({}), Level::Warning),
        // Where two readings differ, the graver.
        (json!({"ruleId": "mild", "ruleIndex": 1}), Level::Error),
        (json!({"ruleIndex": 7}), Level::Error),
        (json!({"ruleId": "mild", "ruleIndex": 7}), Level::Error),
        (json!({"ruleIndex": -2}), Level::Error),
        (json!({"ruleId": "mild", "ruleIndex": -1}), Level::Note),
        (json!({"ruleId": "mild", "rule": {"id": "grave"}}), Level::Error),
        (json!({"ruleIndex": 0, "rule": {"index": 1}}), Level::Error),
        (json!({"rule": {"guid": MILD}}), Level::Note),
        (json!({"rule": {"guid": GRAVE}}), Level::Error),
        (json!({"rule": {"guid": GRAVE.to_uppercase()}}), Level::Error),
        (json!({"rule": {"guid": EXTENDED}}), Level::Error),
        (json!({"ruleId": "mild", "rule": {"guid": EXTENDED}}), Level::Error),
        (json!({"ruleId": "mild", "rule": {"guid": "unheard-of"}}), Level::Error),
        (json!({"rule": {"guid": TWICE}}), Level::Error),
        (json!({"rule": {"index": 0, "toolComponent": {"guid": "x"}}}), Level::Error),
        (json!({"ruleId": "mild", "level": "critical"}), Level::Error),
        (json!({"ruleId": "mild", "level": "none"}), Level::None),
        (json!({"ruleId": "mild", "kind": "open"}), Level::Error),
        (json!({"ruleId": "mild", "kind": "review", "level": "note"}), Level::Error),
        (json!({"ruleId": "mild", "kind": "unheard-of"}), Level::Error),
        (json!({"ruleId": "mild", "kind": "pass", "level": "warning"}), Level::Warning),
    ] {
        assert_eq!(level(result.clone()), Some(due), "{result}");
    }
    let mut overridden = log(json!([{"ruleId": "mild"}]));
    overridden["runs"][0]["invocations"][0]["ruleConfigurationOverrides"] =
        json!([{"configuration": {"level": "note"}}]);
    assert_eq!(run(&overridden).tallies[0].level, Level::Error);
}

#[test]
fn every_rule_that_a_result_names_is_carried() {
    let named = |result: Value| {
        let tallies = run(&log(json!([result]))).tallies;
        tallies.into_iter().next().map(|tally| (tally.named.rules.join(" "), tally.named.is_lost)).unwrap()
    };
    for (result, rules, is_lost) in [
        (json!({}), "", false),
        (json!({"ruleId": "mild", "ruleIndex": 0, "rule": {"id": "mild", "index": 0, "guid": MILD}}), "mild", false),
        (json!({"ruleId": "mild", "ruleIndex": 1}), "mild grave", false),
        (
            json!({"ruleId": "mild", "rule": {"id": "plain", "index": 1, "guid": EXTENDED}}),
            "mild plain grave extended",
            false,
        ),
        (json!({"rule": {"guid": GRAVE}}), "grave", false),
        (json!({"rule": {"index": 0, "toolComponent": {"index": 0}}}), "extended", false),
        // The id of a part, and the place of the whole.
        (json!({"ruleId": "mild/sub", "ruleIndex": 0}), "mild/sub", false),
        (json!({"ruleId": "mild/sub/more", "ruleIndex": 0}), "mild/sub/more mild", false),
        (json!({"ruleId": "mild/sub", "ruleIndex": 1}), "mild/sub grave", false),
        (json!({"ruleId": "mild", "ruleIndex": 7}), "mild", true),
        (json!({"ruleId": "mild", "rule": {"guid": "unheard-of"}}), "mild", true),
        (json!({"rule": {"guid": TWICE}}), "", true),
    ] {
        assert_eq!(named(result.clone()), (rules.to_owned(), is_lost), "{result}");
    }
    // A rule that has a name like a part of another is another.
    let mut document = log(json!([{"ruleId": "mild/sub", "ruleIndex": 0}]));
    document["runs"][0]["tool"]["driver"]["rules"][2]["id"] = json!("mild/sub");
    assert_eq!(run(&document).tallies[0].named.rules, ["mild/sub", "mild"]);
    let shown = |result: Value| tally(result).unwrap().0;
    assert_eq!(shown(json!({"ruleId": "a", "ruleIndex": 9})), "a and a rule that is not there");
    assert_eq!((shown(json!({})), shown(json!({"ruleId": ""}))), ("no rule".to_owned(), "no rule".to_owned()));
}

#[test]
fn a_scan_has_a_finding_of_every_rule() {
    let found = |result: Value| {
        let claims = read(log(json!([result])).to_string().as_bytes()).unwrap();
        let Some(Claim::Scan(scan)) = claims.into_iter().next() else { panic!("no scan") };
        scan.vulnerabilities.iter().map(|found| found.id.clone()).collect::<Vec<_>>()
    };
    assert_eq!(found(json!({"ruleId": "mild", "ruleIndex": 1})), ["mild", "grave"]);
    assert_eq!(found(json!({"ruleId": "mild", "ruleIndex": 7})), ["mild", "(no rule)"]);
    assert_eq!(found(json!({})), ["(no rule)"]);
}

#[test]
fn a_run_is_no_younger_than_the_earliest_time_that_it_names() {
    const EARLY: &str = "2020-01-01T00:00:00Z";
    const LATE: &str = "2026-11-20T08:30:00Z";
    let times = |invocations: Value| {
        let mut document = log(json!([]));
        document["runs"][0]["invocations"] = invocations;
        let claims = read(document.to_string().as_bytes()).unwrap();
        let [Claim::Scan(scan), Claim::Analysis(run)] = claims.as_slice() else { panic!("{claims:?}") };
        assert_eq!(scan.said(), run.said());
        (run.said().made.map(|time| time.to_string()), run.said().begun.map(|time| time.to_string()))
    };
    let unread = Time::EPOCH.to_string();
    for (invocations, made, begun) in [
        (json!([{"startTimeUtc": EARLY, "endTimeUtc": LATE}]), Some(LATE), None),
        (json!([{"startTimeUtc": EARLY}]), None, Some(EARLY)),
        (json!([{"endTimeUtc": "2020-01-01T00:00:00"}]), None, Some(unread.as_str())),
        (json!([{"startTimeUtc": "yesterday", "endTimeUtc": LATE}]), Some(LATE), None),
        (json!([{"endTimeUtc": EARLY}, {}]), None, Some(EARLY)),
        (json!([{"endTimeUtc": EARLY}, {"endTimeUtc": LATE}]), Some(EARLY), None),
        (json!([{"startTimeUtc": null, "endTimeUtc": null}, {}]), None, None),
        (json!([]), None, None),
        (Value::Null, None, None),
    ] {
        assert_eq!(times(invocations.clone()), (made.map(str::to_owned), begun.map(str::to_owned)), "{invocations}");
    }
}

#[test]
fn what_is_fine_or_gone_is_no_result() {
    for kind in ["pass", "notApplicable", "informational"] {
        assert_eq!(tally(json!({"ruleId": "grave", "kind": kind})), None, "{kind}");
        assert_eq!(tally(json!({"ruleId": "grave", "kind": kind, "level": "none"})), None, "{kind}");
    }
    assert_eq!(tally(json!({"ruleId": "grave", "baselineState": "absent"})), None);
    assert_eq!(level(json!({"ruleId": "grave", "baselineState": "unchanged"})), Some(Level::Error));
}

#[test]
fn a_suppression_counts_unless_somebody_rejects_or_reviews_it() {
    let suppressed = |list: Value| tally(json!({"ruleId": "grave", "suppressions": list})).unwrap().2;
    assert!(
        suppressed(json!([{"kind": "inSource"}])) && suppressed(json!([{"kind": "external", "status": "accepted"}]))
    );
    assert!(!suppressed(json!([])) && !suppressed(json!([{"status": "underReview"}])));
    assert!(!suppressed(json!([{"status": "accepted"}, {"status": "rejected"}])));
}

#[test]
fn a_run_that_is_not_whole_is_a_failed_one() {
    let failure = |pointer: &str, value: Value| {
        let mut document = log(json!([]));
        assert_eq!(run(&document).failure, None);
        let (parent, field) = pointer.rsplit_once('/').unwrap();
        document.pointer_mut(parent).unwrap()[field] = value;
        run(&document).failure.unwrap_or_default()
    };
    let notice = |level: Value| json!([{"level": level, "message": {"text": "it broke"}}]);
    for (pointer, value, why) in [
        ("/runs/0/results", Value::Null, "no list of results"),
        ("/runs/0/invocations/0/executionSuccessful", json!(false), "did not succeed"),
        ("/runs/0/invocations/0/toolExecutionNotifications", notice(json!("error")), "it broke"),
        ("/runs/0/invocations/0/toolExecutionNotifications", notice(json!("fatal")), "it broke"),
        ("/runs/0/invocations/0/toolConfigurationNotifications", notice(json!("error")), "it broke"),
        ("/runs/0/externalPropertyFileReferences", json!({"results": [{}]}), "other files"),
        ("/inlineExternalProperties", json!([{"results": [{"ruleId": "grave"}]}]), "beside the runs"),
    ] {
        let said = failure(pointer, value.clone());
        assert!(said.contains(why), "{pointer} {value}: {said}");
    }
    assert_eq!(failure("/runs/0/invocations/0/toolExecutionNotifications", notice(json!("warning"))), "");
    assert_eq!(failure("/runs/0/invocations", json!([])), "");
    assert_eq!(failure("/inlineExternalProperties", json!([])), "");
}

#[test]
fn runs_are_told_apart_by_tool_and_category() {
    let streams = |id: Value| {
        let mut document = log(json!([]));
        document["runs"][0]["automationDetails"] = id;
        run(&document).streams()
    };
    assert_eq!(streams(json!({"id": "api/1"})), streams(json!({"id": "api/2"})));
    assert_ne!(streams(json!({"id": "api/1"})), streams(json!({"id": "web/1"})));
    assert_eq!(streams(json!({"id": "1"})), streams(json!({})));
}

#[test]
fn what_is_no_sarif_of_this_version_is_an_error() {
    for (bad, why) in [
        (json!({"version": "2.0.0", "runs": []}), "version `2.0.0`"),
        (json!({"runs": []}), "version"),
        (json!({"version": "2.1.0", "runs": [{"results": []}]}), "tool"),
        (json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": " "}}}]}), "without a name"),
        (json!({"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [1]}]}), "a result"),
        (json!({"version": "2.1.0", "runs": vec![json!({"tool": {"driver": {"name": "x"}}}); RUNS + 1]}), "1025 runs"),
    ] {
        let error = read(bad.to_string().as_bytes()).unwrap_err();
        assert!(error.contains(why), "{bad}: {error}");
    }
    let twice = br#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "x"}}, "results": [], "results": []}]}"#;
    assert!(read(twice).unwrap_err().contains("duplicate field"));
}

#[test]
fn a_hundred_thousand_results_are_counted_and_not_kept() {
    let result = json!({"ruleId": "grave", "message": {"text": "x".repeat(50)}});
    let many = run(&log(json!(vec![result; 100_000])));
    assert_eq!(many.tallies.len(), 1);
    assert_eq!(many.tallies[0].count, 100_000);
}
