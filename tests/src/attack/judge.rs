//! Whether what came of an attack is what is demanded of it.
//!
//! Reads reports and payloads naively; asks the gate only the questions that a demand compares with.

use std::collections::BTreeSet;

use countersign_core::base::digest::Sha256;
use countersign_core::base::time::{Duration, Time};
use countersign_core::base::yaml;
use countersign_core::gate::{Decision, Verdict};
use serde_json::Value;

use super::Demand;
use super::authentic::Loose;
use super::start::Start;
use super::times::{BEGIN, END};
use crate::scenario::Inputs;

/// What came of an attack that was borne.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The verdict.
    pub verdict: Verdict,
    /// Whether the report reads as the start's did, but for the digests of documents.
    pub same: bool,
    /// Whether a deny became an allow, as something was withheld that no register lists.
    pub withheld: bool,
}

/// Holds a decision against the demand. The error says why it is wrong.
pub fn judge(start: &Start, demand: &Demand, attacked: &Inputs, decision: &Decision) -> Result<Outcome, String> {
    let allowed = decision.verdict == Verdict::Allow;
    let report: Value = serde_json::from_slice(&decision.report).map_err(|why| format!("no report: {why}"))?;
    let mut outcome =
        Outcome { verdict: decision.verdict, same: reads(&report) == reads(&start.report), withheld: false };
    let verdict = decision.verdict;
    let due = |holds: bool, what: &str| if holds { Ok(()) } else { Err(format!("{verdict:?}, and {what} was due")) };
    match demand {
        Demand::Deny => due(!allowed, "no allow")?,
        Demand::Malformed => due(verdict == Verdict::Malformed, "malformed")?,
        Demand::Equal => due(decision.report == start.decision.report, "the same report")?,
        Demand::Keep => due(verdict == start.decision.verdict, "the verdict of the start")?,
        Demand::Keyless if allowed => outcome.withheld = keyless(start, attacked, &report)?,
        Demand::NoBetter(other) if allowed && !outcome.same => {
            due(other.decide().verdict == Verdict::Allow, "the verdict without what was changed")?;
        }
        Demand::Timely => timely(start, attacked, decision, &report)?,
        Demand::Keyless | Demand::NoBetter(_) => {}
    }
    if allowed {
        complete(attacked, &report)?;
    }
    Ok(outcome)
}

/// A report without what tells two spellings of the same documents apart.
fn reads(report: &Value) -> Value {
    let mut report = report.clone();
    report["anchors"]["signatures"] = Value::Null;
    report["containers"] = Value::Null;
    let documents = report["documents"].as_array_mut();
    for document in documents.into_iter().flatten().filter_map(Value::as_object_mut) {
        document.remove("digest");
        document.remove("container");
    }
    if let Some(documents) = report["documents"].as_array_mut() {
        documents.sort_by_key(Value::to_string);
    }
    report
}

/// What was really signed is allowed by itself, nothing else counts, and a deny became an allow only by withholding a negative.
fn keyless(start: &Start, attacked: &Inputs, report: &Value) -> Result<bool, String> {
    let left = [false, true].map(|damaged| start.authentic.left(attacked, damaged));
    let is_allowed = |left: &Inputs| left.decide().verdict == Verdict::Allow;
    let left = left.into_iter().find(is_allowed).ok_or("allowed, and what is left that somebody signed is not")?;
    for (record, _) in counted(report) {
        if !start.authentic.is_payload(&record) {
            return Err(format!("{record} counts, and nobody signed it"));
        }
    }
    if start.is_allowed() {
        return Ok(false);
    }
    let kept: BTreeSet<&Vec<u8>> = left.request.records.iter().collect();
    let mut gone = start.inputs.request.records.iter().filter(|document| !kept.contains(document));
    // Fewer artefacts may be asked for: what is denied for one of several is not the others' affair.
    let fewer = attacked.request.artefacts != start.inputs.request.artefacts;
    match fewer || gone.any(|document| !is_positive(start, document)) {
        true => Ok(true),
        false => Err("a deny became an allow, and only positives are gone".to_owned()),
    }
}

/// An approval or an exception that could be read: what law 2 calls positive, and nothing else that it could be.
fn is_positive(start: &Start, document: &[u8]) -> bool {
    let Some(loose) = Loose::read(document) else { return false };
    let record = Value::from(Sha256::of(&loose.payload).to_string());
    let mut objections =
        start.report["findings"].as_array().into_iter().flatten().filter(|one| one["requirement"] == "records");
    let names = |one: &Value| one["records"].as_array().is_some_and(|records| records.contains(&record));
    if objections.any(|one| one["outcome"] == "fail" && names(one)) {
        return false;
    }
    let Some(statement) = loose.statement() else { return false };
    let kind = statement["predicateType"].as_str().unwrap_or_default();
    match kind.strip_prefix("https://countersign.dev/attestation/") {
        Some("approval/v1") => statement["predicate"]["decision"] == "approved",
        Some("exception/v1") => true,
        _ => false,
    }
}

/// Record and signers of every document that counts.
fn counted(report: &Value) -> Vec<(String, Vec<String>)> {
    let documents = report["documents"].as_array().into_iter().flatten().filter(|one| one["use"] == "counted");
    let signers = |one: &Value| -> Vec<String> {
        one["signers"].as_array().into_iter().flatten().filter_map(|who| who.as_str().map(str::to_owned)).collect()
    };
    documents.filter_map(|one| Some((one["record"].as_str()?.to_owned(), signers(one)))).collect()
}

/// Where the register's completeness counted, everything that it lists is here, byte for byte.
fn complete(attacked: &Inputs, report: &Value) -> Result<(), String> {
    let findings = report["findings"].as_array().into_iter().flatten();
    let passed = findings.filter(|finding| finding["code"] == "register.complete").count() > 0;
    if !passed {
        return Ok(());
    }
    let lines = attacked.request.records.iter().flat_map(|file| file.split(|byte| *byte == b'\n'));
    let whole = attacked.request.records.iter().map(Vec::as_slice);
    let here: BTreeSet<String> = whole.chain(lines).map(|bytes| Sha256::of(bytes).to_string()).collect();
    let counted: BTreeSet<String> = counted(report).into_iter().map(|(record, _)| record).collect();
    let statements = attacked.request.records.iter().filter_map(|document| Loose::read(document));
    let held = statements.filter(|loose| counted.contains(&Sha256::of(&loose.payload).to_string()));
    for statement in held.filter_map(|loose| loose.statement()) {
        for holding in statement["predicate"]["holdings"].as_array().into_iter().flatten() {
            if holding["service"] != attacked.request.service || holding["version"] != attacked.request.version {
                continue;
            }
            let listed = holding["documents"].as_array().into_iter().flatten().filter_map(Value::as_str);
            if let Some(missing) = listed.into_iter().find(|digest| !here.contains(*digest)) {
                return Err(format!("allowed and complete, and {missing} is not here"));
            }
        }
    }
    Ok(())
}

/// What counts has begun and is not over, and the verdict stays until `validUntil`.
fn timely(start: &Start, attacked: &Inputs, decision: &Decision, report: &Value) -> Result<(), String> {
    let (was, now) = (start.inputs.request.now, attacked.request.now);
    let until =
        |report: &Value| report["validUntil"].as_str().and_then(|text| text.parse::<Time>().ok()).map(Time::seconds);
    let within = now >= was && until(&start.report).is_none_or(|end| now < end);
    if within && decision.verdict != start.decision.verdict {
        return Err(format!("{:?} before `validUntil`", decision.verdict));
    }
    if let Some(last) = until(report).map(|end| end - 1).filter(|last| *last > now) {
        let mut later = attacked.clone();
        later.request.now = last;
        if start.decide(&later).verdict != decision.verdict {
            return Err(format!("another verdict than {:?} at {last}, before `validUntil`", decision.verdict));
        }
    }
    if decision.verdict != Verdict::Allow {
        return Ok(());
    }
    let counted: BTreeSet<String> = counted(report).into_iter().map(|(record, _)| record).collect();
    let age = approval_age(start, report);
    for document in &attacked.request.records {
        let Some(loose) = Loose::read(document) else { continue };
        if !counted.contains(&Sha256::of(&loose.payload).to_string()) {
            continue;
        }
        let Some(statement) = loose.statement() else { continue };
        let ours = statement["predicateType"].as_str().is_some_and(|name| name.starts_with("https://countersign.dev/"));
        let predicate = &statement["predicate"];
        // What says no takes effect at once.
        if ours
            && predicate["decision"] != "rejected"
            && predicate.get("revoked").is_none()
            && predicate.get("records").is_none()
        {
            in_force(predicate, now, age)?;
        }
    }
    Ok(())
}

fn in_force(predicate: &Value, now: u64, age: Option<Duration>) -> Result<(), String> {
    let time = |field: &str| predicate[field].as_str().and_then(|text| text.parse::<Time>().ok());
    for field in BEGIN {
        if let Some(at) = time(field).filter(|at| at.seconds() > now) {
            return Err(format!("counts before {field} {at}"));
        }
    }
    for field in END {
        if let Some(at) = time(field).filter(|at| at.seconds() <= now) {
            return Err(format!("counts from {field} {at} on"));
        }
    }
    let signed = time("signedAt").filter(|_| predicate["decision"] == "approved");
    match (signed, age) {
        (Some(at), Some(age)) if at.after(age).seconds() <= now => {
            Err(format!("an approval of {at} counts, older than {age}"))
        }
        _ => Ok(()),
    }
}

/// How old approvals may be in the class that was selected.
fn approval_age(start: &Start, report: &Value) -> Option<Duration> {
    let policy = yaml::parse(&start.inputs.policy).ok()?;
    let class = policy["classes"].as_array()?.iter().find(|class| class["name"] == report["class"]["name"])?;
    class["require"]["approvalMaxAge"].as_str()?.parse().ok()
}
