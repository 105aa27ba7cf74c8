//! Check **class**: the policy knows service and environment, and a class applies.

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::check::Context;
use crate::policy::class::Because;

/// Says which class applies, and why.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let finding = |code, expected: &str, found: String| Finding::new(Requirement::Class, code, expected, found);
    let (service, environment) = (&context.question.service, &context.question.environment);
    let mut findings = Vec::new();
    if !context.policy.services.contains_key(service) {
        findings.push(finding(Code::ClassServiceUnknown, "a service of the policy", format!("`{service}`")));
    }
    if !context.policy.environments.contains(environment) {
        findings.push(finding(
            Code::ClassEnvironmentUnknown,
            "an environment of the policy",
            format!("`{environment}`"),
        ));
    }
    let name = &context.selection.class.name;
    findings.push(match &context.selection.because {
        Because::Facts(facts) => {
            finding(Code::ClassSelected, "a class that matches", format!("`{name}`, because {facts}"))
        }
        Because::Absent(facts) => {
            let found = format!("no {facts}, so `{name}` applies");
            finding(Code::ClassFactMissing, "the facts that rule stricter classes out", found)
        }
        Because::Strictest => {
            finding(Code::ClassStrictest, "a class that matches", format!("none, so `{name}` applies"))
        }
    });
    findings
}
