//! Check **peer review**: enough people who are not authors reviewed the released commit.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::PrincipalId;
use crate::base::shown::people;
use crate::check::Context;

/// Counts reviewers, where the class asks for some.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(count) = context.need().peer_review else { return Vec::new() };
    let finding = |requirement, code, expected: String, found: String| {
        Finding::new(requirement, code, expected, found).about(context.release().map(|release| release.id))
    };
    let warn = |code, expected: &str, found| finding(Requirement::PeerReview, code, expected.to_owned(), found);
    let barred = context.authors_barred_by(Rule::ReviewerAuthor);
    let mut findings = Vec::new();
    let mut reviewers: BTreeSet<&PrincipalId> = BTreeSet::new();
    for (review, commit) in
        context.release().iter().flat_map(|r| r.claim.reviewers.iter().map(|v| (v, &r.claim.commit)))
    {
        let who = &review.who;
        match context.resolve(who).filter(|principal| principal.is_person) {
            None => findings.push(warn(Code::PeerReviewReviewerUnknown, "a person of the roster", format!("`{who}`"))),
            Some(_) if review.commit != *commit => {
                let found = format!("`{who}` reviewed {}", review.commit);
                findings.push(warn(Code::PeerReviewOtherCommit, &format!("a review of {commit}"), found));
            }
            Some(person) if barred.contains(&person.id) => {
                let (rule, expected) =
                    (Requirement::Separation(Rule::ReviewerAuthor), "a reviewer who is not an author");
                findings.push(finding(rule, Code::SeparationAuthorReviews, expected.to_owned(), format!("`{who}`")));
            }
            Some(person) => {
                reviewers.insert(&person.id);
            }
        }
    }
    let enough = reviewers.len() as u64 >= count;
    let code = if enough { Code::PeerReviewDone } else { Code::PeerReviewMissing };
    findings.push(finding(Requirement::PeerReview, code, expected(count), people(reviewers)));
    findings
}

fn expected(count: u64) -> String {
    let noun = if count == 1 { "person who is not an author" } else { "people who are not authors" };
    format!("a review by {count} {noun}")
}
