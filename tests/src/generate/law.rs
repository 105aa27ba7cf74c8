//! How a law is tried: on many generated releases, from a fixed seed, with a count of what was tried.
//!
//! - `PROPTEST_CASES=N`: so many releases for each law, instead of the law's own number.
//! - `COUNTERSIGN_SEED=TEXT`: other releases. Without it they are the same on every machine.
//! - `COUNTERSIGN_TRIED=FILE`: what each law was tried on is added to this file.
//!
//! `cargo xtask test` says it in `target/laws.txt`; a campaign, such as `cargo xtask test --only tests --releases 1000`,
//! in `target/laws-1000.txt`.

use std::cell::Cell;
use std::io::Write as _;

use countersign_core::base::digest::Sha256;
use countersign_core::gate::Verdict;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestCaseResult, TestError, TestRng, TestRunner};

use super::plan::plan;
use super::release::Generated;

/// What was tried so far.
#[derive(Debug, Default)]
pub struct Tally {
    releases: Cell<u32>,
    allowed: Cell<u32>,
    variants: Cell<u64>,
    telling: Cell<u64>,
}

impl Tally {
    /// Counts a release.
    pub fn release(&self, verdict: Verdict) {
        self.releases.set(self.releases.get() + 1);
        self.allowed.set(self.allowed.get() + u32::from(verdict == Verdict::Allow));
    }

    /// Counts a variant of a release; `telling` says whether it came out otherwise than the release did.
    pub fn variant(&self, telling: bool) {
        self.variants.set(self.variants.get() + 1);
        self.telling.set(self.telling.get() + u64::from(telling));
    }
}

/// The least share of allowed releases, and of denied ones, in per cent, for a law to have been tried at all.
const LEAST_SHARE: u32 = 35;

/// Tries a law on `cases` generated releases.
///
/// # Panics
///
/// Where the law does not hold: with the smallest plan that breaks it. And where nearly all releases are
/// allowed, or denied, or no variant came out otherwise: then the law was not tried.
pub fn hold(law: &str, cases: u32, check: impl Fn(&Generated, &Tally) -> TestCaseResult) {
    let wanted = std::env::var("PROPTEST_CASES").ok().and_then(|text| text.parse().ok());
    let config = Config {
        cases: wanted.unwrap_or(cases),
        failure_persistence: None,
        max_shrink_iters: 2_000,
        ..Config::default()
    };
    let seed = std::env::var("COUNTERSIGN_SEED").unwrap_or_default();
    let seed = Sha256::of(format!("{law} {seed}").as_bytes()).to_hex();
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed.as_bytes()[..32]);
    let tally = Tally::default();
    let result = TestRunner::new_with_rng(config, rng).run(&plan(), |plan| check(&Generated::of(&plan), &tally));
    match result {
        Ok(()) => {}
        Err(TestError::Fail(why, plan)) => panic!("{law} does not hold: {why}\nsmallest plan: {plan:?}"),
        Err(TestError::Abort(why)) => panic!("{law} could not be tried: {why}"),
    }
    let (releases, allowed) = (tally.releases.get(), tally.allowed.get());
    let share = allowed * 100 / releases.max(1);
    say(&format!(
        "{law}: {releases} releases, {allowed} ({share} %) allowed; {} variants, {} came out otherwise",
        tally.variants.get(),
        tally.telling.get()
    ));
    assert!((LEAST_SHARE..=100 - LEAST_SHARE).contains(&share), "{law}: {share} % allowed is no trial");
    assert!(tally.variants.get() == 0 || tally.telling.get() > 0, "{law}: no variant came out otherwise");
}

/// Says something that the test runner does not swallow when the test passes.
///
/// # Panics
///
/// Where `COUNTERSIGN_TRIED` names a file that cannot be written to.
pub fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
    let Some(path) = std::env::var_os("COUNTERSIGN_TRIED") else { return };
    let file = std::fs::OpenOptions::new().create(true).append(true).open(&path);
    // One write a line: tests run side by side.
    let written = file.and_then(|mut file| file.write_all(format!("{text}\n").as_bytes()));
    written.unwrap_or_else(|error| panic!("{}: {error}", path.display()));
}

/// A verdict other than the law's.
pub fn broken(why: impl Into<String>) -> TestCaseError {
    TestCaseError::fail(why.into())
}
