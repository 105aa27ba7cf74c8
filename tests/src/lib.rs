//! A virtual organisation that signs anything at any time, and what is made from it.
//!
//! - [`key`]: keys from seeds, and deterministic signatures (RFC 6979).
//! - [`scenario`]: one release with its policy, roster, records and question; starts out allowed.

pub mod key;
pub mod scenario;
