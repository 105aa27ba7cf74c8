//! An audit as a table for spreadsheets: RFC 4180, a row for each decision.
//!
//! What a spreadsheet would take for a formula begins with an apostrophe.

use super::{Row, Said};
use crate::render::safe;

const HEAD: &str = "path,result,verdict,mode,service,version,environment,class,now,decision,detail,missing,notices";

/// The names of the columns.
pub(super) fn head() -> String {
    format!("{HEAD}\r\n")
}

/// One decision.
pub(super) fn row(row: &Row) -> String {
    let said = |field: fn(&Said) -> &String| row.said.as_ref().map(field).cloned().unwrap_or_default();
    let missing: Vec<String> = row.missing.iter().map(|one| format!("{} {}", one.what, one.id)).collect();
    let notices: Vec<String> =
        row.notices.iter().map(|notice| format!("{}: {}", notice.about.word(), notice.text)).collect();
    let fields = [
        row.path.clone(),
        row.result.word().to_owned(),
        said(|said| &said.verdict),
        said(|said| &said.mode),
        said(|said| &said.service),
        said(|said| &said.version),
        said(|said| &said.environment),
        said(|said| &said.class),
        said(|said| &said.now),
        row.decision.clone().unwrap_or_default(),
        row.detail.clone(),
        missing.join("; "),
        notices.join("; "),
    ];
    format!("{}\r\n", fields.map(|field| quoted(&field)).join(","))
}

fn quoted(field: &str) -> String {
    let field = safe::text(field);
    let formula = if field.starts_with(['=', '+', '-', '@']) { "'" } else { "" };
    match formula.is_empty() && !field.contains(['"', ',', '\'']) {
        true => field,
        false => format!("\"{formula}{}\"", field.replace('"', "\"\"")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_becomes_a_formula_or_another_column() {
        assert_eq!(quoted("plain"), "plain");
        assert_eq!(quoted("=HYPERLINK(\"x\")"), "\"'=HYPERLINK(\"\"x\"\")\"");
        assert_eq!(quoted("a,b"), "\"a,b\"");
        assert_eq!(quoted("a\r\n=b"), "a\\u{d} =b");
        for start in ["+1", "-1", "@x", "=x"] {
            assert!(quoted(start).starts_with("\"'"), "{start}");
        }
    }
}
