//! Cases **class**: which class applies, and that nobody gets into a laxer one by leaving something out.

use countersign_core::base::code::Code;
use serde_json::json;

use super::say::{set, staging};
use super::{Area, Case};

const MISSING: (&str, Code) = ("approvals/security", Code::ApprovalsMissing);
const STRICTEST: (&str, Code) = ("class", Code::ClassStrictest);
/// A laxer class for what can be undone, before the staging class.
const LAX: &str = "  - name: lax
    when:
      - { environment: [production], reversibility: [reversible] }
    require:
      approvals: [{ role: release-manager, count: 1 }]
  - name: staging";

pub(super) fn cases() -> Vec<Case> {
    let area = Area("class");
    vec![
        area.denies(
            "service-unknown",
            "A service that the policy does not know has no criticality.",
            &[("class", Code::ClassServiceUnknown)],
            |s| {
                s.policy("  checkout-api: { criticality: high }\n", "");
            },
        ),
        area.denies(
            "service-unknown-in-a-laxer-class",
            "That a service has no criticality is no fact that the release record leaves out: it selects no stricter class.",
            &[("class", Code::ClassServiceUnknown)],
            |s| {
                s.policy("  checkout-api: { criticality: high }\n", "");
                s.policy("{ environment: [production] }", "{ criticality: [low] }");
                s.policy("{ environment: [staging] }", "{ environment: [staging, production] }");
                s.decisions.clear();
                set(&mut s.releases[0], "reviewers", json!([]));
            },
        ),
        area.denies(
            "environment-unknown",
            "An environment that the policy does not know is treated as the strictest, and denied.",
            &[("class", Code::ClassEnvironmentUnknown), STRICTEST],
            |s| {
                s.question.environment = "prod".to_owned();
                s.decisions.iter_mut().for_each(|decision| set(decision, "environments", json!(["prod"])));
            },
        ),
        area.allows(
            "strictest",
            "If no class matches, the first applies, and its demands are met.",
            &[STRICTEST],
            |s| {
                s.policy("{ environment: [production] }", "{ criticality: [low] }");
            },
        ),
        area.denies(
            "strictest-is-missed",
            "If no class matches, the first applies: that nobody approved is not excused.",
            &[
                STRICTEST,
                ("approvals/release-manager", Code::ApprovalsMissing),
                MISSING,
                ("peer-review", Code::PeerReviewMissing),
            ],
            |s| {
                staging(s);
                s.policy("{ environment: [staging] }", "{ criticality: [low] }");
                s.policy("      register: { maxAge: 24h, complete: true }\n", "");
                set(&mut s.releases[0], "reviewers", json!([]));
            },
        ),
        area.allows("by-criticality", "Criticality comes from the policy's own table.", &[], |s| {
            s.policy("{ environment: [production] }", "{ environment: [production], criticality: [high] }");
        }),
        area.allows("by-another-alternative", "One alternative that matches is enough.", &[], |s| {
            s.policy(
                "- { environment: [production] }",
                "- { criticality: [low] }\n      - { service: [checkout-api] }",
            );
        }),
        area.denies("strictest-first", "Where two classes match, the first in the list applies.", &[MISSING], |s| {
            s.policy("  - name: staging", LAX);
            s.decisions.pop();
        }),
        area.allows(
            "by-the-change",
            "A class may be selected by what the release record says of the change.",
            &[],
            |s| {
                s.policy(
                    "- { environment: [production] }",
                    "- { environment: [production], reversibility: [irreversible] }",
                );
                s.policy("  - name: staging", LAX);
                s.decisions.pop();
            },
        ),
        area.denies(
            "absent-fact-selects-nothing",
            "Leaving a fact out does not select the laxer class.",
            &[STRICTEST, MISSING],
            |s| {
                s.policy(
                    "- { environment: [production] }",
                    "- { environment: [production], reversibility: [irreversible] }",
                );
                s.policy("  - name: staging", LAX);
                set(&mut s.releases[0], "change", json!({"kind": "feature"}));
                s.decisions.pop();
            },
        ),
        area.denies(
            "fact-missing",
            "Leaving a fact out does not lead past the class that it would have selected.",
            &[("class", Code::ClassFactMissing), MISSING],
            |s| {
                s.policy(
                    "- { environment: [production] }",
                    "- { environment: [production], reversibility: [irreversible] }",
                );
                s.policy("  - name: staging", &LAX.replace(", reversibility: [reversible]", ""));
                set(&mut s.releases[0], "change", json!({"kind": "feature"}));
                s.decisions.pop();
            },
        ),
        area.denies(
            "kind-misspelt",
            "A kind that the policy does not know says nothing: a slip of the pen selects no laxer class.",
            &[("class", Code::ClassFactMissing), MISSING],
            |s| {
                s.policy("environments: [staging, production]", "environments: [staging, production]\nkinds: [schema]");
                s.policy("- { environment: [production] }", "- { environment: [production], kind: [schema] }");
                s.policy("  - name: staging", &LAX.replace(", reversibility: [reversible]", ""));
                set(&mut s.releases[0], "change", json!({"kind": "Schema"}));
                s.decisions.pop();
            },
        ),
        area.denies(
            "path-not-plain",
            "A path that does not go down from the root says nothing, and neither do those beside it.",
            &[("class", Code::ClassFactMissing), MISSING],
            |s| {
                s.policy("- { environment: [production] }", "- { environment: [production], touches: [\"infra/**\"] }");
                s.policy("  - name: staging", &LAX.replace(", reversibility: [reversible]", ""));
                set(&mut s.releases[0], "change", json!({"paths": ["./infra/dns.tf", "README.md"]}));
                s.decisions.pop();
            },
        ),
        area.allows(
            "fact-missing-and-met",
            "Where the stricter class is met too, a missing fact is a warning.",
            &[("class", Code::ClassFactMissing)],
            |s| {
                s.policy(
                    "- { environment: [production] }",
                    "- { environment: [production], reversibility: [irreversible] }",
                );
                s.policy("  - name: staging", &LAX.replace(", reversibility: [reversible]", ""));
                set(&mut s.releases[0], "change", json!({"kind": "feature"}));
            },
        ),
        area.allows("by-kind", "A kind of change that the policy declares selects a class.", &[], |s| {
            s.policy(
                "environments: [staging, production]",
                "environments: [staging, production]\nkinds: [feature, fix]",
            );
            s.policy("- { environment: [production] }", "- { environment: [production], kind: [fix] }");
            s.policy("  - name: staging", &LAX.replace("reversibility: [reversible]", "kind: [feature]"));
            s.decisions.pop();
        }),
        area.denies(
            "by-schema-migration",
            "A boolean of the release record selects the class that asks for more.",
            &[MISSING],
            |s| {
                s.policy("- { environment: [production] }", "- { environment: [production], schemaMigration: [true] }");
                s.policy("  - name: staging", LAX);
                set(&mut s.releases[0], "change", json!({"reversibility": "reversible", "schemaMigration": true}));
                s.decisions.pop();
            },
        ),
    ]
}
