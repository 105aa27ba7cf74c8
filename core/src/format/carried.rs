//! Documents that are no statements themselves, carried beside one that names them by digest: what each is, by its shape.
//!
//! A media type is somebody's word, and often wrong; the shape is not. What has none of these shapes is an error: nobody
//! knows whether it says no.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::format::evidence::Claim;
use crate::format::{cyclonedx, sarif, spdx};

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Its format, as reports name it.
    pub format: &'static str,
    /// What it says; may be empty, such as a scan that looked for nothing that policies can ask for.
    pub claims: Vec<Claim>,
}

/// Reads a document by its shape.
pub fn read(document: &[u8]) -> Result<Carried, String> {
    let shape: Shape = serde_json::from_slice(document).map_err(|_| UNKNOWN.to_owned())?;
    let (format, claims) = match shape {
        Shape { runs: Some(_), spdx: None, cyclonedx: None } => ("sarif", sarif::read(document)?),
        Shape { runs: None, spdx: Some(_), cyclonedx: None } => ("spdx", vec![spdx::read(document)?.claim()]),
        Shape { runs: None, spdx: None, cyclonedx: Some(_) } => ("cyclonedx", vec![cyclonedx::read(document)?.claim()]),
        _ => return Err(UNKNOWN.to_owned()),
    };
    Ok(Carried { format, claims })
}

const UNKNOWN: &str = "of no format that this verifier reads";

/// The fields at the top that tell formats apart. Their order is anybody's, so the document is gone through once for them.
#[derive(Deserialize)]
#[serde(expecting = "an object")]
struct Shape {
    runs: Option<IgnoredAny>,
    #[serde(rename = "spdxVersion")]
    spdx: Option<IgnoredAny>,
    #[serde(rename = "bomFormat")]
    cyclonedx: Option<IgnoredAny>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_is_what_its_shape_says() {
        let format = |document: &str| read(document.as_bytes()).map(|carried| (carried.format, carried.claims.len()));
        assert_eq!(format(r#"{"version": "2.1.0", "runs": []}"#), Ok(("sarif", 0)));
        assert_eq!(format(r#"{"packages": [], "spdxVersion": "SPDX-2.3"}"#), Ok(("spdx", 1)));
        assert_eq!(format(r#"{"bomFormat": "CycloneDX", "specVersion": "1.7"}"#), Ok(("cyclonedx", 1)));
        let both = r#"{"bomFormat": "CycloneDX", "specVersion": "1.7", "spdxVersion": "SPDX-2.3"}"#;
        for none in ["{}", "[]", "1", "", "{\"runs\": 1, \"runs\": 2}", "<testsuites/>", both] {
            assert_eq!(format(none), Err(UNKNOWN.to_owned()), "{none}");
        }
    }
}
