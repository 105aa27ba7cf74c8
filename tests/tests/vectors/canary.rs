//! Canary analysis: Kayenta's own cases, natively and by the component, to the byte.
//!
//! Published: spinnaker/kayenta, `ClassifierSuite.scala`. Own: `fixtures/vectors/canary.json`, with the same coverage and
//! more; `interval` was computed by another implementation, by bisection.

use countersign_core::canaries;
use countersign_tests::generate::law::say;
use serde_json::{Map, Value, json};

/// The judge request that says what a vector says.
fn request(analysis: &Value, vector: &Value) -> Vec<u8> {
    let name = &vector["name"];
    json!({
        "canaryConfig": {"metrics": [{"name": name, "groups": ["all"], "analysisConfigurations": {"canary": analysis}}]},
        "scoreThresholds": {"pass": 95, "marginal": 75},
        "metricSetPairList": [{"name": name, "values": {
            "control": vector["control"], "experiment": vector["experiment"]}}],
        "classifier": {"tolerance": vector["tolerance"], "confidence": vector["confidence"]},
    })
    .to_string()
    .into_bytes()
}

/// What came of the only metric: natively, and by the component.
fn judged(request: &[u8]) -> Value {
    let native = canaries::judge(request).unwrap_or_else(|problem| panic!("{}", problem.message));
    let component = countersign::canaries::judge(request).expect("the component judges");
    assert_eq!(String::from_utf8_lossy(&native), String::from_utf8_lossy(&component), "the hosts differ");
    let answer: Value = serde_json::from_slice(&native).expect("a judgement is JSON");
    answer["result"]["metrics"][0].clone()
}

/// `[decrease, increase]` as Kayenta's test suite has it.
fn sizes(effect: &mut Map<String, Value>, which: &str, sizes: &Value) {
    if let Some([decrease, increase]) = sizes.as_array().map(Vec::as_slice) {
        effect.insert(format!("{which}Decrease"), decrease.clone());
        effect.insert(format!("{which}Increase"), increase.clone());
    }
}

#[test]
fn published() {
    let Some(file) = crate::published("kayenta/classifier.json") else { return };
    let vectors: Vec<Value> = serde_json::from_slice(&std::fs::read(file).expect("bytes")).expect("a list of vectors");
    let lower = |value: &Value| value.as_str().expect("a text").to_lowercase();
    for vector in &vectors {
        let mut effect = Map::from_iter([("measure".to_owned(), vector["effect_size_measure"].clone())]);
        sizes(&mut effect, "allowed", &vector["effect_size_thresholds"]);
        sizes(&mut effect, "critical", &vector["critical_thresholds"]);
        let analysis = json!({
            "direction": lower(&vector["direction"]), "nanStrategy": vector["nan_strategy"],
            "critical": vector["critical_metric"], "effectSize": effect,
        });
        let found = judged(&request(&analysis, vector));
        assert_eq!(found["classification"], vector["expected_classification"], "{}: {found}", vector["name"]);
        if let Some(critical) = vector["expected_critical"].as_bool() {
            assert_eq!(found["critical"], critical, "{}: {found}", vector["name"]);
        }
    }
    assert!(!vectors.is_empty());
    say(&format!("vectors: {} published canary cases, natively and by the component", vectors.len()));
}

#[test]
fn own() {
    let vectors = crate::own("canary.json");
    let vectors = vectors.as_array().expect("a list");
    for vector in vectors {
        let mut effect = Map::from_iter([("measure".to_owned(), vector["measure"].clone())]);
        sizes(&mut effect, "allowed", &vector["allowed"]);
        sizes(&mut effect, "critical", &vector["criticalSizes"]);
        let analysis = json!({
            "direction": vector["direction"], "nanStrategy": vector["nanStrategy"], "critical": vector["critical"],
            "mustHaveData": vector["mustHaveData"], "effectSize": effect, "outliers": {"strategy": vector["outliers"]},
        });
        let found = judged(&request(&analysis, vector));
        let name = &vector["name"];
        assert_eq!(found["classification"], vector["expected"], "{name}: {found}");
        assert_eq!(found["critical"], vector["expectedCritical"], "{name}: {found}");
        if let Some(expected) = vector.get("interval") {
            near(expected, &found["shift"], &format!("{name}: {found}"));
        }
    }
    say(&format!("vectors: {} own canary cases, natively and by the component", vectors.len()));
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
