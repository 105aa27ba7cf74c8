//! The end of the nth business day, against going through the days one by one.

use countersign_core::base::json;
use countersign_core::policy::calendar::business::Calendar;
use jiff::ToSpan as _;
use proptest::prelude::*;
use serde_json::json;

use crate::oracle::Minutes;
use crate::windows::DAYS;
use crate::{place, time, try_on, zone};

#[test]
fn the_nth_business_day_ends_when_the_days_say_so() {
    let holidays = prop::collection::vec(0..12_i64, 0..4);
    let drawn = (place(), 1..128_u8, holidays, prop::sample::select(vec!["24:00", "17:00", "02:30"]), 1..4_u64);
    let tried = std::cell::Cell::new(0_u64);
    let cases = try_on(100, drawn, |((name, at), days, mut holidays, ends, count)| {
        let rules = zone(&name);
        let today = rules.to_datetime(jiff::Timestamp::from_second(at).expect("a time")).date();
        holidays.sort_unstable();
        holidays.dedup();
        let holidays: Vec<_> = holidays.into_iter().map(|n| today.saturating_add(n.days())).collect();
        let named: Vec<&str> = (0..7).filter(|n| days >> n & 1 == 1).map(|n| DAYS[n].0).collect();
        let entry = |date: &jiff::civil::Date| json!({"name": "x", "date": date.to_string()});
        let calendar: Calendar = json::typed(json!({
            "timeZone": name, "businessDays": named, "businessDayEnds": ends,
            "holidays": holidays.iter().map(entry).collect::<Vec<_>>(),
        }))
        .map_err(TestCaseError::fail)?;
        let minutes = Minutes::of(&rules, at - 3 * 86_400, at + 50 * 86_400);
        let hour = |date: jiff::civil::Date| match ends {
            "24:00" => date.saturating_add(1.day()).at(0, 0, 0, 0),
            "17:00" => date.at(17, 0, 0, 0),
            _ => date.at(2, 30, 0, 0),
        };
        let is_business = |date: &jiff::civil::Date| {
            let day = DAYS.iter().position(|(_, day)| *day == date.weekday()).expect("a day of the week");
            let (begins, ends) = (minutes.readings(date.at(0, 0, 0, 0)), minutes.readings(hour(*date)));
            days >> day & 1 == 1 && !holidays.contains(date) && begins.first() < ends.first()
        };
        let after: Vec<_> = minutes.dates().into_iter().filter(|date| *date > today).filter(is_business).collect();
        let due = after
            .get(usize::try_from(count).expect("few") - 1)
            .and_then(|date| minutes.readings(hour(*date)).first().copied());
        if let Some(due) = due {
            prop_assert_eq!(
                calendar.business_days_after(time(at), count),
                time(due),
                "{} {} {}",
                name,
                time(at),
                count
            );
            tried.set(tried.get() + 1);
        }
        Ok(())
    });
    eprintln!("business days: {} of {cases} found within the table", tried.get());
    assert!(tried.get() * 5 > cases * 4, "hardly a business day was found");
}
