//! The cases of `fixtures/cases` themselves: each is for its reason, each code has one, and those on disk are those that there are.
//!
//! That every host answers them alike is the conformance harness' work (`tests/src/conformance.rs`, `cargo xtask conformance`); what else a
//! gate says of a question is compared here. Which component it is, the host library decides when it is built: `wasm/dist`, or
//! the one that `COUNTERSIGN_COMPONENT` names.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use countersign_core::base::code::Code;
use countersign_core::gate::Gate;
use countersign_tests::cases::{self, Case, files};
use countersign_tests::scenario::Inputs;
use serde_json::Value;

#[path = "support/component.rs"]
mod component;

/// Codes of reports that no case can have, each with why. A case that has one nevertheless fails the test.
const EXCEPTIONS: &[(Code, &str)] =
    &[(Code::DecisionUnproven, "only a defect of the verifier gives it; `decision.rs` tests it")];
/// Areas whose codes stand in no report; `codes.rs` tests them.
const OTHER_AREAS: [&str; 2] = ["signing", "lint"];
/// An area whose codes a report has as they come; the virtual Sigstore has a deviation for each.
const BUNDLES: &str = "bundle.";
/// One in so many cases is asked for what costs as much again.
const SAMPLED: usize = 4;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(files::FOLDER)
}

/// The folders in one folder, by name.
fn folders(folder: &Path) -> BTreeMap<String, PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths.map(|path| (path.file_name().expect("a name").to_string_lossy().into_owned(), path)).collect()
}

/// Every case on disk, by `area/name`.
fn on_disk() -> BTreeMap<String, PathBuf> {
    let areas = folders(&root());
    let named = |(area, path): (&String, &PathBuf)| -> Vec<(String, PathBuf)> {
        folders(path).into_iter().map(|(name, path)| (format!("{area}/{name}"), path)).collect()
    };
    areas.iter().flat_map(named).collect()
}

/// What else a gate says of a question: the explanation, and the summary (VSA) of the decision. No file holds these, so
/// the component is held against the core itself; on every fourth case, so that each area is among them.
#[test]
fn explanations_and_summaries_are_the_same_by_the_component() {
    let mut wrong = Vec::new();
    let stored: Vec<Case> = cases::all().into_iter().filter(|case| !case.in_memory).collect();
    let sample: Vec<&Case> = stored.iter().step_by(SAMPLED).collect();
    let areas: BTreeSet<_> = stored.iter().map(|case| case.area).collect();
    let sampled: BTreeSet<_> = sample.iter().map(|case| case.area).collect();
    assert_eq!(sampled, areas, "an area is not among the sample");
    for case in &sample {
        let Inputs { policy, roster, anchors, request } = &case.inputs;
        let native = Gate::open(policy, roster, anchors);
        let (mut gate, question) = component::host(&case.inputs).expect("the component starts");
        let same = [
            ("explanation", native.explain(request), gate.explain(&question).expect("the component explains")),
            ("summary", native.decide(request).summary, gate.decide(&question).expect("the component decides").summary),
        ];
        for (what, natively, inside) in same {
            assert!(!natively.is_empty(), "{}/{}: no {what}", case.area, case.name);
            if natively != inside {
                wrong.push(format!("{}/{}: another {what}", case.area, case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases\n{}", wrong.len(), sample.len(), wrong.join("\n"));
    println!("explanation and summary: {} of {} cases", sample.len(), stored.len());
}

/// Verdict and findings are what whoever wrote the case says, not only what the verifier said once.
#[test]
fn every_case_is_for_the_reason_that_it_names() {
    let mut wrong = Vec::new();
    let all = cases::all();
    for case in &all {
        let decision = case.inputs.decide();
        let found: BTreeSet<_> = files::findings(&decision).into_iter().collect();
        let due: BTreeSet<_> =
            case.due.iter().map(|(requirement, code)| ((*requirement).to_owned(), code.id().to_owned())).collect();
        if decision.verdict != case.verdict || found != due {
            let (verdict, more) = (decision.verdict, found.difference(&due).collect::<Vec<_>>());
            let less: Vec<_> = due.difference(&found).collect();
            wrong.push(format!("{}/{}: {verdict:?}, besides {more:?}, missing {less:?}", case.area, case.name));
        }
    }
    assert!(wrong.is_empty(), "{} of {} cases are wrong\n{}", wrong.len(), all.len(), wrong.join("\n"));
}

/// The folders on disk are the cases that there are: nothing stale, nothing forgotten.
#[test]
fn what_is_committed_are_the_cases() {
    let made: BTreeSet<String> = cases::all().iter().map(|case| format!("{}/{}", case.area, case.name)).collect();
    let committed: BTreeSet<String> = on_disk().into_keys().collect();
    let stale: Vec<_> = committed.difference(&made).collect();
    let missing: Vec<_> = made.difference(&committed).collect();
    assert!(
        stale.is_empty() && missing.is_empty(),
        "stale: {stale:?}, missing: {missing:?}: run `cargo xtask fixtures`"
    );
}

/// Every code that a report can contain stands in the report of a case.
#[test]
fn every_code_has_a_case() {
    let mut given: BTreeMap<String, usize> = BTreeMap::new();
    for case in cases::all() {
        let report: Value = serde_json::from_slice(&case.inputs.decide().report).expect("a report is JSON");
        let findings = report["findings"].as_array().expect("a report has findings");
        let codes: BTreeSet<&str> = findings.iter().filter_map(|finding| finding["code"].as_str()).collect();
        codes.into_iter().for_each(|code| *given.entry(code.to_owned()).or_default() += 1);
    }
    let of_reports = |code: &&Code| {
        !code.id().starts_with(BUNDLES) && !OTHER_AREAS.iter().any(|area| code.id().starts_with(&format!("{area}.")))
    };
    let in_reports = Code::ALL.iter().filter(of_reports);
    for code in in_reports {
        let exception = EXCEPTIONS.iter().find(|(exception, _)| exception == code);
        let count = given.get(code.id()).copied().unwrap_or_default();
        match exception {
            None => assert!(count > 0, "no case has {code}"),
            Some((_, why)) => assert_eq!(count, 0, "{code} has a case now, and is an exception because {why}"),
        }
    }
    for area in OTHER_AREAS {
        assert!(!given.keys().any(|code| code.starts_with(&format!("{area}."))), "a report has a code of `{area}`");
    }
}
