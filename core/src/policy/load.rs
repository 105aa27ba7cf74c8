//! How policy and roster are read: strict YAML or JSON, a known version, then fields, then names.

use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::limits::DOCUMENT_BYTES;
use crate::base::{json, yaml};

/// The versions of both: where one stands in the other's place, that is what is said.
const OTHERS: [&str; 2] = ["policy/v1", "roster/v1"];

/// What differs between the two documents.
#[derive(Clone, Copy, Debug)]
pub(in crate::policy) struct Kind {
    pub(in crate::policy) requirement: fn() -> Requirement,
    pub(in crate::policy) version: &'static str,
    pub(in crate::policy) unreadable: Code,
    pub(in crate::policy) version_unknown: Code,
    pub(in crate::policy) invalid: Code,
}

impl Kind {
    fn finding(self, code: Code, expected: &str, found: impl Into<String>) -> Vec<Finding> {
        vec![Finding::new((self.requirement)(), code, expected, found)]
    }

    /// Reads the fields of one document.
    pub(in crate::policy) fn read<T: DeserializeOwned>(self, bytes: &[u8]) -> Result<T, Vec<Finding>> {
        if bytes.len() > DOCUMENT_BYTES {
            let expected = format!("at most {DOCUMENT_BYTES} bytes");
            return Err(self.finding(self.unreadable, &expected, format!("{} bytes", bytes.len())));
        }
        let value = yaml::parse(bytes).map_err(|why| self.finding(self.unreadable, "strict YAML or JSON", why))?;
        let version = value.get("countersign").and_then(Value::as_str);
        if version != Some(self.version) {
            let found = match version {
                None => "no version".to_owned(),
                Some(other) if OTHERS.contains(&other) => format!("`{other}`: policy and roster were swapped"),
                Some(unknown) => format!("`{}`", unknown.escape_default()),
            };
            return Err(self.finding(self.version_unknown, &format!("`countersign: {}`", self.version), found));
        }
        json::typed(value).map_err(|why| self.finding(self.invalid, "the fields of the schema", why))
    }
}
