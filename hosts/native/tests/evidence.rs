//! Evidence that is signed on the command line, up to the verdict: documents of other tools, assessments, open emergencies.

mod common;

use common::{NOW, approve, organisation, release, verify, with_policy};

const RULES: &str = "      approvalMaxAge: 7d
      evidence:
        tests: { by: [builder], suites: [unit] }
        vulnerabilities: { by: [builder], sarif: [Trivy] }
        assessments: [{ kind: threat-model, by: [security], maxAge: 365d }]
";
const JUNIT: &str = r#"<testsuite name="unit" timestamp="2026-11-21T08:00:00Z"><testcase name="adds up"/></testsuite>"#;
const SARIF: &str = r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "Trivy"}},
    "invocations": [{"executionSuccessful": true, "endTimeUtc": "2026-11-21T08:00:00Z"}], "results": []}]}"#;

#[test]
fn documents_are_spoken_for_and_a_service_is_assessed() {
    let place = with_policy(|policy| policy.replacen("      approvalMaxAge: 7d\n", RULES, 1));
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["evidence/tests", "evidence/assessment"]);

    place.write("records/junit.xml", JUNIT);
    place.write("records/trivy.sarif", SARIF);
    let refer = "record reference --key ci.key --yes --attester https://ci.acme.example/build \
                 --document records/junit.xml --document records/trivy.sarif app.tar.gz";
    place.say(refer, &[]).exits(0);
    place.write("threat-model.pdf", "what was found");
    let assess = format!(
        "record assessment --key carol.key --yes --service my-service --kind threat-model --outcome passed \
         --performed 2026-11-21T07:00:00Z --expires 30d --now {NOW} threat-model.pdf --summary"
    );
    place.say(&assess, &["Nothing is open."]).exits(0);
    place.say(&verify("app.tar.gz"), &[]).exits(0).says(&["✓ evidence/tests", "✓ evidence/vulnerabilities"]);

    let failed = assess.replace("passed", "failed").replace("T07:00", "T08:00");
    place.say(&failed, &["Something is open."]).exits(0);
    place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["assessment.failed"]);
}

#[test]
fn what_cannot_be_signed_is_said() {
    let place = organisation();
    place.write("junit.xml", JUNIT);
    let refer = "record reference --key ci.key --yes --attester https://ci.acme.example --document";
    place.say(refer, &["missing.xml", "app.tar.gz"]).exits(2).complains(&["missing.xml", "no such file"]);
    place.write("model.pdf", "what was found");
    let assess = "record assessment --key ci.key --yes --service my-service --kind threat-model model.pdf";
    place.say(assess, &[]).exits(2).complains(&["outcome"]);
}

#[test]
fn a_register_carries_open_emergencies() {
    let place = with_policy(|policy| {
        let policy = policy.replacen("  register: []\n", "  register: [builder]\n", 1);
        let policy = policy.replacen(
            "      approvalMaxAge: 7d\n",
            "      approvalMaxAge: 7d\n      register: { maxAge: 24h }\n",
            1,
        );
        policy
            + "emergency: { by: [security], maxDuration: 4h, bypass: [approvals/security], review: { by: [release-manager], businessDays: 2 } }\n"
    });
    let release = release(&place);
    approve(&place, "bob", "release-manager", &release);
    approve(&place, "carol", "security", &release);
    let declare = format!(
        "record emergency --key carol.key --yes --release {release} --role security --environment production --incident INC-1 \
         --bypass approvals/security --expires 2h --now {NOW} --out emergency.json --reason"
    );
    place.say(&declare, &["Checkout is down."]).exits(0);
    let register = format!("record register --key ci.key --yes --next-update 24h --now {NOW} --sequence");
    place.say(&register, &["1"]).exits(0);
    place.say(&verify("app.tar.gz"), &[]).exits(0);

    let bad = place.say(&register, &["2", "--emergency", "emergency.json"]).exits(2);
    bad.complains(&["emergency.json", "FILE=2026-11-24T17:00:00Z"]);
    place
        .say(&register, &["2", "--emergency", &format!("{release}={NOW}")])
        .exits(2)
        .complains(&["no emergency record"]);
    place.say(&register, &["2", "--emergency", "emergency.json=2026-11-24T17:00:00Z"]).exits(0);
    place.say(&verify("app.tar.gz"), &[]).exits(0);
    place.say(&register, &["3", "--emergency", &format!("emergency.json={NOW}")]).exits(0);
    place.say(&verify("app.tar.gz"), &[]).exits(1).says(&["register.review-overdue"]);
}
