//! in-toto Statement v1 (in-toto/attestation, `spec/v1/statement.md`), and v0.1 as evidence alone.
//!
//! ```json
//! {"_type": "https://in-toto.io/Statement/v1", "subject": [{"name": "…", "digest": {"sha256": "…"}}],
//!  "predicateType": "…", "predicate": {…}}
//! ```
//!
//! Version 0.1 (in-toto/attestation, `spec/v0.1.0/statement.md`) has the same fields. Older attestations that others made
//! are of it; records of our types never were, so [`Statement::parse`] refuses it and [`Statement::parse_any`] does not.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use crate::base::digest::Sha256;
use crate::base::limits::SUBJECTS;
use crate::base::{canonical, json};

const TYPE: &str = "https://in-toto.io/Statement/v1";
const TYPE_V0_1: &str = "https://in-toto.io/Statement/v0.1";

/// A statement, as it claims to be.
#[derive(Clone, Debug)]
pub struct Statement {
    /// What it is about; at least one.
    pub subjects: Vec<Subject>,
    /// What kind of claim it makes.
    pub predicate_type: String,
    /// The claim.
    pub predicate: Value,
}

/// One thing that a statement is about.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its name; may be empty.
    pub name: String,
    /// Its SHA-256, where the statement gives one.
    pub sha256: Option<Sha256>,
    /// Every digest that the statement gives, by algorithm, as it stands there.
    pub digests: BTreeMap<String, String>,
}

impl Subject {
    /// A subject that is known by its SHA-256.
    pub fn new(name: impl Into<String>, sha256: Sha256) -> Self {
        let digests = BTreeMap::from([("sha256".to_owned(), sha256.to_hex())]);
        Self { name: name.into(), sha256: Some(sha256), digests }
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a statement", rename_all = "camelCase")]
struct Raw {
    #[serde(rename = "_type")]
    kind: String,
    subject: Vec<RawSubject>,
    predicate_type: String,
    #[serde(default)]
    predicate: Value,
}

#[derive(Deserialize)]
#[serde(expecting = "a subject")]
struct RawSubject {
    #[serde(default)]
    name: String,
    digest: BTreeMap<String, String>,
}

impl Statement {
    /// Reads a statement. Unknown fields are ignored, as in-toto demands; duplicate keys are refused.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        Self::read(bytes, &[TYPE])
    }

    /// Reads a statement of version 1 or 0.1: evidence that others made.
    pub fn parse_any(bytes: &[u8]) -> Result<Self, String> {
        Self::read(bytes, &[TYPE, TYPE_V0_1])
    }

    fn read(bytes: &[u8], types: &[&str]) -> Result<Self, String> {
        let raw: Raw = json::typed(json::parse(bytes)?)?;
        if !types.contains(&raw.kind.as_str()) {
            return Err(format!("_type: `{}` is not `{TYPE}`", raw.kind.escape_default()));
        }
        if raw.subject.is_empty() {
            return Err("subject: none".to_owned());
        }
        if raw.subject.len() > SUBJECTS {
            return Err(format!("subject: more than {SUBJECTS}"));
        }
        let subjects = raw.subject.into_iter().map(subject).collect::<Result<_, _>>()?;
        Ok(Self { subjects, predicate_type: raw.predicate_type, predicate: raw.predicate })
    }

    /// Writes the statement as canonical JSON.
    pub fn to_bytes(&self) -> Vec<u8> {
        let subject = |s: &Subject| json!({"name": s.name, "digest": s.digests});
        canonical::to_bytes(&json!({
            "_type": TYPE,
            "subject": self.subjects.iter().map(subject).collect::<Vec<_>>(),
            "predicateType": self.predicate_type,
            "predicate": self.predicate,
        }))
    }

    /// The SHA-256 of every subject; the error says that one has none.
    pub fn digests(&self) -> Result<BTreeSet<Sha256>, String> {
        self.subjects.iter().map(|s| s.sha256.ok_or_else(|| "subject: a digest has no `sha256`".to_owned())).collect()
    }
}

fn subject(raw: RawSubject) -> Result<Subject, String> {
    if raw.digest.is_empty() {
        return Err("subject: a digest is empty".to_owned());
    }
    let read =
        |hex: &String| Sha256::from_hex(hex).ok_or("subject: a `sha256` is not 64 lower-case hexadecimal digits");
    let sha256 = raw.digest.get("sha256").map(read).transpose()?;
    Ok(Subject { name: raw.name, sha256, digests: raw.digest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_is_no_statement() {
        for (bad, why) in [
            (json!({"_type": "https://in-toto.io/Statement/v0.1", "subject": [], "predicateType": "x"}), "_type"),
            (json!({"_type": TYPE, "subject": [], "predicateType": "x"}), "subject: none"),
            (json!({"_type": TYPE, "subject": [{"digest": {}}], "predicateType": "x"}), "empty"),
            (json!({"_type": TYPE, "subject": [{"digest": {"sha256": "ABC"}}], "predicateType": "x"}), "hexadecimal"),
            (json!({"_type": TYPE, "subject": [{"digest": {"sha256": 1}}], "predicateType": "x"}), "subject[0].digest"),
            (json!({"_type": TYPE, "subject": [{"name": "a"}], "predicateType": "x"}), "digest"),
        ] {
            let error = Statement::parse(bad.to_string().as_bytes()).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
    }

    #[test]
    fn version_0_1_is_evidence_and_no_record() {
        let text =
            json!({"_type": TYPE_V0_1, "subject": [{"digest": {"sha512": "00"}}], "predicateType": "x"}).to_string();
        assert!(Statement::parse(text.as_bytes()).unwrap_err().starts_with("_type"));
        assert_eq!(Statement::parse_any(text.as_bytes()).unwrap().predicate_type, "x");
        let other =
            json!({"_type": "https://in-toto.io/Statement/v2", "subject": [], "predicateType": "x"}).to_string();
        assert!(Statement::parse_any(other.as_bytes()).unwrap_err().starts_with("_type"));
    }

    #[test]
    fn a_subject_without_sha256_binds_nothing() {
        let text = json!({"_type": TYPE, "subject": [{"digest": {"gitCommit": "00"}}], "predicateType": "x"});
        assert!(Statement::parse(text.to_string().as_bytes()).unwrap().digests().is_err());
    }
}
