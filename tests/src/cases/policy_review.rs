//! Cases **policy-review**: the policy itself is reviewed in time, to the second.

use countersign_core::base::code::Code;

use super::say::staging;
use super::{Area, Case};
use crate::scenario::seconds;

pub(super) fn cases() -> Vec<Case> {
    let area = Area("policy-review");
    let overdue = &[("policy-review", Code::PolicyReviewOverdue)];
    let not_yet = &[("policy-review", Code::PolicyReviewNotYet)];
    // Reviewed at 2026-10-01T00:00:00Z, every 365 days.
    let due = seconds("2027-10-01T00:00:00Z");
    vec![
        area.allows("last-second", "One second before the review is due, it is not overdue.", &[], |s| {
            staging(s);
            s.question.now = due - 1;
        }),
        area.denies("overdue", "From the instant on at which the review is due, nothing goes out.", overdue, |s| {
            staging(s);
            s.question.now = due;
        }),
        area.denies("not-yet", "A review that has not happened yet is none.", not_yet, |s| {
            s.policy("reviewedAt: 2026-10-01T00:00:00Z", "reviewedAt: 2026-11-20T12:00:01Z");
        }),
        area.allows("just-now", "A review at this very instant counts.", &[], |s| {
            s.policy("reviewedAt: 2026-10-01T00:00:00Z", "reviewedAt: 2026-11-20T12:00:00Z");
        }),
    ]
}
