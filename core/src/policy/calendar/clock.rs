//! What calendars write: days of the week, dates and times of day. A date that no calendar has is refused here.

use core::fmt;
use core::str::FromStr;

use jiff::civil::{Date, DateTime, Weekday};
use serde::{Deserialize, Deserializer, de};

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(expecting = "a day of the week, such as `monday`", rename_all = "lowercase")]
pub enum Day {
    /// The first, as ISO 8601 has it.
    Monday,
    /// The second.
    Tuesday,
    /// The third.
    Wednesday,
    /// The fourth.
    Thursday,
    /// The fifth.
    Friday,
    /// The sixth.
    Saturday,
    /// The seventh.
    Sunday,
}

impl Day {
    /// The day that a date falls on.
    pub fn of(date: Date) -> Self {
        match date.weekday() {
            Weekday::Monday => Self::Monday,
            Weekday::Tuesday => Self::Tuesday,
            Weekday::Wednesday => Self::Wednesday,
            Weekday::Thursday => Self::Thursday,
            Weekday::Friday => Self::Friday,
            Weekday::Saturday => Self::Saturday,
            Weekday::Sunday => Self::Sunday,
        }
    }

    /// Days since Monday.
    pub(in crate::policy) fn number(self) -> u32 {
        self as u32
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Monday => "monday",
            Self::Tuesday => "tuesday",
            Self::Wednesday => "wednesday",
            Self::Thursday => "thursday",
            Self::Friday => "friday",
            Self::Saturday => "saturday",
            Self::Sunday => "sunday",
        })
    }
}

/// A time of day to the minute, `00:00` to `24:00`, which is the end of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Clock {
    hour: u8,
    minute: u8,
}

impl Clock {
    /// Midnight, at which a day begins.
    pub const MIDNIGHT: Self = Self { hour: 0, minute: 0 };
    /// Midnight, at which it ends.
    pub const END: Self = Self { hour: 24, minute: 0 };

    /// This time on `date`, as clocks show it.
    pub fn on(self, date: Date) -> Option<DateTime> {
        if self == Self::END {
            return Self::MIDNIGHT.on(date.tomorrow().ok()?);
        }
        let (hour, minute) = (i8::try_from(self.hour).ok()?, i8::try_from(self.minute).ok()?);
        DateTime::new(date.year(), date.month(), date.day(), hour, minute, 0, 0).ok()
    }

    /// Minutes since midnight.
    pub(in crate::policy) fn minutes(self) -> u32 {
        u32::from(self.hour).saturating_mul(60).saturating_add(u32::from(self.minute))
    }
}

impl FromStr for Clock {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{}` is not a time of day from `\"00:00\"` to `\"24:00\"`", text.escape_default());
        let (hour, minute) = text.split_once(':').ok_or_else(refuse)?;
        let two = |part: &str| {
            let plain = part.len() == 2 && part.bytes().all(|b| b.is_ascii_digit());
            part.parse::<u8>().ok().filter(|_| plain)
        };
        let clock = Self { hour: two(hour).ok_or_else(refuse)?, minute: two(minute).ok_or_else(refuse)? };
        (clock.minute < 60 && clock <= Self::END).then_some(clock).ok_or_else(refuse)
    }
}

impl fmt::Display for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)
    }
}

impl<'de> Deserialize<'de> for Clock {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

/// Reads `2026-12-24`, and no other spelling of it. The years are those in which there is a time, and a day after it.
pub(in crate::policy) fn date(text: &str) -> Result<Date, String> {
    let parsed: Option<Date> = text.parse().ok();
    let plain = parsed.filter(|date| (1970..=9998).contains(&date.year()) && date.to_string() == text);
    plain.ok_or_else(|| format!("`{}` is not a date such as `2026-12-24`", text.escape_default()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_ends_at_24_00() {
        let on = |clock: &str| clock.parse::<Clock>().unwrap().on(date("2028-02-28").unwrap()).unwrap().to_string();
        assert_eq!((on("00:00"), on("09:30")), ("2028-02-28T00:00:00".to_owned(), "2028-02-28T09:30:00".to_owned()));
        assert_eq!(on("24:00"), "2028-02-29T00:00:00");
        for bad in ["", "9:00", "09:60", "24:01", "25:00", "09:00:00", "0900", "+9:00", "09:0", "９:00", "09-00"] {
            assert!(bad.parse::<Clock>().is_err(), "{bad}");
        }
    }

    #[test]
    fn dates_have_one_spelling_and_exist() {
        assert!(date("2028-02-29").is_ok());
        let none = ["", "2026-02-29", "2026-02-30", "2026-13-01", "2026-1-1", "20260101", "1969-12-31", "9999-01-01"];
        for bad in none.into_iter().chain(["2026-12-24T00:00", "+2026-12-24", "2026-12-24 ", "2026-W01-1"]) {
            assert!(date(bad).is_err(), "{bad}");
        }
    }
}
