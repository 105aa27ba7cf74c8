//! A decision for the summary of a pipeline or a merge request.
//!
//! Words of records become entities, so that they can be no markup, no link and no mention.

use std::fmt::Write as _;

use super::report::{Files, Finding, Report};
use super::safe::markdown as safe;

/// The decision.
pub(crate) fn decision(report: &Report, id: &str, files: &Files) -> String {
    let asked = &report.asked;
    let (sign, may) = match (report.verdict.as_str(), report.question.as_str()) {
        ("allow", _) => ("✅ Allow", "may go to"),
        (_, "malformed") => ("❌ Deny", "cannot be judged for"),
        _ => ("❌ Deny", "may not go to"),
    };
    let (service, version, environment) = (safe(&asked.service), safe(&asked.version), safe(&asked.environment));
    let mut shown = format!("### {sign}: {service} {version} {may} {environment}\n\n");
    for waiver in &report.waivers {
        let (incident, by) = (safe(&waiver.incident), safe(&waiver.by.join(", ")));
        let until = safe(&waiver.expires_at);
        let _ = writeln!(
            shown,
            "> ⚠ **Emergency** {incident}, declared by {by}, until {until}: {}\n",
            safe(&waiver.reason)
        );
    }
    for (label, value) in facts(report) {
        let _ = writeln!(shown, "- {label}: {value}");
    }
    shown.push_str("\n| | requirement | found | next |\n|---|---|---|---|\n");
    for finding in &report.findings {
        let _ = writeln!(
            shown,
            "| {} | {} | {} | {} |",
            finding.mark(),
            safe(&finding.requirement),
            found(finding, files),
            if finding.outcome == "pass" { String::new() } else { safe(&finding.next) }
        );
    }
    for obligation in &report.obligations {
        let due = match obligation.text.contains(&obligation.due) {
            true => String::new(),
            false => format!(", by {}", safe(&obligation.due)),
        };
        let _ = writeln!(shown, "\n**Owed:** {}{due}", safe(&obligation.text));
    }
    let _ = writeln!(shown, "\nDecision {} as of {}", safe(id), safe(&report.now));
    shown
}

fn facts(report: &Report) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(class) = &report.class {
        facts.push(("class", safe(&class.name)));
    }
    if let Some(name) = report.policy.as_ref().and_then(|policy| policy.name.as_deref()) {
        facts.push(("policy", safe(name)));
    }
    if let Some(until) = &report.valid_until {
        facts.push(("holds until", safe(until)));
    }
    facts
}

fn found(finding: &Finding, files: &Files) -> String {
    if finding.outcome == "pass" {
        return safe(&finding.found);
    }
    let waived = if finding.outcome == "waived" { "waived: " } else { "" };
    let mut shown = format!("{waived}{}", safe(&finding.code));
    for (label, sentence) in [("expected", &finding.expected), ("found", &finding.found)] {
        if !sentence.is_empty() {
            let _ = write!(shown, "<br>{label}: {}", safe(sentence));
        }
    }
    for record in finding.records.iter().take(3) {
        let _ = write!(shown, "<br>{}", safe(files.name(record)));
    }
    shown
}
