//! A decision as variables for the jobs that come after: one `NAME=value` a line, as GitLab reads `reports: dotenv`.
//!
//! GitLab takes no quotes, comments, empty lines or line breaks in values, and 5 KiB at most. So a value is written only
//! if it consists of letters that mean nothing to a shell either; what a decision does not have is an empty value, which
//! hides an older one. Words that a signer may choose (the version, sentences) are left out: they are in the report.

use std::fmt::Write as _;

use super::report::Report;
use crate::exit::Failure;

/// The most bytes that GitLab takes: <https://docs.gitlab.com/administration/instance_limits/>.
const BYTES: usize = 5 << 10;

/// The decision, whose id and exit code are given.
pub(crate) fn decision(report: &Report, id: &str, exit: u8) -> Result<String, Failure> {
    let exit = exit.to_string();
    let variables: [(&str, &str); 8] = [
        ("COUNTERSIGN_VERDICT", report.verdict.as_str()),
        ("COUNTERSIGN_EXIT_CODE", &exit),
        ("COUNTERSIGN_MODE", &report.mode),
        ("COUNTERSIGN_CLASS", report.class.as_ref().map_or("", |class| &class.name)),
        ("COUNTERSIGN_DECISION_ID", id),
        ("COUNTERSIGN_REPORT_SHA256", id.strip_prefix("sha256:").unwrap_or_default()),
        ("COUNTERSIGN_DECIDED_AT", &report.now),
        ("COUNTERSIGN_VALID_UNTIL", report.valid_until.as_deref().unwrap_or_default()),
    ];
    let mut lines = String::new();
    for (name, value) in variables {
        if !value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b":._-".contains(&byte)) {
            return Err(Failure::tool(format!("the verifier's answer has a `{name}` that is no plain word")));
        }
        let _ = writeln!(lines, "{name}={value}");
    }
    match lines.len() > BYTES {
        true => Err(Failure::tool("the variables of the decision are larger than GitLab takes")),
        false => Ok(lines),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::report;

    fn report(class: &str, now: &str) -> Report {
        let report = serde_json::json!({
            "verdict": "deny", "question": "answered", "mode": "emergency", "now": now, "class": { "name": class },
            "asked": { "service": "a", "version": "$(reboot)", "environment": "production" },
        });
        report::parse(report.to_string().as_bytes()).unwrap()
    }

    #[test]
    fn every_variable_is_there_even_where_it_has_no_value() {
        let lines = decision(&report("production", "2026-11-21T09:00:00Z"), "sha256:0a", 1).unwrap();
        assert_eq!(
            lines,
            "COUNTERSIGN_VERDICT=deny\nCOUNTERSIGN_EXIT_CODE=1\nCOUNTERSIGN_MODE=emergency\nCOUNTERSIGN_CLASS=production\n\
             COUNTERSIGN_DECISION_ID=sha256:0a\nCOUNTERSIGN_REPORT_SHA256=0a\n\
             COUNTERSIGN_DECIDED_AT=2026-11-21T09:00:00Z\nCOUNTERSIGN_VALID_UNTIL=\n"
        );
    }

    #[test]
    fn no_value_makes_a_line_or_a_command() {
        for class in ["a\nCOUNTERSIGN_VERDICT=allow", "a b", "$(reboot)", "`reboot`", "a;b", "\"", "é", "a=b"] {
            assert!(decision(&report(class, "2026-11-21T09:00:00Z"), "sha256:0a", 1).is_err(), "{class}");
        }
        assert!(decision(&report(&"a".repeat(BYTES), "now"), "sha256:0a", 1).is_err());
    }
}
