//! Sigstore's documents: bundles, what their log entries say, and trusted roots.
//!
//! ```text
//! a file ── container ──▶ one bundle each ── bundle ──▶ material, timestamps, content
//!                                              └ entry ──▶ promise, proof, body
//!                                                            │      │       └ body ──▶ digest, signature, verifier
//!                                                            │      └ checkpoint ──▶ origin, size, root, signatures
//! trusted_root.json ── trusted_root ──▶ authorities, logs, timestamp authorities: each with its window
//! ```
//!
//! Bytes to types. Nothing here verifies anything: certificates, timestamps and keys stay DER, signatures stay bytes, and
//! what one part says of another is not compared. That is `trust/`'s work.

pub mod body;
pub mod bundle;
pub mod checkpoint;
pub mod container;
pub mod entry;
pub mod trusted_root;
pub mod wrong;

mod proto;
