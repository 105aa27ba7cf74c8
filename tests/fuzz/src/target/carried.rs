//! Documents of tools that a `reference` carries, each by its own reader: no input is read in two ways, whichever door it
//! comes in by.

use countersign_core::format::{carried, cyclonedx, sarif, spdx};

/// SARIF 2.1.0.
pub(super) fn sarif(data: &[u8]) {
    let read = sarif::read(data);
    assert_eq!(format!("{read:?}"), format!("{:?}", sarif::read(data)));
    by_shape(data, "sarif", Some(read.is_ok()));
}

/// SPDX 2.3.
pub(super) fn spdx(data: &[u8]) {
    by_shape(data, "spdx", Some(spdx::read(data).is_ok()));
}

/// CycloneDX.
pub(super) fn cyclonedx(data: &[u8]) {
    by_shape(data, "cyclonedx", Some(cyclonedx::read(data).is_ok()));
}

/// OpenVEX.
pub(super) fn openvex(data: &[u8]) {
    by_shape(data, "openvex", None);
}

/// JUnit XML.
pub(super) fn junit(data: &[u8]) {
    by_shape(data, "junit", None);
}

/// Trivy's JSON.
pub(super) fn trivy(data: &[u8]) {
    by_shape(data, "trivy", None);
}

/// Grype's JSON.
pub(super) fn grype(data: &[u8]) {
    by_shape(data, "grype", None);
}

/// What the gate takes a document for. A document of a format is one that the format's own reader takes, too.
fn by_shape(data: &[u8], format: &str, taken: Option<bool>) {
    let read = carried::read(data);
    assert_eq!(format!("{read:?}"), format!("{:?}", carried::read(data)));
    if let Some(carried) = read.as_ref().ok().filter(|carried| carried.format == format) {
        assert!(taken.unwrap_or(true), "a document is taken for {}, whose reader refuses it", carried.format);
    }
}
