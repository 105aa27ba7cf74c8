//! The tests of the policy `small-team`.

use countersign_core::gate::Verdict::{Allow, Deny};
use serde_json::json;

use super::evidence::{built, tested as ran};
use super::people::{release, roster, yes};
use super::{Case, Tested};
use crate::scenario::Scenario;

const POLICY: &str = include_str!("../../../fixtures/policies/small-team/policy.yml");
const RELAXED: [(&str, &str); 2] =
    [("separation/author-deployer", "separation.relaxed"), ("separation/builder-deployer", "separation.relaxed")];

pub(super) fn tested() -> Tested {
    let people = [
        ("anna", "Anna Author", ["maintainer"].as_slice()),
        ("ben", "Ben Reviewer", &["maintainer"]),
        ("cleo", "Cleo Reviewer", &["maintainer"]),
        ("mira", "Mira Owner", &["maintainer"]),
    ];
    let roster = roster(&people, &[("ci", &["builder"]), ("deployer", &[])]);
    let case = |name, about, verdict, findings: &[(&'static str, &'static str)], change: fn(&mut Scenario)| {
        let mut scenario = release(POLICY, &roster, "shop", json!({}));
        scenario.decisions.push(yes("ben", "maintainer"));
        built(&mut scenario);
        ran(&mut scenario, "ci", "unit", true);
        change(&mut scenario);
        let findings = RELAXED.iter().chain(findings).copied().collect();
        Case { name, about, verdict, class: "production", findings, scenario }
    };
    let cases = vec![
        case("allowed", "Reviewed and approved by Ben, built and tested by the pipeline.", Allow, &[], |_| {}),
        case("author-deploys", "Anna deploys what she wrote: relaxed, and the report says so.", Allow, &[], |s| {
            s.question.deployer = Some("anna".to_owned());
        }),
        case(
            "own-work",
            "Anna's own approval counts for nothing.",
            Deny,
            &[
                ("separation/author-approver", "separation.author-approves"),
                ("approvals/maintainer", "approvals.missing"),
            ],
            |s| {
                s.decisions = vec![yes("anna", "maintainer")];
            },
        ),
        case(
            "tests-failed",
            "A test failed.",
            Deny,
            &[("evidence/tests", "tests.failed"), ("evidence/tests", "evidence.missing")],
            |s| {
                ran(s, "ci", "unit", false);
            },
        ),
        case("not-reviewed", "Nobody reviewed it.", Deny, &[("peer-review", "peer-review.missing")], |s| {
            s.releases[0].predicate["reviewers"] = json!([]);
        }),
    ];
    Tested { name: "small-team", roster, cases }
}
