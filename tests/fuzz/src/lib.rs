//! What no input may do to the core: one target for every parser, and two for the whole gate.
//!
//! A target is a plain function from bytes. It panics where the core does, and where the core breaks its word: what is
//! read and written again must be read as the same, what is asked twice must be answered twice alike, and nothing is
//! allowed that nobody vouches for. `libfuzzer/` drives the targets with coverage (`cargo xtask fuzz`), the tests here with
//! the kept corpus and cheap mutations of it, so that no nightly toolchain is needed to try them.
//!
//! - [`target`]: the targets, by what they read.
//! - [`deviation`]: what befalls a question before it is asked.
//! - [`mutation`]: cheap mutations, from a seed.
//! - [`seed`]: what to start from: the fixtures, taken apart.
//! - [`corpus`]: the inputs that are kept.

pub mod corpus;
pub mod deviation;
pub mod mutation;
pub mod seed;
pub mod target;

pub use target::{TARGETS, Target, find};
