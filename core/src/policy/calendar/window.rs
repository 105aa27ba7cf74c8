//! Deployment windows: the hours of the week in which releases go out.
//!
//! A window is a permission, so every doubt about its hours shrinks it. In an overlap it opens at the last instant that
//! reads its `from`, and closes at the first that reads its `until`; both edges in one gap leave nothing.

use core::fmt;

use jiff::civil::{Date, DateTime};
use serde::Deserialize;

use crate::base::json::present;
use crate::base::limits::{HORIZON, OPENINGS};
use crate::base::name::Period;
use crate::base::shown::list;
use crate::base::time::Time;
use crate::policy::calendar::business::{Calendar, days};
use crate::policy::calendar::clock::{Clock, Day};
use crate::policy::calendar::holiday::Holidays;
use crate::policy::calendar::scope::Scope;
use crate::policy::calendar::zone::Zone;

const WEEK: u32 = 10_080;
const DAY: u32 = 1_440;

/// Hours of the week to which the releases that it binds are confined.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a window", deny_unknown_fields, rename_all = "camelCase")]
pub struct Window {
    /// Its name.
    pub name: Period,
    /// Which releases it binds.
    #[serde(default)]
    pub applies_to: Scope,
    /// Where its hours are read, if not where the calendar's are.
    #[serde(default, deserialize_with = "present")]
    pub time_zone: Option<Zone>,
    /// When it is open.
    pub open: Vec<Opening>,
    /// Whether it is open on holidays, too.
    #[serde(default)]
    pub on_holidays: bool,
}

/// The same hours on some days of the week.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "days and hours", deny_unknown_fields)]
pub struct Opening {
    /// The days on which the hours begin.
    pub days: Vec<Day>,
    /// When they begin.
    pub from: Clock,
    /// When they end: on the next day where this is earlier than `from`.
    pub until: Clock,
}

/// Time without a break in which a window is open: from `from` on, and no longer at `until`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// The first instant inside.
    pub from: Time,
    /// The first instant after it.
    pub until: Time,
}

/// How far a search for openings looks: bounds that stay as they are until `edge`, whatever instant before it is asked
/// about.
#[derive(Clone, Copy, Debug)]
struct Horizon {
    edge: Time,
    end: Time,
}

impl Horizon {
    fn around(time: Time) -> Self {
        let next = |time: Time| {
            let whole = time.seconds().checked_div(HORIZON).unwrap_or_default().saturating_add(1);
            Time::from_seconds(whole.saturating_mul(HORIZON)).unwrap_or(Time::END)
        };
        let edge = next(time);
        Self { edge, end: next(edge) }
    }
}

impl Window {
    /// Where its hours are read.
    pub fn zone(&self, calendar: &Calendar) -> Zone {
        self.time_zone.clone().or_else(|| calendar.time_zone.clone()).unwrap_or_default()
    }

    /// The instant up to which [`Window::spans`] gives the same for every instant from `around` on, but for what is over:
    /// whoever asks for the next opening has to look again then.
    pub fn horizon(around: Time) -> Time {
        Horizon::around(around).edge
    }

    /// When it is open around an instant, in order: what is open then or just was, and then everything up to some time
    /// after [`Window::horizon`].
    pub fn spans<'a>(&'a self, calendar: &'a Calendar, around: Time) -> impl Iterator<Item = Span> + 'a {
        let zone = self.zone(calendar);
        // Three days back: hours that began the day before may still last, and a zone may leave a day out.
        let first = (0..3).fold(zone.local(around).date(), |date, _| date.yesterday().unwrap_or(date));
        let last = zone.local(Horizon::around(around).end).date();
        let dates = days(first).take_while(move |date| *date <= last);
        let mut stretches = dates.flat_map(|date| self.stretches(&calendar.holidays, date)).peekable();
        core::iter::from_fn(move || {
            loop {
                let (from, mut until) = stretches.next()?;
                // What joins on clocks is one span: an overlap must not tear a hole between two adjacent openings.
                while let Some((_, later)) = stretches.next_if(|(next, _)| *next <= until) {
                    until = until.max(later);
                }
                let span = zone.last(from).zip(zone.first(until)).map(|(from, until)| Span { from, until });
                if let Some(span) = span.filter(|span| span.from < span.until) {
                    return Some(span);
                }
            }
        })
    }

    /// The hours that begin on `date`, as clocks show them, in order. On a holiday none begin, and those of the day before
    /// end with their day.
    fn stretches(&self, holidays: &Holidays, date: Date) -> Vec<(DateTime, DateTime)> {
        let is_closed = |date: Date| !self.on_holidays && holidays.on(date).is_some();
        if is_closed(date) {
            return Vec::new();
        }
        let today = self.open.iter().filter(|opening| opening.days.contains(&Day::of(date)));
        let stretch = |opening: &Opening| {
            let until = if opening.until > opening.from {
                opening.until.on(date)?
            } else {
                let tomorrow = date.tomorrow().ok()?;
                if is_closed(tomorrow) { Clock::MIDNIGHT } else { opening.until }.on(tomorrow)?
            };
            Some((opening.from.on(date)?, until))
        };
        let mut all: Vec<_> = today.filter_map(stretch).collect();
        all.sort_unstable();
        all
    }

    /// What is wrong with it: place and what was expected there.
    pub(in crate::policy) fn wrong(&self, calendar: &Calendar) -> Option<(&'static str, &'static str)> {
        let twice =
            |days: &[Day]| days.iter().enumerate().any(|(n, day)| days.iter().take(n).any(|other| other == day));
        if self.open.is_empty() || self.open.len() > OPENINGS {
            return Some(("open", "from 1 to 32 openings"));
        }
        if self.open.iter().any(|opening| opening.days.is_empty() || twice(&opening.days)) {
            return Some(("open", "at least one day, each day once"));
        }
        if self.open.iter().any(|opening| opening.from == opening.until || opening.from == Clock::END) {
            return Some(("open", "hours that begin before \"24:00\" and do not end when they begin"));
        }
        if self.has_overlap() {
            return Some(("open", "hours that do not overlap"));
        }
        if self.applies_to.has_empty_list() {
            return Some(("appliesTo", "lists that are not empty, or no such line"));
        }
        let zone = self.time_zone.as_ref().or(calendar.time_zone.as_ref());
        zone.is_none().then_some(("timeZone", "a time zone, here or under `calendar`"))
    }

    /// Whether two openings share a minute of the week.
    fn has_overlap(&self) -> bool {
        let minutes = |opening: &Opening, day: &Day| {
            let (from, until) = (opening.from.minutes(), opening.until.minutes());
            let length = if until > from { until } else { until.saturating_add(DAY) }.saturating_sub(from);
            let start = day.number().saturating_mul(DAY).saturating_add(from);
            (start, start.saturating_add(length))
        };
        let mut all: Vec<_> =
            self.open.iter().flat_map(|opening| opening.days.iter().map(move |day| minutes(opening, day))).collect();
        all.sort_unstable();
        // Sunday's last hours meet Monday's first.
        let around = all.first().map(|(start, end)| (start.saturating_add(WEEK), end.saturating_add(WEEK)));
        let next = all.iter().copied().skip(1).chain(around);
        all.iter().zip(next).any(|((_, end), (start, _))| *end > start)
    }
}

/// The hours, for people: `monday and tuesday 22:00–02:00`.
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hours = |opening: &Opening| format!("{} {}–{}", list(&opening.days), opening.from, opening.until);
        f.write_str(&list(self.open.iter().map(hours)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{json, yaml};

    fn read(window: &str, calendar: &str) -> (Window, Calendar) {
        let window = format!("name: w\n{window}");
        (
            json::typed(yaml::parse(window.as_bytes()).unwrap()).unwrap(),
            json::typed(yaml::parse(calendar.as_bytes()).unwrap()).unwrap(),
        )
    }

    /// The spans of `open` in `zone` that end after `around`, up to three.
    #[track_caller]
    fn opens(zone: &str, open: &str, around: &str, due: &[&str]) {
        let (window, calendar) = read(&format!("timeZone: {zone}\nopen: [{open}]\n"), "{}");
        assert_eq!(window.wrong(&calendar), None, "{open}");
        let around: Time = around.parse().unwrap();
        let ahead = window.spans(&calendar, around).skip_while(|span| span.until <= around).take(due.len());
        let found: Vec<String> = ahead.map(|span| format!("{}/{}", span.from, span.until)).collect();
        assert_eq!(found, due, "{zone} {open}");
    }

    const DAILY: &str = "days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]";

    #[test]
    fn what_clocks_show_once_is_what_it_says() {
        let hours = r#"{ days: [monday, friday], from: "09:00", until: "16:30" }"#;
        opens(
            "Europe/Berlin",
            hours,
            "2026-11-20T12:00:00Z",
            &["2026-11-20T08:00:00Z/2026-11-20T15:30:00Z", "2026-11-23T08:00:00Z/2026-11-23T15:30:00Z"],
        );
        opens("Asia/Kathmandu", hours, "2026-11-20T12:00:00Z", &["2026-11-23T03:15:00Z/2026-11-23T10:45:00Z"]);
        // Friday in Apia, Thursday in UTC.
        opens("Pacific/Apia", hours, "2026-11-19T00:00:00Z", &["2026-11-19T20:00:00Z/2026-11-20T03:30:00Z"]);
    }

    #[test]
    fn hours_wrap_past_midnight_and_join() {
        let night = r#"{ days: [sunday], from: "22:00", until: "02:00" }"#;
        opens("UTC", night, "2026-11-23T01:00:00Z", &["2026-11-22T22:00:00Z/2026-11-23T02:00:00Z"]);
        let until_midnight = r#"{ days: [sunday], from: "22:00", until: "24:00" }"#;
        opens("UTC", until_midnight, "2026-11-22T23:00:00Z", &["2026-11-22T22:00:00Z/2026-11-23T00:00:00Z"]);
        let joined = format!(r#"{until_midnight}, {{ days: [monday], from: "00:00", until: "03:00" }}"#);
        opens("UTC", &joined, "2026-11-22T23:00:00Z", &["2026-11-22T22:00:00Z/2026-11-23T03:00:00Z"]);
    }

    #[test]
    fn an_edge_in_a_gap_is_the_end_of_the_gap() {
        let within = format!(r#"{{ {DAILY}, from: "01:00", until: "02:30" }}"#);
        let after = format!(r#"{{ {DAILY}, from: "02:30", until: "05:00" }}"#);
        let inside = format!(r#"{{ {DAILY}, from: "02:10", until: "02:50" }}"#);
        let berlin = "2026-03-29T00:30:00Z";
        opens("Europe/Berlin", &within, berlin, &["2026-03-29T00:00:00Z/2026-03-29T01:00:00Z"]);
        opens("Europe/Berlin", &after, berlin, &["2026-03-29T01:00:00Z/2026-03-29T03:00:00Z"]);
        // Nobody's clock shows any of it that night.
        opens("Europe/Berlin", &inside, berlin, &["2026-03-30T00:10:00Z/2026-03-30T00:50:00Z"]);
        opens("America/New_York", &within, "2026-03-08T06:30:00Z", &["2026-03-08T06:00:00Z/2026-03-08T07:00:00Z"]);
        opens("Australia/Lord_Howe", &after, "2026-10-03T15:30:00Z", &["2026-10-03T15:30:00Z/2026-10-03T18:00:00Z"]);
        opens("Africa/Casablanca", &after, "2026-03-22T02:00:00Z", &["2026-03-22T02:00:00Z/2026-03-22T04:00:00Z"]);
        // No 30 December 2011 in Samoa, which was a Friday.
        let friday = r#"{ days: [friday], from: "09:00", until: "16:00" }"#;
        opens("Pacific/Apia", friday, "2011-12-29T00:00:00Z", &["2012-01-05T19:00:00Z/2012-01-06T02:00:00Z"]);
        let over = r#"{ days: [thursday], from: "22:00", until: "02:00" }"#;
        opens("Pacific/Apia", over, "2011-12-30T09:00:00Z", &["2011-12-30T08:00:00Z/2011-12-30T10:00:00Z"]);
    }

    #[test]
    fn in_an_overlap_only_what_every_reading_allows_is_open() {
        let around = format!(r#"{{ {DAILY}, from: "01:00", until: "04:00" }}"#);
        let ends = format!(r#"{{ {DAILY}, from: "00:00", until: "02:30" }}"#);
        let begins = format!(r#"{{ {DAILY}, from: "02:30", until: "04:00" }}"#);
        let inside = format!(r#"{{ {DAILY}, from: "02:10", until: "02:50" }}"#);
        let berlin = "2026-10-25T00:05:00Z";
        opens("Europe/Berlin", &around, berlin, &["2026-10-24T23:00:00Z/2026-10-25T03:00:00Z"]);
        opens("Europe/Berlin", &ends, berlin, &["2026-10-24T22:00:00Z/2026-10-25T00:30:00Z"]);
        opens("Europe/Berlin", &begins, berlin, &["2026-10-25T01:30:00Z/2026-10-25T03:00:00Z"]);
        opens("Europe/Berlin", &inside, berlin, &["2026-10-26T01:10:00Z/2026-10-26T01:50:00Z"]);
        let half = format!(r#"{{ {DAILY}, from: "01:15", until: "01:45" }}"#);
        // Lord Howe's clocks go back by 30 minutes only, from 02:00 to 01:30: 01:45 is twice, 01:15 once.
        opens("Australia/Lord_Howe", &half, "2026-04-04T14:00:00Z", &["2026-04-04T14:15:00Z/2026-04-04T14:45:00Z"]);
        opens("America/New_York", &ends, "2026-11-01T05:00:00Z", &["2026-11-01T04:00:00Z/2026-11-01T07:30:00Z"]);
        opens("Africa/Casablanca", &begins, "2026-02-15T01:00:00Z", &["2026-02-15T02:30:00Z/2026-02-15T04:00:00Z"]);
        // Two openings that join leave no hole in an overlap.
        opens("Europe/Berlin", &format!("{ends}, {begins}"), berlin, &["2026-10-24T22:00:00Z/2026-10-25T03:00:00Z"]);
    }

    #[test]
    fn holidays_close() {
        let night = "timeZone: Europe/Berlin\nopen: [{ days: [wednesday, thursday, friday], from: \"22:00\", until: \"02:00\" }]\n";
        let calendar = "timeZone: Europe/Berlin\nholidays: [{ name: Christmas, date: 2025-12-25, yearly: true }]\n";
        let spans = |window: &str| -> Vec<String> {
            let (window, calendar) = read(window, calendar);
            let around = "2025-12-24T12:00:00Z".parse().unwrap();
            let ahead = window.spans(&calendar, around).skip_while(|span| span.until <= around);
            ahead.take(3).map(|span| format!("{}/{}", span.from, span.until)).collect()
        };
        // Wednesday's hours end with Wednesday, Thursday's do not begin, Friday's are untouched.
        assert_eq!(
            spans(night),
            [
                "2025-12-24T21:00:00Z/2025-12-24T23:00:00Z",
                "2025-12-26T21:00:00Z/2025-12-27T01:00:00Z",
                "2025-12-31T21:00:00Z/2026-01-01T01:00:00Z",
            ]
        );
        assert_eq!(
            spans(&format!("{night}onHolidays: true\n"))[..2],
            ["2025-12-24T21:00:00Z/2025-12-25T01:00:00Z", "2025-12-25T21:00:00Z/2025-12-26T01:00:00Z",]
        );
    }

    #[test]
    fn what_cannot_be_meant_is_wrong() {
        let field = |window: &str| {
            let (window, calendar) = read(window, "{}");
            window.wrong(&calendar).map(|(field, _)| field)
        };
        let open = |open: &str| field(&format!("timeZone: UTC\nopen: [{open}]\n"));
        assert_eq!(open(""), Some("open"));
        for bad in [
            r#"{ days: [], from: "09:00", until: "10:00" }"#,
            r#"{ days: [monday, monday], from: "09:00", until: "10:00" }"#,
            r#"{ days: [monday], from: "09:00", until: "09:00" }"#,
            r#"{ days: [monday], from: "24:00", until: "09:00" }"#,
            r#"{ days: [monday], from: "09:00", until: "11:00" }, { days: [monday], from: "10:59", until: "12:00" }"#,
            r#"{ days: [monday], from: "22:00", until: "02:00" }, { days: [tuesday], from: "01:59", until: "03:00" }"#,
            r#"{ days: [monday], from: "00:00", until: "01:00" }, { days: [sunday], from: "22:00", until: "00:01" }"#,
            r#"{ days: [sunday], from: "23:00", until: "22:00" }, { days: [monday], from: "21:00", until: "23:00" }"#,
        ] {
            assert_eq!(open(bad), Some("open"), "{bad}");
        }
        let joined =
            r#"{ days: [monday], from: "00:00", until: "01:00" }, { days: [sunday], from: "22:00", until: "00:00" }"#;
        assert_eq!(open(joined), None);
        let hours = "open: [{ days: [monday], from: \"09:00\", until: \"10:00\" }]\n";
        assert_eq!(field(hours), Some("timeZone"));
        assert_eq!(field(&format!("{hours}timeZone: UTC\nappliesTo: {{ classes: [] }}\n")), Some("appliesTo"));
    }

    #[test]
    fn the_search_ends_and_says_the_same_up_to_its_horizon() {
        let (window, _) = read("open: [{ days: [monday], from: \"09:00\", until: \"10:00\" }]\n", "{}");
        let mut never = "timeZone: UTC\nholidays:\n".to_owned();
        let lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        for (month, day) in lengths.into_iter().enumerate().flat_map(|(m, days)| (1..=days).map(move |d| (m + 1, d))) {
            never += &format!("  - {{ name: x, date: 2026-{month:02}-{day:02}, yearly: true }}\n");
        }
        let calendar: Calendar = json::typed(yaml::parse(never.as_bytes()).unwrap()).unwrap();
        let now: Time = "2026-11-20T12:00:00Z".parse().unwrap();
        assert_eq!(window.spans(&calendar, now).next(), None);
        let edge = Window::horizon(now);
        let second = |time: Time, by: i64| Time::from_seconds(time.seconds().saturating_add_signed(by)).unwrap();
        assert!(edge > now && edge.seconds() - now.seconds() <= HORIZON);
        assert_eq!(Window::horizon(second(edge, -1)), edge);
        assert_eq!(Window::horizon(edge).seconds(), edge.seconds() + HORIZON);
        // At both ends of time.
        for end in [Time::EPOCH, Time::END] {
            assert!(window.spans(&Calendar::default(), end).count() < 60);
        }
    }

    #[test]
    fn openings_may_meet_and_are_not_too_many() {
        let open = |openings: &[String]| {
            let (window, calendar) = read(&format!("timeZone: UTC\nopen: [{}]\n", openings.join(", ")), "{}");
            window.wrong(&calendar).map(|(_, expected)| expected)
        };
        let minute = |at: usize| format!("{{ days: [monday], from: \"09:{at:02}\", until: \"09:{:02}\" }}", at + 1);
        let many = |count: usize| open(&(0..count).map(minute).collect::<Vec<_>>());
        assert_eq!(many(OPENINGS), None);
        assert_eq!(many(OPENINGS + 1), Some("from 1 to 32 openings"));
        assert_eq!(many(OPENINGS + 2), Some("from 1 to 32 openings"));
    }
}
