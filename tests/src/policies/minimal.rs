//! The tests of the policy `minimal`.

use countersign_core::gate::Verdict::{Allow, Deny};
use serde_json::json;

use super::people::{no, release, roster, yes};
use super::{Case, Tested};
use crate::scenario::Scenario;

const POLICY: &str = include_str!("../../../fixtures/policies/minimal/policy.yml");

pub(super) fn tested() -> Tested {
    let people = [
        ("anna", "Anna Author", ["approver"].as_slice()),
        ("ben", "Ben Reviewer", &[]),
        ("cleo", "Cleo Reviewer", &[]),
        ("mira", "Mira Manager", &["approver"]),
    ];
    let roster = roster(&people, &[("ci", &["builder"]), ("deployer", &[])]);
    let case = |name, about, verdict, class, findings, change: fn(&mut Scenario)| {
        let mut scenario = release(POLICY, &roster, "shop", json!({}));
        change(&mut scenario);
        Case { name, about, verdict, class, findings, scenario }
    };
    let missing = ("approvals/approver", "approvals.missing");
    let cases = vec![
        case("approved", "Mira approved it.", Allow, "production", vec![], |s| {
            s.decisions.push(yes("mira", "approver"))
        }),
        case("nobody", "Nobody approved it.", Deny, "production", vec![missing], |_| {}),
        case(
            "own-work",
            "Anna approved her own work.",
            Deny,
            "production",
            vec![("separation/author-approver", "separation.author-approves"), missing],
            |s| {
                s.decisions.push(yes("anna", "approver"));
            },
        ),
        case(
            "rejected",
            "Mira said no.",
            Deny,
            "production",
            vec![("approvals", "approvals.rejected"), missing],
            |s| {
                s.decisions.push(no("mira", "approver"));
            },
        ),
        case("staging", "Nobody has to approve what goes to staging.", Allow, "staging", vec![], |s| {
            s.question.environment = "staging".to_owned();
        }),
    ];
    Tested { name: "minimal", roster, cases }
}
