//! OpenVEX v0.2.0 and older (openvex/spec, `OPENVEX-SPEC.md`): whether a product is affected by a vulnerability.
//!
//! ```json
//! {"@context": "https://openvex.dev/ns/v0.2.0", "timestamp": "…", "statements": [
//!   {"vulnerability": {"name": "CVE-2023-1"}, "products": [{"@id": "pkg:…"}], "status": "not_affected", "justification": "…"}]}
//! ```
//!
//! Documents of v0.0.1 write vulnerabilities and products as plain texts. `not_affected` without a justification of the
//! specification, or an impact statement, says nothing; a status that is not known is an error.

use std::rc::Rc;

use serde::Deserialize;

use crate::base::digest::Sha256;
use crate::base::package_url::PackageUrl;
use crate::base::time::Time;
use crate::format::vulnerability::when;

/// The namespace of every version.
const NAMESPACE: &str = "https://openvex.dev/ns";

/// The justifications of the specification ("Status Justifications").
const JUSTIFICATIONS: [&str; 5] = [
    "component_not_present",
    "vulnerable_code_not_present",
    "vulnerable_code_not_in_execute_path",
    "vulnerable_code_cannot_be_controlled_by_adversary",
    "inline_mitigations_already_exist",
];

/// What somebody says about vulnerabilities.
#[derive(Clone, Debug)]
pub struct Vex {
    /// One after another; never empty.
    pub statements: Rc<Vec<Statement>>,
}

/// One statement.
#[derive(Clone, Debug)]
pub struct Statement {
    /// As of when.
    pub time: Time,
    /// The vulnerability's ids; never empty.
    pub vulnerabilities: Vec<String>,
    /// What it is about; where this is empty, whatever the statement around it is about.
    pub products: Vec<Product>,
    /// What is said.
    pub status: Status,
    /// Why, in the issuer's words.
    pub why: String,
}

/// What is said of a product and a vulnerability.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It is not affected, and there is a reason.
    NotAffected,
    /// It is not affected, and nobody says why.
    Unfounded,
    /// It was fixed.
    Fixed,
    /// It is affected.
    Affected,
    /// Nobody knows yet.
    UnderInvestigation,
}

/// A product, and what in it is meant.
#[derive(Clone, Debug)]
pub struct Product {
    /// The product.
    pub component: Component,
    /// What in it; where this is empty, all of it.
    pub subcomponents: Vec<Component>,
}

/// How a product or a part is known.
#[derive(Clone, Debug, Default)]
pub struct Component {
    /// By package URLs.
    pub purls: Vec<PackageUrl>,
    /// By digest.
    pub sha256: Option<Sha256>,
}

#[derive(Deserialize)]
#[serde(expecting = "an OpenVEX document")]
pub(in crate::format) struct Raw {
    #[serde(rename = "@context")]
    context: String,
    timestamp: Option<String>,
    statements: Vec<RawStatement>,
}

#[derive(Deserialize)]
#[serde(expecting = "a statement")]
struct RawStatement {
    vulnerability: Named,
    timestamp: Option<String>,
    last_updated: Option<String>,
    #[serde(default)]
    products: Vec<RawProduct>,
    #[serde(default)]
    subcomponents: Vec<RawProduct>,
    status: Said,
    justification: Option<String>,
    impact_statement: Option<String>,
    status_notes: Option<String>,
}

/// A vulnerability: a plain text until v0.0.1, an object since.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a vulnerability")]
enum Named {
    Plain(String),
    Full {
        name: String,
        #[serde(default)]
        aliases: Vec<String>,
    },
}

/// A product: a plain text until v0.0.1, an object since.
#[derive(Deserialize)]
#[serde(untagged, expecting = "a product")]
enum RawProduct {
    Plain(String),
    Full(FullProduct),
}

#[derive(Deserialize)]
#[serde(expecting = "a product")]
struct FullProduct {
    #[serde(rename = "@id")]
    id: Option<String>,
    identifiers: Option<Identifiers>,
    hashes: Option<Hashes>,
    #[serde(default)]
    subcomponents: Vec<RawProduct>,
}

#[derive(Deserialize)]
#[serde(expecting = "identifiers")]
struct Identifiers {
    purl: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "hashes")]
struct Hashes {
    #[serde(rename = "sha-256")]
    sha256: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a status of OpenVEX", rename_all = "snake_case")]
enum Said {
    NotAffected,
    Affected,
    Fixed,
    UnderInvestigation,
}

impl Status {
    /// The word of the specification.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotAffected | Self::Unfounded => "not affected",
            Self::Fixed => "fixed",
            Self::Affected => "affected",
            Self::UnderInvestigation => "under investigation",
        }
    }
}

/// Whether a namespace, or a predicate type, is OpenVEX's.
pub(in crate::format) fn knows(namespace: &str) -> bool {
    namespace == NAMESPACE || namespace.strip_prefix(NAMESPACE).is_some_and(|rest| rest.starts_with("/v0."))
}

/// Reads a document.
pub(in crate::format) fn read(document: &[u8]) -> Result<Vex, String> {
    let raw: Raw = serde_json::from_slice(document).map_err(|error| error.to_string())?;
    raw.vex()
}

impl Raw {
    /// What the document says.
    pub(in crate::format) fn vex(self) -> Result<Vex, String> {
        if !knows(&self.context) {
            return Err(format!("@context: `{}` is no version that is read here", self.context.escape_default()));
        }
        if self.statements.is_empty() {
            return Err("statements: at least one".to_owned());
        }
        let issued = when(self.timestamp.as_deref())?;
        let statements =
            self.statements.into_iter().map(|statement| statement.read(issued)).collect::<Result<_, _>>()?;
        Ok(Vex { statements: Rc::new(statements) })
    }
}

impl RawStatement {
    fn read(self, issued: Option<Time>) -> Result<Statement, String> {
        let own = when(self.last_updated.as_deref())?.or(when(self.timestamp.as_deref())?);
        let time = own.or(issued).ok_or("timestamp: neither the document nor the statement has one")?;
        let vulnerabilities = match self.vulnerability {
            Named::Plain(name) => vec![name],
            Named::Full { name, aliases } => core::iter::once(name).chain(aliases).collect(),
        };
        if vulnerabilities.iter().any(String::is_empty) {
            return Err("vulnerability: a name that is empty".to_owned());
        }
        let reason = self.justification.as_deref().filter(|word| JUSTIFICATIONS.contains(word));
        let reason = reason.or(self.impact_statement.as_deref().filter(|text| !text.trim().is_empty()));
        let status = match (self.status, reason) {
            (Said::NotAffected, Some(_)) => Status::NotAffected,
            (Said::NotAffected, None) => Status::Unfounded,
            (Said::Fixed, _) => Status::Fixed,
            (Said::Affected, _) => Status::Affected,
            (Said::UnderInvestigation, _) => Status::UnderInvestigation,
        };
        let why = reason.or(self.status_notes.as_deref()).unwrap_or_default().to_owned();
        let parts = self.subcomponents.into_iter().map(RawProduct::component).collect::<Result<Vec<_>, _>>()?;
        let mut products = self.products.into_iter().map(RawProduct::product).collect::<Result<Vec<_>, _>>()?;
        if products.is_empty() && !parts.is_empty() {
            return Err("subcomponents: of no product".to_owned());
        }
        products.iter_mut().for_each(|product| product.subcomponents.extend(parts.iter().cloned()));
        Ok(Statement { time, vulnerabilities, products, status, why })
    }
}

impl RawProduct {
    fn product(self) -> Result<Product, String> {
        match self {
            Self::Plain(id) => Ok(Product { component: Component::of([Some(id)], None)?, subcomponents: Vec::new() }),
            Self::Full(full) => {
                let subcomponents = full.subcomponents.into_iter().map(Self::component).collect::<Result<_, _>>()?;
                let purl = full.identifiers.and_then(|identifiers| identifiers.purl);
                let component = Component::of([full.id, purl], full.hashes.and_then(|hashes| hashes.sha256))?;
                Ok(Product { component, subcomponents })
            }
        }
    }

    fn component(self) -> Result<Component, String> {
        self.product().map(|product| product.component)
    }
}

impl Component {
    fn of<const N: usize>(ids: [Option<String>; N], sha256: Option<String>) -> Result<Self, String> {
        let digest = |hex: String| Sha256::from_hex(&hex).ok_or("hashes: `sha-256` is no SHA-256".to_owned());
        let sha256 = sha256.map(digest).transpose()?;
        let purls: Vec<PackageUrl> = ids.iter().flatten().filter_map(|id| PackageUrl::parse(id)).collect();
        Ok(Self { purls, sha256 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn vex(statement: Value) -> Result<Vec<Statement>, String> {
        let document = json!({"@context": "https://openvex.dev/ns/v0.2.0", "@id": "x", "author": "a", "version": 1,
            "timestamp": "2023-01-08T18:02:03.647787998-06:00", "statements": [statement]});
        read(document.to_string().as_bytes()).map(|vex| vex.statements.to_vec())
    }

    #[test]
    fn both_generations_are_read() {
        let new = json!({"vulnerability": {"name": "CVE-1", "aliases": ["GHSA-1"]}, "status": "fixed",
            "products": [{"@id": "pkg:oci/app@sha256%3Aab", "subcomponents": [{"@id": "pkg:npm/a@1"}]}]});
        let old = json!({"vulnerability": "CVE-1", "status": "fixed", "products": ["pkg:oci/app"], "subcomponents": ["pkg:npm/a@1"],
            "timestamp": "2023-01-09T00:00:00Z"});
        for (statement, names, time) in [(new, 2, "2023-01-09T00:02:03Z"), (old, 1, "2023-01-09T00:00:00Z")] {
            let read = vex(statement).unwrap();
            let [statement] = read.as_slice() else { panic!("one statement") };
            assert_eq!((statement.vulnerabilities.len(), statement.time.to_string().as_str()), (names, time));
            assert_eq!(statement.products[0].subcomponents[0].purls.len(), 1);
        }
        assert!(knows("https://openvex.dev/ns") && knows("https://openvex.dev/ns/v0.0.1"));
        assert!(!knows("https://openvex.dev/nsx") && !knows("https://openvex.dev/ns/v1.0.0"));
    }

    #[test]
    fn not_affected_needs_a_reason() {
        let status = |fields: Value| {
            let mut statement = json!({"vulnerability": {"name": "C"}, "status": "not_affected"});
            statement.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
            vex(statement).unwrap()[0].status
        };
        assert_eq!(status(json!({})), Status::Unfounded);
        assert_eq!(status(json!({"justification": "trust_me"})), Status::Unfounded);
        assert_eq!(status(json!({"impact_statement": " "})), Status::Unfounded);
        assert_eq!(status(json!({"justification": "component_not_present"})), Status::NotAffected);
        assert_eq!(status(json!({"impact_statement": "Not compiled in."})), Status::NotAffected);
    }

    #[test]
    fn what_cannot_be_told_is_an_error() {
        for bad in [
            json!({"vulnerability": {"name": "C"}, "status": "maybe"}),
            json!({"vulnerability": {"name": ""}, "status": "fixed"}),
            json!({"vulnerability": {}, "status": "fixed"}),
            json!({"vulnerability": "C", "status": "fixed", "subcomponents": ["pkg:a/b"]}),
            json!({"vulnerability": "C", "status": "fixed", "timestamp": "now"}),
            json!({"vulnerability": "C", "status": "fixed", "products": [{"hashes": {"sha-256": "ab"}}]}),
        ] {
            assert!(vex(bad.clone()).is_err(), "{bad}");
        }
        assert!(read(br#"{"@context": "https://openvex.dev/ns", "statements": []}"#).is_err());
        assert!(
            read(br#"{"@context": "https://example.com", "statements": [{"vulnerability": "C", "status": "fixed"}]}"#)
                .is_err()
        );
    }
}
