//! Layer 3: bytes to types, one file per document. What is read here is not yet believed.

pub mod anchor;
pub mod approval;
pub mod canary;
pub mod dsse;
pub mod evidence;
pub mod field;
pub mod provenance;
pub mod record;
pub mod register;
pub mod release;
pub mod revocation;
pub mod sigstore;
pub mod statement;
