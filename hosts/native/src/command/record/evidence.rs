//! Evidence that is signed here: `record canary`, `record reference`, `record assessment`.
//!
//! The component checks what came of it, as of every statement that is signed.

use countersign::records::Records;
use serde_json::{Value, json};

use super::fields::Fields;
use super::{now, seal_prepared};
use crate::args::{Assessment, Canary, Reference, Sealing};
use crate::exit::Failure;
use crate::gather::{artefact, file, time};
use crate::json;
use crate::render::safe;

const REFERENCE: &str = "https://in-toto.io/attestation/reference/v0.1";

/// What was measured while the artefact ran beside a baseline, or what Argo Rollouts or Flagger say.
///
/// The file holds the predicate, or the tool's own object. Its text goes into the statement as it is, so that no number is
/// read and written again on the way.
pub(super) fn canary(arguments: &Canary) -> Result<(), Failure> {
    let bytes = file::read(&arguments.file)?;
    let fields = json::object(&bytes).map_err(|found| Failure::question(safe::text(&found)).about(&arguments.file))?;
    let text = String::from_utf8(bytes).map_err(|_| Failure::question("it is not UTF-8").about(&arguments.file))?;
    let wrapped = |field: &str| -> Result<String, Failure> {
        let signed_at = json!(time::format(now(&arguments.sealing)?)?);
        Ok(format!(r#"{{"signedAt":{signed_at},"{field}":{text}}}"#))
    };
    let (name, predicate) = match fields.get("kind").and_then(Value::as_str) {
        Some("AnalysisRun") => ("argo-analysis-run", wrapped("analysisRun")?),
        Some("Canary") => ("flagger-canary", wrapped("canary")?),
        _ => ("canary", text),
    };
    let subjects = subjects(&arguments.artefacts)?;
    seal(&ours(name), &subjects, &predicate, &arguments.sealing).map_err(|refused| refused.about(&arguments.file))
}

/// Documents of other tools, spoken for by their digests.
pub(super) fn reference(arguments: &Reference) -> Result<(), Failure> {
    let mut predicate = Fields::start(&arguments.sealing)?;
    predicate.set("attester", json!({ "id": arguments.attester }));
    let references: Vec<Value> = subjects(&arguments.documents)?
        .into_iter()
        .map(|document| json!({ "name": document["name"], "digest": document["digest"] }))
        .collect();
    predicate.set("references", references);
    let artefacts = subjects(&arguments.artefacts)?;
    seal(REFERENCE, &artefacts, &predicate.bytes(), &arguments.sealing)
}

/// What an assessment of a service came to; its subject is the document that says so.
pub(super) fn assessment(arguments: &Assessment) -> Result<(), Failure> {
    let mut predicate = Fields::start(&arguments.sealing)?;
    predicate.set_if("service", arguments.service.clone());
    predicate.set_if("kind", arguments.kind.clone());
    predicate.set_if("outcome", arguments.outcome.map(crate::args::AssessmentOutcome::word));
    match arguments.performed {
        Some(performed) => predicate.set("performedAt", time::format(performed)?),
        None => predicate.set_time("performedAt", &arguments.sealing)?,
    }
    let expires = arguments.expires.map(|until| until.from(now(&arguments.sealing)?)).transpose()?;
    predicate.set_if("expiresAt", expires);
    predicate.set_if("summary", arguments.summary.clone());
    predicate.set_if("url", arguments.url.clone());
    predicate.due(&[
        ("service", "say what was assessed: `--service NAME`"),
        ("kind", "say how: `--kind KIND`, as the policy names it"),
        ("outcome", "say what it came to: `--outcome passed` or `failed`"),
    ])?;
    let subjects = subjects(std::slice::from_ref(&arguments.document))?;
    seal(&ours("assessment"), &subjects, &predicate.bytes(), &arguments.sealing)
}

fn ours(name: &str) -> String {
    format!("https://countersign.dev/attestation/{name}/v1")
}

/// What a statement is about: names and digests.
fn subjects(given: &[std::path::PathBuf]) -> Result<Vec<Value>, Failure> {
    let subject = |given: &std::path::PathBuf| {
        let found = artefact::find_named(given)?;
        let hex = found.digest.trim_start_matches("sha256:").to_owned();
        let name = found.name.unwrap_or_else(|| "artefact".to_owned());
        Ok(json!({ "name": name, "digest": { "sha256": hex } }))
    };
    given.iter().map(subject).collect()
}

/// Builds the statement around the text of a predicate, and seals it.
fn seal(kind: &str, subjects: &[Value], predicate: &str, sealing: &Sealing) -> Result<(), Failure> {
    let (kind, subjects) = (json!(kind), json!(subjects));
    let statement = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":{subjects},"predicateType":{kind},"predicate":{predicate}}}"#
    );
    let mut records = Records::open()?;
    let prepared = records.reopen(statement.as_bytes())?;
    seal_prepared(&mut records, &prepared, sealing, "", None)
}
