//! SPDX 2.3 JSON: the packages of a document, their licences and package URLs.
//!
//! What was concluded counts before what was declared. `NOASSERTION` and `NONE` say that nobody knows, or that there is no
//! licence at all: neither permits anything. Files and snippets are parts of packages, and not looked at.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::format::said::Said;
use crate::format::sbom::{Packages, Sbom};

const TYPE: &str = "https://spdx.dev/Document";
const VERSION: &str = "SPDX-2.3";

/// Whether `predicate_type` is that of an SPDX document.
pub fn knows(predicate_type: &str) -> bool {
    predicate_type.strip_prefix(TYPE).is_some_and(|rest| rest.is_empty() || rest.starts_with("/v2"))
}

/// Reads a document.
pub fn read(document: &[u8]) -> Result<Sbom, String> {
    serde_json::from_slice::<RawDocument>(document).map_err(|error| error.to_string())?.sbom()
}

/// Reads the predicate of a statement.
pub fn read_predicate(predicate: &Value) -> Result<Sbom, String> {
    RawDocument::deserialize(predicate).map_err(|error| format!("predicate: {error}"))?.sbom()
}

#[derive(Deserialize)]
#[serde(expecting = "an SPDX document", rename_all = "camelCase")]
struct RawDocument {
    spdx_version: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    creation_info: RawCreation,
    #[serde(default)]
    packages: Option<Listed>,
}

#[derive(Default, Deserialize)]
#[serde(default, expecting = "creation information")]
struct RawCreation {
    created: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a package", rename_all = "camelCase")]
struct RawPackage {
    name: String,
    #[serde(default)]
    version_info: Option<String>,
    #[serde(default)]
    license_concluded: Option<String>,
    #[serde(default)]
    license_declared: Option<String>,
    #[serde(default)]
    external_refs: Option<Vec<RawReference>>,
}

#[derive(Deserialize)]
#[serde(expecting = "an external reference", rename_all = "camelCase")]
struct RawReference {
    #[serde(default)]
    reference_type: Option<String>,
    #[serde(default)]
    reference_locator: Option<String>,
}

/// Packages, folded while they are read.
#[derive(Default)]
struct Listed(Packages);

impl<'de> Deserialize<'de> for Listed {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Folder)
    }
}

struct Folder;

impl<'de> Visitor<'de> for Folder {
    type Value = Listed;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of packages")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Listed, A::Error> {
        let mut all = Packages::default();
        while let Some(package) = seq.next_element::<RawPackage>()? {
            package.fold(&mut all);
        }
        Ok(Listed(all))
    }
}

impl RawDocument {
    fn sbom(self) -> Result<Sbom, String> {
        if self.spdx_version != VERSION {
            return Err(format!("`{}`, where `{VERSION}` is read", self.spdx_version.escape_default()));
        }
        let said = Said::of(self.creation_info.created.as_deref(), []);
        Ok(Sbom { name: format!("SPDX of {}", self.name), said, packages: self.packages.unwrap_or_default().0 })
    }
}

impl RawPackage {
    fn fold(self, all: &mut Packages) {
        let stated = |licence: Option<String>| licence.filter(|text| !matches!(text.as_str(), "NOASSERTION" | "NONE"));
        let licence = stated(self.license_concluded).or_else(|| stated(self.license_declared));
        let name = self.version_info.map_or_else(|| self.name.clone(), |version| format!("{}@{version}", self.name));
        let purl = |reference: RawReference| {
            reference.reference_locator.filter(|_| reference.reference_type.as_deref() == Some("purl"))
        };
        let purls = self.external_refs.into_iter().flatten().filter_map(purl).collect();
        all.add(&name, licence.into_iter().collect(), purls);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_real_document_is_read() {
        let sbom = read(include_bytes!("../../../fixtures/evidence/npm.spdx.json")).unwrap();
        let stated: Vec<_> = sbom.packages.licences.iter().map(|(text, names)| (text.as_str(), names.count)).collect();
        assert_eq!(stated, [("Apache-2.0", 1), ("MIT", 2), ("WTFPL", 1)]);
        assert_eq!(sbom.said.made.map(|time| time.to_string()).as_deref(), Some("2026-11-21T16:35:29Z"));
        assert!(sbom.packages.purls.contains("pkg:npm/is-odd@3.0.1") && sbom.packages.unidentified.count == 0);
    }

    #[test]
    fn what_was_concluded_goes_before_what_was_declared() {
        let package = |concluded: Value, declared: Value| {
            let package =
                json!({"name": "a", "versionInfo": "1", "licenseConcluded": concluded, "licenseDeclared": declared});
            let document = json!({"spdxVersion": "SPDX-2.3", "packages": [package]});
            let packages = read_predicate(&document).unwrap().packages;
            packages.licences.into_keys().next().ok_or(packages.unlicensed.first)
        };
        assert_eq!(package(json!("MIT"), json!("ISC")).unwrap(), "MIT");
        assert_eq!(package(json!("NOASSERTION"), json!("ISC")).unwrap(), "ISC");
        assert_eq!(package(json!("NONE"), json!("NOASSERTION")).unwrap_err(), ["a@1"]);
        assert_eq!(package(Value::Null, Value::Null).unwrap_err(), ["a@1"]);
    }

    #[test]
    fn other_versions_and_shapes_are_errors() {
        for (bad, why) in [
            (json!({"spdxVersion": "SPDX-2.2", "packages": []}), "SPDX-2.2"),
            (json!({"packages": []}), "spdxVersion"),
            (json!({"spdxVersion": "SPDX-2.3", "packages": [{}]}), "name"),
            (json!({"spdxVersion": "SPDX-2.3", "packages": 1}), "a list of packages"),
        ] {
            let error = read(bad.to_string().as_bytes()).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
        assert!(knows("https://spdx.dev/Document") && knows("https://spdx.dev/Document/v2.3"));
        assert!(!knows("https://spdx.dev/Document/v3.0") && !knows("https://spdx.dev/Documents"));
    }
}
