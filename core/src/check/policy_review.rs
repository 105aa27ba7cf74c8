//! Check **policy review**: the policy itself was reviewed in time.

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::shown::people;
use crate::check::Context;

/// Compares the last review with how often one must happen.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let review = &context.policy.review;
    let code = if !context.moment.has_come(review.reviewed_at) {
        Code::PolicyReviewNotYet
    } else if context.moment.has_come(review.reviewed_at.after(review.every)) {
        Code::PolicyReviewOverdue
    } else {
        Code::PolicyReviewCurrent
    };
    let expected = format!("a review every {}", review.every);
    let found = format!("reviewed at {} by {}", review.reviewed_at, people(&review.reviewed_by));
    vec![Finding::new(Requirement::PolicyReview, code, expected, found)]
}
