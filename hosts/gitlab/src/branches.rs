//! Which merge requests count: those that went into a branch that the project protects.
//!
//! Anybody can merge into a branch of their own, by rules of their own. What protects a branch is not asked: the default one is
//! taken for protected, and so is each that the pipeline names.

use crate::api::MergeRequest;
use crate::failure::shown;

/// Whether it went into a branch that the project protects: the default one, or one that was named.
pub(crate) fn counts(request: &MergeRequest, default: &str, named: &[String]) -> bool {
    request.target_branch == default || named.contains(&request.target_branch)
}

/// Says that a merge request does not count, and what to do where it should.
pub(crate) fn left_out(request: &MergeRequest, default: &str) {
    eprintln!(
        "merge request !{} went into `{}`, which is neither the default branch `{}` nor named with `--branches`: its \
         reviews, labels and issues are left out, its authors are not",
        request.iid,
        shown(&request.target_branch),
        shown(default)
    );
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_merge_request_counts_that_went_into_the_default_branch_or_a_named_one() {
        let into = |branch: &str| -> MergeRequest {
            serde_json::from_value(json!({
                "iid": 9, "project_id": 42, "state": "merged", "target_branch": branch, "web_url": "x", "labels": [],
                "author": { "id": 1, "username": "alice" },
            }))
            .unwrap()
        };
        let named = ["release/2.4".to_owned()];
        for (branch, due) in [("main", true), ("release/2.4", true), ("junk", false), ("release/2", false), ("", false)]
        {
            assert_eq!(counts(&into(branch), "main", &named), due, "{branch}");
        }
        assert!(!counts(&into("release/2.4"), "main", &[]));
    }
}
