//! CycloneDX JSON, 1.5 to 1.7 (ECMA-424): `metadata.component` and `components`, nested ones too.
//!
//! Licences of one component are read as joined by `AND`, for the format does not say how they are meant; where some are
//! acknowledged as concluded (1.6), only those. A licence that is named, and not by an SPDX identifier, is a text. Files,
//! data and cryptographic assets are no packages unless they have a licence or a package URL.

use std::fmt;

use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};
use serde_json::Value;

use crate::format::said::Said;
use crate::format::sbom::{Packages, Sbom};

const TYPE: &str = "https://cyclonedx.org/bom";
const VERSIONS: [&str; 3] = ["1.5", "1.6", "1.7"];
/// Kinds of component that nobody fetches from anywhere.
const NO_PACKAGES: [&str; 3] = ["file", "data", "cryptographic-asset"];

/// Whether `predicate_type` is that of a CycloneDX document.
pub fn knows(predicate_type: &str) -> bool {
    predicate_type.strip_prefix(TYPE).is_some_and(|rest| rest.is_empty() || rest.starts_with("/v"))
}

/// Reads a document.
pub fn read(document: &[u8]) -> Result<Sbom, String> {
    serde_json::from_slice::<RawBom>(document).map_err(|error| error.to_string())?.sbom()
}

/// Reads the predicate of a statement.
pub fn read_predicate(predicate: &Value) -> Result<Sbom, String> {
    RawBom::deserialize(predicate).map_err(|error| format!("predicate: {error}"))?.sbom()
}

#[derive(Deserialize)]
#[serde(expecting = "a CycloneDX document", rename_all = "camelCase")]
struct RawBom {
    bom_format: String,
    spec_version: String,
    #[serde(default)]
    metadata: RawMetadata,
    #[serde(default)]
    components: Option<Components>,
}

#[derive(Default, Deserialize)]
#[serde(default, expecting = "metadata")]
struct RawMetadata {
    timestamp: Option<String>,
    component: Option<RawComponent>,
}

#[derive(Deserialize)]
#[serde(expecting = "a component")]
struct RawComponent {
    #[serde(rename = "type", default)]
    kind: String,
    #[serde(default)]
    group: Option<String>,
    name: String,
    #[serde(default)]
    version: Option<String>,
    #[serde(default)]
    purl: Option<String>,
    #[serde(default)]
    licenses: Option<Vec<RawLicence>>,
    #[serde(default)]
    components: Option<Components>,
}

#[derive(Deserialize)]
#[serde(expecting = "a licence")]
struct RawLicence {
    #[serde(default)]
    license: Option<RawNamed>,
    #[serde(default)]
    expression: Option<String>,
    #[serde(default)]
    acknowledgement: Option<String>,
}

#[derive(Deserialize)]
#[serde(expecting = "a licence")]
struct RawNamed {
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    name: Option<String>,
    #[serde(default)]
    acknowledgement: Option<String>,
}

/// Components, folded while they are read.
#[derive(Default)]
struct Components(Packages);

impl<'de> Deserialize<'de> for Components {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_seq(Folder)
    }
}

struct Folder;

impl<'de> Visitor<'de> for Folder {
    type Value = Components;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of components")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Components, A::Error> {
        let mut all = Packages::default();
        while let Some(component) = seq.next_element::<RawComponent>()? {
            component.fold(&mut all);
        }
        Ok(Components(all))
    }
}

impl RawBom {
    fn sbom(self) -> Result<Sbom, String> {
        let version = self.spec_version.escape_default();
        if self.bom_format != "CycloneDX" || !VERSIONS.contains(&self.spec_version.as_str()) {
            return Err(format!("CycloneDX {version}, where {} are read", VERSIONS.join(", ")));
        }
        let mut packages = self.components.unwrap_or_default().0;
        let said = Said::of(self.metadata.timestamp.as_deref(), []);
        let root = self.metadata.component;
        let name = root.as_ref().map(|root| format!("CycloneDX of {}", root.name)).unwrap_or_default();
        if let Some(root) = root {
            root.fold(&mut packages);
        }
        Ok(Sbom { name, said, packages })
    }
}

impl RawComponent {
    fn fold(self, all: &mut Packages) {
        let name = match (&self.group, &self.version) {
            (Some(group), Some(version)) => format!("{group}/{}@{version}", self.name),
            (None, Some(version)) => format!("{}@{version}", self.name),
            (Some(group), None) => format!("{group}/{}", self.name),
            (None, None) => self.name,
        };
        let licences = licences(self.licenses.unwrap_or_default());
        let purls: Vec<String> = self.purl.into_iter().collect();
        if !NO_PACKAGES.contains(&self.kind.as_str()) || !licences.is_empty() || !purls.is_empty() {
            all.add(&name, licences, purls);
        }
        if let Some(Components(nested)) = self.components {
            all.merge(nested);
        }
    }
}

impl RawLicence {
    fn is_concluded(&self) -> bool {
        let own = self.license.as_ref().and_then(|named| named.acknowledgement.as_deref());
        own.or(self.acknowledgement.as_deref()) == Some("concluded")
    }

    /// What it says, as it is written; a licence that says nothing is an unknown one.
    fn text(self) -> String {
        let named = self.license.and_then(|named| named.id.or(named.name));
        self.expression.or(named).unwrap_or_default()
    }
}

fn licences(all: Vec<RawLicence>) -> Vec<String> {
    let any = all.iter().any(RawLicence::is_concluded);
    all.into_iter().filter(|one| !any || one.is_concluded()).map(RawLicence::text).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn packages(components: Value) -> Packages {
        let document = json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": components});
        read(document.to_string().as_bytes()).unwrap().packages
    }

    fn licences_of(licenses: Value) -> Vec<String> {
        let component = json!([{"type": "library", "name": "a", "licenses": licenses}]);
        packages(component).licences.into_keys().collect()
    }

    #[test]
    fn a_real_document_is_read() {
        let sbom = read(include_bytes!("../../../fixtures/evidence/npm.cdx.json")).unwrap();
        let stated: Vec<_> = sbom.packages.licences.iter().map(|(text, names)| (text.as_str(), names.count)).collect();
        assert_eq!(stated, [("Apache-2.0", 1), ("MIT", 2), ("WTFPL", 1)]);
        assert_eq!((sbom.name.as_str(), sbom.said.made, sbom.packages.count), ("CycloneDX of checkout-api", None, 4));
        assert!(sbom.packages.purls.contains("pkg:npm/left-pad@1.3.0") && sbom.packages.unidentified.count == 0);
    }

    #[test]
    fn licences_are_joined_and_concluded_ones_go_before() {
        assert_eq!(
            licences_of(json!([{"license": {"id": "MIT"}}, {"license": {"name": "Apache 2"}}])),
            ["Apache 2", "MIT"]
        );
        assert_eq!(licences_of(json!([{"expression": "MIT OR ISC"}])), ["MIT OR ISC"]);
        let both = json!([{"license": {"id": "MIT", "acknowledgement": "declared"}},
            {"expression": "ISC", "acknowledgement": "concluded"}]);
        assert_eq!(licences_of(both), ["ISC"]);
        // One that says nothing is one that nobody knows.
        assert_eq!(licences_of(json!([{"license": {}}])), [""]);
        assert!(licences_of(json!([])).is_empty() && licences_of(json!(null)).is_empty());
    }

    #[test]
    fn nested_components_are_packages_and_files_are_none() {
        let all = packages(json!([
            {"type": "library", "group": "g", "name": "a", "version": "1", "purl": "pkg:maven/g/a@1",
             "components": [{"type": "library", "name": "b", "components": [{"type": "file", "name": "c"}]}]},
            {"type": "file", "name": "d", "licenses": [{"license": {"id": "GPL-3.0-only"}}]},
        ]));
        assert_eq!((all.count, all.unlicensed.first), (3, vec!["g/a@1".to_owned(), "b".to_owned()]));
        assert_eq!(all.unidentified.first, ["b", "d"].map(str::to_owned));
    }

    #[test]
    fn other_versions_and_shapes_are_errors() {
        for (bad, why) in [
            (json!({"bomFormat": "CycloneDX", "specVersion": "1.4"}), "CycloneDX 1.4"),
            (json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"type": "library"}]}), "name"),
            (json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": {}}), "a list of components"),
            (
                json!({"bomFormat": "CycloneDX", "specVersion": "1.6", "components": [{"name": "a", "licenses": {}}]}),
                "sequence",
            ),
        ] {
            let error = read(bad.to_string().as_bytes()).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
            assert!(read_predicate(&bad).is_err(), "{bad}");
        }
        assert!(knows("https://cyclonedx.org/bom") && knows("https://cyclonedx.org/bom/v1.6"));
        assert!(!knows("https://cyclonedx.org/bomb") && !knows("https://cyclonedx.org/"));
    }
}
