//! The laws of `DESIGN.md` §6, tried on generated releases.
//!
//! One file a law. Every law says on standard error how many releases it was tried on, and how many of them were allowed;
//! `cargo xtask test` keeps that in `target/laws.txt`. [`countersign_tests::generate::law`] says how to try more, or others. Law 6 is the conformance harness' (every host decides every case),
//! law 8 is `purity.rs`.

mod bits;
mod deny;
mod evidence;
mod governance;
mod limits;
mod monotone;
mod order;
mod report;
mod said;
mod time;
mod work;
