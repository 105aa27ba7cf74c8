//! A decision for people: the verdict first, one line for each requirement, then what to do about what failed.

use std::fmt::Write as _;
use std::path::Path;

use anstyle::Style;

use super::report::{Checked, Files, Finding, Report};
use super::safe::text as safe;
use super::{BAD, DOUBTFUL, GOOD, QUIET, STRONG, styled};
use crate::render;

/// The longest list of files that is worth showing with a finding.
const FILES_SHOWN: usize = 5;

/// The decision.
pub(crate) fn decision(report: &Report, id: &str, files: &Files) -> String {
    let mut shown = verdict(report);
    for waiver in &report.waivers {
        let (incident, by) = (safe(&waiver.incident), safe(&waiver.by.join(", ")));
        let head = format!("EMERGENCY  {incident}, declared by {by}, until {}", safe(&waiver.expires_at));
        let _ = writeln!(shown, "{}  {}", styled(BAD, &head), safe(&waiver.reason));
    }
    let facts = facts(report);
    if !facts.is_empty() {
        let _ = writeln!(shown, "{}", styled(QUIET, &facts));
    }
    shown.push('\n');
    shown.push_str(&findings(&report.findings, Some(files)));
    for obligation in &report.obligations {
        let due = match obligation.text.contains(&obligation.due) {
            true => String::new(),
            false => format!(", by {}", safe(&obligation.due)),
        };
        let _ = writeln!(shown, "\n{} {}{due}", styled(DOUBTFUL, "owed"), safe(&obligation.text));
    }
    let _ = writeln!(shown, "\n{}", styled(QUIET, &format!("decision {} as of {}", safe(id), safe(&report.now))));
    shown
}

fn verdict(report: &Report) -> String {
    let asked = &report.asked;
    let (style, word, may) = match (report.verdict.as_str(), report.question.as_str()) {
        ("allow", _) => (GOOD, "ALLOW", "may go to"),
        (_, "malformed") => (BAD, "DENY", "cannot be judged for"),
        _ => (BAD, "DENY", "may not go to"),
    };
    let (service, version, environment) = (safe(&asked.service), safe(&asked.version), safe(&asked.environment));
    format!("{}  {service} {version} {may} {environment}\n", styled(style, word))
}

/// Class, policy and validity, in one line.
fn facts(report: &Report) -> String {
    let mut facts = Vec::new();
    if let Some(class) = &report.class {
        facts.push(format!("class {}", safe(&class.name)));
    }
    if let Some(policy) = &report.policy {
        let serial = policy.serial.map(|serial| format!(", serial {serial}")).unwrap_or_default();
        if let Some(name) = &policy.name {
            facts.push(format!("policy {}{serial}", safe(name)));
        }
    }
    if let Some(until) = &report.valid_until {
        facts.push(format!("holds until {}", safe(until)));
    }
    facts.join(" · ")
}

/// One line for each requirement; for what did not pass, what was expected, what was found, what to do.
fn findings(findings: &[Finding], files: Option<&Files>) -> String {
    let width = findings.iter().map(|finding| finding.requirement.chars().count()).max().unwrap_or_default();
    let mut shown = String::new();
    for finding in findings {
        let requirement = safe(&finding.requirement);
        let style = mark_style(finding);
        let mark = styled(style, &finding.mark().to_string());
        if finding.outcome == "pass" {
            let _ = writeln!(shown, "{mark} {requirement:width$}  {}", safe(&finding.found));
            continue;
        }
        let waived = if finding.outcome == "waived" { "waived: " } else { "" };
        let head = format!("{requirement:width$}  {waived}{}", safe(&finding.code));
        let _ = writeln!(shown, "{mark} {}", styled(STRONG, &head));
        for (label, sentence) in [("expected", &finding.expected), ("found", &finding.found), ("next", &finding.next)] {
            if !sentence.is_empty() {
                let _ = writeln!(shown, "    {}  {}", styled(QUIET, &format!("{label:8}")), safe(sentence));
            }
        }
        if let Some(files) = files.filter(|_| !finding.records.is_empty()) {
            let _ = writeln!(shown, "    {}  {}", styled(QUIET, "records "), safe(&names(&finding.records, files)));
        }
    }
    shown
}

fn names(records: &[String], files: &Files) -> String {
    let mut names: Vec<&str> = records.iter().take(FILES_SHOWN).map(|record| files.name(record)).collect();
    names.sort_unstable();
    match records.len().saturating_sub(FILES_SHOWN) {
        0 => names.join(", "),
        more => format!("{} and {more} more", names.join(", ")),
    }
}

fn mark_style(finding: &Finding) -> Style {
    match finding.outcome.as_str() {
        "pass" => GOOD,
        "warn" | "waived" => DOUBTFUL,
        _ => BAD,
    }
}

/// The result of `policy check`.
pub(crate) fn checked(checked: &Checked, policy: &Path, roster: &Path) -> String {
    let (policy, roster) = (render::safe::path(policy), render::safe::path(roster));
    let doubts = checked.findings.iter().filter(|finding| finding.outcome == "warn").count();
    let first = match (checked.ok, doubts) {
        (false, _) => format!("{}  {policy} and {roster}: {}", styled(BAD, "NOT OK"), trouble(&checked.findings)),
        (true, 0) => format!("{}  {policy} and {roster}", styled(GOOD, "OK")),
        (true, 1) => format!("{}  {policy} and {roster}, with one doubt", styled(GOOD, "OK")),
        (true, doubts) => format!("{}  {policy} and {roster}, with {doubts} doubts", styled(GOOD, "OK")),
    };
    format!("{first}\n\n{}", findings(&checked.findings, None))
}

/// What the failures of `policy check` come to, by the areas of their codes.
fn trouble(findings: &[Finding]) -> &'static str {
    let failing = || findings.iter().filter(|finding| finding.outcome == "fail").map(|finding| finding.code.as_str());
    if failing().any(|code| code.starts_with("policy.") || code.starts_with("roster.")) {
        "they do not load, and the gate denies everything"
    } else if !failing().all(|code| code.starts_with("lint.")) {
        "the gate denies everything"
    } else if failing().all(|code| code == "lint.class-unreachable") {
        "a class can never be selected"
    } else {
        "some releases can never pass"
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::report;

    #[test]
    fn a_record_cannot_write_the_verdict() {
        let report = serde_json::json!({
            "verdict": "deny", "question": "answered", "mode": "normal", "now": "2026-11-21T09:00:00Z",
            "asked": { "service": "a\u{1b}[2J\u{202e}", "version": "1\nALLOW", "environment": "production" },
            "findings": [{ "requirement": "approvals/x", "code": "approvals.missing", "outcome": "fail",
                "expected": "one", "found": "\u{1b}[32m✓", "next": "ask" }],
        });
        let report = report::parse(report.to_string().as_bytes()).unwrap();
        let files = Files::of(&report, &crate::gather::Gathered { question: empty(), paths: Vec::new() });
        let shown = anstream::adapter::strip_str(&decision(&report, "sha256:00", &files)).to_string();
        assert!(shown.starts_with("DENY  a\\u{1b}[2J\\u{202e} 1 ALLOW may not go to production\n"), "{shown}");
        assert!(shown.contains("\n✗ approvals/x"), "{shown}");
        assert!(shown.contains("found     \\u{1b}[32m✓\n"), "{shown}");
    }

    fn empty() -> countersign::Question {
        countersign::Question {
            artefacts: Vec::new(),
            service: String::new(),
            version: String::new(),
            environment: String::new(),
            deployer: None,
            min_register_sequence: 0,
            now: 0,
            records: Vec::new(),
        }
    }
}
