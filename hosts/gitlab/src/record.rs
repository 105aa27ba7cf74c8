//! The release record that approvals are about, as `countersign inspect --format json` shows it: its commit.
//!
//! Who signed it is the verifier's to judge.

use std::fs;
use std::path::Path;

use serde::Deserialize;

use crate::failure::{Failure, shown};

const RELEASE: &str = "https://countersign.dev/attestation/release/v1";

/// What is read of it.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Inspected {
    predicate_type: String,
    predicate: Released,
}

#[derive(Deserialize)]
struct Released {
    commit: String,
}

/// Approvals of a commit's deployment are no word about a release of another commit.
pub(crate) fn must_be_of(path: &Path, commit: &str) -> Result<(), Failure> {
    let read = |found: &str| {
        Failure::question(format!(
            "`{}` {found}: give what `countersign inspect --format json` says of the release record",
            shown(&path.display().to_string())
        ))
    };
    let bytes = fs::read(path).map_err(|error| read(&format!("cannot be read: {error}")))?;
    let inspected: Inspected =
        serde_json::from_slice(&bytes).map_err(|_| read("does not say what a release record is"))?;
    if inspected.predicate_type != RELEASE {
        return Err(read("is about another kind of record"));
    }
    let released = inspected.predicate.commit;
    if released != commit {
        return Err(Failure::question(format!(
            "the deployment is of the commit {commit}, and the release record is about {}: its approvals are no word \
             about this release: relay them in the pipeline that releases it",
            shown(&released)
        )));
    }
    Ok(())
}
