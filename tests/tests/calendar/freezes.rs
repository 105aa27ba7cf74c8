//! A freeze is on at exactly the minutes at which the slow reading has it on.

use countersign_core::base::json;
use countersign_core::policy::calendar::business::Calendar;
use countersign_core::policy::calendar::freeze::Freeze;
use jiff::ToSpan as _;
use jiff::civil::DateTime;
use proptest::prelude::*;
use serde_json::json;

use crate::oracle::Minutes;
use crate::{place, time, try_on, zone};

#[test]
fn a_freeze_is_on_when_any_reading_says_so() {
    let tried = std::cell::Cell::new(0_u64);
    // Ends so many minutes, or whole days, around the middle, as clocks count.
    let drawn = (place(), -2_000..2_000_i64, 0..2_000_i64, any::<(bool, bool)>());
    let cases = try_on(400, drawn, |((name, at), from, length, (from_day, until_day))| {
        let rules = zone(&name);
        let minutes = Minutes::of(&rules, at - 6 * 86_400, at + 6 * 86_400);
        let middle = rules.to_datetime(jiff::Timestamp::from_second(at).expect("a time"));
        let from = middle.saturating_add(from.minutes());
        let until = from.saturating_add(length.minutes());
        let midnight = |local: DateTime| local.date().at(0, 0, 0, 0);
        let write = |local: DateTime, day: bool| {
            if day { local.date().to_string() } else { local.strftime("%Y-%m-%dT%H:%M").to_string() }
        };
        let begins = if from_day { midnight(from) } else { from };
        let ends = if until_day { midnight(until).saturating_add(1.day()) } else { until };
        let freeze: Freeze = json::typed(json!({
            "name": "f", "reason": "r", "timeZone": name, "from": write(from, from_day), "until": write(until, until_day),
        }))
        .map_err(TestCaseError::fail)?;
        let interval = freeze.interval(&Calendar::default());
        let due = minutes.forbidden(begins, ends);
        for second in minutes.seconds() {
            let is_on = due.is_some_and(|(from, until)| from <= second && second < until);
            prop_assert_eq!(interval.contains(time(second)), is_on, "{} {} {} at {}", name, begins, ends, time(second));
        }
        tried.set(tried.get() + u64::from(due.is_some()));
        Ok(())
    });
    eprintln!("freezes: {} of {cases} are on at some minute", tried.get());
    assert!(tried.get() * 2 > cases, "hardly a freeze was on");
}
