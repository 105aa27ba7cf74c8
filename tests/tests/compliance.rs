//! The page for auditors names every requirement that a report can name, and no other.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// As the page names it: roles and kinds of assessments are the policy's to name.
fn named(requirement: &str) -> String {
    match requirement.rsplit_once('/') {
        Some(("approvals", _)) => "approvals/…".to_owned(),
        Some(("evidence/assessment", _)) => "evidence/assessment/…".to_owned(),
        _ => requirement.to_owned(),
    }
}

/// Every requirement that the report of a case names. There is a case for every code.
fn reported() -> BTreeSet<String> {
    let folders = countersign_stored::folders(&root()).expect("the cases");
    let reports = folders.iter().map(|folder| std::fs::read(folder.join("report.json")).expect("a report"));
    let findings = reports.flat_map(|report| {
        let mut report: Value = serde_json::from_slice(&report).expect("a report is JSON");
        report["findings"].as_array_mut().map(std::mem::take).unwrap_or_default()
    });
    findings.filter_map(|finding| finding["requirement"].as_str().map(named)).collect()
}

#[test]
fn every_requirement_has_its_row() {
    let page = std::fs::read_to_string(root().join("docs/compliance.md")).expect("the page");
    let (_, table) = page.split_once("\n| requirement |").expect("the table of requirements");
    let rows = table.lines().skip(2).take_while(|line| line.starts_with("| `"));
    let rows: Vec<&str> = rows.filter_map(|row| row.split('`').nth(1)).collect();
    let distinct: BTreeSet<String> = rows.iter().map(|row| (*row).to_owned()).collect();
    assert_eq!(distinct.len(), rows.len(), "a requirement stands twice: {rows:?}");
    assert_eq!(distinct, reported(), "the rows of `docs/compliance.md`, and what reports name");
}
