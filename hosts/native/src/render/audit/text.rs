//! An audit for people: what does not agree, what is worth knowing, and a summary.

use std::fmt::Write as _;

use super::{Emergency, Outcome, Review, Row, Said, Summary};
use crate::render::safe::text as safe;
use crate::render::{BAD, DOUBTFUL, GOOD, QUIET, STRONG, styled};

/// One decision; nothing where it agrees, and there is nothing to add.
pub(super) fn row(row: &Row) -> String {
    let quiet = matches!(row.result, Outcome::Agrees | Outcome::Duplicate) && row.notices.is_empty();
    if quiet {
        return String::new();
    }
    let style = match row.result {
        Outcome::Agrees | Outcome::Duplicate => GOOD,
        Outcome::NotReplayable | Outcome::Unreadable => DOUBTFUL,
        Outcome::Differs | Outcome::Failed => BAD,
    };
    let word = row.result.word().to_uppercase();
    let mut shown = format!("{}  `{}`", styled(style, &word), safe(&row.path));
    if let Some(said) = &row.said {
        let _ = write!(shown, ": {}", asked(said));
    }
    shown.push('\n');
    if !row.detail.is_empty() {
        let _ = writeln!(shown, "    {}", safe(&row.detail));
    }
    for missing in &row.missing {
        let _ = writeln!(shown, "    missing: {} {}", missing.what, safe(&missing.id));
    }
    for notice in &row.notices {
        let _ = writeln!(shown, "    {} {}", styled(DOUBTFUL, notice.about.word()), safe(&notice.text));
    }
    shown
}

fn asked(said: &Said) -> String {
    let Said { verdict, service, version, environment, now, .. } = said;
    safe(&format!("{verdict}, {service} {version} to {environment}, as of {now}"))
}

/// The end of it.
pub(super) fn summary(summary: &Summary) -> String {
    let decisions: usize = summary.results.values().sum();
    let mut shown = String::new();
    let (reports, files) = (counted(decisions, "report"), counted(summary.files, "file"));
    let head = format!("{reports} in {files}, as of {}", safe(&summary.as_of));
    let _ = writeln!(shown, "{}", styled(STRONG, &head));
    let verdicts: Vec<String> =
        summary.verdicts.iter().map(|(word, count)| format!("{count} {}", safe(word))).collect();
    for (word, count) in &summary.results {
        let more = if *word == Outcome::Agrees.word() { format!(" ({})", verdicts.join(", ")) } else { String::new() };
        let _ = writeln!(shown, "  {word:<18} {count}{more}");
    }
    if !summary.anchors.is_empty() {
        let _ = writeln!(shown, "Policies were anchored by");
        for (anchor, count) in &summary.anchors {
            let _ = writeln!(shown, "  {:<18} {count}", safe(anchor));
        }
    }
    if !summary.notices.is_empty() {
        let _ = writeln!(shown, "Notices");
        for (word, count) in &summary.notices {
            let _ = writeln!(shown, "  {word:<18} {count}");
        }
    }
    if !summary.emergencies.is_empty() {
        let _ = writeln!(shown, "Emergencies");
        summary.emergencies.iter().for_each(|one| shown.push_str(&emergency(one)));
    }
    if summary.skipped > 0 {
        let links = match summary.skipped {
            1 => "1 symbolic link, pipe or device was not looked at".to_owned(),
            more => format!("{more} symbolic links, pipes or devices were not looked at"),
        };
        let _ = writeln!(shown, "{}", styled(QUIET, &links));
    }
    let _ = writeln!(shown, "{}", styled(QUIET, &format!("decided again by component {}", summary.component)));
    shown
}

fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn emergency(one: &Emergency) -> String {
    let due = one.due.as_deref().map_or_else(String::new, |due| format!(" by {due}"));
    let state = match one.review {
        Review::Done => styled(GOOD, "reviewed"),
        Review::Open => styled(DOUBTFUL, &format!("to be reviewed{}", safe(&due))),
        Review::Overdue => styled(BAD, &format!("review was due{}, and no decision says that it was done", safe(&due))),
    };
    let by = safe(&one.by.join(", "));
    format!("  {} of {}, declared by {by}: {state}\n", safe(&one.incident), safe(&one.service))
}
