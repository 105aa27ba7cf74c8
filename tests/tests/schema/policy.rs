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

/// A policy with a window, a freeze, a calendar and a way out.
fn policy_with_calendar() -> Value {
    let mut policy = good_policy();
    let open = json!({"days": ["friday"], "from": "22:00", "until": "02:00"});
    let scope = json!({"environments": ["production"], "services": ["brochure"], "classes": ["production"]});
    let holidays = json!([{"name": "Christmas", "date": "2026-12-25", "yearly": true}]);
    policy["calendar"] = json!({
        "timeZone": "Europe/Berlin", "holidays": holidays, "businessDays": ["monday"], "businessDayEnds": "18:00",
    });
    policy["windows"] =
        json!([{"name": "w", "appliesTo": scope, "timeZone": "UTC", "open": [open], "onHolidays": true}]);
    policy["freezes"] = json!([{"name": "f", "reason": "r", "from": "2026-12-18T18:00", "until": "2027-01-03"}]);
    policy["emergency"] = json!({"by": ["security"], "maxDuration": "4h", "bypass": ["freezes"], "review": {"by": ["security"], "businessDays": 2}});
    policy
}

#[test]
fn mistakes_of_a_calendar_are_refused_by_both() {
    let invalid = "policy.invalid";
    let mistakes = vec![
        ("/calendar", json!([]), invalid),
        ("/calendar/zone", json!("UTC"), invalid),
        ("/calendar/timeZone", json!("Europe/ Berlin"), invalid),
        ("/calendar/timeZone", json!("+01:00"), invalid),
        ("/calendar/businessDays", json!([]), invalid),
        ("/calendar/businessDays", json!(["Monday"]), invalid),
        ("/calendar/businessDays/-", json!("monday"), invalid),
        ("/calendar/businessDayEnds", json!("6pm"), invalid),
        ("/calendar/businessDayEnds", json!(1080), invalid),
        ("/calendar/holidays/0/name", json!(" "), invalid),
        ("/calendar/holidays/0/name", Value::Null, invalid),
        ("/calendar/holidays/0/date", json!("25.12.2026"), invalid),
        ("/calendar/holidays/0/date", json!("12-25"), invalid),
        ("/calendar/holidays/0/yearly", json!("yes"), invalid),
        ("/calendar/holidays/0/observed", json!(true), invalid),
        ("/windows", json!({}), invalid),
        ("/windows/0/name", json!("Night"), invalid),
        ("/windows/0/open", json!([]), invalid),
        ("/windows/0/open", Value::Null, invalid),
        ("/windows/0/schedule", json!("0 22 * * 5"), invalid),
        ("/windows/0/onHolidays", json!("yes"), invalid),
        ("/windows/0/open/0/days", json!([]), invalid),
        ("/windows/0/open/0/days", json!(["fri"]), invalid),
        ("/windows/0/open/0/days/-", json!("friday"), invalid),
        ("/windows/0/open/0/from", json!("9:00"), invalid),
        ("/windows/0/open/0/from", json!("22:00:00"), invalid),
        ("/windows/0/open/0/until", json!("24:01"), invalid),
        ("/windows/0/open/0/duration", json!("4h"), invalid),
        ("/windows/0/appliesTo", json!(["production"]), invalid),
        ("/windows/0/appliesTo/classes", json!([]), invalid),
        ("/windows/0/appliesTo/roles", json!(["security"]), invalid),
        ("/freezes/0/reason", json!(""), invalid),
        ("/freezes/0/reason", Value::Null, invalid),
        ("/freezes/0/until", Value::Null, invalid),
        ("/freezes/0/until", json!("2027-01"), invalid),
        ("/freezes/0/from", json!("2026-12-18T18:00:00"), invalid),
        ("/freezes/0/from", json!("2026-12-18T18:00+01:00"), invalid),
        ("/freezes/0/from", json!("2026-12-18 18:00"), invalid),
        ("/freezes/0/appliesTo", json!({"environments": []}), invalid),
        ("/freezes/0/cron", json!("0 0 18 12 *"), invalid),
        ("/emergency/by", json!([]), invalid),
        ("/emergency/people", json!(0), invalid),
        ("/emergency/maxDuration", Value::Null, invalid),
        ("/emergency/bypass", json!([]), invalid),
        ("/emergency/review", Value::Null, invalid),
        ("/emergency/review/by", json!([]), invalid),
        ("/emergency/review/businessDays", json!(0), invalid),
        ("/emergency/reports", json!([{"to": " ", "businessDays": 1}]), invalid),
        ("/emergency/minimumEvidence", json!(-1), invalid),
        ("/emergency", Value::Null, "policy.freeze-without-emergency"),
    ];
    refuse(&Kind::policy(), &policy_with_calendar(), mistakes, true);
}

#[test]
fn what_the_schema_cannot_say_of_a_calendar_the_loader_does() {
    let (invalid, undeclared) = ("policy.invalid", "policy.name-undeclared");
    let window = policy_with_calendar()["windows"][0].clone();
    let freeze = policy_with_calendar()["freezes"][0].clone();
    let mistakes = vec![
        ("/calendar/timeZone", json!("Europe/Berln"), invalid),
        ("/calendar/timeZone", json!("europe/berlin"), invalid),
        ("/calendar/timeZone", Value::Null, invalid),
        ("/calendar/businessDayEnds", json!("00:00"), invalid),
        ("/calendar/holidays/0/date", json!("2026-02-30"), invalid),
        ("/calendar/holidays/0/date", json!("2028-02-29"), invalid),
        ("/calendar/holidays/-", json!({"name": "x", "date": "2027-12-25", "yearly": true}), invalid),
        ("/windows/0/open/0/until", json!("22:00"), invalid),
        ("/windows/0/open/0/from", json!("24:00"), invalid),
        ("/windows/0/open/-", json!({"days": ["saturday"], "from": "01:59", "until": "03:00"}), invalid),
        ("/windows/0/appliesTo/environments/0", json!("producton"), undeclared),
        ("/windows/0/appliesTo/services/0", json!("chekout"), undeclared),
        ("/windows/0/appliesTo/classes/0", json!("producton"), undeclared),
        ("/windows/-", window, undeclared),
        ("/freezes/0/until", json!("2026-12-17"), invalid),
        ("/freezes/0/until", json!("2027-02-30"), invalid),
        ("/freezes/0/until", json!("9999-12-31"), invalid),
        ("/freezes/0/appliesTo", json!({"services": ["chekout"]}), undeclared),
        ("/freezes/-", freeze, undeclared),
        ("/emergency/by/0", json!("securty"), undeclared),
    ];
    refuse(&Kind::policy(), &policy_with_calendar(), mistakes, false);
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
