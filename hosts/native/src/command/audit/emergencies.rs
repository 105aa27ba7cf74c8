//! The emergencies that releases were allowed in, and whether a later decision found them reviewed.
//!
//! A review counts where a decision says so: taken with the emergency among its records, once the review was due, it found no
//! review overdue. Records of reviews that no decision was given are nobody's proof.

use std::collections::BTreeMap;

use super::notices::has_come;
use crate::gather::time;
use crate::render::audit::{Emergency, Review};
use crate::render::report::Report;

/// What decisions say of emergencies, gathered one by one.
#[derive(Default)]
pub(super) struct Emergencies {
    /// By the record that declared each.
    declared: BTreeMap<String, Emergency>,
    /// The latest decision that had an emergency among its records and found no review overdue.
    in_order: BTreeMap<String, u64>,
}

impl Emergencies {
    /// Takes in a decision that agrees.
    pub(super) fn add(&mut self, report: &Report) {
        for waiver in &report.waivers {
            self.declared.entry(waiver.record.clone()).or_insert_with(|| Emergency {
                record: waiver.record.clone(),
                service: report.asked.service.clone(),
                incident: waiver.incident.clone(),
                by: waiver.by.clone(),
                due: due(report, &waiver.incident),
                review: Review::Open,
            });
        }
        if !report.findings.iter().any(|finding| finding.code == "emergency.reviews-done") {
            return;
        }
        let Ok(now) = time::parse(&report.now) else { return };
        let records = report.documents.iter().filter(|document| document.kind == "emergency");
        for record in records.filter_map(|document| document.record.as_ref()) {
            let latest = self.in_order.entry(record.clone()).or_default();
            *latest = now.max(*latest);
        }
    }

    /// Every emergency, as of `now`: overdue ones first, then by when they are due.
    pub(super) fn list(self, now: u64) -> Vec<Emergency> {
        let Self { declared, in_order } = self;
        let mut all: Vec<Emergency> = declared
            .into_values()
            .map(|emergency| {
                let done = |due: &String| in_order.get(&emergency.record).is_some_and(|at| has_come(due, *at));
                let review = match &emergency.due {
                    Some(due) if done(due) => Review::Done,
                    Some(due) if !has_come(due, now) => Review::Open,
                    _ => Review::Overdue,
                };
                Emergency { review, ..emergency }
            })
            .collect();
        let order = |one: &Emergency| match one.review {
            Review::Overdue => 0,
            Review::Open => 1,
            Review::Done => 2,
        };
        all.sort_by(|one, other| (order(one), &one.due, &one.record).cmp(&(order(other), &other.due, &other.record)));
        all
    }
}

/// When the review of an incident is due, as the report says: the earliest of those that it may mean.
fn due(report: &Report, incident: &str) -> Option<String> {
    let reviews = report.obligations.iter().filter(|owed| owed.kind == "review-emergency");
    // One of this incident goes before any other.
    reviews.min_by_key(|owed| (!owed.text.contains(incident), &owed.due)).map(|owed| owed.due.clone())
}
