//! Freezes: dated times in which releases do not go out.
//!
//! A freeze is a prohibition, so every doubt about its ends makes it longer. A date as `until` is frozen to its end; in an
//! overlap a freeze begins at the first instant that reads its `from` and ends at the last that reads its `until`.

use core::str::FromStr;

use jiff::civil::{Date, DateTime};
use serde::{Deserialize, Deserializer, de};

use crate::base::json::present;
use crate::base::name::Period;
use crate::base::time::{Interval, Time};
use crate::policy::calendar::business::Calendar;
use crate::policy::calendar::clock::{self, Clock};
use crate::policy::calendar::scope::Scope;
use crate::policy::calendar::zone::Zone;

/// A time in which the releases that it binds do not go out.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a freeze", deny_unknown_fields, rename_all = "camelCase")]
pub struct Freeze {
    /// Its name.
    pub name: Period,
    /// Why; shown to whoever runs into it.
    pub reason: String,
    /// When it begins.
    pub from: Edge,
    /// When it ends.
    pub until: Edge,
    /// Where its dates are read, if not where the calendar's are.
    #[serde(default, deserialize_with = "present")]
    pub time_zone: Option<Zone>,
    /// Which releases it binds.
    #[serde(default)]
    pub applies_to: Scope,
}

/// Where a freeze begins or ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Edge {
    /// At an instant: `2026-12-18T17:00:00Z`.
    Instant(Time),
    /// When clocks show a time: `2026-12-18T18:00`.
    Local(DateTime),
    /// With a day, the whole of it: `2026-12-18`.
    Day(Date),
}

impl FromStr for Edge {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.ends_with('Z') {
            return text.parse().map(Self::Instant);
        }
        let Some((day, time)) = text.split_once('T') else { return clock::date(text).map(Self::Day) };
        let refuse = || format!("`{}` is not a local time such as `2026-12-18T18:00`", text.escape_default());
        let time: Clock = time.parse().ok().filter(|time| *time != Clock::END).ok_or_else(refuse)?;
        time.on(clock::date(day)?).map(Self::Local).ok_or_else(refuse)
    }
}

impl<'de> Deserialize<'de> for Edge {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl Edge {
    fn begins(self, zone: &Zone) -> Option<Time> {
        match self {
            Self::Instant(time) => Some(time),
            Self::Local(local) => zone.first(local),
            Self::Day(date) => zone.first(Clock::MIDNIGHT.on(date)?),
        }
    }

    fn ends(self, zone: &Zone) -> Option<Time> {
        match self {
            Self::Instant(time) => Some(time),
            Self::Local(local) => zone.last(local),
            Self::Day(date) => zone.last(Clock::END.on(date)?),
        }
    }
}

impl Freeze {
    /// Where its dates are read.
    pub fn zone(&self, calendar: &Calendar) -> Zone {
        self.time_zone.clone().or_else(|| calendar.time_zone.clone()).unwrap_or_default()
    }

    /// When it is on. From the beginning of time, and for ever, where an end could not be told; such a freeze does not load.
    pub fn interval(&self, calendar: &Calendar) -> Interval {
        let zone = self.zone(calendar);
        Interval { from: self.from.begins(&zone).unwrap_or(Time::EPOCH), until: self.until.ends(&zone) }
    }

    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self, calendar: &Calendar) -> Option<(&'static str, &'static str)> {
        let is_local = |edge: &Edge| !matches!(edge, Edge::Instant(_));
        if self.reason.trim().is_empty() {
            return Some(("reason", "a reason"));
        }
        if self.applies_to.has_empty_list() {
            return Some(("appliesTo", "lists that are not empty, or no such line"));
        }
        let zone = self.time_zone.as_ref().or(calendar.time_zone.as_ref());
        if zone.is_none() && [&self.from, &self.until].into_iter().any(is_local) {
            return Some(("timeZone", "a time zone, here or under `calendar`, or instants in UTC"));
        }
        let Interval { from, until } = self.interval(calendar);
        let is_empty = until.is_none_or(|until| until <= from);
        is_empty.then_some(("until", "an end after the beginning"))
    }
}

/// Whether freezes leave no way out: a policy that can stop every release has to say how an emergency goes out all the same.
pub(in crate::policy) fn lack_emergency(freezes: &[Freeze], has_emergency: bool) -> bool {
    !freezes.is_empty() && !has_emergency
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{json, yaml};

    fn read(zone: &str, from: &str, until: &str) -> Freeze {
        let zone = if zone.is_empty() { String::new() } else { format!("timeZone: {zone}\n") };
        let text = format!("name: f\nreason: r\nfrom: {from}\nuntil: {until}\n{zone}");
        json::typed(yaml::parse(text.as_bytes()).unwrap()).unwrap()
    }

    #[track_caller]
    fn is_on(zone: &str, from: &str, until: &str, due: (&str, &str)) {
        let freeze = read(zone, from, until);
        assert_eq!(freeze.wrong(&Calendar::default()), None);
        let interval = freeze.interval(&Calendar::default());
        let found = (interval.from.to_string(), interval.until.unwrap().to_string());
        assert_eq!((found.0.as_str(), found.1.as_str()), due, "{zone} {from} {until}");
    }

    #[test]
    fn dates_are_frozen_to_their_end() {
        is_on("Europe/Berlin", "2026-12-18", "2026-12-18", ("2026-12-17T23:00:00Z", "2026-12-18T23:00:00Z"));
        is_on("Asia/Kathmandu", "2026-12-18", "2027-01-03", ("2026-12-17T18:15:00Z", "2027-01-03T18:15:00Z"));
        is_on("", "2026-12-18T17:00:00Z", "2026-12-19T00:00:00Z", ("2026-12-18T17:00:00Z", "2026-12-19T00:00:00Z"));
        is_on(
            "Europe/Berlin",
            "2026-12-18T18:00",
            "2027-01-04T06:00:00Z",
            ("2026-12-18T17:00:00Z", "2027-01-04T06:00:00Z"),
        );
        // A day of 23 hours, and one of 25; midnight that does not exist, and midnight that comes twice.
        is_on("America/New_York", "2026-03-08", "2026-03-08", ("2026-03-08T05:00:00Z", "2026-03-09T04:00:00Z"));
        is_on("America/New_York", "2026-11-01", "2026-11-01", ("2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"));
        is_on("America/Sao_Paulo", "2018-11-04", "2018-11-04", ("2018-11-04T03:00:00Z", "2018-11-05T02:00:00Z"));
        is_on("America/Havana", "2026-11-01", "2026-11-01", ("2026-11-01T04:00:00Z", "2026-11-02T05:00:00Z"));
        is_on("America/Havana", "2026-10-31", "2026-10-31", ("2026-10-31T04:00:00Z", "2026-11-01T05:00:00Z"));
        is_on("Pacific/Apia", "2011-12-29", "2011-12-30", ("2011-12-29T10:00:00Z", "2011-12-30T10:00:00Z"));
    }

    #[test]
    fn in_gaps_and_overlaps_it_is_on_where_any_reading_says_so() {
        let berlin = |from, until, due| is_on("Europe/Berlin", from, until, due);
        berlin("2026-10-25T02:10", "2026-10-25T02:50", ("2026-10-25T00:10:00Z", "2026-10-25T01:50:00Z"));
        berlin("2026-10-25T02:50", "2026-10-25T02:10", ("2026-10-25T00:50:00Z", "2026-10-25T01:10:00Z"));
        berlin("2026-03-29T01:00", "2026-03-29T02:30", ("2026-03-29T00:00:00Z", "2026-03-29T01:00:00Z"));
        berlin("2026-03-29T02:30", "2026-03-29T04:00", ("2026-03-29T01:00:00Z", "2026-03-29T02:00:00Z"));
        is_on(
            "Australia/Lord_Howe",
            "2026-04-05T01:45",
            "2026-04-05T01:59",
            ("2026-04-04T14:45:00Z", "2026-04-04T15:29:00Z"),
        );
        is_on(
            "Africa/Casablanca",
            "2026-02-15T02:00",
            "2026-02-15T03:00",
            ("2026-02-15T01:00:00Z", "2026-02-15T03:00:00Z"),
        );
    }

    #[test]
    fn what_cannot_be_meant_is_wrong() {
        let field = |zone, from, until| read(zone, from, until).wrong(&Calendar::default()).map(|(field, _)| field);
        assert_eq!(field("UTC", "2026-12-19", "2026-12-18"), Some("until"));
        assert_eq!(field("", "2026-12-18T17:00:00Z", "2026-12-18T17:00:00Z"), Some("until"));
        assert_eq!(field("Pacific/Apia", "2011-12-30", "2011-12-30"), Some("until"));
        assert_eq!(field("Europe/Berlin", "2026-03-29T02:10", "2026-03-29T02:50"), Some("until"));
        assert_eq!(field("", "2026-12-18", "2026-12-19T00:00:00Z"), Some("timeZone"));
        assert_eq!(field("", "2026-12-18T00:00:00Z", "2026-12-19T00:00"), Some("timeZone"));
        for bad in
            ["2026-02-30", "2026-12-18T24:00", "2026-12-18T18:00:00", "2026-12-18 18:00", "2026-12-18T18:00+01:00", ""]
        {
            assert!(bad.parse::<Edge>().is_err(), "{bad}");
        }
    }
}
