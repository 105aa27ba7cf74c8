//! Mistakes in a policy: those that its schema shows an editor, and those that only the loader finds.

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

#[test]
fn mistakes_of_a_policy_are_refused_by_both() {
    let (invalid, undeclared, version) = ("policy.invalid", "policy.name-undeclared", "policy.version-unknown");
    let long = "n".repeat(65);
    let mistakes = vec![
        ("/countersign", json!("policy/v2"), version),
        ("/countersign", json!(1), version),
        ("/countersign", Value::Null, version),
        ("/extra", json!(true), invalid),
        ("/name", Value::Null, invalid),
        ("/name", json!(" "), invalid),
        ("/name", json!(7), invalid),
        ("/serial", json!(0), invalid),
        ("/serial", json!(-1), invalid),
        ("/serial", json!("3"), invalid),
        ("/serial", json!(1.5), invalid),
        ("/serial", json!(9_007_199_254_740_992_u64), invalid),
        ("/review", Value::Null, invalid),
        ("/review", json!(["2026-10-01T00:00:00Z", ["carol"], "365d"]), invalid),
        ("/review/by", json!("carol"), invalid),
        ("/review/reviewedAt", json!("2026-10-01"), invalid),
        ("/review/reviewedAt", json!("2026-10-01T00:00:00+00:00"), invalid),
        ("/review/reviewedAt", json!("2026-13-01T00:00:00Z"), invalid),
        ("/review/reviewedBy", json!([]), invalid),
        ("/review/reviewedBy", json!("carol"), invalid),
        ("/review/reviewedBy/0", json!("Carol"), invalid),
        ("/review/every", json!("1y"), invalid),
        ("/review/every", json!("365"), invalid),
        ("/review/every", json!(365), invalid),
        ("/review/every", json!("0d"), invalid),
        ("/review/every", json!("1h30m"), invalid),
        ("/services/Brochure", json!({"criticality": "low"}), invalid),
        ("/services/brochure", json!({}), invalid),
        ("/services/brochure", json!("low"), invalid),
        ("/services/brochure/owner", json!("alice"), invalid),
        ("/services/brochure/criticality", json!(1), invalid),
        ("/environments", Value::Null, invalid),
        ("/environments", json!("production"), invalid),
        ("/environments/0", json!("pro duction"), invalid),
        ("/environments/0", json!("production"), undeclared),
        ("/kinds", json!([1]), invalid),
        ("/roles/Security", json!("x"), invalid),
        ("/roles/security", json!(["x"]), invalid),
        ("/records", json!({}), invalid),
        ("/records/release", json!([]), invalid),
        ("/records/approval", json!(["security"]), invalid),
        ("/records/register", json!(["-registrar"]), invalid),
        ("/classes", json!([]), invalid),
        ("/classes", json!({}), invalid),
        ("/classes/0/name", json!("Production"), invalid),
        ("/classes/0/name", json!(long), invalid),
        ("/classes/0/when", json!([]), invalid),
        ("/classes/0/when", json!([{}]), invalid),
        ("/classes/0/when/0/environment", json!([]), invalid),
        ("/classes/0/when/0/environment", json!("production"), invalid),
        ("/classes/0/when/0/region", json!(["eu"]), invalid),
        ("/classes/0/when/0/reversibility", json!(["maybe"]), undeclared),
        ("/classes/0/when/0/schemaMigration", json!(["yes"]), undeclared),
        ("/classes/0/when/0/schemaMigration", json!([1]), invalid),
        ("/classes/0/require", Value::Null, invalid),
        ("/classes/0/require/approvals", Value::Null, invalid),
        ("/classes/0/require/approvals/0/count", json!(0), invalid),
        ("/classes/0/require/approvals/0/count", json!(65), invalid),
        ("/classes/0/require/approvals/0/count", json!("1"), invalid),
        ("/classes/0/require/approvals/0/count", Value::Null, invalid),
        ("/classes/0/require/approvals/0/who", json!("carol"), invalid),
        ("/classes/0/require/aprovals", json!([]), invalid),
        ("/classes/0/require/approvalMaxAge", json!("7 d"), invalid),
        ("/classes/0/require/peerReview", json!(0), invalid),
        ("/classes/0/require/peerReview", json!(65), invalid),
        ("/classes/0/require/peerReview", json!(true), invalid),
        ("/classes/0/require/register", json!({}), invalid),
        ("/classes/0/require/register", json!({"complete": false}), invalid),
        ("/classes/0/require/register/complete", json!("yes"), invalid),
        ("/classes/0/require/register/maxAge", json!("24H"), invalid),
        ("/classes/0/require/relax", json!([{"rule": "author-approver"}]), invalid),
        ("/classes/0/require/relax", json!([{"rule": "author-approver", "reason": ""}]), invalid),
        ("/classes/0/require/relax", json!([{"rule": "binding", "reason": "No."}]), invalid),
        ("/classes/0/require/relax", json!([{"rule": {"author-approver": null}, "reason": "No."}]), invalid),
        ("/escalation/aprovals", json!("x"), undeclared),
        ("/escalation/approvals", json!(1), invalid),
        ("/retention", json!("for ever"), invalid),
        ("/retention", json!([]), invalid),
    ];
    refuse(&Kind::policy(), &good_policy(), mistakes, true);
}

#[test]
fn what_the_policy_schema_cannot_say_the_loader_does() {
    let (invalid, undeclared) = ("policy.invalid", "policy.name-undeclared");
    let class = good_policy()["classes"][0].clone();
    let place = json!({"role": "security", "count": 1});
    let relaxed = json!([{"rule": "author-approver", "reason": "a"}, {"rule": "author-approver", "reason": "b"}]);
    let mistakes = vec![
        ("/records/release/0", json!("bilder"), undeclared),
        ("/records/revocation/0", json!("securty"), undeclared),
        ("/records/register/0", json!("nobody"), undeclared),
        ("/classes/0/require/approvals/0/role", json!("release-manger"), undeclared),
        ("/classes/0/require/approvals/-", place, undeclared),
        (
            "/classes/0/require/approvals",
            json!([{"role": "security", "count": 64}, {"role": "builder", "count": 1}]),
            invalid,
        ),
        ("/classes/0/require/relax", relaxed, undeclared),
        ("/classes/0/when/0/environment/0", json!("prod"), undeclared),
        ("/classes/0/when/0/service", json!(["checkout"]), undeclared),
        ("/classes/0/when/0/criticality", json!(["hihg"]), undeclared),
        ("/classes/0/when/0/kind", json!(["feture"]), undeclared),
        ("/classes/-", class, undeclared),
        ("/review/reviewedAt", json!("2026-02-30T00:00:00Z"), invalid),
        ("/review/every", json!("999999999999w"), invalid),
        // To JSON Schema, 3.0 is an integer.
        ("/serial", json!(3.0), invalid),
    ];
    refuse(&Kind::policy(), &good_policy(), mistakes, false);
}
