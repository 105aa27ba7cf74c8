//! Instants, durations and half-open intervals, in whole seconds UTC.
//!
//! Our own documents write times in exactly one form of RFC 3339 §5.6, `2026-11-21T09:00:00Z`: no
//! fraction, no offset, no leap second. One instant, one spelling. Reading a clock is the host's work.

use core::fmt;
use core::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::base::limits::LAST_SECOND;

/// Seconds since 1970-01-01T00:00:00Z, up to [`LAST_SECOND`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Time(u64);

impl Time {
    /// 1970-01-01T00:00:00Z, before which there is no time here.
    pub const EPOCH: Self = Self(0);
    /// The last instant that there is.
    pub const END: Self = Self(LAST_SECOND);

    /// The instant, or `None` past [`LAST_SECOND`].
    pub fn from_seconds(seconds: u64) -> Option<Self> {
        (seconds <= LAST_SECOND).then_some(Self(seconds))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn seconds(self) -> u64 {
        self.0
    }

    /// The instant `duration` later; the end of time if that lies beyond it.
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.0).min(LAST_SECOND))
    }

    /// The instant `duration` earlier; the beginning of time if that lies before it.
    pub fn before(self, duration: Duration) -> Self {
        Self(self.0.saturating_sub(duration.0))
    }
}

impl Time {
    /// Reads what others write: any RFC 3339 time, its fraction of a second dropped. The error is for people.
    pub fn from_rfc3339(text: &str) -> Result<Self, String> {
        let parsed: Option<jiff::Timestamp> = text.parse().ok();
        let time = parsed.and_then(|stamp| u64::try_from(stamp.as_second()).ok()).and_then(Self::from_seconds);
        time.ok_or_else(|| format!("`{}` is not a time of RFC 3339", text.escape_default()))
    }
}

impl FromStr for Time {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{text}` is not a time of the form `2026-11-21T09:00:00Z`");
        let parsed: jiff::Timestamp = text.parse().map_err(|_| refuse())?;
        let time = u64::try_from(parsed.as_second()).ok().and_then(Self::from_seconds);
        // Formatting again refuses every other spelling, leap seconds and fractions among them.
        time.filter(|time| time.to_string() == text).ok_or_else(refuse)
    }
}

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // INVARIANT: at most `LAST_SECOND`, which jiff can write. A `Display` that fails would panic in `to_string`.
        match i64::try_from(self.0).ok().and_then(|s| jiff::Timestamp::from_second(s).ok()) {
            Some(stamp) => stamp.fmt(f),
            None => write!(f, "second {}", self.0),
        }
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// A length of time in seconds, written as one integer and one unit: `90s`, `15m`, `24h`, `14d`, `2w`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Duration(u64);

impl FromStr for Duration {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{text}` is not a duration such as `90s`, `15m`, `24h`, `14d` or `2w`");
        let unit = text.chars().last().ok_or_else(refuse)?;
        let seconds: u64 = match unit {
            's' => 1,
            'm' => 60,
            'h' => 3_600,
            'd' => 86_400,
            'w' => 604_800,
            _ => return Err(refuse()),
        };
        let digits = text.strip_suffix(unit).unwrap_or_default();
        let plain = !digits.is_empty() && !digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit());
        let count: u64 = digits.parse().ok().filter(|_| plain).ok_or_else(refuse)?;
        count.checked_mul(seconds).filter(|s| *s <= LAST_SECOND).map(Self).ok_or_else(refuse)
    }
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let units = [("w", 604_800), ("d", 86_400), ("h", 3_600), ("m", 60)];
        let whole = units.into_iter().find(|(_, seconds)| self.0.is_multiple_of(*seconds));
        let (unit, seconds) = whole.unwrap_or(("s", 1));
        write!(f, "{}{unit}", self.0.checked_div(seconds).unwrap_or_default())
    }
}

impl<'de> Deserialize<'de> for Duration {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// From `from` on, and no longer at `until`; without `until`, for ever.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Interval {
    /// The first instant inside.
    pub from: Time,
    /// The first instant after it.
    pub until: Option<Time>,
}

impl Interval {
    /// Whether `time` lies inside.
    pub fn contains(&self, time: Time) -> bool {
        self.from <= time && self.until.is_none_or(|until| time < until)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_instant_has_one_spelling() {
        let time: Time = "2026-11-21T09:00:00Z".parse().unwrap();
        assert_eq!(time.to_string(), "2026-11-21T09:00:00Z");
        for other in [
            "2026-11-21T09:00:00+00:00",
            "2026-11-21T10:00:00+01:00",
            "2026-11-21T09:00:00.0Z",
            "2026-11-21t09:00:00z",
            "2026-11-21 09:00:00Z",
            "2026-11-21T09:00Z",
            "2026-11-21T08:59:60Z",
            "2026-02-30T09:00:00Z",
            "+002026-11-21T09:00:00Z",
            "1969-12-31T23:59:59Z",
            "20261121T090000Z",
            "",
        ] {
            assert!(other.parse::<Time>().is_err(), "{other}");
        }
    }

    #[test]
    fn time_ends_in_the_year_9999() {
        let last = Time::from_seconds(LAST_SECOND).unwrap();
        assert_eq!(last.to_string(), "9999-12-30T22:00:00Z");
        assert_eq!(last.after("1s".parse().unwrap()), last);
        assert!(Time::from_seconds(LAST_SECOND + 1).is_none());
    }

    #[test]
    fn durations_have_one_unit() {
        assert_eq!("2w".parse::<Duration>(), "14d".parse());
        assert_eq!("36h".parse::<Duration>().unwrap().to_string(), "36h");
        for bad in ["", "d", "0d", "-1d", "1.5h", "1h30m", "01d", "1 d", "1D", "99999999999999999999d", "999999999999d"]
        {
            assert!(bad.parse::<Duration>().is_err(), "{bad}");
        }
    }

    #[test]
    fn intervals_are_half_open() {
        let at = |s| Time::from_seconds(s).unwrap();
        let interval = Interval { from: at(10), until: Some(at(20)) };
        assert!(!interval.contains(at(9)) && interval.contains(at(10)));
        assert!(interval.contains(at(19)) && !interval.contains(at(20)));
    }
}
