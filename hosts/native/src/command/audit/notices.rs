//! What an auditor looks at in a decision that agrees: whose word it rests on, and what was to be done by now.
//!
//! All of it is said by the report, but for rejections that it was not given; nothing is decided anew.

use super::archive::Archive;
use super::left_out::{Rejection, Rejections};
use crate::gather::time;
use crate::render::audit::{About, Notice};
use crate::render::report::{Report, Rules};
use crate::render::safe;

/// What the auditor holds decisions against.
pub(super) struct Trusted {
    /// Key ids of the root keys that were named; where none was, any serves.
    pub(super) root_keys: Vec<String>,
    /// The time that something is due by.
    pub(super) now: u64,
}

/// What is worth knowing about a decision.
pub(super) fn of(report: &Report, trusted: &Trusted, archive: &Archive, rejections: &Rejections) -> Vec<Notice> {
    let mut notices = Vec::new();
    let mut add = |about, text: String| notices.push(Notice { about, text });
    if report.verdict == "allow" {
        anchors(report, trusted, &mut add);
        for root in report.anchors.trusted_roots.iter().filter(|root| !archive.knows_root(root)) {
            add(About::OtherTrustedRoot, format!("Sigstore identities were believed on the word of {root}"));
        }
        for no in rejections.left_out(report) {
            add(About::LeftOut, left_out(no, report));
        }
        let places = report.findings.iter().filter(|finding| finding.code == "approvals.filled");
        for place in places.filter(|place| place.found.contains(" (on ")) {
            add(About::RelayedApproval, format!("{}: {}", place.requirement, place.found));
        }
    }
    for waiver in &report.waivers {
        let by = waiver.by.join(", ");
        add(About::Emergency, format!("{}, declared by {by}: {}", waiver.incident, waiver.reason));
    }
    let owed = report.obligations.iter().filter(|owed| owed.kind == "report-emergency");
    for owed in owed.filter(|owed| has_come(&owed.due, trusted.now)) {
        add(About::Due, owed.text.clone());
    }
    notices
}

fn left_out(no: &Rejection, report: &Report) -> String {
    let of_this = report.release.as_ref().is_some_and(|release| release.record == no.release);
    let what = match of_this {
        true => "this release".to_owned(),
        false => format!("these bytes (under the release record {})", safe::text(&no.release)),
    };
    let environments: Vec<String> = no.environments.iter().map(|it| format!("`{}`", safe::text(it))).collect();
    format!(
        "a rejection of {what} for {}, signed at {} as it says, was not among the records: {}, {}: ask why, and decide again with it",
        environments.join(", "),
        safe::text(&no.signed_at),
        safe::path(&no.path),
        no.record
    )
}

fn anchors(report: &Report, trusted: &Trusted, add: &mut impl FnMut(About, String)) {
    let by = |rules: &Option<Rules>, word| rules.as_ref().is_some_and(|rules| rules.anchored_by == word);
    for (what, rules) in [("policy", &report.policy), ("roster", &report.roster)] {
        let unanchored = by(rules, "nothing");
        if unanchored {
            add(
                About::Unanchored,
                format!("nothing anchored the {what}: whoever could change the file could change the rules"),
            );
        }
        if !trusted.root_keys.is_empty() && !by(rules, "signature") {
            let found = if unanchored { "anchored by nothing" } else { "pinned by its digest" };
            add(About::OtherAnchor, format!("the {what} was {found}, and not by a root key"));
        }
    }
    if !trusted.root_keys.is_empty() {
        for id in report.anchors.root_keys.iter().filter(|id| !trusted.root_keys.contains(id)) {
            add(About::OtherAnchor, format!("the root key {id} was believed, and was not named"));
        }
    }
}

/// What anchored the policy of a decision, for the summary.
pub(super) fn anchor(report: &Report) -> String {
    match report.policy.as_ref().map(|policy| policy.anchored_by.as_str()) {
        Some("signature") => format!("root key {}", report.anchors.root_keys.join(" or ")),
        Some(other) => other.to_owned(),
        None => "nothing".to_owned(),
    }
}

/// Whether a time of a report has come. One that cannot be read has: somebody should look.
pub(super) fn has_come(due: &str, now: u64) -> bool {
    !time::parse(due).is_ok_and(|due| due > now)
}
