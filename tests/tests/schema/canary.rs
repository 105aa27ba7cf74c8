//! Mistakes in a rule for canaries: those that its schema shows an editor, and those that only the loader finds.

use countersign_core::base::yaml;
use serde_json::{Value, json};

use crate::{Kind, refuse};

fn good_policy() -> Value {
    yaml::parse(include_bytes!("../../src/policy.yml")).expect("the virtual organisation's policy")
}

/// A rule for canaries, after a change.
fn canary(pointer: &str, value: Value) -> Value {
    let mut rule = json!({"by": ["builder"], "minDuration": "30m", "minSamples": 50, "pass": 95,
        "groups": {"g": 100}, "metrics": {"m": {"group": "g", "effectSize": {}}}});
    let (place, field) = pointer.rsplit_once('/').expect("a place and a field");
    rule.pointer_mut(place).expect("a place")[field] = value;
    rule
}

#[test]
fn a_rule_for_canaries_is_read_as_the_schema_has_it() {
    let (invalid, undeclared, rule) =
        ("policy.invalid", "policy.name-undeclared", "/classes/0/require/evidence/canary");
    let by_both: Vec<(&str, Value, &str)> = [
        ("/by", json!([])),
        ("/minSamples", json!(0)),
        ("/minSamples", json!("50")),
        ("/minMeasurements", json!(10_001)),
        ("/accept", json!([])),
        ("/accept", json!(["kayenta"])),
        ("/pass", json!(101)),
        ("/marginal", json!(0)),
        ("/onMarginal", json!("escalate")),
        ("/groups", json!({"g": 0})),
        ("/metrics", json!({})),
        ("/metrics/m", json!({"weight": 1})),
        ("/metrics/m/direction", json!("up")),
        ("/metrics/m/effectSize/allowedIncrease", json!(1.5)),
        ("/metrics/m/effectSize/allowedIncrease", json!("1,5")),
        ("/tolerance", json!("-0.1")),
        ("/threshold", json!(95)),
    ]
    .into_iter()
    .map(|(pointer, value)| (rule, canary(pointer, value), invalid))
    .collect();
    let mut policy = good_policy();
    policy["classes"][0]["require"]["evidence"] = json!({});
    refuse(&Kind::policy(), &policy, by_both, true);
    let by_the_loader: Vec<(&str, Value, &str)> = [
        ("/by", json!(["bilder"]), undeclared),
        ("/weak", json!(true), invalid),
        ("/accept", json!(["flagger-canary"]), invalid),
        ("/marginal", json!(96), invalid),
        ("/onMarginal", json!("pass"), invalid),
        ("/groups", json!({"g": 99}), invalid),
        ("/groups", json!({}), invalid),
        ("/metrics/m/group", json!("other"), invalid),
        ("/metrics/n", json!({}), invalid),
        ("/tolerance", json!("1"), invalid),
        ("/confidence", json!("0.99999"), invalid),
        ("/confidence", json!("0.4"), invalid),
    ]
    .into_iter()
    .map(|(pointer, value, code)| (rule, canary(pointer, value), code))
    .collect();
    refuse(&Kind::policy(), &policy, by_the_loader, false);
}
