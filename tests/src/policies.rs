//! The tests of the shipped policies: for each, people with keys of nobody, and folders of cases as `countersign policy test`
//! takes them.
//!
//! The policies are written by hand, in `fixtures/policies`. What is made here is signed with seeded keys.

mod evidence;
mod minimal;
mod people;
mod regulated;
mod small_team;
mod tiered;

use std::collections::BTreeMap;

use countersign_core::base::time::Time;
use countersign_core::gate::Verdict;
use serde_json::{Value, json};

use crate::cases::files::pretty;
use crate::scenario::Scenario;

/// The folder of the policies.
pub const FOLDER: &str = "fixtures/policies";

/// One policy and its cases.
struct Tested {
    name: &'static str,
    roster: String,
    cases: Vec<Case>,
}

/// One case of a policy.
struct Case {
    name: &'static str,
    about: &'static str,
    verdict: Verdict,
    class: &'static str,
    /// Everything that does not pass: requirement and code.
    findings: Vec<(&'static str, &'static str)>,
    scenario: Scenario,
}

fn all() -> [Tested; 4] {
    [minimal::tested(), small_team::tested(), tiered::tested(), regulated::tested()]
}

/// Every case as the question that it puts, by policy and name.
pub fn scenarios() -> Vec<(String, Scenario)> {
    let named = |policy: &'static str, case: Case| (format!("the policy {policy}: {}", case.name), case.scenario);
    all().into_iter().flat_map(|tested| tested.cases.into_iter().map(move |case| named(tested.name, case))).collect()
}

/// Every file that is made, by its path.
pub fn files() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for tested in all() {
        let folder = format!("{FOLDER}/{}/tests", tested.name);
        files.insert(format!("{folder}/roster.yml"), crate::scenario::with_keys(&tested.roster).into_bytes());
        for case in &tested.cases {
            write(&format!("{folder}/{}", case.name), case, &mut files);
        }
    }
    files
}

fn write(folder: &str, case: &Case, files: &mut BTreeMap<String, Vec<u8>>) {
    let request = case.scenario.build().request;
    let finding = |(requirement, code): &(&str, &str)| json!({"requirement": requirement, "code": code});
    let findings: Vec<Value> = case.findings.iter().map(finding).collect();
    let verdict = match case.verdict {
        Verdict::Allow => "allow",
        Verdict::Deny => "deny",
        Verdict::Malformed => "malformed",
    };
    let due = json!({"about": case.about, "verdict": verdict, "class": case.class, "findings": findings});
    files.insert(format!("{folder}/case.json"), pretty(&due));
    let now = Time::from_seconds(request.now).expect("a time of ours");
    let question = json!({
        "artefacts": request.artefacts, "service": request.service, "version": request.version,
        "environment": request.environment, "deployer": request.deployer, "now": now,
    });
    files.insert(format!("{folder}/question.json"), pretty(&question));
    for (index, record) in request.records.iter().enumerate() {
        let name = crate::cases::files::kind(record);
        files.insert(format!("{folder}/records/{:02}-{name}.json", index + 1), record.clone());
    }
}
