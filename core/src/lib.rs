//! Countersign's verifier: may this exact artefact, as this version, go to this environment now?
//!
//! Pure: no I/O, no clock, no randomness, no threads. A host gathers bytes, reads the clock and asks; equal questions get
//! equal bytes everywhere.
//!
//! ```
//! use countersign_core::{anchoring::Anchors, gate::{Gate, Verdict}, request::Request};
//!
//! let gate = Gate::open(b"", b"", &Anchors::default());
//! let decision = gate.decide(&Request::default());
//! assert_eq!(decision.verdict, Verdict::Malformed); // nothing given, nothing allowed
//! ```
//!
//! The layers, lowest first, and what each may import are in `DESIGN.md` §3; `cargo xtask tidy` holds the code to it.

#![cfg_attr(test, allow(clippy::arithmetic_side_effects, clippy::string_slice))]

pub mod base;
pub mod check;
pub mod crypto;
pub mod decision;
pub mod facts;
pub mod format;
pub mod judge;
pub mod policy;
pub mod report;
pub mod trust;

pub mod anchoring;
pub mod bundles;
pub mod canaries;
mod explain;
pub mod gate;
pub mod lint;
pub mod records;
pub mod request;
mod timeline;
