//! Generated releases: a policy, a roster, records and a question that nobody picked by hand, about half of them allowed.
//!
//! ```text
//! plan (proptest, shrinks) ─▶ organisation (policy, roster) ─▶ release (records, question) ─▶ laws
//!                                                                   └─▶ model (what must come out, naively)
//! ```
//!
//! A plan starts from a release that its class allows, as its people would make it, and lets things happen to it: most
//! harm nothing, some do. Nothing here decides how the verifier works: [`model`] says by brute force what the documents
//! promise, from what the generator knows, without reading a single byte of the records.

pub mod calendar;
pub mod event;
pub mod law;
pub mod model;
pub mod organisation;
pub mod plan;
pub mod release;

/// A day, in seconds.
pub const DAY: i64 = 86_400;

/// The instant that all offsets are counted from: [`crate::scenario::NOW`].
pub fn base() -> i64 {
    i64::try_from(crate::scenario::seconds(crate::scenario::NOW)).expect("a time of this century")
}

/// The instant `offset` seconds from [`base`], as documents write it.
pub fn instant(offset: i64) -> String {
    let seconds = u64::try_from(base() + offset).expect("a time after 1970");
    countersign_core::base::time::Time::from_seconds(seconds).expect("a time before 9999").to_string()
}
