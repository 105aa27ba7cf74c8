//! Cases **scans**: SARIF runs as scans for vulnerabilities, where the policy takes a tool's runs for such.

use countersign_core::base::code::Code;
use serde_json::{Value, json};

use super::evidence::{asked, carry, trivy};
use super::{Area, Case, Due};
use crate::scenario::Scenario;

const SCANS: &str = "evidence/vulnerabilities";
const MISSING: Due = (SCANS, Code::EvidenceMissing);
const BLOCKED: Due = (SCANS, Code::VulnerabilityBlocked);
const RECORDED: Due = (SCANS, Code::VulnerabilityRecorded);
const MORNING: &str = "2026-11-20T08:30:00Z";
const LATER: &str = "2026-11-20T08:40:00Z";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("scans");
    let mut cases = found(&area);
    cases.extend(counted(&area));
    cases
}

fn asks(scenario: &mut Scenario) {
    asked(
        scenario,
        "vulnerabilities:\n          by: [builder]\n          sarif: [Trivy]\n          \
         severities: { medium: record, low: record }\n          exceptions: { by: [security], maxDuration: 90d }",
    );
}

/// The log of one run with one result, whose rule has properties.
fn log(tool: &str, at: &str, rule: &str, properties: &Value) -> Value {
    let result = json!({"ruleId": rule, "level": "note", "message": {"text": "Package: zlib"}});
    json!({"version": "2.1.0", "runs": [{
        "tool": {"driver": {"name": tool, "rules": [{"id": rule, "properties": properties}]}},
        "invocations": [{"executionSuccessful": true, "endTimeUtc": at}],
        "results": [result],
    }]})
}

fn clean(tool: &str, at: &str) -> Value {
    let mut log = log(tool, at, "CVE-2026-1", &json!({}));
    log["runs"][0]["results"] = json!([]);
    log
}

fn score(score: &str) -> Value {
    json!({"security-severity": score, "tags": ["vulnerability"]})
}

fn hand_in(scenario: &mut Scenario, log: &Value) {
    carry(scenario, "ci-builder", log.to_string().into_bytes());
}

fn found(area: &Area) -> Vec<Case> {
    let with = |scenario: &mut Scenario, properties: &Value| {
        asks(scenario);
        hand_in(scenario, &log("Trivy", MORNING, "CVE-2026-1", properties));
    };
    vec![
        area.allows("clean", "A run of the tool that the policy names found nothing.", &[], |s| {
            asks(s);
            hand_in(s, &clean("Trivy", MORNING));
        }),
        area.allows("recorded", "What is recorded is shown.", &[RECORDED], |s| with(s, &score("5.5"))),
        area.denies("blocked", "A score of 9.8 is critical, whatever level the result has.", &[BLOCKED], |s| {
            with(s, &score("9.8"))
        }),
        area.denies("score-as-a-number", "A number is a score, too.", &[BLOCKED], |s| {
            with(s, &json!({"security-severity": 9.8}))
        }),
        area.denies("no-score", "Nobody says how bad it is: a level is no severity.", &[BLOCKED], |s| {
            with(s, &json!({}))
        }),
        area.denies("no-such-score", "What is no score is unknown.", &[BLOCKED], |s| with(s, &score("bad"))),
        area.denies("suppressed", "What the file suppresses is found all the same.", &[BLOCKED], |s| {
            asks(s);
            let mut log = log("Trivy", MORNING, "CVE-2026-1", &score("9.8"));
            log["runs"][0]["results"][0]["suppressions"] = json!([{"kind": "external"}]);
            hand_in(s, &log);
        }),
    ]
}

fn counted(area: &Area) -> Vec<Case> {
    vec![
        area.denies("other-tool", "A clean run of another tool is no scan.", &[MISSING], |s| {
            asks(s);
            hand_in(s, &clean("lint", MORNING));
        }),
        area.allows("not-a-scan", "What another tool found is no vulnerability.", &[], |s| {
            asks(s);
            hand_in(s, &clean("Trivy", MORNING));
            hand_in(s, &log("lint", MORNING, "style", &json!({})));
        }),
        area.denies(
            "failed",
            "A run that failed proves nothing.",
            &[MISSING, (SCANS, Code::VulnerabilityNothingScanned)],
            |s| {
                asks(s);
                let mut log = clean("Trivy", MORNING);
                log["runs"][0]["invocations"][0]["executionSuccessful"] = json!(false);
                hand_in(s, &log);
            },
        ),
        area.allows("newer-run-is-clean", "Of a tool and category the newest run counts.", &[], |s| {
            asks(s);
            hand_in(s, &log("Trivy", MORNING, "CVE-2026-1", &score("9.8")));
            hand_in(s, &clean("Trivy", LATER));
        }),
        area.denies(
            "newer-run-of-another-category",
            "A clean run over something else hides nothing.",
            &[BLOCKED],
            |s| {
                asks(s);
                hand_in(s, &log("Trivy", MORNING, "CVE-2026-1", &score("9.8")));
                let mut other = clean("Trivy", LATER);
                other["runs"][0]["automationDetails"] = json!({"id": "fs/2"});
                hand_in(s, &other);
            },
        ),
        area.denies(
            "beside-its-own-report",
            "A clean run hides nothing that the tool's own report has.",
            &[BLOCKED],
            |s| {
                asks(s);
                carry(s, "ci-builder", trivy(MORNING, &[("CVE-2026-1", "zlib", "CRITICAL")]));
                hand_in(s, &clean("Trivy", LATER));
            },
        ),
    ]
}
