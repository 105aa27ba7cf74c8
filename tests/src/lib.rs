//! A virtual organisation that signs anything at any time, and what is made from it.
//!
//! - [`archive`]: decisions by the thousand, in files.
//! - [`attack`]: changes to any of them, with what must come of each.
//! - [`cases`]: one question each, with what must come out.
//! - [`conformance`]: hosts, asked every case, and compared.
//! - [`example`]: the bundled example.
//! - [`generate`]: releases that nobody picked by hand, for the laws.
//! - [`judged`]: canary analyses with what must come out.
//! - [`key`]: keys from seeds, and deterministic signatures (RFC 6979).
//! - [`policies`]: the tests of the shipped policies.
//! - [`large`]: a release with documents of tools of any size.
//! - [`reference`]: the page of finding codes.
//! - [`scenario`]: one release with its policy, roster, records and question; starts out allowed.
//! - [`signatures`]: signatures by the thousand, asked of the core and of RustCrypto.
//! - [`sigstore`]: a virtual Sigstore, the bundles that must verify, and those that must not.

pub mod archive;
pub mod attack;
pub mod cases;
pub mod conformance;
pub mod example;
pub mod generate;
pub mod judged;
pub mod key;
pub mod large;
pub mod policies;
pub mod reference;
pub mod scenario;
pub mod signatures;
pub mod sigstore;
