//! JUnit XML, as test runners write it (Apache Ant's `<testsuites>`, `<testsuite>`, `<testcase>`; Surefire's reruns).
//!
//! There is no one schema, so that what counts is the test cases alone: a case passes where nothing speaks against it. The
//! counts in attributes are held against them, and where they differ the suite disagrees with itself. A case belongs to
//! every suite around it; one outside of every suite (Node's test runner) to one that is called as the whole is. Only the predefined entities are known; a document type is refused, and so is deep nesting.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use crate::base::limits::DEPTH;
use crate::base::time::{Duration, Time};
use crate::format::said::Said;
use crate::format::test_result::{Suite, TestRun};

/// What is known of a suite while it is open.
#[derive(Default)]
struct Open {
    name: String,
    /// Whether it is `testsuites`.
    is_whole: bool,
    suite: Suite,
    claimed: Claimed,
    cases: u64,
    /// Elements that speak against a case: some writers count those instead of cases.
    marks: u64,
    /// What lies directly inside, cases and suites: others count those.
    inside: Inside,
}

/// What lies directly inside of a suite.
#[derive(Default)]
struct Inside {
    all: u64,
    failed: u64,
    skipped: u64,
}

/// The counts in a suite's attributes.
#[derive(Default)]
struct Claimed {
    tests: Option<u64>,
    failures: Option<u64>,
    errors: Option<u64>,
    skipped: Option<u64>,
}

/// What speaks against a case, the worst last.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    Passed,
    Flaky,
    Skipped,
    Failed,
}

struct Case {
    name: String,
    fate: Fate,
    marks: u64,
}

#[derive(Default)]
struct Parser {
    run: TestRun,
    open: Vec<Open>,
    case: Option<Case>,
    depth: usize,
    /// How deep the case lies: what speaks against it is its child.
    case_depth: usize,
    /// When the suites began.
    times: Vec<Option<Said>>,
    /// When the whole did.
    whole: Option<Said>,
    seen_root: bool,
}

/// Reads a report.
pub(in crate::format) fn read(document: &[u8]) -> Result<TestRun, String> {
    let text = core::str::from_utf8(document).map_err(|_| "not UTF-8".to_owned())?;
    let mut reader = Reader::from_str(text.strip_prefix('\u{feff}').unwrap_or(text));
    reader.config_mut().expand_empty_elements = true;
    let mut parser = Parser::default();
    loop {
        let at = reader.buffer_position();
        let event = reader.read_event().map_err(|error| format!("at byte {at}: {error}"))?;
        let step = match event {
            Event::Start(element) => parser.start(&element),
            Event::End(_) => parser.end(),
            Event::DocType(_) => Err("a document type, which may define entities".to_owned()),
            Event::Eof => break,
            Event::Text(text) if parser.depth == 0 => match text.bytes().all(|b| b.is_ascii_whitespace()) {
                true => Ok(()),
                false => Err("text outside of the report".to_owned()),
            },
            _ => Ok(()),
        };
        step.map_err(|why| format!("at byte {at}: {why}"))?;
    }
    parser.finish()
}

impl Parser {
    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH {
            return Err(format!("nested more than {DEPTH} deep"));
        }
        let name = element.local_name();
        let name = name.as_ref();
        if self.depth == 1 {
            let again = core::mem::replace(&mut self.seen_root, true);
            if again || !matches!(name, "testsuites" | "testsuite") {
                return Err("neither `testsuites` nor `testsuite`, once".to_owned());
            }
        }
        match (name, &mut self.case) {
            ("testsuites", None) if self.depth == 1 => self.open_suite(element, true),
            ("testsuite", None) => self.open_suite(element, false),
            ("testcase", None) => self.open_case(element),
            ("testsuites" | "testsuite" | "testcase", _) => Err("a suite or a case where none can be".to_owned()),
            (mark, Some(case)) if self.depth == self.case_depth.saturating_add(1) => {
                let fate = match mark {
                    "failure" | "error" => Fate::Failed,
                    "skipped" => Fate::Skipped,
                    "flakyFailure" | "flakyError" => Fate::Flaky,
                    _ => return Ok(()),
                };
                case.fate = case.fate.max(fate);
                case.marks = case.marks.saturating_add(u64::from(fate == Fate::Failed));
                Ok(())
            }
            // Of the suite itself: it could not be set up, or its class not be loaded.
            ("failure" | "error", None) if self.depth == self.open.len().saturating_add(1) => {
                let failed = Case { name: format!("{name} of the suite"), fate: Fate::Failed, marks: 1 };
                self.count(&failed);
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn end(&mut self) -> Result<(), String> {
        if self.case.is_some() && self.depth == self.case_depth {
            self.close_case();
        } else if self.case.is_none() && self.open.len() == self.depth {
            self.close_suite();
        }
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn open_suite(&mut self, element: &BytesStart<'_>, whole: bool) -> Result<(), String> {
        // Suites hold suites and cases alone: what lies between would be passed over.
        if self.open.len().saturating_add(1) != self.depth {
            return Err("a suite inside of something that is none".to_owned());
        }
        let attributes = Attributes::of(element)?;
        let name = attributes.text("name").unwrap_or_default();
        if !whole && name.is_empty() {
            return Err("a suite without a name".to_owned());
        }
        if !whole {
            self.times.push(attributes.text("timestamp").map(timestamp).transpose()?);
        } else if let Some(time) = attributes.text("timestamp") {
            self.whole = Some(timestamp(time)?);
        }
        let claimed = Claimed {
            tests: attributes.count("tests")?,
            failures: attributes.count("failures")?,
            errors: attributes.count("errors")?,
            skipped: attributes.count("skipped")?,
        };
        let name = if name.is_empty() { "testsuites" } else { name }.to_owned();
        self.open.push(Open { name, is_whole: whole, claimed, ..Open::default() });
        Ok(())
    }

    fn open_case(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        let attributes = Attributes::of(element)?;
        let words = [attributes.text("status"), attributes.text("result")];
        let fate = words.into_iter().flatten().map(fate_of).max().unwrap_or(Fate::Passed);
        let name = attributes.text("name").unwrap_or_default().to_owned();
        self.case = Some(Case { name, fate, marks: 0 });
        self.case_depth = self.depth;
        Ok(())
    }

    fn close_case(&mut self) {
        if let Some(case) = self.case.take() {
            self.count(&case);
        }
    }

    /// Counts a case for the suites that it lies in.
    fn count(&mut self, case: &Case) {
        if let Some(around) = self.open.last_mut() {
            around.inside.count(case.fate == Fate::Failed, case.fate == Fate::Skipped);
        }
        self.open.iter_mut().for_each(|open| open.count(case));
        if let [whole] = self.open.as_slice()
            && whole.is_whole
        {
            self.run.suites.entry(whole.name.clone()).or_default().count(case);
        }
    }

    fn close_suite(&mut self) {
        let Some(mut open) = self.open.pop() else { return };
        open.compare();
        if let Some(around) = self.open.last_mut() {
            around.inside.count(open.suite.failed > 0, open.suite.skipped > 0);
        }
        let Open { name, suite, is_whole, .. } = open;
        match (is_whole, suite.disagreement) {
            // What the whole disagrees about, each of its suites may be wrong about.
            (true, Some(what)) => self.run.suites.values_mut().for_each(|each| each.disagree(what.clone())),
            (true, None) => {}
            (false, disagreement) => self.run.suites.entry(name).or_default().add(Suite { disagreement, ..suite }),
        }
    }

    fn finish(mut self) -> Result<TestRun, String> {
        if self.depth != 0 || self.run.suites.is_empty() {
            return Err("ends before the report does, or holds no suite".to_owned());
        }
        // As old as it can be; a suite that does not say is no older than the whole, where that does.
        let unsaid = if self.whole.is_some() { None } else { Some(Said::default()) };
        self.run.said = Said::all(self.times.into_iter().filter_map(|time| time.or(unsaid)).chain(self.whole));
        Ok(self.run)
    }
}

impl Inside {
    fn count(&mut self, failed: bool, skipped: bool) {
        self.all = self.all.saturating_add(1);
        self.failed = self.failed.saturating_add(u64::from(failed));
        self.skipped = self.skipped.saturating_add(u64::from(skipped));
    }
}

impl Open {
    fn count(&mut self, case: &Case) {
        self.cases = self.cases.saturating_add(1);
        self.marks = self.marks.saturating_add(case.marks);
        self.suite.count(case);
    }

    /// Holds the attributes against the cases.
    fn compare(&mut self) {
        let bad = self.suite.failed;
        let wrong = match (self.claimed.failures, self.claimed.errors) {
            (None, None) => None,
            (failures, errors) => Some(failures.unwrap_or(0).saturating_add(errors.unwrap_or(0))),
        };
        let claims = [
            ("tests", self.claimed.tests, [self.cases, self.inside.all, self.cases]),
            ("failures and errors", wrong, [bad, self.marks, self.inside.failed]),
            ("skipped", self.claimed.skipped, [self.suite.skipped, self.inside.skipped, self.suite.skipped]),
        ];
        for (what, claimed, counted) in claims {
            if let Some(claimed) = claimed.filter(|claimed| !counted.contains(claimed)) {
                let [counted, ..] = counted;
                self.suite.disagree(format!("the report says {claimed} {what}, and its cases are {counted}"));
            }
        }
    }
}

impl Suite {
    fn count(&mut self, case: &Case) {
        match case.fate {
            Fate::Passed => self.passed = self.passed.saturating_add(1),
            Fate::Flaky => self.warned = self.warned.saturating_add(1),
            Fate::Skipped => self.skipped = self.skipped.saturating_add(1),
            Fate::Failed => self.fail(&case.name),
        }
    }

    /// Joins two suites of one name.
    fn add(&mut self, other: Self) {
        self.passed = self.passed.saturating_add(other.passed);
        self.warned = self.warned.saturating_add(other.warned);
        self.failed = self.failed.saturating_add(other.failed);
        self.skipped = self.skipped.saturating_add(other.skipped);
        self.disagreement = self.disagreement.take().or(other.disagreement);
        self.failures.extend(other.failures);
    }
}

/// What a runner's word for a case stands for; one that is not known speaks against it.
fn fate_of(word: &str) -> Fate {
    match word.to_ascii_lowercase().as_str() {
        "" | "run" | "passed" | "pass" | "success" | "successful" | "completed" | "ok" => Fate::Passed,
        "notrun" | "skipped" | "skip" | "disabled" | "ignored" | "suppressed" | "pending" | "todo" => Fate::Skipped,
        _ => Fate::Failed,
    }
}

/// When a suite was. Without a zone it is what it can be anywhere: clocks are at most 14 hours ahead of UTC, and 12 behind.
fn timestamp(text: &str) -> Result<Said, String> {
    if let Ok(time) = Time::from_rfc3339(text) {
        return Ok(Said::at(Some(time)));
    }
    let shown = Time::from_rfc3339(&format!("{text}Z"))?;
    let (ahead, behind): (Duration, Duration) = ("14h".parse()?, "12h".parse()?);
    Ok(Said { made: Some(shown.before(ahead)), begun: None, until: Some(shown.after(behind)) })
}

/// The attributes of an element, each once.
struct Attributes(Vec<(String, String)>);

impl Attributes {
    fn of(element: &BytesStart<'_>) -> Result<Self, String> {
        let each = element.attributes().map(|attribute| {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute.normalized_value(XmlVersion::Implicit1_0).map_err(|error| error.to_string())?;
            let name = attribute.key.as_ref().to_owned();
            Ok((name, value.into_owned()))
        });
        each.collect::<Result<_, String>>().map(Self)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    fn count(&self, name: &str) -> Result<Option<u64>, String> {
        let Some(text) = self.text(name).filter(|text| !text.is_empty()) else { return Ok(None) };
        match text.bytes().all(|b| b.is_ascii_digit()).then(|| text.parse().ok()).flatten() {
            Some(count) => Ok(Some(count)),
            None => Err(format!("{name}: `{}` is no count", text.escape_default())),
        }
    }
}

#[cfg(test)]
mod tests;
