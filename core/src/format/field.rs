//! What several predicates share: texts, addresses and commits, and how a predicate is read and checked.

use core::fmt;

use serde::{Deserialize, Deserializer, de};

use crate::base::encoding::hex;
use crate::base::limits::{LARGEST_INTEGER, TEXT_BYTES};

/// Text that somebody has to have written, and that reports quote: not blank, and not longer than [`TEXT_BYTES`].
pub fn require_text(text: &str, field: &str) -> Result<(), String> {
    match (text.trim().is_empty(), text.len() > TEXT_BYTES) {
        (true, _) => Err(format!("{field}: must not be empty")),
        (_, true) => Err(format!("{field}: longer than {TEXT_BYTES} bytes")),
        (false, false) => Ok(()),
    }
}

/// A number that grows: from 1, and not beyond what every JSON reader reads alike.
pub fn require_number(number: u64, field: &str) -> Result<(), String> {
    match number {
        0 => Err(format!("{field}: starts at 1")),
        1..=LARGEST_INTEGER => Ok(()),
        _ => Err(format!("{field}: larger than {LARGEST_INTEGER}")),
    }
}

/// A web address; shown to people, never fetched.
pub fn require_url(text: &str, field: &str) -> Result<(), String> {
    let plain = text.bytes().all(|b| b.is_ascii_graphic() && !matches!(b, b'"' | b'<' | b'>' | b'\\' | b'`'));
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    if plain && rest.is_some_and(|rest| !rest.is_empty()) {
        return Ok(());
    }
    Err(format!("{field}: `{}` is not an address that starts with `https://`", text.escape_default()))
}

/// A Git commit: 40 (SHA-1) or 64 (SHA-256) lower-case hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Commit(String);

impl fmt::Display for Commit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Commit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let whole = matches!(text.len(), 40 | 64) && hex::decode(&text).is_some();
        if whole {
            Ok(Self(text))
        } else {
            Err(de::Error::custom("not a commit: 40 or 64 lower-case hexadecimal digits"))
        }
    }
}
