//! The slow reading: a table of what clocks show at every minute, and what the documentation (`docs/calendar.md`) says of it.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan as _};

/// Every minute of some days, with what clocks show then.
pub(crate) struct Minutes {
    shown: Vec<(i64, DateTime)>,
    at: BTreeMap<DateTime, Vec<i64>>,
}

/// From and until, seconds since 1970.
pub(crate) type Span = (i64, i64);

impl Minutes {
    pub(crate) fn of(zone: &TimeZone, from: i64, until: i64) -> Self {
        let minutes = (from..until).step_by(60);
        let show = |second| (second, zone.to_datetime(Timestamp::from_second(second).expect("a time of this century")));
        let shown: Vec<_> = minutes.map(show).collect();
        let mut at: BTreeMap<DateTime, Vec<i64>> = BTreeMap::new();
        shown.iter().for_each(|(second, local)| at.entry(*local).or_default().push(*second));
        Self { shown, at }
    }

    pub(crate) fn seconds(&self) -> impl Iterator<Item = i64> {
        self.shown.iter().map(|(second, _)| *second)
    }

    pub(crate) fn dates(&self) -> BTreeSet<Date> {
        self.shown.iter().map(|(_, local)| local.date()).collect()
    }

    /// The readings of a local time: every minute at which clocks show it, or the first after the gap that it lies in.
    pub(crate) fn readings(&self, local: DateTime) -> Vec<i64> {
        if let Some(shown) = self.at.get(&local) {
            return shown.clone();
        }
        let later = self.shown.iter().find(|(_, at)| *at > local);
        later.map(|(second, _)| *second).into_iter().collect()
    }

    /// What every reading of the two allows.
    pub(crate) fn permitted(&self, from: DateTime, until: DateTime) -> Option<Span> {
        let span = (self.readings(from).into_iter().max()?, self.readings(until).into_iter().min()?);
        (span.0 < span.1).then_some(span)
    }

    /// What any reading of the two forbids.
    pub(crate) fn forbidden(&self, from: DateTime, until: DateTime) -> Option<Span> {
        let span = (self.readings(from).into_iter().min()?, self.readings(until).into_iter().max()?);
        (span.0 < span.1).then_some(span)
    }
}

/// The runs of a set of local minutes: what touches on clocks is one.
pub(crate) fn runs(minutes: &BTreeSet<DateTime>) -> Vec<(DateTime, DateTime)> {
    let mut runs: Vec<(DateTime, DateTime)> = Vec::new();
    for minute in minutes {
        let end = minute.checked_add(1.minute()).expect("a minute later");
        match runs.last_mut() {
            Some((_, until)) if *until == *minute => *until = end,
            _ => runs.push((*minute, end)),
        }
    }
    runs
}
