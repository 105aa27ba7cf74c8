//! Canary analysis: Kayenta's own cases and ours, natively and by the component, to the byte. Node is held against the same
//! by the tests of the GitHub Action.

use countersign_core::canaries;
use countersign_tests::generate::law::say;
use countersign_tests::judged::{self, Vector};
use serde_json::Value;

/// What came of the only metric: natively, and by the component.
fn judged(request: &[u8]) -> Value {
    let native = canaries::judge(request).unwrap_or_else(|problem| panic!("{}", problem.message));
    let component = countersign::canaries::judge(request).expect("the component judges");
    assert_eq!(String::from_utf8_lossy(&native), String::from_utf8_lossy(&component), "the hosts differ");
    let answer: Value = serde_json::from_slice(&native).expect("a judgement is JSON");
    answer["result"]["metrics"][0].clone()
}

fn hold(vectors: &[Vector], whose: &str) {
    assert!(!vectors.is_empty());
    for Vector { name, request, classification, critical, interval } in vectors {
        let found = judged(request);
        assert_eq!(found["classification"], *classification, "{name}: {found}");
        if critical.is_boolean() {
            assert_eq!(found["critical"], *critical, "{name}: {found}");
        }
        if let Some(expected) = interval {
            near(expected, &found["shift"], &format!("{name}: {found}"));
        }
    }
    say(&format!("vectors: {} {whose} canary cases, natively and by the component", vectors.len()));
}

#[test]
fn published() {
    let Some(file) = crate::published("kayenta/classifier.json") else { return };
    hold(&judged::published(&file), "published");
}

#[test]
fn own() {
    hold(&judged::own(), "own");
}

/// Within what the search for a shift promises. Where the statistic is 0 along a stretch, all of it is an estimate.
fn near(expected: &Value, shift: &Value, what: &str) {
    let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok()).expect("a number");
    let (within, estimate) = (number(&expected["within"]), &expected["estimate"]);
    for (field, from, to) in [
        ("lower", &expected["lower"], &expected["lower"]),
        ("estimate", &estimate[0], &estimate[1]),
        ("upper", &expected["upper"], &expected["upper"]),
    ] {
        let range = number(from) - within..=number(to) + within;
        assert!(range.contains(&number(&shift[field])), "{field} is not in {range:?}, {what}");
    }
}

#[test]
fn what_is_no_judge_request_is_refused_alike() {
    for document in [
        "",
        "{}",
        "[1]",
        r#"{"metricSetPairList": []}"#,
        r#"{"kind": "AnalysisRun", "apiVersion": "argoproj.io/v1alpha1"}"#,
        r#"{"apiVersion": "v1", "kind": "Pod"}"#,
        r#"{"canaryConfig": {"metrics": [{"name": "m"}]}, "scoreThresholds": {"pass": 95, "marginal": 96},
            "metricSetPairList": [{"name": "m", "values": {"control": [], "experiment": []}}]}"#,
        r#"{"canaryConfig": {"metrics": []}, "scoreThresholds": {"pass": 95, "marginal": 75},
            "metricSetPairList": [{"name": "m", "values": {"control": [], "experiment": []}}]}"#,
        r#"{"canaryConfig": {"metrics": [{"name": "m"}]}, "scoreThresholds": {"pass": 95, "marginal": 75},
            "metricSetPairList": [{"name": "m", "values": {"control": ["Infinity"], "experiment": [1]}}]}"#,
    ] {
        let native = canaries::judge(document.as_bytes()).expect_err(document);
        let component = countersign::canaries::judge(document.as_bytes()).expect_err(document);
        let expected = countersign::Error::Refused { code: native.code.to_string(), message: native.message };
        assert_eq!(component, expected, "{document}");
    }
}
