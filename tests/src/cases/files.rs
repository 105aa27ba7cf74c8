//! How a case lies on disk, so that any host can put the same question: `fixtures/README.md` describes the files.
//!
//! Here they are written; `countersign-stored` reads them, and each is the other's inverse. Nothing is decided here
//! except by [`Inputs::decide`], whose report is the one that every host must give.

use std::collections::BTreeMap;

use countersign_core::base::time::Time;
use countersign_core::gate::{Decision, Verdict};
use countersign_core::records::inspect;
use countersign_stored::EXPLANATION;
pub use countersign_stored::{FOLDER, Stored, read, verdict};
use serde_json::{Map, Value, json};

use super::{Case, all};
use crate::scenario::Inputs;

/// The areas about who may give what: their denials are explained, too.
const EXPLAINED: [&str; 3] = ["approvals", "relays", "separation"];

/// Every file of every case, by its path in the repository.
pub fn written() -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    for case in all() {
        let folder = format!("{FOLDER}/{}/{}", case.area, case.name);
        let mut add = |name: &str, bytes: Vec<u8>| {
            let before = files.insert(format!("{folder}/{name}"), bytes);
            assert!(before.is_none(), "two cases are called `{}/{}`", case.area, case.name);
        };
        add("case.json", pretty(&about(&case)));
        if !case.in_memory {
            write_inputs(&case.inputs, &mut add);
            write_answers(&case, &mut add);
        }
    }
    files
}

/// Every file of one case by its name, those of a case that is too large to be committed, too.
pub fn laid(case: &Case) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut add = |name: &str, bytes: Vec<u8>| {
        files.insert(name.to_owned(), bytes);
    };
    add("case.json", pretty(&about(case)));
    write_inputs(&case.inputs, &mut add);
    write_answers(case, &mut add);
    files
}

fn write_answers(case: &Case, add: &mut impl FnMut(&str, Vec<u8>)) {
    add("report.json", case.inputs.decide().report);
    if case.verdict == Verdict::Deny && EXPLAINED.contains(&case.area) {
        add(EXPLANATION, case.inputs.explain());
    }
}

/// What is due, in words and codes.
fn about(case: &Case) -> Value {
    let findings: Vec<Value> =
        case.due.iter().map(|(requirement, code)| json!({"requirement": requirement, "code": code.id()})).collect();
    let mut about = json!({"about": case.about, "verdict": verdict(case.verdict), "findings": findings});
    if case.in_memory {
        about["inputs"] = json!("too large to be committed: the tests make them anew");
    }
    about
}

fn write_inputs(inputs: &Inputs, add: &mut impl FnMut(&str, Vec<u8>)) {
    let Inputs { policy, roster, anchors, request } = inputs;
    add("policy.yml", policy.clone());
    add("roster.yml", roster.clone());
    let numbered = |index: usize, first: &str, more: &str| {
        if index == 0 { first.to_owned() } else { more.replace('#', &(index + 1).to_string()) }
    };
    let mut named = |each: &[Vec<u8>], name: &dyn Fn(usize) -> String| -> Vec<String> {
        each.iter()
            .enumerate()
            .map(|(index, bytes)| (name(index), bytes))
            .map(|(name, bytes)| {
                add(&name, bytes.clone());
                name
            })
            .collect()
    };
    let root_keys = named(&anchors.root_keys, &|index| numbered(index, "root.pub", "root-#.pub"));
    let signatures = named(&anchors.signatures, &|index| match index {
        1 => "roster.yml.sig.json".to_owned(),
        _ => numbered(index, "policy.yml.sig.json", "anchor-#.sig.json"),
    });
    let trusted_roots =
        named(&anchors.trusted_roots, &|index| numbered(index, "trusted-root.json", "trusted-root-#.json"));
    named(&request.records, &|index| format!("records/{:02}-{}.json", index + 1, kind(&request.records[index])));
    add(
        "anchors.json",
        pretty(&present(json!({
            "rootKeys": root_keys, "signatures": signatures,
            "policyDigest": anchors.policy_digest, "rosterDigest": anchors.roster_digest,
            "allowUnanchored": anchors.allow_unanchored, "trustedRoots": trusted_roots,
            "minPolicySerial": anchors.min_policy_serial, "minRosterSerial": anchors.min_roster_serial,
        }))),
    );
    let now = Time::from_seconds(request.now).map_or_else(|| json!(request.now), |time| json!(time));
    add(
        "question.json",
        pretty(&present(json!({
            "artefacts": request.artefacts, "service": request.service, "version": request.version,
            "environment": request.environment, "deployer": request.deployer,
            "minRegisterSequence": request.min_register_sequence, "now": now,
        }))),
    );
}

/// The kind of one record, for its file's name.
pub(crate) fn kind(record: &[u8]) -> String {
    let facts: Value = serde_json::from_slice(&inspect(record)).unwrap_or_default();
    facts["name"].as_str().unwrap_or("document").to_owned()
}

fn present(value: Value) -> Value {
    let fields = value.as_object().cloned().unwrap_or_default();
    fields.into_iter().filter(|(_, value)| !value.is_null()).collect::<Map<_, _>>().into()
}

pub(crate) fn pretty(value: &Value) -> Vec<u8> {
    let text = serde_json::to_string_pretty(value).expect("a value is JSON");
    format!("{text}\n").into_bytes()
}

/// The findings of a report that did not pass, as requirement and code.
pub fn findings(decision: &Decision) -> Vec<(String, String)> {
    let report: Value = serde_json::from_slice(&decision.report).expect("a report is JSON");
    let findings = report["findings"].as_array().expect("a report has findings");
    let failed = findings.iter().filter(|finding| finding["outcome"] != "pass");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    failed.map(|finding| (text(&finding["requirement"]), text(&finding["code"]))).collect()
}
