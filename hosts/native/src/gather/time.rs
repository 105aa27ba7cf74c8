//! Times and durations as people write them, and the clock.
//!
//! The component is told the time in whole seconds since 1970; a fraction is cut off, never rounded up.

use jiff::Timestamp;

use crate::exit::Failure;

/// The moment asked about: the one given, or the clock's.
pub(crate) fn now(given: Option<u64>) -> Result<u64, Failure> {
    match given {
        Some(now) => Ok(now),
        None => u64::try_from(Timestamp::now().as_second())
            .map_err(|_| Failure::question("this machine's clock stands before 1970: set it, or give `--now`")),
    }
}

/// A time of RFC 3339, for the command line.
pub(crate) fn parse(text: &str) -> Result<u64, String> {
    let written = "write a time such as `2026-11-21T09:00:00Z`";
    let time: Timestamp = text.parse().map_err(|_| written.to_owned())?;
    u64::try_from(time.as_second()).map_err(|_| format!("a time before 1970: {written}"))
}

/// How records write a time.
pub(crate) fn format(seconds: u64) -> Result<String, Failure> {
    i64::try_from(seconds)
        .ok()
        .and_then(|seconds| Timestamp::from_second(seconds).ok())
        .map(|time| time.to_string())
        .ok_or_else(|| Failure::question("the time lies beyond the year 9999: give an earlier one"))
}

/// A moment in the future: a time, or a duration from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    /// A time.
    At(u64),
    /// Seconds from now.
    In(u64),
}

impl Until {
    /// A time of RFC 3339, or a duration of one number and one unit, for the command line.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        parse(text).map(Self::At).or_else(|_| duration(text).map(Self::In)).map_err(|_| {
            "write a time such as `2026-11-21T09:00:00Z`, or a duration such as `90s`, `15m`, `24h`, `14d`, `2w`"
                .to_owned()
        })
    }

    /// The moment, as records write it.
    pub(crate) fn from(self, now: u64) -> Result<String, Failure> {
        match self {
            Self::At(time) => format(time),
            Self::In(seconds) => format(now.saturating_add(seconds)),
        }
    }
}

fn duration(text: &str) -> Result<u64, ()> {
    let unit = match text.as_bytes().last() {
        Some(b's') => 1,
        Some(b'm') => 60,
        Some(b'h') => 3_600,
        Some(b'd') => 86_400,
        Some(b'w') => 604_800,
        _ => return Err(()),
    };
    let digits = text.get(..text.len() - 1).unwrap_or_default();
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(());
    }
    digits.parse::<u64>().ok().and_then(|count| count.checked_mul(unit)).ok_or(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_whole_seconds_from_1970_to_9999() {
        assert_eq!(parse("2026-11-21T09:00:00Z"), Ok(1_795_251_600));
        assert_eq!(parse("2026-11-21T10:00:00.999+01:00"), Ok(1_795_251_600));
        for wrong in ["", "now", "2026-11-21", "2026-13-01T00:00:00Z", "1969-12-31T23:59:59Z", "99999-01-01T00:00:00Z"]
        {
            assert!(parse(wrong).is_err(), "{wrong}");
        }
        assert_eq!(format(1_795_251_600).unwrap(), "2026-11-21T09:00:00Z");
        assert!(format(u64::MAX).is_err());
    }

    #[test]
    fn durations_have_one_unit() {
        assert_eq!(Until::parse("24h"), Ok(Until::In(86_400)));
        assert_eq!(Until::parse("2w").unwrap().from(0).unwrap(), "1970-01-15T00:00:00Z");
        for wrong in ["", "h", "1", "-1h", "+1h", "1h30m", "1 h", "99999999999999999999w", "é"] {
            assert!(Until::parse(wrong).is_err(), "{wrong}");
        }
    }
}
