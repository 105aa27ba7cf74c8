//! What an audit says: a row for each decision, notices beside it, and a summary. Each form is a file.
//!
//! Nothing is judged here.

mod csv;
mod json;
mod text;

use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;

use crate::args::Listing;

/// What became of a saved decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Outcome {
    /// Decided again, with the same bytes.
    Agrees,
    /// Decided again, with other bytes.
    Differs,
    /// Something that it names is not there, or cannot be read.
    NotReplayable,
    /// It looks like a report, and is none; or the file cannot be read.
    Unreadable,
    /// The same bytes as a report that stands before it.
    Duplicate,
    /// The verifier failed.
    Failed,
}

impl Outcome {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Agrees => "agrees",
            Self::Differs => "differs",
            Self::NotReplayable => "not-replayable",
            Self::Unreadable => "unreadable",
            Self::Duplicate => "duplicate",
            Self::Failed => "failed",
        }
    }
}

/// One saved decision. Beyond `detail`, it says what the report says, which is proved only where the outcome is `agrees`.
#[derive(Serialize)]
pub(crate) struct Row {
    pub(crate) path: String,
    pub(crate) result: Outcome,
    /// The digest of the report's bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) decision: Option<String>,
    #[serde(flatten)]
    pub(crate) said: Option<Said>,
    /// Why it does not agree.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub(crate) detail: String,
    /// What it names and the archive does not hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) missing: Vec<Missing>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) notices: Vec<Notice>,
}

impl Row {
    /// A row with nothing in it yet.
    pub(crate) fn new(path: &Path, result: Outcome, detail: String) -> Self {
        Self {
            path: path.to_string_lossy().into_owned(),
            result,
            decision: None,
            said: None,
            detail,
            missing: Vec::new(),
            notices: Vec::new(),
        }
    }
}

/// What a report says that it decided.
#[derive(Serialize)]
pub(crate) struct Said {
    /// `allow`, `deny` or `malformed`.
    pub(crate) verdict: String,
    pub(crate) mode: String,
    pub(crate) service: String,
    pub(crate) version: String,
    pub(crate) environment: String,
    pub(crate) class: String,
    pub(crate) now: String,
}

/// Something that a decision was taken on, and that is not there.
#[derive(Clone, Serialize)]
pub(crate) struct Missing {
    pub(crate) what: &'static str,
    /// A digest; the key id of a key.
    pub(crate) id: String,
}

/// Something that is worth knowing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum About {
    /// Allowed although nothing anchored policy or roster.
    Unanchored,
    /// Policy or roster is not vouched for by a root key that was named.
    OtherAnchor,
    /// A trusted root that is neither built in nor named.
    OtherTrustedRoot,
    /// A rejection lies in the archive that the decision was not given.
    LeftOut,
    /// Decided in an emergency.
    Emergency,
    /// An approval that an automation signed for a person.
    RelayedApproval,
    /// Something that was owed by now.
    Due,
}

impl About {
    /// The word for it.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Unanchored => "unanchored",
            Self::OtherAnchor => "other-anchor",
            Self::OtherTrustedRoot => "other-trusted-root",
            Self::LeftOut => "left-out",
            Self::Emergency => "emergency",
            Self::RelayedApproval => "relayed-approval",
            Self::Due => "due",
        }
    }
}

/// A notice beside a decision.
#[derive(Clone, Serialize)]
pub(crate) struct Notice {
    pub(crate) about: About,
    pub(crate) text: String,
}

/// An emergency that a release was allowed in.
#[derive(Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Emergency {
    pub(crate) record: String,
    pub(crate) service: String,
    pub(crate) incident: String,
    pub(crate) by: Vec<String>,
    /// When the first review was due that its decision made somebody owe; absent where the report does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) due: Option<String>,
    pub(crate) review: Review,
}

/// What reports say of the review of an emergency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Review {
    /// A later decision of its service found it reviewed, and names it.
    Done,
    /// No decision says so, and there is time left.
    Open,
    /// No decision says so, and it was due.
    Overdue,
}

/// All of it in short.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Summary {
    /// The time that `due` and `overdue` are about.
    pub(crate) as_of: String,
    /// The digest of the component that decided again.
    pub(crate) component: String,
    pub(crate) files: usize,
    pub(crate) skipped: usize,
    /// Rows by result.
    pub(crate) results: BTreeMap<&'static str, usize>,
    /// Decisions that agree, by verdict.
    pub(crate) verdicts: BTreeMap<String, usize>,
    /// Notices by what they are about.
    pub(crate) notices: BTreeMap<&'static str, usize>,
    /// Decisions that agree, by what anchored their policy: a root key's id, `digest` or `nothing`.
    pub(crate) anchors: BTreeMap<String, usize>,
    pub(crate) emergencies: Vec<Emergency>,
}

/// What stands before the rows.
pub(crate) fn head(format: Listing) -> String {
    match format {
        Listing::Csv => csv::head(),
        Listing::Text | Listing::Json => String::new(),
    }
}

/// One row; nothing where there is nothing to say of it.
pub(crate) fn row(format: Listing, row: &Row) -> String {
    match format {
        Listing::Text => text::row(row),
        Listing::Json => json::line(row),
        Listing::Csv => csv::row(row),
    }
}

/// What stands behind the rows.
pub(crate) fn foot(format: Listing, summary: &Summary) -> String {
    match format {
        Listing::Text => text::summary(summary),
        Listing::Json => json::summary(summary),
        Listing::Csv => String::new(),
    }
}
