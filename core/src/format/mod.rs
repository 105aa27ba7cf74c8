//! Layer 3: bytes to types, one file per document. What is read here is not yet believed.

pub mod anchor;
pub mod approval;
pub mod carried;
pub mod dsse;
pub mod emergency;
pub mod evidence;
pub mod exception;
pub mod field;
mod grype;
mod junit;
pub mod openvex;
pub mod package_url;
pub mod provenance;
pub mod record;
pub mod reference;
pub mod register;
pub mod release;
pub mod review;
pub mod revocation;
pub mod sigstore;
pub mod statement;
pub mod test_result;
mod trivy;
pub mod vulnerability;
mod vulns;
