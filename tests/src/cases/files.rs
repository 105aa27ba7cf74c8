//! How a case lies on disk, so that any host can put the same question: `fixtures/README.md` describes the files.
//!
//! Writing and reading stand side by side, because each is the other's inverse. Nothing is decided here except by
//! [`Inputs::decide`], whose report is the one that every host must give.

use std::collections::BTreeMap;
use std::path::Path;

use countersign_core::anchoring::Anchors;
use countersign_core::base::time::Time;
use countersign_core::gate::{Decision, Verdict};
use countersign_core::records::inspect;
use countersign_core::request::Request;
use serde_json::{Map, Value, json};

use super::{Case, all};
use crate::scenario::Inputs;

/// Where the cases lie in the repository.
pub const FOLDER: &str = "fixtures/cases";

/// A case as it was read from disk.
#[derive(Clone, Debug)]
pub struct Stored {
    /// The verdict that is due.
    pub verdict: String,
    /// What the host hands in.
    pub inputs: Inputs,
    /// The report that is due.
    pub report: Vec<u8>,
}

/// The verdict as `case.json` has it.
pub fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allow",
        Verdict::Deny => "deny",
        Verdict::Malformed => "malformed",
    }
}

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
            add("report.json", case.inputs.decide().report);
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
    add("report.json", case.inputs.decide().report);
    files
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

/// Reads the case in `folder`. The error names the file.
pub fn read(folder: &Path) -> Result<Stored, String> {
    let bytes = |name: &str| {
        let path = folder.join(name);
        std::fs::read(&path).map_err(|error| format!("{}: {error}", path.display()))
    };
    let object = |name: &str| -> Result<Value, String> {
        serde_json::from_slice(&bytes(name)?).map_err(|error| format!("{}: {error}", folder.join(name).display()))
    };
    let about = object("case.json")?;
    let wrong = |field: &str| format!("{}: `{field}` is missing or wrong", folder.display());
    let verdict = about["verdict"].as_str().ok_or_else(|| wrong("verdict"))?.to_owned();
    let (anchors, question) = (object("anchors.json")?, object("question.json")?);
    let text = |value: &Value| value.as_str().map(str::to_owned);
    let texts = |value: &Value, field: &str| -> Result<Vec<String>, String> {
        let list = value[field].as_array().ok_or_else(|| wrong(field))?;
        list.iter().map(|item| text(item).ok_or_else(|| wrong(field))).collect()
    };
    let files = |field| texts(&anchors, field)?.iter().map(|name| bytes(name)).collect::<Result<Vec<_>, _>>();
    let number = |value: &Value, field: &str| value[field].as_u64().ok_or_else(|| wrong(field));
    let inputs = Inputs {
        policy: bytes("policy.yml")?,
        roster: bytes("roster.yml")?,
        anchors: Anchors {
            root_keys: files("rootKeys")?,
            signatures: files("signatures")?,
            policy_digest: text(&anchors["policyDigest"]),
            roster_digest: text(&anchors["rosterDigest"]),
            allow_unanchored: anchors["allowUnanchored"].as_bool().ok_or_else(|| wrong("allowUnanchored"))?,
            min_policy_serial: number(&anchors, "minPolicySerial")?,
            min_roster_serial: number(&anchors, "minRosterSerial")?,
            trusted_roots: files("trustedRoots")?,
        },
        request: Request {
            artefacts: texts(&question, "artefacts")?,
            service: text(&question["service"]).ok_or_else(|| wrong("service"))?,
            version: text(&question["version"]).ok_or_else(|| wrong("version"))?,
            environment: text(&question["environment"]).ok_or_else(|| wrong("environment"))?,
            deployer: text(&question["deployer"]),
            min_register_sequence: number(&question, "minRegisterSequence")?,
            now: now(&question["now"]).ok_or_else(|| wrong("now"))?,
            records: records(&folder.join("records"))?,
        },
    };
    Ok(Stored { verdict, inputs, report: bytes("report.json")? })
}

/// A time, or seconds where RFC 3339 has no word for it.
fn now(value: &Value) -> Option<u64> {
    value.as_u64().or_else(|| value.as_str()?.parse::<Time>().ok().map(Time::seconds))
}

/// The records in the order of their names; a case may have none.
fn records(folder: &Path) -> Result<Vec<Vec<u8>>, String> {
    if !folder.exists() {
        return Ok(Vec::new());
    }
    let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
    let entries = std::fs::read_dir(folder).map_err(failed)?;
    let mut paths =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    paths.sort();
    paths.iter().map(|path| std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))).collect()
}

/// The findings of a report that did not pass, as requirement and code.
pub fn findings(decision: &Decision) -> Vec<(String, String)> {
    let report: Value = serde_json::from_slice(&decision.report).expect("a report is JSON");
    let findings = report["findings"].as_array().expect("a report has findings");
    let failed = findings.iter().filter(|finding| finding["outcome"] != "pass");
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    failed.map(|finding| (text(&finding["requirement"]), text(&finding["code"]))).collect()
}
