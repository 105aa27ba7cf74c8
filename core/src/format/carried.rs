//! Documents that are no statements themselves, carried beside one that names them by digest: what each is, by its shape.
//!
//! A media type is somebody's word, and often wrong; the shape is not. What has none of these shapes, or several of them,
//! is an error: nobody knows whether it says no. Documents may be as large as a question, so that a shape is found in one
//! pass that keeps nothing, and each format reads no more than the fields that it needs.

mod shape;

use crate::format::evidence::Claim;
use crate::format::{cyclonedx, grype, junit, openvex, sarif, spdx, trivy};
use shape::Shape;

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Its format, as reports name it.
    pub format: &'static str,
    /// What it says; may be empty, such as a scan that looked for nothing that policies can ask for.
    pub claims: Vec<Claim>,
}

/// A format: how it is recognised, and read.
struct Format {
    name: &'static str,
    is: fn(&Shape) -> bool,
    read: fn(&[u8]) -> Result<Vec<Claim>, String>,
}

/// Every format, alphabetically.
const FORMATS: &[Format] = &[
    Format { name: "cyclonedx", is: |s| s.has("bomFormat"), read: |d| Ok(vec![cyclonedx::read(d)?.claim()]) },
    Format {
        name: "grype",
        is: |s| s.has("matches") && s.has("descriptor"),
        read: |d| Ok(vec![Claim::Scan(grype::read(d)?)]),
    },
    Format { name: "junit", is: |s| *s == Shape::Markup, read: |d| Ok(vec![Claim::Tests(junit::read(d)?)]) },
    Format {
        name: "openvex",
        is: |s| s.text("@context").is_some_and(openvex::knows),
        read: |d| Ok(vec![Claim::Vex(openvex::read(d)?)]),
    },
    Format { name: "sarif", is: |s| s.has("runs"), read: sarif::read },
    Format { name: "spdx", is: |s| s.has("spdxVersion"), read: |d| Ok(vec![spdx::read(d)?.claim()]) },
    Format { name: "trivy", is: |s| s.has("SchemaVersion"), read: |d| Ok(vec![Claim::Scan(trivy::read(d)?)]) },
];

/// Reads a document by its shape.
pub fn read(document: &[u8]) -> Result<Carried, String> {
    let shape = Shape::of(document)?;
    let mut fitting = FORMATS.iter().filter(|format| (format.is)(&shape));
    match (fitting.next(), fitting.next()) {
        (Some(format), None) => {
            let claims = (format.read)(document).map_err(|why| format!("{}: {why}", format.name))?;
            Ok(Carried { format: format.name, claims })
        }
        (Some(one), Some(other)) => Err(format!("of two formats at once: {} and {}", one.name, other.name)),
        (None, _) => Err("of no format that this verifier reads".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_has_no_known_shape_is_an_error() {
        for other in
            ["{}", r#"{"a": 1}"#, "[]", "", "text", "<html/>", "<!DOCTYPE html><p>", "\u{feff}{}", r#"{"a": 1} {}"#]
        {
            assert!(read(other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn a_document_is_what_its_shape_says() {
        let format = |document: &str| read(document.as_bytes()).map(|carried| (carried.format, carried.claims.len()));
        assert_eq!(format(r#"{"version": "2.1.0", "runs": []}"#), Ok(("sarif", 0)));
        assert_eq!(format(r#"{"packages": [], "spdxVersion": "SPDX-2.3"}"#), Ok(("spdx", 1)));
        assert_eq!(format(r#"{"bomFormat": "CycloneDX", "specVersion": "1.7"}"#), Ok(("cyclonedx", 1)));
        let both = r#"{"bomFormat": "CycloneDX", "specVersion": "1.7", "spdxVersion": "SPDX-2.3"}"#;
        assert_eq!(format(both), Err("of two formats at once: cyclonedx and spdx".to_owned()));
    }
}
