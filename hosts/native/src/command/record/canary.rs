//! `record canary`: what was measured while the artefact ran beside a baseline, or what Argo Rollouts or Flagger say.
//!
//! The file holds the predicate, or the tool's own object. Its text goes into the statement as it is, so that no number
//! is read and written again on the way; the component checks what came of it.

use countersign::records::Records;
use serde_json::{Value, json};

use super::{now, seal_prepared};
use crate::args::Canary;
use crate::exit::Failure;
use crate::gather::{artefact, file, time};
use crate::json;
use crate::render::safe;

pub(super) fn run(arguments: &Canary) -> Result<(), Failure> {
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
    let mut subjects = Vec::new();
    for given in &arguments.artefacts {
        let found = artefact::find_named(given)?;
        let hex = found.digest.trim_start_matches("sha256:").to_owned();
        let name = found.name.unwrap_or_else(|| "artefact".to_owned());
        subjects.push(json!({ "name": name, "digest": { "sha256": hex } }));
    }
    let (kind, subjects) = (json!(format!("https://countersign.dev/attestation/{name}/v1")), json!(subjects));
    let statement = format!(
        r#"{{"_type":"https://in-toto.io/Statement/v1","subject":{subjects},"predicateType":{kind},"predicate":{predicate}}}"#
    );
    let mut records = Records::open()?;
    let prepared = records.reopen(statement.as_bytes()).map_err(|error| Failure::from(error).about(&arguments.file))?;
    seal_prepared(&mut records, &prepared, &arguments.sealing, "")
}
