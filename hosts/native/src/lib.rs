//! Countersign for Rust programs: may this exact artefact, as this version, go to this environment now?
//!
//! The decision is made by the verifier component, the same bytes in every host; this library holds it, precompiled,
//! gives it memory and work within bounds, and hands the answer on. It gathers nothing: reading files, digesting
//! artefacts, reading the clock and obeying the verdict is the caller's part.
//!
//! ```no_run
//! use countersign::{Anchors, Gate, Question, Verdict};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let anchors = Anchors {
//!     root_keys: vec![std::fs::read("root.pub")?],
//!     signatures: vec![std::fs::read("policy.yml.sig.json")?, std::fs::read("roster.yml.sig.json")?],
//!     // Where people or pipelines sign with Sigstore identities: whose word about those is believed.
//!     trusted_roots: countersign::roots::default(),
//!     ..countersign::unanchored()
//! };
//! // Opened once, asked many times.
//! let mut gate = Gate::open(&std::fs::read("policy.yml")?, &std::fs::read("roster.yml")?, &anchors)?;
//! let decision = gate.decide(&Question {
//!     artefacts: vec!["sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae".into()],
//!     service: "checkout-api".into(),
//!     version: "2.4.1".into(),
//!     environment: "production".into(),
//!     deployer: Some("github:acme-deploy".into()),
//!     min_register_sequence: 0,
//!     now: 1_795_251_600, // 2026-11-21T09:00:00Z
//!     records: vec![std::fs::read("records/release.json")?],
//! })?;
//! if decision.verdict != Verdict::Allow {
//!     return Err(format!("denied, see report {}", decision.id).into());
//! }
//! # Ok(())
//! # }
//! ```

mod bindings;
pub mod bundles;
pub mod canaries;
mod component;
mod error;
mod gate;
pub mod limits;
pub mod policy;
pub mod records;
pub mod roots;
mod settings;

pub use component::{COMPONENT_SHA256, INTERFACES, TARGET};
pub use error::Error;
pub use gate::{Anchors, Decision, Gate, Question, Verdict, unanchored};
