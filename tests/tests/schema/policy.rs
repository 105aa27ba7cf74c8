//! Mistakes in a policy: those that its schema shows an editor, and those that only the loader finds.

use countersign_core::base::yaml;
use serde_json::{Value, json};

use crate::{Kind, agrees, refuse};

fn good_policy() -> Value {
    yaml::parse(include_bytes!("../../src/policy.yml")).expect("the virtual organisation's policy")
}

/// A rule for an analysis, with some of its fields changed.
fn analysis(fields: Value) -> Value {
    json!({"analysis": [with(json!({"kind": "static", "tools": ["lint"], "by": ["security"]}), fields)]})
}

/// A rule for bills of materials, with more fields.
fn sbom(fields: Value) -> Value {
    json!({"sbom": with(json!({"by": ["security"]}), fields)})
}

fn with(mut rule: Value, fields: Value) -> Value {
    let fields = fields.as_object().expect("fields").clone();
    rule.as_object_mut().expect("a rule").extend(fields);
    rule
}

#[test]
fn the_new_rules_load_where_the_schema_has_them() {
    let mut policy = good_policy();
    policy["classes"][0]["require"]["evidence"] = json!({
        "analysis": [{"kind": "secrets", "tools": ["gitleaks"], "by": ["security"], "maxAge": "7d", "block": "note",
            "blockRules": ["a"], "ignore": [{"rule": "b", "reason": "c"}], "suppressed": "accepted"}],
        "sbom": {"by": ["builder"], "maxAge": "7d", "licences": {"deny": ["GPL-3.0-only"], "unknown": "record"},
            "packages": {"deny": ["pkg:npm/event-stream@3.3.6", "pkg:pypi/acme-*"], "unidentified": "record"}},
        "vsa": {"by": ["builder"], "maxAge": "7d", "verifiers": ["https://verify.example/*"], "policies": ["https://p.example/*"],
            "policyDigests": [format!("sha256:{}", "a".repeat(64))], "resources": ["pkg:generic/*"], "levels": ["SLSA_BUILD_LEVEL_2"]},
        "assessments": [{"kind": "threat-model", "by": ["security"], "maxAge": "365d"}],
    });
    policy["classes"][0]["require"]["rollback"] = json!({"tested": true, "approved": true});
    policy["escalation"]["rollback"] = json!("Ask the operators.");

    agrees(&policy.to_string(), "the rules for evidence of tools");
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
        ("/classes/0/require/evidence", analysis(json!({"kind": "statik"})), invalid),
        ("/classes/0/require/evidence", analysis(json!({"tools": []})), invalid),
        ("/classes/0/require/evidence", analysis(json!({"tools": [" "]})), invalid),
        ("/classes/0/require/evidence", analysis(json!({"by": []})), invalid),
        ("/classes/0/require/evidence", analysis(json!({"block": "critical"})), invalid),
        ("/classes/0/require/evidence", analysis(json!({"ignore": [{"rule": "a"}]})), invalid),
        ("/classes/0/require/evidence", analysis(json!({"suppressed": "ignored"})), invalid),
        ("/classes/0/require/evidence", sbom(json!({"licences": {}})), invalid),
        ("/classes/0/require/evidence", sbom(json!({"licences": {"allow": ["MIT"], "deny": ["ISC"]}})), invalid),
        ("/classes/0/require/evidence", sbom(json!({"licences": {"allow": []}})), invalid),
        ("/classes/0/require/evidence", sbom(json!({"licences": {"allow": ["MIT"], "unknown": "pass"}})), invalid),
        ("/classes/0/require/evidence", sbom(json!({"packages": {"deny": []}})), invalid),
        ("/classes/0/require/evidence", sbom(json!({"packages": {"deny": ["npm/a"]}})), invalid),
        ("/classes/0/require/evidence", json!({"vsa": {"by": ["security"]}}), invalid),
        ("/classes/0/require/evidence", json!({"vsa": {"by": ["security"], "verifiers": []}}), invalid),
        ("/classes/0/require/evidence", json!({"assessments": [{"kind": "A B", "by": ["security"]}]}), invalid),
        ("/classes/0/require/evidence", json!({"assessments": [{"kind": "design", "by": []}]}), invalid),
        ("/classes/0/require/rollback", json!({}), invalid),
        ("/classes/0/require/rollback", json!({"tested": false}), invalid),
        ("/classes/0/require/rollback", json!({"tested": "yes"}), invalid),
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
    let design = json!({"kind": "design", "by": ["security"]});
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
        ("/classes/0/require/evidence", analysis(json!({"by": ["securty"]})), undeclared),
        (
            "/classes/0/require/evidence",
            analysis(json!({"blockRules": ["a"], "ignore": [{"rule": "a", "reason": "b"}]})),
            invalid,
        ),
        ("/classes/0/require/evidence", sbom(json!({"licences": {"allow": ["Apache 2"]}})), invalid),
        ("/classes/0/require/evidence", sbom(json!({"packages": {"deny": ["pkg:npm"]}})), invalid),
        ("/classes/0/require/evidence", json!({"vsa": {"by": ["security"], "verifiers": ["*"]}}), invalid),
        ("/classes/0/require/evidence", json!({"assessments": [design, design]}), invalid),
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
