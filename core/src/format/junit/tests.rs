//! JUnit XML as runners write it, and as nobody should.

use super::*;

fn suite(text: &str) -> Result<Suite, String> {
    let run = read(text.as_bytes())?;
    Ok(run.suites.get("s").cloned().expect("a suite `s`"))
}

#[test]
fn cases_count_whatever_attributes_say() {
    let report = r#"<testsuites><testsuite name="s" tests="5" failures="1" errors="1" skipped="1" timestamp="2026-11-20T10:00:00+00:00">
        <properties><property name="p" value="&lt;"/></properties>
        <testcase name="a"/><testcase name="b"><failure message="no"><![CDATA[<error/>]]></failure></testcase>
        <testcase name="c"><error/></testcase><testcase name="d"><skipped/></testcase>
        <testcase name="e"><system-out>&amp;<![CDATA[x]]></system-out></testcase></testsuite></testsuites>"#;
    let read = suite(report).unwrap();
    assert_eq!((read.passed, read.failed, read.skipped, read.warned), (2, 2, 1, 0));
    assert_eq!((read.disagreement, read.failures), (None, vec!["b".to_owned(), "c".to_owned()]));
}

#[test]
fn attributes_that_differ_from_the_cases_are_a_disagreement() {
    for (attributes, differs) in [
        (r#"tests="1" failures="0""#, false),
        (r#"tests="2""#, true),
        (r#"tests="1" failures="1""#, true),
        (r#"tests="1" errors="1""#, true),
        (r#"tests="1" skipped="1""#, true),
        ("", false),
    ] {
        let inner = format!(r#"<testsuite name="s" {attributes}><testcase name="a"/></testsuite>"#);
        assert_eq!(suite(&inner).unwrap().disagreement.is_some(), differs, "{attributes}");
        let outer =
            format!(r#"<testsuites {attributes}><testsuite name="s"><testcase name="a"/></testsuite></testsuites>"#);
        assert_eq!(suite(&outer).unwrap().disagreement.is_some(), differs, "{attributes}");
    }
}

#[test]
fn nested_suites_and_suites_of_one_name_are_counted_in_full() {
    let nested = r#"<testsuite name="s"><testcase name="a"/><testsuite name="t"><testcase name="b"><failure/></testcase></testsuite></testsuite>"#;
    assert_eq!((suite(nested).unwrap().passed, suite(nested).unwrap().failed), (1, 1));
    let twice = r#"<testsuites><testsuite name="s"><testcase name="a"><error/></testcase></testsuite><testsuite name="s"><testcase name="a"/></testsuite></testsuites>"#;
    assert_eq!((suite(twice).unwrap().passed, suite(twice).unwrap().failed), (1, 1));
}

#[test]
fn what_real_runners_write_is_read() {
    let node = read(include_bytes!("../../../../fixtures/evidence/node-test.xml")).unwrap();
    let counts = |name: &str| node.suites.get(name).map(|suite| (suite.passed, suite.disagreement.clone()));
    assert_eq!(counts("basket"), Some((2, None)));
    assert_eq!(counts("with items"), Some((1, None)));
    assert_eq!(counts("testsuites"), Some((1, None)));
    assert_eq!(node.said.made, None);
    let pytest = read(include_bytes!("../../../../fixtures/evidence/pytest-mixed.xml")).unwrap();
    let mixed = &pytest.suites["mixed"];
    assert_eq!((mixed.passed, mixed.failed, mixed.skipped, &mixed.disagreement), (1, 2, 2, &None));
    assert_eq!(mixed.failures, ["test_fails", "test_teardown_errors"]);
}

#[test]
fn a_suite_may_count_what_lies_directly_inside() {
    let nested = |tests: u8, failures: u8| {
        let inner = r#"<testsuite name="t"><testcase name="b"><failure/></testcase><testcase name="c"><failure/></testcase></testsuite>"#;
        suite(&format!(
            r#"<testsuite name="s" tests="{tests}" failures="{failures}"><testcase name="a"/>{inner}</testsuite>"#
        ))
    };
    for (tests, failures, differs) in [(3, 2, false), (2, 1, false), (3, 0, true), (1, 2, true)] {
        assert_eq!(nested(tests, failures).unwrap().disagreement.is_some(), differs, "{tests} {failures}");
    }
}

#[test]
fn words_and_reruns_count() {
    let one = |case: &str| suite(&format!(r#"<testsuite name="s">{case}</testsuite>"#)).unwrap();
    assert_eq!(one(r#"<testcase name="a" status="run"/>"#).passed, 1);
    assert_eq!(one(r#"<testcase name="a" status="notrun"/>"#).skipped, 1);
    assert_eq!(one(r#"<testcase name="a" result="completed" status="failed"/>"#).failed, 1);
    assert_eq!(one(r#"<testcase name="a" status="exploded"/>"#).failed, 1);
    assert_eq!(one(r#"<testcase name="a"><flakyFailure/></testcase>"#).warned, 1);
    assert_eq!(one(r#"<testcase name="a"><flakyFailure/><rerunFailure/><failure/></testcase>"#).failed, 1);
    // A failure that a test printed is none.
    assert_eq!(one(r#"<testcase name="a"><system-out><failure/></system-out></testcase>"#).passed, 1);
}

#[test]
fn a_time_without_a_zone_is_as_old_as_it_can_be() {
    let at = |stamp: &str| {
        let text = format!(r#"<testsuite name="s" timestamp="{stamp}"><testcase name="a"/></testsuite>"#);
        read(text.as_bytes()).map(|run| run.said.made.map(|time| time.to_string()))
    };
    assert_eq!(at("2026-11-20T10:00:00.5+02:00"), Ok(Some("2026-11-20T08:00:00Z".to_owned())));
    assert_eq!(at("2026-11-20T10:00:00"), Ok(Some("2026-11-19T20:00:00Z".to_owned())));
    assert!(at("yesterday").is_err());
    let until = r#"<testsuite name="s" timestamp="2026-11-20T10:00:00"><testcase name="a"/></testsuite>"#;
    let until = read(until.as_bytes()).unwrap().said.until;
    assert_eq!(until.map(|time| time.to_string()).as_deref(), Some("2026-11-20T22:00:00Z"));
    let undated =
        r#"<testsuites><testsuite name="s" timestamp="2026-11-20T10:00:00Z"/><testsuite name="t"/></testsuites>"#;
    assert_eq!(read(undated.as_bytes()).unwrap().said.made, None);
}

#[test]
fn what_is_no_report_is_refused() {
    let deep = format!("<testsuite name=\"s\">{}{}</testsuite>", "<a>".repeat(DEPTH), "</a>".repeat(DEPTH));
    for (bad, why) in [
        (r#"<!DOCTYPE a [<!ENTITY b "c">]><testsuite name="s"/>"#, "document type"),
        (r#"<testsuite name="&b;"/>"#, "b"),
        (r#"<testsuite name="s"><testcase></testsuite>"#, "at byte"),
        (r#"<testsuite name="s">"#, "ends before"),
        (r#"<testsuite name="s"/><testsuite name="s"/>"#, "once"),
        (r#"<html/>"#, "neither"),
        (r#"<testsuites/>"#, "no suite"),
        (r#"<testsuite/>"#, "without a name"),
        (r#"<testsuite name="s" tests="-1"/>"#, "no count"),
        (r#"<testsuite name="s" name="t"/>"#, "uplicate"),
        (r#"<testsuite name="s"><a><testsuite name="t"/></a></testsuite>"#, "inside of something"),
        (r#"<testsuite name="s"><testcase name="a"><testcase name="b"/></testcase></testsuite>"#, "none can be"),
        (r#"<testsuite name="s"/>trailing"#, "text outside"),
        (deep.as_str(), "deep"),
    ] {
        let error = read(bad.as_bytes()).unwrap_err();
        assert!(error.contains(why), "{bad}: {error}");
    }
    assert!(read(b"<testsuite name=\"\xff\"/>").is_err());
}
