//! Every bound of this host, with where its number comes from.
//!
//! It does not bound what the verifier does with what it is given: those limits are in `core/src/base/limits.rs`, and
//! the first four here repeat them, so that a host refuses early what the verifier would refuse late.

/// Bytes of one policy, roster, key or report that this host reads: the verifier's own `RECORD_BYTES`. What lies among the
/// records may be as large as all of them.
pub const DOCUMENT_BYTES: u64 = 16 << 20;

/// Records of one question: the verifier's own `RECORDS`.
pub const RECORDS: usize = 20_000;

/// Bytes of all records of one question: the verifier's own `RECORDS_BYTES`.
pub const RECORDS_BYTES: u64 = 256 << 20;

/// The largest number that JSON readers read alike: the verifier's own `LARGEST_INTEGER`. A larger one could not be read back from a report.
pub const LARGEST_INTEGER: u64 = 9_007_199_254_740_991;

/// Bytes of memory that the component may take: four times the largest set of records.
pub const COMPONENT_MEMORY: usize = 1 << 30;

/// Units of work (about one WebAssembly instruction each) for one call of the component.
///
/// The verifier allows itself 100,000 signature verifications per question (its own `VERIFICATIONS`), and one was
/// measured at 13 million units. Three times that is the bound; it takes about four minutes to spend.
pub const FUEL: u64 = 4_000_000_000_000;

/// Folders within folders under a records directory. Deeper than any tree that people keep by hand.
pub const FOLDER_DEPTH: usize = 64;

/// Bytes of an artefact from which on a progress bar is worth showing: about a quarter of a second of hashing.
pub const PROGRESS_BYTES: u64 = 64 << 20;
