//! Predicate `release`: what the candidate is, and how it came to be (`docs/records.md`).

use serde::Deserialize;

use crate::base::digest::Sha256;
use crate::base::json::present;
use crate::base::limits::CHANGE_ITEMS;
use crate::base::name::{Actor, Service, Version};
use crate::base::time::Time;
use crate::format::field::{Commit, require_text, require_url};

/// The candidate, as its record says.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a `release` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Release {
    /// The named thing.
    pub service: Service,
    /// Its label.
    pub version: Version,
    /// Where the source is.
    pub repository: String,
    /// The source that was built.
    pub commit: Commit,
    /// Everyone whose work is in it; at least one.
    pub authors: Vec<Actor>,
    /// Who reviewed it, and at which commit.
    #[serde(default)]
    pub reviewers: Vec<Review>,
    /// Who built the artefacts.
    #[serde(default, deserialize_with = "present")]
    pub builder: Option<Actor>,
    /// Where the change was discussed.
    #[serde(default, deserialize_with = "present")]
    pub change_request: Option<String>,
    /// What it is for.
    #[serde(default)]
    pub tickets: Vec<String>,
    /// What sort of change it is.
    #[serde(default)]
    pub change: Change,
    /// Where to go back to.
    #[serde(default, deserialize_with = "present")]
    pub rollback: Option<Rollback>,
    /// For people.
    #[serde(default, deserialize_with = "present")]
    pub notes: Option<String>,
    /// When it became ready for approval.
    pub requested_at: Time,
}

/// One review.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a review", deny_unknown_fields)]
pub struct Review {
    /// Who reviewed.
    pub who: Actor,
    /// What they looked at.
    pub commit: Commit,
}

/// Properties of the change, by which a policy selects a class.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "properties of the change", deny_unknown_fields, rename_all = "camelCase")]
pub struct Change {
    /// Such as `feature`, `fix`, `config`.
    #[serde(default, deserialize_with = "present")]
    pub kind: Option<String>,
    /// Whether it can be undone.
    #[serde(default, deserialize_with = "present")]
    pub reversibility: Option<Reversibility>,
    /// Whether it migrates a schema.
    #[serde(default, deserialize_with = "present")]
    pub schema_migration: Option<bool>,
    /// How it migrates, such as `expand-contract`.
    #[serde(default, deserialize_with = "present")]
    pub migration_plan: Option<String>,
    /// How much it can break, in the policy's words.
    #[serde(default, deserialize_with = "present")]
    pub blast_radius: Option<String>,
    /// Feature flags that it is behind; an empty list says that it is behind none.
    #[serde(default, deserialize_with = "present")]
    pub flags: Option<Vec<String>>,
    /// Paths that it touches.
    #[serde(default, deserialize_with = "present")]
    pub paths: Option<Vec<String>>,
    /// Labels of the change request; an empty list says that it has none.
    #[serde(default, deserialize_with = "present")]
    pub labels: Option<Vec<String>>,
}

/// Whether a change can be undone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(expecting = "`reversible` or `irreversible`", rename_all = "lowercase")]
pub enum Reversibility {
    /// It can.
    Reversible,
    /// It cannot.
    Irreversible,
}

impl Reversibility {
    /// The word for it in policies.
    pub fn id(self) -> &'static str {
        match self {
            Self::Reversible => "reversible",
            Self::Irreversible => "irreversible",
        }
    }
}

/// Where to go back to.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rollback", deny_unknown_fields)]
pub struct Rollback {
    /// The label to go back to.
    pub version: Version,
    /// Its bytes.
    pub digest: Sha256,
    /// How going back was tested.
    pub tested: String,
}

impl Release {
    /// What the types alone do not say.
    pub fn check(&self) -> Result<(), String> {
        if self.authors.is_empty() {
            return Err("predicate.authors: name at least one".to_owned());
        }
        require_url(&self.repository, "predicate.repository")?;
        let lists = [&self.change.flags, &self.change.paths, &self.change.labels];
        if lists.into_iter().flatten().any(|list| list.len() > CHANGE_ITEMS) {
            return Err(format!("predicate.change: a list of more than {CHANGE_ITEMS}"));
        }
        self.change_request.as_ref().map_or(Ok(()), |url| require_url(url, "predicate.changeRequest"))?;
        self.rollback.as_ref().map_or(Ok(()), |r| require_text(&r.tested, "predicate.rollback.tested"))
    }
}
