//! Business days: which days count, and when what is due after so many of them is due.

use jiff::civil::Date;
use serde::Deserialize;

use crate::base::json::present;
use crate::base::limits::{BUSINESS_DAYS, CALENDAR_DAYS};
use crate::base::time::Time;
use crate::policy::calendar::clock::{Clock, Day};
use crate::policy::calendar::holiday::Holidays;
use crate::policy::calendar::zone::Zone;

/// The calendar of the organisation. Where a policy has none: UTC, Monday to Friday, no holidays.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a calendar", deny_unknown_fields, rename_all = "camelCase")]
pub struct Calendar {
    /// In which zone dates and hours are read, unless a window or a freeze says otherwise.
    #[serde(default, deserialize_with = "present")]
    pub time_zone: Option<Zone>,
    /// Days on which nobody works.
    #[serde(default)]
    pub holidays: Holidays,
    /// Days of the week on which somebody does.
    #[serde(default = "weekdays")]
    pub business_days: Vec<Day>,
    /// When they go home.
    #[serde(default = "midnight")]
    pub business_day_ends: Clock,
}

fn weekdays() -> Vec<Day> {
    vec![Day::Monday, Day::Tuesday, Day::Wednesday, Day::Thursday, Day::Friday]
}

fn midnight() -> Clock {
    Clock::END
}

impl Default for Calendar {
    fn default() -> Self {
        let holidays = Holidays::default();
        Self { time_zone: None, holidays, business_days: weekdays(), business_day_ends: midnight() }
    }
}

impl Calendar {
    /// The end of the `count`th business day after the day of `time`; for none, of the first business day that has not
    /// ended at `time`. A night is no business day, so what happens on a Friday evening is due on Monday at the earliest.
    ///
    /// A count beyond [`BUSINESS_DAYS`] is that many. Where no such day is found, it is due at once: the strictest reading.
    pub fn business_days_after(&self, time: Time, count: u64) -> Time {
        let zone = self.time_zone.clone().unwrap_or_default();
        let today = zone.local(time).date();
        let mut left = count.min(BUSINESS_DAYS);
        for date in days(today).take(CALENDAR_DAYS) {
            let Some(end) = self.end_of(&zone, date).filter(|end| *end > time && (left == 0 || date > today)) else {
                continue;
            };
            left = left.saturating_sub(1);
            if left == 0 {
                return end;
            }
        }
        time
    }

    /// When the business day `date` ends; `None` if it is none. A date that the zone leaves out (Samoa had no
    /// 30 December 2011) is none either.
    fn end_of(&self, zone: &Zone, date: Date) -> Option<Time> {
        let is_free = self.holidays.on(date).is_some() || !self.business_days.contains(&Day::of(date));
        let end = zone.first(self.business_day_ends.on(date)?)?;
        (!is_free && zone.first(Clock::MIDNIGHT.on(date)?)? < end).then_some(end)
    }

    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self) -> Option<(&'static str, &'static str)> {
        if self.business_days.is_empty() {
            return Some(("calendar.businessDays", "at least one day"));
        }
        let mut days = self.business_days.clone();
        days.sort_unstable();
        days.dedup();
        if days.len() != self.business_days.len() {
            return Some(("calendar.businessDays", "each day once"));
        }
        if self.business_day_ends == Clock::MIDNIGHT {
            return Some(("calendar.businessDayEnds", "a time after \"00:00\""));
        }
        let own = !self.holidays.is_empty() || days != weekdays() || self.business_day_ends != Clock::END;
        (own && self.time_zone.is_none()).then_some(("calendar", "a `timeZone` to read it in"))
    }
}

/// One day after the other, from `first` on.
pub(in crate::policy) fn days(first: Date) -> impl Iterator<Item = Date> {
    core::iter::successors(Some(first), |date| date.tomorrow().ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::yaml;

    fn calendar(text: &str) -> Calendar {
        crate::base::json::typed(yaml::parse(text.as_bytes()).unwrap()).unwrap()
    }

    #[track_caller]
    fn due(calendar: &Calendar, time: &str, count: u64, due: &str) {
        assert_eq!(calendar.business_days_after(time.parse().unwrap(), count).to_string(), due, "{count} after {time}");
    }

    #[test]
    fn without_a_calendar_weekdays_count_in_utc() {
        let none = Calendar::default();
        due(&none, "2026-11-20T12:00:00Z", 1, "2026-11-24T00:00:00Z"); // Friday to the end of Monday
        due(&none, "2026-11-20T12:00:00Z", 0, "2026-11-21T00:00:00Z");
        due(&none, "2026-11-21T12:00:00Z", 0, "2026-11-24T00:00:00Z");
        due(&none, "2026-11-21T12:00:00Z", 1, "2026-11-24T00:00:00Z");
        due(&none, "2026-11-23T00:00:00Z", 5, "2026-12-01T00:00:00Z");
    }

    #[test]
    fn holidays_and_zones_count() {
        let bank = calendar(
            "timeZone: Europe/Berlin\nbusinessDayEnds: \"18:00\"\nholidays:\n  - { name: a, date: 2026-12-25, yearly: true }\n  - { name: b, date: 2026-12-28 }\n",
        );
        due(&bank, "2026-12-24T08:00:00Z", 1, "2026-12-29T17:00:00Z"); // Christmas, a weekend, a bank holiday
        due(&bank, "2026-12-24T08:00:00Z", 0, "2026-12-24T17:00:00Z");
        due(&bank, "2026-12-24T16:59:59Z", 0, "2026-12-24T17:00:00Z");
        due(&bank, "2026-12-24T17:00:00Z", 0, "2026-12-29T17:00:00Z"); // the day has ended
        due(&bank, "2028-12-22T17:00:00Z", 1, "2028-12-26T17:00:00Z"); // the 25th is a Monday
        // Already Saturday in Berlin.
        due(&bank, "2026-11-20T23:30:00Z", 1, "2026-11-23T17:00:00Z");
        // Over the end of summer time: 18:00 is another instant.
        due(&bank, "2026-10-23T12:00:00Z", 1, "2026-10-26T17:00:00Z");
        due(&bank, "2026-10-22T12:00:00Z", 1, "2026-10-23T16:00:00Z");
    }

    #[test]
    fn a_date_that_the_zone_leaves_out_does_not_count() {
        let apia = calendar("timeZone: Pacific/Apia\n");
        // Thursday 29 December 2011 there; then comes Saturday the 31st.
        due(&apia, "2011-12-29T20:00:00Z", 1, "2012-01-02T10:00:00Z");
    }

    #[test]
    fn the_search_ends() {
        let mut never = "timeZone: UTC\nbusinessDays: [monday]\nholidays:\n".to_owned();
        for (month, days) in [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31].into_iter().enumerate() {
            for day in 1..=days {
                never += &format!("  - {{ name: x, date: 2026-{:02}-{day:02}, yearly: true }}\n", month + 1);
            }
        }
        // A 29 February that is a Monday comes every 28 years: past what is searched, so it is due at once.
        due(&calendar(&never), "2026-11-20T12:00:00Z", 1, "2026-11-20T12:00:00Z");
        due(&Calendar::default(), "2026-11-20T12:00:00Z", u64::MAX, "2027-11-06T00:00:00Z");
        due(&Calendar::default(), "9999-12-30T22:00:00Z", 1, "9999-12-30T22:00:00Z");
    }

    #[test]
    fn what_counts_nothing_or_has_no_zone_is_wrong() {
        for (text, place) in [
            ("{}", None),
            ("timeZone: UTC\nbusinessDays: [sunday]\nbusinessDayEnds: \"18:00\"\n", None),
            ("timeZone: UTC\nbusinessDays: []\n", Some("calendar.businessDays")),
            ("timeZone: UTC\nbusinessDays: [monday, monday]\n", Some("calendar.businessDays")),
            ("timeZone: UTC\nbusinessDayEnds: \"00:00\"\n", Some("calendar.businessDayEnds")),
            ("businessDays: [sunday]\n", Some("calendar")),
            ("businessDayEnds: \"18:00\"\n", Some("calendar")),
            ("holidays: [{ name: x, date: 2026-12-25 }]\n", Some("calendar")),
            ("holidays: [{ name: x, date: 2026-12-25, yearly: true }]\n", Some("calendar")),
        ] {
            assert_eq!(calendar(text).wrong().map(|(place, _)| place), place, "{text}");
        }
    }
}
