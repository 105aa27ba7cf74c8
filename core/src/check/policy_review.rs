//! Check **policy review**: the policy itself was reviewed in time.

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::moment::Moment;
use crate::base::shown::people;
use crate::check::Context;
use crate::policy::model::Review;

/// Compares the last review with how often one must happen.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    vec![judge(&context.policy.review, context.moment)]
}

/// The same of any policy.
pub fn judge(review: &Review, moment: &Moment) -> Finding {
    let code = if !moment.has_come(review.reviewed_at) {
        Code::PolicyReviewNotYet
    } else if moment.has_come(review.reviewed_at.after(review.every)) {
        Code::PolicyReviewOverdue
    } else {
        Code::PolicyReviewCurrent
    };
    let expected = format!("a review every {}", review.every);
    let found = format!("reviewed at {} by {}", review.reviewed_at, people(&review.reviewed_by));
    Finding::new(Requirement::PolicyReview, code, expected, found)
}
