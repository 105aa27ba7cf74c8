//! Sigstore bundles, verified offline, in the order of the client specification (sigstore/architecture-docs,
//! `client-spec.md`, "Verification").
//!
//! ```text
//! signing times ─▶ certificate path ─▶ certificate transparency ─▶ transparency log ─▶ signature
//!  timestamp.rs     certificate.rs       sct.rs                     log.rs, promise.rs    content.rs
//!  promise.rs                                                       merkle.rs, checkpoint.rs, entry.rs
//! ```
//!
//! Each step is one file, and answers with what it proved or with a [`failure::Failure`]. What a bundle must have is read
//! from the trusted root that vouches for it, never from the bundle: an instance with logs demands an entry.

pub mod bundle;
pub mod certificate;
pub mod checkpoint;
pub mod content;
pub mod entry;
pub mod failure;
pub mod identity;
pub mod log;
pub mod managed;
pub mod merkle;
pub mod observed;
pub mod promise;
pub mod roots;
pub mod sct;
pub mod timestamp;
