//! A Sigstore bundle for people: who signed, by whose word, when, and which steps of the verification it passed.
//!
//! The component verified it; what the fields mean is in `docs/report.md`, under "Bundles".

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anstyle::Style;
use serde::Deserialize;

use super::inspect::{Problem, Subject, table};
use super::report::from_component;
use super::safe::{self, text as safe};
use super::{BAD, DOUBTFUL, GOOD, QUIET, STRONG, styled};
use crate::exit::Failure;

/// What the component says of a bundle. Of one that cannot be read it says little.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Bundle {
    #[serde(default)]
    digest: String,
    media_type: Option<String>,
    content: Option<String>,
    record: Option<String>,
    predicate_type: Option<String>,
    #[serde(default)]
    subjects: Vec<Subject>,
    #[serde(default)]
    signer: Signer,
    trusted_root: Option<String>,
    authority: Option<String>,
    #[serde(default)]
    times: Vec<Observed>,
    #[serde(default)]
    log: Vec<Entry>,
    #[serde(default)]
    steps: Vec<Step>,
    #[serde(default)]
    problems: Vec<Problem>,
}

/// Whom the certificate names, or which key it was.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Signer {
    subject: Option<String>,
    issuer: Option<String>,
    claims: BTreeMap<String, String>,
    key_id: Option<String>,
}

/// A proved time.
#[derive(Deserialize)]
struct Observed {
    at: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    by: String,
}

/// An entry of a transparency log.
#[derive(Deserialize)]
struct Entry {
    #[serde(default)]
    log: String,
    index: Option<u64>,
    #[serde(default)]
    kind: String,
}

/// One step of the verification.
#[derive(Deserialize)]
struct Step {
    step: String,
    outcome: String,
    #[serde(default)]
    found: String,
}

/// A description by the component.
pub(crate) fn parse(json: &[u8]) -> Result<Bundle, Failure> {
    from_component(json)
}

/// A bundle that `verify-bundle` verified: first the answer.
pub(crate) fn verified(artefact: &Path, bundle: &Bundle) -> String {
    format!("{}  {}\n{}", styled(GOOD, "VERIFIED"), safe::path(artefact), facts(bundle))
}

/// A bundle that somebody looks at: every step, and what is wrong.
pub(crate) fn text(path: &Path, bundle: &Bundle) -> String {
    let what = match bundle.content.as_deref() {
        Some("statement") => "Sigstore bundle with a statement",
        Some("message") => "Sigstore bundle over a file",
        _ => "Sigstore bundle",
    };
    let mut shown = format!("{}: {what}\n", styled(STRONG, &safe::path(path)));
    shown.push_str(&facts(bundle));
    shown.push_str(&steps(&bundle.steps));
    for problem in &bundle.problems {
        let _ = writeln!(shown, "  {} {} ({})", styled(DOUBTFUL, "!"), safe(&problem.message), safe(&problem.code));
    }
    shown
}

/// What it says, those first that people ask for first.
fn facts(bundle: &Bundle) -> String {
    let mut lines = Vec::new();
    let mut line = |label: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            lines.push((label.to_owned(), value.to_owned()));
        }
    };
    line("signed by", bundle.signer.subject.as_deref());
    line("issuer", bundle.signer.issuer.as_deref());
    line("key id", bundle.signer.key_id.as_deref());
    for (name, value) in &bundle.signer.claims {
        line("claim", Some(&format!("{name} {value}")));
    }
    for time in &bundle.times {
        let source = match time.source.as_str() {
            "timestamp-authority" => "timestamp authority",
            "transparency-log" => "transparency log",
            other => other,
        };
        line("time", Some(format!("{}, {source} {}", time.at, time.by).trim_end()));
    }
    for entry in &bundle.log {
        let index = entry.index.map(|index| index.to_string()).unwrap_or_default();
        line("log entry", Some(&format!("{index} of {} ({})", entry.log, entry.kind)));
    }
    line("authority", bundle.authority.as_deref());
    line("trusted root", bundle.trusted_root.as_deref());
    line("predicate", bundle.predicate_type.as_deref());
    line("record id", bundle.record.as_deref());
    for subject in &bundle.subjects {
        line("subject", Some(format!("{}  {}", subject.digest, subject.name).trim()));
    }
    line("format", bundle.media_type.as_deref());
    line("digest", Some(&bundle.digest));
    table(&lines)
}

/// One line for each step, with a mark.
fn steps(steps: &[Step]) -> String {
    let width = steps.iter().map(|step| step.step.chars().count()).max().unwrap_or_default();
    let mut shown = String::new();
    for step in steps {
        let (style, mark, outcome) = mark(&step.outcome);
        let found = match (outcome, step.found.is_empty()) {
            ("", _) => step.found.clone(),
            (outcome, true) => outcome.to_owned(),
            (outcome, false) => format!("{outcome}: {}", step.found),
        };
        let name = safe(&step.step);
        let line = format!("{name:width$}  {}", safe(&found));
        let _ = writeln!(shown, "  {} {}", styled(style, mark), line.trim_end());
    }
    shown
}

/// The mark of an outcome; in words, where the mark alone would not say it.
fn mark(outcome: &str) -> (Style, &'static str, &'static str) {
    match outcome {
        "passed" => (GOOD, "✓", ""),
        "not-required" => (QUIET, "–", "not required"),
        "not-reached" => (QUIET, "·", "not reached"),
        _ => (BAD, "✗", ""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(json: serde_json::Value) -> String {
        let bundle = parse(json.to_string().as_bytes()).unwrap();
        anstream::adapter::strip_str(&text(Path::new("app.sigstore.json"), &bundle)).to_string()
    }

    #[test]
    fn every_step_has_its_mark() {
        let text = shown(serde_json::json!({
            "kind": "bundle", "content": "statement", "digest": "sha256:00",
            "signer": { "subject": "alice@acme.example", "subjectType": "email", "issuer": "https://accounts.example",
                "claims": { "sourceRepositoryUri": "https://git.example/app" } },
            "times": [{ "at": "2026-11-21T09:00:00Z", "source": "timestamp-authority", "by": "https://tsa.example" }],
            "log": [{ "log": "https://log.example", "index": 7, "kind": "dsse 0.0.1" }],
            "steps": [
                { "step": "signing-times", "outcome": "passed", "found": "one" },
                { "step": "certificate-path", "outcome": "failed", "found": "expired" },
                { "step": "transparency-log", "outcome": "not-required" },
                { "step": "signature", "outcome": "not-reached", "found": "" },
            ],
            "problems": [{ "code": "bundle.certificate-expired", "message": "expired" }],
        }));
        for line in [
            "`app.sigstore.json`: Sigstore bundle with a statement\n",
            "  signed by  alice@acme.example\n",
            "  claim      sourceRepositoryUri https://git.example/app\n",
            "  time       2026-11-21T09:00:00Z, timestamp authority https://tsa.example\n",
            "  log entry  7 of https://log.example (dsse 0.0.1)\n",
            "  ✓ signing-times     one\n",
            "  ✗ certificate-path  expired\n",
            "  – transparency-log  not required\n",
            "  · signature         not reached\n",
            "  ! expired (bundle.certificate-expired)\n",
        ] {
            assert!(text.contains(line), "no `{line}` in:\n{text}");
        }
    }

    #[test]
    fn a_bundle_that_cannot_be_read_is_shown_as_far_as_it_goes() {
        let text = shown(serde_json::json!({ "kind": "bundle", "digest": "sha256:00" }));
        assert_eq!(text, "`app.sigstore.json`: Sigstore bundle\n  digest  sha256:00\n");
    }

    #[test]
    fn a_certificate_cannot_steer_the_terminal() {
        let text = shown(serde_json::json!({ "signer": { "subject": "a\u{1b}[2J\n✓ signature" } }));
        assert!(text.contains("  signed by  a\\u{1b}[2J ✓ signature\n"), "{text}");
    }
}
