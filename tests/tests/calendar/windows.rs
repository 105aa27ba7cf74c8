//! A window is open at exactly the minutes at which the slow reading has it open.

use std::collections::BTreeSet;

use countersign_core::base::json;
use countersign_core::policy::calendar::business::Calendar;
use countersign_core::policy::calendar::window::Window;
use jiff::ToSpan as _;
use jiff::civil::{DateTime, Weekday};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::oracle::{Minutes, Span, runs};
use crate::{place, time, try_on, zone};

pub(crate) const DAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

/// Days of the week as bits, and minutes of the day.
pub(crate) type Hours = (u8, u32, u32);

/// Hours by night, when offsets change, and by day; some touch, many wrap.
pub(crate) fn hours() -> impl Strategy<Value = Hours> {
    let minute = prop_oneof![
        3 => prop::sample::select(vec![0, 60, 90, 120, 150, 180, 240, 1_380, 1_410]),
        1 => 0..1_440_u32,
    ];
    (1..128_u8, minute.clone(), prop_oneof![8 => minute, 1 => Just(1_440)])
}

pub(crate) fn written((days, from, until): Hours) -> Value {
    let days: Vec<&str> = (0..7).filter(|n| days >> n & 1 == 1).map(|n| DAYS[n].0).collect();
    let clock = |minute: u32| format!("{:02}:{:02}", minute / 60, minute % 60);
    json!({"days": days, "from": clock(from), "until": clock(until)})
}

/// The local minutes that the hours allow on the dates of the table; `None` where two of them share one.
pub(crate) fn allowed(minutes: &Minutes, hours: &[Hours], holidays: &[jiff::civil::Date]) -> BTreeSet<DateTime> {
    let mut allowed = BTreeSet::new();
    for date in minutes.dates().into_iter().filter(|date| !holidays.contains(date)) {
        for (days, from, until) in hours {
            let today = DAYS.iter().position(|(_, day)| *day == date.weekday()).expect("a day of the week");
            if days >> today & 1 == 0 {
                continue;
            }
            let midnight = date.at(0, 0, 0, 0);
            let until = if until > from { *until } else { until + 1_440 };
            for minute in *from..until {
                let minute = midnight.checked_add(i64::from(minute).minutes()).expect("a minute of that day");
                if !holidays.contains(&minute.date()) {
                    allowed.insert(minute);
                }
            }
        }
    }
    allowed
}

#[test]
fn a_window_is_open_when_every_reading_says_so() {
    let around = prop::collection::vec(prop::option::of(-4..=4_i64), 2);
    let drawn = (place(), prop::collection::vec(hours(), 1..=3), around);
    let (tried, open) = (std::cell::Cell::new(0_u64), std::cell::Cell::new(0_u64));
    try_on(150, drawn, |((name, at), hours, holidays)| {
        let rules = zone(&name);
        let minutes = Minutes::of(&rules, at - 12 * 86_400, at + 12 * 86_400);
        let middle = rules.to_datetime(jiff::Timestamp::from_second(at).expect("a time")).date();
        let holidays: Vec<_> = holidays.into_iter().flatten().map(|n| middle.saturating_add(n.days())).collect();
        let entry = |date: &jiff::civil::Date| json!({"name": "x", "date": date.to_string()});
        let unique: BTreeSet<_> = holidays.iter().collect();
        let calendar: Calendar =
            json::typed(json!({"timeZone": name, "holidays": unique.into_iter().map(entry).collect::<Vec<_>>()}))
                .map_err(TestCaseError::fail)?;
        let window: Window =
            json::typed(json!({"name": "w", "open": hours.iter().map(|h| written(*h)).collect::<Vec<_>>()}))
                .map_err(TestCaseError::fail)?;
        let due: Vec<Span> = runs(&allowed(&minutes, &hours, &holidays))
            .into_iter()
            .filter_map(|(from, until)| minutes.permitted(from, until))
            .collect();
        // The table's own ends cut hours off; three days around the middle are whole.
        for second in minutes.seconds().filter(|second| (second - at).abs() < 3 * 86_400).step_by(7) {
            let here = due.iter().find(|(from, until)| *from <= second && second < *until);
            let found = window.spans(&calendar, time(second)).find(|span| span.until > time(second));
            let inside = found.filter(|span| span.from <= time(second));
            prop_assert_eq!(inside.is_some(), here.is_some(), "{} at {}", name, time(second));
            // Where hours reach beyond the table, only that they are open is known.
            if let (Some(span), Some((_, until))) = (inside, here.filter(|(_, until)| *until < at + 9 * 86_400)) {
                prop_assert_eq!(span.until, time(*until), "{} at {}", name, time(second));
                open.set(open.get() + 1);
            }
            let next = due.iter().find(|(from, _)| *from > second).filter(|(from, _)| *from < at + 8 * 86_400);
            if let (None, Some(span), Some((from, _))) = (inside, found, next) {
                prop_assert_eq!(span.from, time(*from), "{} at {}", name, time(second));
            }
            tried.set(tried.get() + 1);
        }
        Ok(())
    });
    eprintln!("windows: {} minutes tried, {} of them open", tried.get(), open.get());
    assert!(open.get() * 20 > tried.get() && open.get() < tried.get(), "hardly a window was open, or closed");
}
