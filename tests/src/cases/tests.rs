//! Cases **tests**: which suites ran and passed, and whose word for it counts; and documents that references speak for.

use countersign_core::base::code::Code;
use countersign_core::base::digest::Sha256;
use serde_json::{Value, json};

use super::evidence::{REFERENCE, TEST_RESULT, asked, carry, refer, result, said, say};
use super::say::{automation, other_bytes, revocation};
use super::{Area, Case, Due};
use crate::scenario::{Scenario, envelope, statement};

const TESTS: &str = "evidence/tests";
const MISSING: Due = (TESTS, Code::EvidenceMissing);

pub(super) fn cases() -> Vec<Case> {
    let area = Area("tests");
    let mut cases = accepted(&area);
    cases.extend(failed(&area));
    cases.extend(standing(&area));
    cases.extend(documents(&area));
    cases
}

/// The class asks for the suite `unit`, by a builder.
fn unit(scenario: &mut Scenario) {
    asked(scenario, "tests: { by: [builder], suites: [unit] }");
}

fn fresh(scenario: &mut Scenario) {
    asked(scenario, "tests: { by: [builder], maxAge: 24h, suites: [unit] }");
}

/// A JUnit report of the suite `unit`.
fn junit(at: &str, cases: &str) -> Vec<u8> {
    format!(r#"<testsuites><testsuite name="unit" timestamp="{at}">{cases}</testsuite></testsuites>"#).into_bytes()
}

const MORNING: &str = "2026-11-20T08:30:00Z";
const PASSED: &str = r#"<testcase name="a"/>"#;

fn accepted(area: &Area) -> Vec<Case> {
    vec![
        area.allows("accepted", "The named suite passed.", &[], |s| {
            unit(s);
            say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
        }),
        area.allows("junit", "A JUnit report lies beside a reference that names it.", &[], |s| {
            fresh(s);
            carry(s, "ci-builder", junit(MORNING, PASSED));
        }),
        area.allows("real-pytest", "What pytest writes is read as it is.", &[], |s| {
            asked(s, "tests: { by: [builder], suites: [pytest] }");
            // It ran a day after the instant of the cases.
            let report = include_str!("../../../fixtures/evidence/pytest-passed.xml")
                .replace("=\"2026-11-21T16", "=\"2026-11-20T08");
            carry(s, "ci-builder", report.into_bytes());
        }),
        area.allows("patterns", "Suites may be named by patterns, each with a suite that fits.", &[], |s| {
            asked(s, "tests: { by: [builder], suites: [\"unit-*\", \"integration/*\"] }");
            say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit-core"));
            say(s, "ci-builder", TEST_RESULT, result("PASSED", "integration/db"));
        }),
        area.allows("warnings-allowed", "The policy lets suites pass with warnings.", &[], |s| {
            asked(s, "tests: { by: [builder], suites: [unit], allowWarnings: true }");
            say(s, "ci-builder", TEST_RESULT, result("WARNED", "unit"));
        }),
        area.allows("skips-allowed", "The policy bears one skipped test.", &[], |s| {
            asked(s, "tests: { by: [builder], suites: [unit], allowSkipped: 1 }");
            carry(s, "ci-builder", junit(MORNING, r#"<testcase name="a"/><testcase name="b"><skipped/></testcase>"#));
        }),
        area.allows(
            "another-suite-failed",
            "A suite that the policy does not name failed: shown, no more.",
            &[(TESTS, Code::TestsOtherSuite)],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                say(s, "ci-builder", TEST_RESULT, result("FAILED", "nightly"));
            },
        ),
        area.allows("newer-passed", "A suite failed, was repaired, and passed.", &[], |s| {
            fresh(s);
            carry(s, "ci-builder", junit(MORNING, r#"<testcase name="a"><failure/></testcase>"#));
            carry(s, "ci-builder", junit("2026-11-20T08:40:00Z", PASSED));
        }),
    ]
}

fn failed(area: &Area) -> Vec<Case> {
    let denies = |name, about, code: Code, predicate: Value| {
        area.denies(name, about, &[MISSING, (TESTS, code)], |s| {
            unit(s);
            say(s, "ci-builder", TEST_RESULT, predicate);
        })
    };
    let reports = |name, about, code: Code, cases: &str| {
        area.denies(name, about, &[MISSING, (TESTS, code)], |s| {
            fresh(s);
            carry(s, "ci-builder", junit(MORNING, cases));
        })
    };
    let mut inconsistent = result("PASSED", "unit");
    inconsistent["failedTests"] = json!(["b"]);
    let mut empty = result("PASSED", "unit");
    empty["passedTests"] = json!([]);
    vec![
        area.denies("missing", "There are no results.", &[MISSING], unit),
        area.denies(
            "old-in-a-new-report",
            "The report as a whole is of today, its suite of long ago.",
            &[MISSING, (TESTS, Code::EvidenceTooOld)],
            |s| {
                fresh(s);
                let suite = format!(r#"<testsuite name="unit" timestamp="2026-06-01T08:30:00Z">{PASSED}</testsuite>"#);
                let report = format!(r#"<testsuites timestamp="{MORNING}">{suite}</testsuites>"#);
                carry(s, "ci-builder", report.into_bytes());
            },
        ),
        reports(
            "not-set-up",
            "A class of the suite could not be loaded: the error is the suite's, and no test's.",
            Code::TestsFailed,
            r#"<error message="class failed to load"/><testcase name="a"/>"#,
        ),
        denies("failed", "The suite failed.", Code::TestsFailed, result("FAILED", "unit")),
        denies("warned", "The suite passed with warnings.", Code::TestsWarned, result("WARNED", "unit")),
        denies("empty", "Nothing ran, and it is said to have passed.", Code::TestsEmpty, empty),
        denies("inconsistent", "It passed, and a test failed.", Code::TestsInconsistent, inconsistent),
        reports("junit-failed", "A test case failed.", Code::TestsFailed, r#"<testcase name="a"><error/></testcase>"#),
        reports(
            "junit-skipped",
            "A skipped test has not passed.",
            Code::TestsSkipped,
            r#"<testcase name="a"/><testcase name="b"><skipped/></testcase>"#,
        ),
        reports("junit-empty", "A suite without a case.", Code::TestsEmpty, ""),
        reports(
            "junit-flaky",
            "A test passed on its second try.",
            Code::TestsWarned,
            r#"<testcase name="a"><flakyFailure/></testcase>"#,
        ),
        area.denies(
            "junit-inconsistent",
            "The attributes count a failure that no case shows.",
            &[MISSING, (TESTS, Code::TestsInconsistent)],
            |s| {
                fresh(s);
                let report = String::from_utf8(junit(MORNING, PASSED)).expect("a report");
                carry(s, "ci-builder", report.replace("<testsuites>", r#"<testsuites failures="1">"#).into_bytes());
            },
        ),
        area.denies(
            "real-pytest-mixed",
            "What pytest writes of failures, errors, skips and expected failures.",
            &[MISSING, (TESTS, Code::TestsFailed)],
            |s| {
                asked(s, "tests: { by: [builder], suites: [mixed], allowSkipped: 9 }");
                carry(s, "ci-builder", include_bytes!("../../../fixtures/evidence/pytest-mixed.xml").to_vec());
            },
        ),
        area.denies("one-suite-missing", "Of two named suites one never ran.", &[MISSING], |s| {
            asked(s, "tests: { by: [builder], suites: [unit, integration] }");
            say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
        }),
        area.denies("one-artefact-uncovered", "Every artefact needs it: one of two has none.", &[MISSING], |s| {
            unit(s);
            say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
            s.artefacts.push(other_bytes());
        }),
        area.denies(
            "another-producer-disagrees",
            "Two producers ran the suite, and one of them failed.",
            &[MISSING, (TESTS, Code::TestsFailed)],
            |s| {
                asked(s, "tests: { by: [builder, security], suites: [unit] }");
                say(s, "ci-builder", TEST_RESULT, result("FAILED", "unit"));
                say(s, "dave", TEST_RESULT, result("FAILED", "unit"));
            },
        ),
        area.denies(
            "newer-failed",
            "It passed, and failed when it ran again.",
            &[MISSING, (TESTS, Code::TestsFailed)],
            |s| {
                fresh(s);
                carry(s, "ci-builder", junit(MORNING, PASSED));
                carry(s, "ci-builder", junit("2026-11-20T08:40:00Z", r#"<testcase name="a"><failure/></testcase>"#));
            },
        ),
        area.denies(
            "newer-failed-without-zone",
            "It passed, and failed by a clock that names no zone: that may have been later.",
            &[MISSING, (TESTS, Code::TestsFailed)],
            |s| {
                fresh(s);
                carry(s, "ci-builder", junit(MORNING, PASSED));
                carry(s, "ci-builder", junit("2026-11-19T20:30:00", r#"<testcase name="a"><failure/></testcase>"#));
            },
        ),
        area.allows(
            "older-failed-without-zone",
            "It failed by a clock that names no zone: before it passed, wherever that was.",
            &[],
            |s| {
                fresh(s);
                carry(s, "ci-builder", junit(MORNING, PASSED));
                carry(s, "ci-builder", junit("2026-11-19T20:29:59", r#"<testcase name="a"><failure/></testcase>"#));
            },
        ),
        area.denies(
            "newer-failed-beside-an-older",
            "Of a report of two suites, one failed after it had passed elsewhere.",
            &[MISSING, (TESTS, Code::TestsFailed)],
            |s| {
                fresh(s);
                carry(s, "ci-builder", junit(MORNING, PASSED));
                let early = r#"<testsuite name="other" timestamp="2026-11-20T07:00:00Z"><testcase name="b"/></testsuite>"#;
                let late = r#"<testsuite name="unit" timestamp="2026-11-20T08:40:00Z"><testcase name="a"><failure/></testcase></testsuite>"#;
                carry(s, "ci-builder", format!("<testsuites>{early}{late}</testsuites>").into_bytes());
            },
        ),
    ]
}

fn standing(area: &Area) -> Vec<Case> {
    vec![
        area.denies(
            "failed-by-an-ended-role",
            "A builder whose role has ended since ran the suite, and it failed: enough for a no.",
            &[(TESTS, Code::TestsFailed)],
            |s| {
                unit(s);
                automation(s, "bench", "role: builder, from: 2026-01-01T00:00:00Z, until: 2026-11-20T11:00:00Z", "");
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                say(s, "bench", TEST_RESULT, result("FAILED", "unit"));
            },
        ),
        area.denies(
            "failed-by-a-stolen-key",
            "Whoever stole the key could not have said yes with it.",
            &[(TESTS, Code::TestsFailed), ("records", Code::RecordDoubtful)],
            |s| {
                unit(s);
                automation(
                    s,
                    "bench",
                    "role: builder, from: 2026-01-01T00:00:00Z",
                    ", compromisedAt: 2026-11-20T11:00:00Z",
                );
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                say(s, "bench", TEST_RESULT, result("FAILED", "unit"));
            },
        ),
        area.denies(
            "passed-by-an-ended-role",
            "A builder whose role has ended since is heard as a no alone.",
            &[MISSING, (TESTS, Code::EvidenceProducerUnauthorised)],
            |s| {
                unit(s);
                automation(s, "bench", "role: builder, from: 2026-01-01T00:00:00Z, until: 2026-11-20T11:00:00Z", "");
                say(s, "bench", TEST_RESULT, result("PASSED", "unit"));
            },
        ),
        area.denies(
            "reference-by-an-ended-role",
            "What a builder whose role has ended refers to is withheld: it may say no.",
            &[(TESTS, Code::EvidenceDocumentMissing)],
            |s| {
                unit(s);
                automation(s, "bench", "role: builder, from: 2026-01-01T00:00:00Z, until: 2026-11-20T11:00:00Z", "");
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                refer(s, "bench", b"a report that is not here");
            },
        ),
        area.allows(
            "undated-pass",
            "A pass without a time, and one with: the former is replaced, and does no harm.",
            &[(TESTS, Code::EvidenceReplaced)],
            |s| {
                unit(s);
                carry(s, "ci-builder", junit(MORNING, PASSED));
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
            },
        ),
        area.denies(
            "everything-revoked",
            "Every result of a producer is revoked: what failed is heard, whoever revoked it.",
            &[(TESTS, Code::TestsFailed), (TESTS, Code::EvidenceRevoked)],
            |s| {
                fresh(s);
                automation(s, "bench", "role: builder, from: 2026-01-01T00:00:00Z", "");
                carry(s, "ci-builder", junit("2026-11-20T08:50:00Z", PASSED));
                let reports = [
                    junit(MORNING, r#"<testcase name="a"><failure/></testcase>"#),
                    junit("2026-11-20T08:40:00Z", PASSED),
                ];
                for report in &reports {
                    carry(s, "bench", report.clone());
                }
                s.revocations.push(revocation("dave", &[], &reports.map(|report| Sha256::of(&report))));
            },
        ),
        area.denies(
            "undated-failure",
            "Nobody says when the suite failed: it may be after it passed.",
            &[(TESTS, Code::TestsFailed), MISSING],
            |s| {
                unit(s);
                carry(s, "ci-builder", junit(MORNING, PASSED));
                say(s, "ci-builder", TEST_RESULT, result("FAILED", "unit"));
            },
        ),
        area.allows(
            "undated-failure-taken-back",
            "Its producer revoked the failure, and the suite passed.",
            &[],
            |s| {
                unit(s);
                let id = said(s, TEST_RESULT, result("FAILED", "unit"));
                say(s, "ci-builder", TEST_RESULT, result("FAILED", "unit"));
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                s.revocations.push(revocation("ci-builder", &[id], &[]));
            },
        ),
        area.denies(
            "undated-failure-revoked-by-another",
            "Whoever may revoke anything cannot turn a no into a yes.",
            &[(TESTS, Code::TestsFailed), MISSING],
            |s| {
                unit(s);
                let id = said(s, TEST_RESULT, result("FAILED", "unit"));
                say(s, "ci-builder", TEST_RESULT, result("FAILED", "unit"));
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies(
            "referenced-and-taken-apart",
            "A reference names a file of two reports: neither has been read as what it names.",
            &[(TESTS, Code::EvidenceUnreadable), ("records", Code::RecordUnreadable)],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                carry(s, "ci-builder", b"{\"suite\": \"unit\", \"failed\": 1}\n{\"suite\": \"other\"}\n".to_vec());
            },
        ),
        area.denies(
            "too-old",
            "Older than the class allows, to the second.",
            &[MISSING, (TESTS, Code::EvidenceTooOld)],
            |s| {
                fresh(s);
                carry(s, "ci-builder", junit("2026-11-19T12:00:00Z", PASSED));
            },
        ),
        area.denies(
            "without-zone",
            "A time without a zone may be 14 hours older.",
            &[MISSING, (TESTS, Code::EvidenceTooOld)],
            |s| {
                fresh(s);
                carry(s, "ci-builder", junit("2026-11-20T01:59:59", PASSED));
            },
        ),
        area.denies("not-yet", "It says that it ran in an hour.", &[MISSING, (TESTS, Code::EvidenceNotYet)], |s| {
            fresh(s);
            carry(s, "ci-builder", junit("2026-11-20T13:00:00Z", PASSED));
        }),
        area.denies(
            "by-somebody-else",
            "A release manager runs no tests.",
            &[MISSING, (TESTS, Code::EvidenceProducerUnauthorised)],
            |s| {
                unit(s);
                say(s, "carol", TEST_RESULT, result("PASSED", "unit"));
            },
        ),
        area.denies("revoked", "The result was revoked.", &[MISSING, (TESTS, Code::EvidenceRevoked)], |s| {
            unit(s);
            let id = said(s, TEST_RESULT, result("PASSED", "unit"));
            say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
            s.revocations.push(revocation("dave", &[id], &[]));
        }),
        area.allows(
            "one-of-two-revoked",
            "One result was revoked; another of the same suite and producer stands.",
            &[(TESTS, Code::EvidenceRevoked)],
            |s| {
                unit(s);
                let mut other = result("PASSED", "unit");
                other["passedTests"] = json!(["a", "b"]);
                let id = said(s, TEST_RESULT, other.clone());
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                say(s, "ci-builder", TEST_RESULT, other);
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies(
            "failed-and-revoked",
            "Revoking a failure does not make it go away.",
            &[(TESTS, Code::TestsFailed)],
            |s| {
                asked(s, "tests: { by: [builder, security], suites: [\"unit*\"] }");
                say(s, "dave", TEST_RESULT, result("PASSED", "unit"));
                let id = said(s, TEST_RESULT, result("FAILED", "unit-core"));
                say(s, "ci-builder", TEST_RESULT, result("FAILED", "unit-core"));
                s.revocations.push(revocation("dave", &[id], &[]));
            },
        ),
        area.denies("failed-and-old", "Waiting does not make a failure go away.", &[(TESTS, Code::TestsFailed)], |s| {
            asked(s, "tests: { by: [builder, security], maxAge: 24h, suites: [unit] }");
            carry(s, "ci-builder", junit("2026-11-18T08:00:00Z", r#"<testcase name="a"><failure/></testcase>"#));
            carry(s, "dave", junit(MORNING, PASSED));
        }),
    ]
}

fn documents(area: &Area) -> Vec<Case> {
    let unreadable: &[Due] = &[MISSING, (TESTS, Code::EvidenceUnreadable), ("records", Code::EvidenceInvalid)];
    let carries = |name, about, document: &[u8]| {
        area.denies(name, about, unreadable, |s| {
            unit(s);
            carry(s, "ci-builder", document.to_vec());
        })
    };
    vec![
        area.denies(
            "document-withheld",
            "The builder's reference names a report that nobody handed in.",
            &[(TESTS, Code::EvidenceDocumentMissing)],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                refer(s, "ci-builder", b"a report that says no");
            },
        ),
        area.allows(
            "document-of-somebody-else",
            "A reference by somebody who runs no tests withholds none.",
            &[],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                refer(s, "carol", b"notes of a meeting");
            },
        ),
        area.allows("document-of-another-release", "The reference is about other bytes.", &[], |s| {
            unit(s);
            say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
            let own = std::mem::replace(&mut s.artefacts, vec![other_bytes()]);
            refer(s, "ci-builder", b"a report on something else");
            s.artefacts = own;
        }),
        area.allows(
            "document-that-is-a-record",
            "A reference names a signed result: that is read as what it says itself, and as nothing else.",
            &[],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                let result = s.documents.last().expect("a result").clone();
                refer(s, "ci-builder", &result);
            },
        ),
        area.denies(
            "document-of-a-stranger",
            "A reference names a failed result that somebody signed whom the roster does not know.",
            &[(TESTS, Code::EvidenceUnreadable), ("records", Code::RecordUntrusted)],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                let failed = statement(TEST_RESULT, &s.artefacts, result("FAILED", "unit"));
                carry(s, "ci-builder", envelope(&failed, &["mallory".to_owned()]));
            },
        ),
        area.denies(
            "document-of-another-type",
            "A reference names a statement of theirs whose type is not read: it may say no.",
            &[(TESTS, Code::EvidenceUnreadable), ("records", Code::RecordTypeUnknown)],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                let other = statement("https://acme.example/load-test/v1", &s.artefacts, json!({"passed": false}));
                carry(s, "ci-builder", envelope(&other, &["ci-builder".to_owned()]));
            },
        ),
        area.denies(
            "document-in-an-envelope",
            "A reference names an envelope around a report that is no statement: nobody can read what it says.",
            &[(TESTS, Code::EvidenceUnreadable), ("records", Code::EvidenceInvalid)],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                carry(s, "ci-builder", envelope(&junit(MORNING, PASSED), &["mallory".to_owned()]));
            },
        ),
        carries("document-unknown", "A document of no format that is read.", br#"{"coverage": 97}"#),
        carries("document-cut", "A report that ends in the middle.", b"<testsuites><testsuite name='unit'>"),
        carries(
            "document-with-entities",
            "A document type may define entities.",
            b"<!DOCTYPE a [<!ENTITY b 'c'>]><testsuite name='unit'/>",
        ),
        carries(
            "document-of-two-formats",
            "A report that is Trivy's and Grype's at once.",
            br#"{"SchemaVersion": 2, "matches": [], "descriptor": {}}"#,
        ),
        area.denies("malformed", "A result that names no suite.", unreadable, |s| {
            unit(s);
            let mut predicate = result("FAILED", "unit");
            predicate["configuration"] = json!([]);
            say(s, "ci-builder", TEST_RESULT, predicate);
        }),
        area.allows(
            "malformed-of-something-else",
            "A result that cannot be read, about other bytes: it says no to those.",
            &[("records", Code::EvidenceInvalid)],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                let own = std::mem::replace(&mut s.artefacts, vec![other_bytes()]);
                let mut predicate = result("FAILED", "unit");
                predicate["configuration"] = json!([]);
                say(s, "ci-builder", TEST_RESULT, predicate);
                s.artefacts = own;
            },
        ),
        area.allows(
            "malformed-by-somebody-else",
            "A result that cannot be read, by a release manager: they run no tests.",
            &[("records", Code::EvidenceInvalid)],
            |s| {
                unit(s);
                say(s, "ci-builder", TEST_RESULT, result("PASSED", "unit"));
                let mut predicate = result("FAILED", "unit");
                predicate["configuration"] = json!([]);
                say(s, "carol", TEST_RESULT, predicate);
            },
        ),
        area.denies("reference-malformed", "A reference to a document without a digest.", unreadable, |s| {
            unit(s);
            say(s, "ci-builder", REFERENCE, json!({"attester": {"id": "x"}, "references": [{"digest": {}}]}));
        }),
    ]
}
