//! What a signer sees before signing: the statement itself, and what it is about.
//!
//! It is read back from the bytes that will be signed, not from the flags that led to them.

use std::fmt::Write as _;

use crate::render::explain::{self, Explained};
use crate::render::inspect::{self, Inspected};
use crate::render::report::Report;
use crate::render::safe::text as safe;
use crate::render::{STRONG, styled};

/// The statement to sign.
pub(super) fn statement(statement: &Inspected) -> String {
    let what = statement.noun().or(statement.predicate_type.as_deref()).unwrap_or("statement");
    let mut lines = inspect::about(statement);
    lines.extend(statement.record.clone().map(|id| ("record id".to_owned(), id)));
    let head = styled(STRONG, &format!("To be signed: {}", safe(what)));
    format!("{head}\n{}", inspect::table(&lines).trim_end())
}

/// The release record that is decided about.
pub(super) fn release(release: &Inspected) -> String {
    given("The release record", release)
}

/// The emergency that is reviewed.
pub(super) fn emergency(emergency: &Inspected) -> String {
    given("The emergency that is reviewed", emergency)
}

/// A record that is withdrawn.
pub(super) fn withdrawn(record: &Inspected) -> String {
    let what = record.noun().or(record.predicate_type.as_deref()).unwrap_or("record");
    given(&format!("What is withdrawn: {}", safe(what)), record)
}

/// A record that the statement is about, under a heading.
fn given(head: &str, record: &Inspected) -> String {
    let mut lines: Vec<_> = inspect::about(record).into_iter().filter(|(label, _)| label != "subject").collect();
    for signature in &record.signatures {
        lines.push(("signed by".to_owned(), format!("{} (as claimed)", signature.key())));
    }
    format!("\n{}\n{}", styled(STRONG, head), inspect::table(&lines).trim_end())
}

/// How the release stands in one environment, before this signature.
pub(super) fn preview(report: &Report, explained: &Explained, environment: &str) -> String {
    let head = format!("For {}, before this signature", safe(environment));
    let mut lines = Vec::new();
    if let Some(release) = &report.release {
        let signers =
            if release.signers.is_empty() { "nobody of the roster".to_owned() } else { release.signers.join(", ") };
        lines.push(("release signed by".to_owned(), signers));
        lines.push(("release record".to_owned(), release.record.clone()));
    }
    if let Some(class) = &report.class {
        lines.push(("class".to_owned(), format!("{}: {}", class.name, class.because)));
    }
    if explained.missing.is_empty() {
        lines.push(("missing".to_owned(), "nothing".to_owned()));
    }
    let mut shown = format!("\n\n{}\n{}", styled(STRONG, &head), inspect::table(&lines));
    for line in explain::missing(explained).lines() {
        let _ = writeln!(shown, "  {line}");
    }
    shown.truncate(shown.trim_end().len());
    shown
}
