//! A time that somebody other than the signer proved.

use serde::Serialize;

use crate::base::time::Time;

/// When a signature existed, proved by a timestamp authority or a transparency log.
///
/// INVARIANT: made in `trust/` alone, after the proof was verified, so holding one is the proof.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct ObservedTime {
    at: Time,
    source: Source,
    by: String,
}

/// What proves a time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// An RFC 3161 token.
    TimestampAuthority,
    /// A log's signed entry timestamp.
    TransparencyLog,
}

impl ObservedTime {
    pub(in crate::trust) fn new(at: Time, source: Source, by: &str) -> Self {
        Self { at, source, by: by.to_owned() }
    }

    /// The instant, in whole seconds.
    pub fn at(&self) -> Time {
        self.at
    }
}
