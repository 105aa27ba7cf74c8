//! A decision as JUnit XML: one test case for each requirement, as GitLab, Jenkins and others show in their test tabs.
//!
//! The form is that of Ant's JUnit task, whose order of elements every reader takes. A requirement that fails is a
//! failure with its code, what was expected, what was found and what to do; where the question could not be put it is an
//! error. A warning, and what an emergency waives, is said in the output, and fails nothing.

use std::fmt::Write as _;
use std::io;

use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesText, Event};

use super::report::{Files, Finding, Report};
use super::safe;
use crate::exit::Failure;

type Xml = Writer<Vec<u8>>;

/// The decision.
pub(crate) fn decision(report: &Report, id: &str, files: &Files) -> Result<Vec<u8>, Failure> {
    let mut xml = Writer::new_with_indent(Vec::new(), b' ', 2);
    let written = write(&mut xml, report, id, files);
    let mut bytes = xml.into_inner();
    bytes.push(b'\n');
    written.map(|()| bytes).map_err(|error| Failure::tool(format!("the decision cannot be written as XML: {error}")))
}

fn write(xml: &mut Xml, report: &Report, id: &str, files: &Files) -> io::Result<()> {
    let requirements = by_requirement(&report.findings);
    let tests = requirements.len().to_string();
    let broken = requirements.iter().filter(|(_, findings)| findings.iter().any(|it| it.fails())).count();
    let malformed = report.question == "malformed";
    let (failures, errors) = if malformed { (0, broken) } else { (broken, 0) };
    let (failures, errors) = (failures.to_string(), errors.to_string());
    let counts =
        [("tests", tests.as_str()), ("failures", failures.as_str()), ("errors", errors.as_str()), ("time", "0")];
    let asked = &report.asked;
    let suite = text(&format!("{} {} to {}", asked.service, asked.version, asked.environment));
    let timestamp = text(report.now.trim_end_matches('Z'));

    xml.write_event(Event::Decl(BytesDecl::new("1.0", Some("UTF-8"), None)))?;
    let suites = xml.create_element("testsuites").with_attribute(("name", "countersign")).with_attributes(counts);
    suites.write_inner_content(|xml| {
        xml.create_element("testsuite")
            .with_attributes([("name", suite.as_str()), ("package", "countersign"), ("id", "0")])
            .with_attributes([("timestamp", timestamp.as_str()), ("hostname", "localhost")])
            .with_attributes(counts)
            .write_inner_content(|xml| {
                properties(xml, report, id)?;
                for (requirement, findings) in &requirements {
                    case(xml, requirement, findings, malformed, files)?;
                }
                let out = xml.create_element("system-out");
                out.write_text_content(BytesText::new(&warnings(report, files)))?;
                xml.create_element("system-err").write_empty()?;
                Ok(())
            })?;
        Ok(())
    })?;
    Ok(())
}

/// The findings of each requirement, in the report's order.
fn by_requirement(findings: &[Finding]) -> Vec<(&str, Vec<&Finding>)> {
    let mut grouped: Vec<(&str, Vec<&Finding>)> = Vec::new();
    for finding in findings {
        match grouped.iter_mut().find(|(requirement, _)| *requirement == finding.requirement) {
            Some((_, group)) => group.push(finding),
            None => grouped.push((&finding.requirement, vec![finding])),
        }
    }
    grouped
}

fn properties(xml: &mut Xml, report: &Report, id: &str) -> io::Result<()> {
    let class = report.class.as_ref().map(|class| class.name.as_str());
    let given = [
        ("verdict", Some(report.verdict.as_str())),
        ("decision", Some(id)),
        ("class", class),
        ("validUntil", report.valid_until.as_deref()),
    ];
    xml.create_element("properties").write_inner_content(|xml| {
        for (name, value) in given {
            if let Some(value) = value {
                let value = text(value);
                let property = [("name", name), ("value", value.as_str())];
                xml.create_element("property").with_attributes(property).write_empty()?;
            }
        }
        Ok(())
    })?;
    Ok(())
}

fn case(xml: &mut Xml, requirement: &str, findings: &[&Finding], malformed: bool, files: &Files) -> io::Result<()> {
    let name = text(requirement);
    let case = xml.create_element("testcase");
    let case = case.with_attributes([("name", name.as_str()), ("classname", "countersign"), ("time", "0")]);
    let failed: Vec<&Finding> = findings.iter().copied().filter(|finding| finding.fails()).collect();
    let Some(first) = failed.first() else {
        case.write_empty()?;
        return Ok(());
    };
    let message = text(&format!("{}: {}", first.code, first.found));
    let kind = text(&first.code);
    let said: String = failed.iter().map(|finding| said(finding, files)).collect();
    case.write_inner_content(|xml| {
        xml.create_element(if malformed { "error" } else { "failure" })
            .with_attributes([("message", message.as_str()), ("type", kind.as_str())])
            .write_text_content(BytesText::new(said.trim_end()))?;
        Ok(())
    })?;
    Ok(())
}

/// A finding, a line for each part.
fn said(finding: &Finding, files: &Files) -> String {
    let mut said = format!("{}\n", text(&finding.code));
    for (label, sentence) in [("expected", &finding.expected), ("found", &finding.found), ("next", &finding.next)] {
        if !sentence.is_empty() {
            let _ = writeln!(said, "{label}: {}", text(sentence));
        }
    }
    for record in &finding.records {
        let _ = writeln!(said, "record: {}", text(files.name(record)));
    }
    said
}

/// What fails nothing and is worth knowing: warnings, and what an emergency waives.
fn warnings(report: &Report, files: &Files) -> String {
    let open = report.findings.iter().filter(|finding| !finding.fails() && finding.outcome != "pass");
    let line = |finding: &Finding| {
        let Finding { outcome, requirement, .. } = finding;
        format!("{} for {}: {}", text(outcome), text(requirement), said(finding, files))
    };
    open.map(line).collect()
}

/// Text on one line, of characters that XML 1.0 §2.2 knows.
fn text(raw: &str) -> String {
    let mut shown = String::with_capacity(raw.len());
    for character in safe::text(raw).chars() {
        match character {
            '\u{fffe}' | '\u{ffff}' => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(character));
            }
            plain => shown.push(plain),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::report;

    fn shown(outcome: &str, question: &str) -> String {
        let report = serde_json::json!({
            "verdict": "deny", "question": question, "mode": "normal", "now": "2026-11-21T09:00:00Z",
            "asked": { "service": "a", "version": "\"/><x>", "environment": "production" },
            "findings": [
                { "requirement": "approvals/x", "code": "approvals.missing", "outcome": outcome,
                  "expected": "one & all", "found": "]]></failure>\u{1}\u{ffff}\n<testcase/>", "next": "ask" },
                { "requirement": "approvals/x", "code": "approvals.revoked", "outcome": "warn", "found": "that" },
                { "requirement": "binding", "code": "binding.bound", "outcome": "pass" },
            ],
        });
        let report = report::parse(report.to_string().as_bytes()).unwrap();
        String::from_utf8(decision(&report, "sha256:00", &Files::none()).unwrap()).unwrap()
    }

    #[test]
    fn a_record_writes_no_markup() {
        let xml = shown("fail", "answered");
        assert!(xml.contains("name=\"a &quot;/&gt;&lt;x&gt; to production\""), "{xml}");
        assert!(xml.contains("found: ]]&gt;&lt;/failure&gt;\\u{1}\\u{ffff} &lt;testcase/&gt;\n"), "{xml}");
        assert_eq!(xml.matches("<testcase").count(), 2, "one for each requirement: {xml}");
    }

    #[test]
    fn what_fails_is_counted_by_requirement() {
        let counts = |xml: &str, tests, failures, errors| {
            let counts = format!("tests=\"{tests}\" failures=\"{failures}\" errors=\"{errors}\"");
            assert_eq!(xml.matches(&counts).count(), 2, "{xml}");
        };
        counts(&shown("fail", "answered"), 2, 1, 0);
        counts(&shown("fail", "malformed"), 2, 0, 1);
        counts(&shown("pass", "answered"), 2, 0, 0);
        counts(&shown("waived", "answered"), 2, 0, 0);
        assert!(shown("waived", "answered").contains("waived for approvals/x: approvals.missing"));
        counts(&shown("unheard-of", "answered"), 2, 1, 0);
    }
}
