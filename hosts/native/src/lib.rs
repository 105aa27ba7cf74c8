//! Countersign for Rust programs.
