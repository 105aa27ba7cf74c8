//! Test results: in-toto `test-result` v0.1 (in-toto/attestation, `spec/predicates/test-result.md`), and what every reader of
//! test reports makes, [`TestRun`].
//!
//! ```json
//! {"result": "PASSED", "configuration": [{"name": "unit"}], "passedTests": ["a"], "warnedTests": [], "failedTests": []}
//! ```
//!
//! The suite is what the configuration is called: by its `name`, else by its address. Whether a result is good enough is not
//! said here.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::base::json;
use crate::base::limits::LISTED;
use crate::format::evidence::Evident;
use crate::format::said::Said;

const TYPE: &str = "https://in-toto.io/attestation/test-result/v0.1";

/// A run of tests.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TestRun {
    /// When: the beginning.
    pub said: Said,
    /// The suites by name; never empty.
    pub suites: BTreeMap<String, Suite>,
}

/// What came of one suite. Every test counts once, with the worst that is said of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Suite {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that passed with a warning, or not at once.
    pub warned: u64,
    /// Tests that failed.
    pub failed: u64,
    /// Tests that did not run.
    pub skipped: u64,
    /// Whether the whole is said to have failed.
    pub said_failed: bool,
    /// Whether the whole is said to have passed with warnings only.
    pub said_warned: bool,
    /// What the report says of itself that its tests do not bear out.
    pub disagreement: Option<String>,
    /// The first tests that failed.
    pub failures: Vec<String>,
}

impl Evident for TestRun {
    fn said(&self) -> Said {
        self.said
    }

    fn streams(&self) -> Vec<String> {
        self.suites.keys().cloned().collect()
    }

    fn names(&self) -> Vec<&str> {
        self.suites.keys().map(String::as_str).collect()
    }
}

impl Suite {
    /// Whether nothing in it failed, and something passed.
    pub fn has_passed(&self) -> bool {
        let some = self.passed.saturating_add(self.warned) > 0;
        some && self.failed == 0 && !self.said_failed && self.disagreement.is_none()
    }

    /// Counts a test that failed.
    pub(in crate::format) fn fail(&mut self, name: &str) {
        self.failed = self.failed.saturating_add(1);
        if self.failures.len() <= LISTED {
            self.failures.push(name.to_owned());
        }
    }

    /// Keeps the first disagreement.
    pub(in crate::format) fn disagree(&mut self, what: String) {
        self.disagreement.get_or_insert(what);
    }
}

#[derive(Deserialize)]
#[serde(expecting = "a `test-result` predicate", rename_all = "camelCase")]
struct Raw {
    result: Outcome,
    configuration: Vec<Configuration>,
    #[serde(default)]
    passed_tests: Vec<String>,
    #[serde(default)]
    warned_tests: Vec<String>,
    #[serde(default)]
    failed_tests: Vec<String>,
}

#[derive(Clone, Copy, Deserialize)]
#[serde(expecting = "`PASSED`, `WARNED` or `FAILED`", rename_all = "UPPERCASE")]
enum Outcome {
    Passed,
    Warned,
    Failed,
}

#[derive(Deserialize)]
#[serde(expecting = "a resource descriptor", rename_all = "camelCase")]
struct Configuration {
    name: Option<String>,
    uri: Option<String>,
    download_location: Option<String>,
}

impl TestRun {
    /// Whether `predicate_type` is a version that is read here.
    pub fn knows(predicate_type: &str) -> bool {
        predicate_type == TYPE
    }

    /// Reads the predicate. Unknown fields are ignored, as in-toto demands.
    pub fn read(predicate: Value) -> Result<Self, String> {
        let raw: Raw = json::typed(predicate).map_err(|why| format!("predicate.{why}"))?;
        let suite = raw.suite();
        let named =
            |c: Configuration| [c.name, c.uri, c.download_location].into_iter().flatten().find(|n| !n.is_empty());
        let names: Option<Vec<String>> = raw.configuration.into_iter().map(named).collect();
        match names.filter(|names| !names.is_empty()) {
            Some(names) => {
                let suites = names.into_iter().map(|name| (name, suite.clone())).collect();
                Ok(Self { said: Said::default(), suites })
            }
            None => Err("predicate.configuration: names no suite".to_owned()),
        }
    }
}

impl Raw {
    fn suite(&self) -> Suite {
        let count = |tests: &[String]| u64::try_from(tests.len()).unwrap_or(u64::MAX);
        let mut suite = Suite {
            passed: count(&self.passed_tests),
            warned: count(&self.warned_tests),
            said_failed: matches!(self.result, Outcome::Failed),
            said_warned: matches!(self.result, Outcome::Warned),
            ..Suite::default()
        };
        self.failed_tests.iter().for_each(|name| suite.fail(name));
        if suite.failed > 0 && !suite.said_failed {
            suite.disagree("the result is not FAILED, and tests failed".to_owned());
        }
        suite
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_result_names_its_suites() {
        let one = json!({"result": "WARNED", "configuration": [{"name": "unit"}, {"uri": "https://a/b"}],
            "passedTests": ["a", "b"], "warnedTests": ["c"], "failedTests": [], "url": "https://x"});
        let run = TestRun::read(one).unwrap();
        assert_eq!(run.streams(), ["https://a/b", "unit"]);
        assert_eq!(
            (run.suites["unit"].passed, run.suites["unit"].warned, run.suites["unit"].said_warned),
            (2, 1, true)
        );
    }

    #[test]
    fn what_a_result_does_not_bear_out_is_a_disagreement() {
        let run =
            TestRun::read(json!({"result": "PASSED", "configuration": [{"name": "u"}], "failedTests": ["a"]})).unwrap();
        assert!(run.suites["u"].disagreement.is_some());
        for bad in [
            json!({}),
            json!({"result": "passed", "configuration": [{"name": "u"}]}),
            json!({"result": "PASSED", "configuration": []}),
            json!({"result": "PASSED", "configuration": [{"digest": {}}]}),
            json!({"result": "PASSED", "configuration": [{"name": "u"}], "failedTests": null}),
        ] {
            assert!(TestRun::read(bad.clone()).is_err(), "{bad}");
        }
    }
}
