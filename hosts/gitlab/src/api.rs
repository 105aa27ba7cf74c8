//! The answers of GitLab's API (version 4) that are read, and of them the fields.
//!
//! A field that is needed and missing makes the answer unreadable; whatever else GitLab says is passed over.

use jiff::Timestamp;
use serde::{Deserialize, Deserializer, de};

/// `GET /projects/:id`.
#[derive(Deserialize)]
pub(crate) struct Project {
    pub(crate) web_url: String,
    pub(crate) default_branch: String,
}

/// `GET /projects/:id/repository/commits`, and of a merge request.
#[derive(Deserialize)]
pub(crate) struct Commit {
    pub(crate) id: String,
    pub(crate) author_email: String,
    /// The whole message, where `Co-authored-by` stands; the commits of a merge request have it, too.
    pub(crate) message: String,
}

/// `GET /projects/:id/repository/commits/:sha/merge_requests`.
#[derive(Deserialize)]
pub(crate) struct MergeRequest {
    pub(crate) iid: u64,
    pub(crate) project_id: u64,
    pub(crate) state: String,
    pub(crate) target_branch: String,
    pub(crate) web_url: String,
    pub(crate) author: User,
    /// The head of the source branch.
    pub(crate) sha: Option<String>,
    pub(crate) merge_commit_sha: Option<String>,
    pub(crate) squash_commit_sha: Option<String>,
    pub(crate) labels: Vec<String>,
}

/// Somebody. Names change hands, numbers do not.
#[derive(Deserialize)]
pub(crate) struct User {
    pub(crate) id: u64,
    pub(crate) username: String,
}

/// `GET …/merge_requests/:iid/approvals`.
#[derive(Deserialize)]
pub(crate) struct Approvals {
    pub(crate) approved_by: Vec<Approved>,
}

/// One approval of a merge request.
#[derive(Deserialize)]
pub(crate) struct Approved {
    pub(crate) user: User,
    /// Older servers do not say.
    #[serde(default, deserialize_with = "maybe_time")]
    pub(crate) approved_at: Option<Timestamp>,
}

/// `GET …/merge_requests/:iid/versions`.
#[derive(Deserialize)]
pub(crate) struct Version {
    pub(crate) head_commit_sha: String,
    #[serde(deserialize_with = "time")]
    pub(crate) created_at: Timestamp,
}

/// `GET …/merge_requests/:iid/closes_issues`.
#[derive(Deserialize)]
pub(crate) struct Issue {
    pub(crate) web_url: String,
}

/// `GET /projects/:id/repository/compare`.
#[derive(Deserialize)]
pub(crate) struct Compared {
    pub(crate) diffs: Vec<Diff>,
    /// Whether something was left out.
    pub(crate) compare_timeout: bool,
}

/// One file that differs.
#[derive(Deserialize)]
pub(crate) struct Diff {
    /// The same as the new one unless it was renamed.
    pub(crate) old_path: String,
    pub(crate) new_path: String,
}

/// `GET /projects/:id/deployments`, and one of them with its approvals.
#[derive(Deserialize)]
pub(crate) struct Deployment {
    pub(crate) id: u64,
    pub(crate) sha: String,
    pub(crate) environment: Environment,
    /// The job that deploys; a deployment that was made over the API has none.
    pub(crate) deployable: Option<Deployable>,
    /// Who rejects it ends it.
    #[serde(default, deserialize_with = "maybe_time")]
    pub(crate) updated_at: Option<Timestamp>,
    /// Only where one deployment is asked for, and only of an edition that has them.
    pub(crate) approvals: Option<Vec<Relayed>>,
}

impl Deployment {
    /// The number of the pipeline that it is of, where it is of one.
    pub(crate) fn pipeline(&self) -> Option<u64> {
        Some(self.deployable.as_ref()?.pipeline.as_ref()?.id)
    }
}

/// The job of a deployment.
#[derive(Deserialize)]
pub(crate) struct Deployable {
    pub(crate) pipeline: Option<Pipeline>,
}

/// The pipeline of a job.
#[derive(Deserialize)]
pub(crate) struct Pipeline {
    pub(crate) id: u64,
}

/// Where a deployment goes.
#[derive(Deserialize)]
pub(crate) struct Environment {
    pub(crate) name: String,
}

/// One person's word on a deployment.
#[derive(Deserialize)]
pub(crate) struct Relayed {
    pub(crate) user: User,
    /// `approved` or `rejected`.
    pub(crate) status: String,
    #[serde(deserialize_with = "time")]
    pub(crate) created_at: Timestamp,
    pub(crate) comment: Option<String>,
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Timestamp, D::Error> {
    String::deserialize(deserializer)?.parse().map_err(|_| de::Error::custom("a time that is none"))
}

fn maybe_time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Timestamp>, D::Error> {
    let given = Option::<String>::deserialize(deserializer)?;
    given.map(|text| text.parse().map_err(|_| de::Error::custom("a time that is none"))).transpose()
}
