//! Layer 3: bytes to types, one file per document. What is read here is not yet believed.

pub mod anchor;
pub mod approval;
pub mod assessment;
pub mod carried;
pub mod cyclonedx;
pub mod dsse;
pub mod evidence;
pub mod field;
pub mod provenance;
pub mod record;
pub mod reference;
pub mod register;
pub mod release;
pub mod revocation;
pub mod sarif;
pub mod sbom;
pub mod sigstore;
pub mod spdx;
pub mod statement;
pub mod summary;
