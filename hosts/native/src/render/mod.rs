//! From the component's JSON to what people read.
//!
//! Nothing is judged here, and every word that comes from a record passes through `safe.rs`.

pub(crate) mod audit;
pub(crate) mod bundle;
pub(crate) mod decision;
pub(crate) mod difference;
mod dotenv;
pub(crate) mod explain;
pub(crate) mod inspect;
pub(crate) mod judge;
mod junit;
mod markdown;
pub(crate) mod report;
pub(crate) mod safe;
mod sarif;
pub(crate) mod text;

use anstyle::{AnsiColor, Style};

/// Allowed, passed.
pub(crate) const GOOD: Style = AnsiColor::Green.on_default().bold();
/// Denied, failed.
pub(crate) const BAD: Style = AnsiColor::Red.on_default().bold();
/// Worth knowing.
pub(crate) const DOUBTFUL: Style = AnsiColor::Yellow.on_default().bold();
/// What stands behind.
pub(crate) const QUIET: Style = Style::new().dimmed();
/// What matters.
pub(crate) const STRONG: Style = Style::new().bold();

/// Text in a style.
pub(crate) fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
