//! Every bound of this program, with where its number comes from.

use std::time::Duration;

/// Bytes of one answer: a page of a hundred merge requests with long descriptions stays below a tenth of it.
pub(crate) const ANSWER_BYTES: u64 = 16 << 20;

/// Items of a page: the most that GitLab gives.
pub(crate) const PAGE_ITEMS: usize = 100;

/// Pages of one listing: ten thousand commits are no release, and a server that never ends is none either.
pub(crate) const PAGES: u32 = 100;

/// Commits of one release; each costs a question about its merge requests.
pub(crate) const COMMITS: usize = 2_000;

/// Deployments of one commit to one environment; each costs a question about its approvals.
pub(crate) const DEPLOYMENTS: usize = 1_000;

/// Paths that a release changes: the verifier's own `CHANGE_ITEMS`.
pub(crate) const PATHS: usize = 10_000;

/// Characters of a comment that become a reason: far below what a record may hold, so that a long one loses no rejection.
pub(crate) const COMMENT: usize = 1_000;

/// How often a question is put again where that can help.
pub(crate) const RETRIES: u32 = 4;

/// The longest that a server may make us wait before a question is put again: half of the minute in which GitLab counts.
pub(crate) const WAIT: Duration = Duration::from_secs(60);

/// The first pause between two tries where the server names none; each is twice the one before, so that a restart of
/// some seconds is survived.
pub(crate) const PAUSE: Duration = Duration::from_millis(250);
