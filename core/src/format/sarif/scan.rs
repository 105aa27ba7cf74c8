//! A SARIF run as a scan for vulnerabilities: each rule that has results is one.
//!
//! Severity is `security-severity`, a CVSS base score among a rule's properties, where a tool gives one; levels are of no scale
//! that compares with it. Packages stand in prose alone and are not read, so that what is scoped to a package lowers nothing
//! here. What the file suppresses is a finding as any other. Results that name several rules are one of each: what lowers one of them does
//! not lower the others.

use std::rc::Rc;

use crate::format::sarif::{Analysis, Named};
use crate::format::vulnerability::{Package, Scan, Severity, Vulnerability};

/// What becomes of a result that names no rule.
const NAMELESS: &str = "(no rule)";

/// A run as a scan. Whether it is one, the policy says.
pub(super) fn of(analysis: &Analysis) -> Scan {
    let found = analysis.tallies.iter().flat_map(|tally| {
        let (severity, is_unclear) = tally.severity.unwrap_or((Severity::Unknown, false));
        let Named { rules, is_lost } = &tally.named;
        let nameless = (rules.is_empty() || *is_lost).then_some("");
        rules.iter().map(String::as_str).chain(nameless).map(move |rule| {
            let (id, aliases) = ids(rule);
            let (related, package) = (Vec::new(), Package::default());
            Vulnerability { id, aliases, related, package, severity, is_unclear }
        })
    });
    Scan {
        scanner: analysis.tool.clone(),
        database: None,
        said: analysis.said,
        examined: analysis.failure.is_none(),
        sarif: Some(analysis.category.clone()),
        vulnerabilities: Rc::new(found.collect()),
    }
}

/// The id of a vulnerability, and the rule's where that is another: some tools write `CVE-2021-44228-log4j-core`.
fn ids(rule: &str) -> (String, Vec<String>) {
    if rule.is_empty() {
        return (NAMELESS.to_owned(), Vec::new());
    }
    match cve(rule).filter(|id| *id != rule) {
        Some(id) => (id.to_owned(), vec![rule.to_owned()]),
        None => (rule.to_owned(), Vec::new()),
    }
}

/// The CVE id that a rule's id begins with (CVE Record Format: `CVE-`, a year, four digits or more).
fn cve(rule: &str) -> Option<&str> {
    let (year, rest) = rule.strip_prefix("CVE-")?.split_once('-')?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let is_year = year.len() == 4 && year.bytes().all(|byte| byte.is_ascii_digit());
    let ends = rest.get(digits..).is_some_and(|after| after.is_empty() || after.starts_with('-'));
    let length = "CVE-".len().checked_add(year.len())?.checked_add(1)?.checked_add(digits)?;
    rule.get(..length).filter(|_| is_year && digits >= 4 && ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_found_in_a_rule() {
        for (rule, id, aliases) in [
            ("CVE-2021-44228", "CVE-2021-44228", vec![]),
            ("CVE-2021-44228-log4j-core", "CVE-2021-44228", vec!["CVE-2021-44228-log4j-core"]),
            ("CVE-2021-44228x", "CVE-2021-44228x", vec![]),
            ("CVE-21-44228-x", "CVE-21-44228-x", vec![]),
            ("CVE-2021-422-x", "CVE-2021-422-x", vec![]),
            ("GHSA-jfh8-c2jp-5v3q", "GHSA-jfh8-c2jp-5v3q", vec![]),
            ("", "(no rule)", vec![]),
        ] {
            assert_eq!(ids(rule), (id.to_owned(), aliases.into_iter().map(str::to_owned).collect()), "{rule}");
        }
    }
}
