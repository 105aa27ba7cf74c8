//! The paths that a release changes: what differs between the release before and this one.
//!
//! Classes are selected by them, so they are known in full or not at all: what a record does not state selects the
//! stricter class. So where GitLab has no whole answer to this one question, there is a record all the same.

use std::collections::BTreeSet;

use crate::api::Compared;
use crate::client::Client;
use crate::failure::Failure;
use crate::limits::PATHS;

/// What is known of them.
pub(crate) enum Paths {
    /// Every path, the old name of what was renamed included.
    Known(BTreeSet<String>),
    /// Nobody can tell, and why.
    Unknown(String),
}

/// What differs between two commits, not since they parted: a release may also lack what the one before had.
pub(crate) fn compared(client: &Client, before: &str, commit: &str) -> Result<Compared, Failure> {
    client.one(&format!("/repository/compare?from={before}&to={commit}&straight=true"))
}

/// The paths that differ from those of the release before.
pub(crate) fn changed(client: &Client, before: Option<&str>, commit: &str) -> Result<Paths, Failure> {
    let Some(before) = before else {
        return Ok(Paths::Unknown("there is no release before to compare with".to_owned()));
    };
    let compared = match compared(client, before, commit) {
        Ok(compared) => compared,
        Err(failure) if failure.is_of_the_tool() => return Ok(Paths::Unknown(failure.to_string())),
        Err(failure) => return Err(failure),
    };
    let paths: BTreeSet<String> = compared.diffs.into_iter().flat_map(|diff| [diff.old_path, diff.new_path]).collect();
    Ok(match paths.len() {
        _ if compared.compare_timeout => Paths::Unknown("GitLab did not compare everything".to_owned()),
        0 => Paths::Unknown("GitLab lists commits, but nothing that differs".to_owned()),
        count if count > PATHS => {
            Paths::Unknown(format!("there are {count}, more than the {PATHS} that a record can state"))
        }
        _ => Paths::Known(paths),
    })
}
