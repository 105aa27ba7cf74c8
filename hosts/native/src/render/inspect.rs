//! What a document is, for people. Nothing in it is verified here.

use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use super::report::{Asked, from_component};
use super::safe::{self, text as safe};
use super::{DOUBTFUL, QUIET, STRONG, styled};
use crate::exit::Failure;

/// What the component says that a document is.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Inspected {
    #[serde(default)]
    pub(crate) digest: String,
    pub(crate) kind: String,
    pub(crate) record: Option<String>,
    pub(crate) predicate_type: Option<String>,
    /// The name of our predicate, of a policy, of a roster.
    pub(crate) name: Option<String>,
    #[serde(default)]
    pub(crate) subjects: Vec<Subject>,
    #[serde(default)]
    pub(crate) predicate: Value,
    #[serde(default)]
    pub(crate) problems: Vec<Problem>,
    #[serde(default)]
    pub(crate) signatures: Vec<Signature>,
    pub(crate) serial: Option<u64>,
    key_id: Option<String>,
    id: Option<String>,
    verdict: Option<String>,
    asked: Option<Asked>,
}

/// What a statement is about.
#[derive(Deserialize)]
pub(crate) struct Subject {
    #[serde(default)]
    pub(crate) name: String,
    #[serde(default)]
    pub(crate) digest: String,
}

/// What is wrong.
#[derive(Deserialize)]
pub(crate) struct Problem {
    pub(crate) code: String,
    pub(crate) message: String,
}

/// A signature, as claimed.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Signature {
    /// An envelope need not say.
    pub(crate) key_id: Option<String>,
}

impl Signature {
    /// The key that it claims to be by.
    pub(crate) fn key(&self) -> String {
        self.key_id.as_ref().map_or_else(|| "a key without a name".to_owned(), |id| format!("key {id}"))
    }
}

/// A description by the component.
pub(crate) fn parse(json: &[u8]) -> Result<Inspected, Failure> {
    from_component(json)
}

/// The description.
pub(crate) fn text(path: &Path, inspected: &Inspected) -> String {
    let mut lines = vec![("digest".to_owned(), inspected.digest.clone())];
    let mut line = |label: &str, value: &Option<String>| {
        if let Some(value) = value {
            lines.push((label.to_owned(), value.clone()));
        }
    };
    line("record id", &inspected.record);
    line("predicate", &inspected.predicate_type.clone().filter(|_| inspected.name.is_none()));
    line("serial", &inspected.serial.map(|serial| serial.to_string()));
    line("key id", &inspected.key_id);
    line("decision id", &inspected.id);
    line("verdict", &inspected.verdict);
    for signature in &inspected.signatures {
        lines.push(("signed by".to_owned(), format!("{} (as claimed, not verified)", signature.key())));
    }
    if let Some(asked) = &inspected.asked {
        let what = format!("{} {} for {}", asked.service, asked.version, asked.environment);
        lines.push(("asked".to_owned(), what));
    }
    lines.extend(about(inspected));
    let mut shown = format!("{}: {}\n", styled(STRONG, &safe::path(path)), safe(&what(inspected)));
    shown.push_str(&table(&lines));
    // That a file is something else altogether is said already.
    for problem in inspected.problems.iter().filter(|_| inspected.kind != "unknown") {
        let _ = writeln!(shown, "  {} {} ({})", styled(DOUBTFUL, "!"), safe(&problem.message), safe(&problem.code));
    }
    shown
}

impl Inspected {
    /// What a statement says, in one word: its predicate's name, and `rejection` for an approval that says no.
    pub(crate) fn noun(&self) -> Option<&str> {
        match (self.name.as_deref(), self.predicate.get("decision").and_then(Value::as_str)) {
            (Some("approval"), Some("rejected")) => Some("rejection"),
            (name, _) => name,
        }
    }
}

/// In one word or two.
fn what(inspected: &Inspected) -> String {
    let name = inspected.noun();
    match inspected.kind.as_str() {
        "envelope" => format!("{} record", name.unwrap_or("foreign")),
        "statement" => format!("{} statement, not signed", name.unwrap_or("foreign")),
        kind @ ("policy" | "roster") => match name {
            Some(name) => format!("{kind} {name}"),
            None => kind.to_owned(),
        },
        "public-key" => "public key".to_owned(),
        "report" => "decision report".to_owned(),
        "unknown" => "unknown to Countersign".to_owned(),
        other => other.to_owned(),
    }
}

/// The fields of a statement, those first that people ask for first, and what it is about.
pub(crate) fn about(inspected: &Inspected) -> Vec<(String, String)> {
    const FIRST: [&str; 12] = [
        "decision",
        "role",
        "environments",
        "service",
        "version",
        "commit",
        "repository",
        "changeRequest",
        "authors",
        "reviewers",
        "builder",
        "reason",
    ];
    let mut lines = Vec::new();
    if let (Value::Object(fields), Some(_)) = (&inspected.predicate, &inspected.name) {
        let first = FIRST.iter().filter_map(|name| fields.get_key_value(*name));
        let rest = fields.iter().filter(|(name, _)| !FIRST.contains(&name.as_str()));
        for (name, value) in first.chain(rest) {
            flatten(name, value, &mut lines);
        }
    }
    for subject in &inspected.subjects {
        let name = if subject.name.is_empty() { String::new() } else { format!("  {}", subject.name) };
        lines.push(("subject".to_owned(), format!("{}{name}", subject.digest)));
    }
    lines
}

/// Lines under one another, the labels in a column.
pub(crate) fn table(lines: &[(String, String)]) -> String {
    let width = lines.iter().map(|(label, _)| label.chars().count()).max().unwrap_or_default();
    let mut shown = String::new();
    for (label, value) in lines {
        let label = safe(label);
        let _ = writeln!(shown, "  {}  {}", styled(QUIET, &format!("{label:width$}")), safe(value));
    }
    shown
}

/// One line for each plain value; lists of plain values share one.
fn flatten(name: &str, value: &Value, lines: &mut Vec<(String, String)>) {
    match value {
        Value::Object(fields) => {
            for (inner, value) in fields {
                flatten(&format!("{name}.{inner}"), value, lines);
            }
        }
        Value::Array(items) if items.iter().any(|item| item.is_object() || item.is_array()) => {
            for item in items {
                let shown = match item {
                    Value::Object(fields) => fields
                        .iter()
                        .map(|(name, value)| format!("{name} {}", plain(value)))
                        .collect::<Vec<_>>()
                        .join(", "),
                    other => plain(other),
                };
                lines.push((name.to_owned(), shown));
            }
        }
        other => lines.push((name.to_owned(), plain(other))),
    }
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) if items.is_empty() => "none".to_owned(),
        Value::Array(items) => items.iter().map(plain).collect::<Vec<_>>().join(", "),
        other => other.to_string(),
    }
}
