//! Anchored patterns: a text, in which `*` stands for any characters but `/`.
//!
//! The whole text must fit, so that nothing can be put before or behind what was meant. A pattern without `*` fits itself
//! alone.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, de};

use crate::base::limits::TEXT_BYTES;

/// A text, or a pattern.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Pattern(String);

impl Pattern {
    /// The pattern as it was written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it fits one text only.
    pub fn is_exact(&self) -> bool {
        !self.0.contains('*')
    }

    /// What stands before the first `*`.
    pub fn literal_start(&self) -> &str {
        self.0.split('*').next().unwrap_or_default()
    }

    /// What stands behind the last `*`.
    pub fn literal_end(&self) -> &str {
        self.0.rsplit('*').next().unwrap_or_default()
    }

    /// Whether `text`, from its beginning to its end, fits.
    pub fn fits(&self, text: &str) -> bool {
        let mut pieces = self.0.split('*');
        let Some(mut rest) = pieces.next().and_then(|first| text.strip_prefix(first)) else { return false };
        let Some(last) = pieces.next_back() else { return rest.is_empty() };
        // Segment by segment, because `*` never crosses a `/`: see `advance`.
        for piece in pieces {
            match advance(rest, piece) {
                Some(behind) => rest = behind,
                None => return false,
            }
        }
        rest.strip_suffix(last).is_some_and(|between| !between.contains('/'))
    }
}

/// What is behind the first `piece` in `text` that only characters other than `/` precede.
fn advance<'a>(text: &'a str, piece: &str) -> Option<&'a str> {
    let (before, behind) = text.split_once(piece)?;
    (!before.contains('/')).then_some(behind)
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl FromStr for Pattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let plain = text.bytes().all(|b| b.is_ascii_graphic());
        if text.is_empty() || text.len() > TEXT_BYTES || !plain || text.contains("**") {
            let shown = text.escape_default();
            return Err(format!("`{shown}` is no text or pattern: printable ASCII, `*` within a segment"));
        }
        Ok(Self(text.to_owned()))
    }
}

impl<'de> Deserialize<'de> for Pattern {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pattern(text: &str) -> Result<Pattern, String> {
        serde_json::from_value(text.into()).map_err(|error: serde_json::Error| error.to_string())
    }

    #[test]
    fn a_pattern_fits_the_whole_text_or_not_at_all() {
        let fits = |wanted: &str, text: &str| pattern(wanted).unwrap().fits(text);
        let workflow = "https://github.com/acme/*/.github/workflows/*.yml@refs/heads/main";
        assert!(fits(workflow, "https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main"));
        for other in [
            "https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main2",
            "xhttps://github.com/acme/shop/.github/workflows/release.yml@refs/heads/main",
            "https://github.com/acme/a/b/.github/workflows/release.yml@refs/heads/main",
            "https://github.com/acme/shop/.github/workflows/x/release.yml@refs/heads/main",
            "https://github.com/evil/acme/shop/.github/workflows/release.yml@refs/heads/main",
            "https://github.com/acme/shop/.github/workflows/release.yml@refs/heads/",
        ] {
            assert!(!fits(workflow, other), "{other}");
        }
        assert!(fits("a*b*c", "abbbc") && fits("a*b*c", "abc") && !fits("a*b*c", "acb") && !fits("a*a", "a"));
        assert!(fits("exact", "exact") && !fits("exact", "exactly") && !fits("exact", "inexact"));
        assert!(fits("*@acme.example", "alice@acme.example") && !fits("*@acme.example", "alice@acme.example.evil"));
    }

    #[test]
    fn what_would_be_read_in_two_ways_is_no_pattern() {
        for bad in ["", "**", "a**b", "a b", "a\nb", "é", &"a".repeat(4_097)] {
            assert!(pattern(bad).is_err(), "{bad}");
        }
    }
}
