//! The emergencies that releases were allowed in, and whether a later decision found them reviewed.
//!
//! A review counts where a later decision of the same service says so: its finding that reviews are done names the emergency.
//! One that found none overdue, and names none, has not said that this one was reviewed: by its policy it may have owed nothing.
//! Records of reviews that no decision was given are nobody's proof.

use std::collections::BTreeMap;

use super::notices::has_come;
use crate::gather::time;
use crate::render::audit::{Emergency, Review};
use crate::render::report::{Report, Waiver};

/// What decisions say of emergencies, gathered one by one.
#[derive(Default)]
pub(super) struct Emergencies {
    /// By the record that declared each, with when the latest decision was taken in it.
    declared: BTreeMap<String, (Emergency, u64)>,
    /// By service and record, when the latest decision was taken that found it reviewed.
    reviewed: BTreeMap<(String, String), u64>,
}

impl Emergencies {
    /// Takes in a decision that agrees.
    pub(super) fn add(&mut self, report: &Report) {
        // One whose time cannot be read is later than every review, and no review.
        let now = time::parse(&report.now);
        let (service, taken) = (&report.asked.service, *now.as_ref().unwrap_or(&u64::MAX));
        for waiver in &report.waivers {
            let new = || (declared(report, waiver), taken);
            let (_, latest) = self.declared.entry(waiver.record.clone()).or_insert_with(new);
            *latest = taken.max(*latest);
        }
        let Ok(now) = now else { return };
        let done = report.findings.iter().filter(|finding| finding.code == "emergency.reviews-done");
        for record in done.flat_map(|finding| &finding.records) {
            let latest = self.reviewed.entry((service.clone(), record.clone())).or_default();
            *latest = now.max(*latest);
        }
    }

    /// Every emergency, as of `now`: overdue ones first, then by when they are due.
    pub(super) fn list(self, now: u64) -> Vec<Emergency> {
        let Self { declared, reviewed } = self;
        let mut all: Vec<Emergency> = declared
            .into_values()
            .map(|(emergency, taken)| {
                let found = reviewed.get(&(emergency.service.clone(), emergency.record.clone()));
                let review = match &emergency.due {
                    _ if found.is_some_and(|at| *at > taken) => Review::Done,
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

/// An emergency as the decision tells it that was taken in it.
fn declared(report: &Report, waiver: &Waiver) -> Emergency {
    Emergency {
        record: waiver.record.clone(),
        service: report.asked.service.clone(),
        incident: waiver.incident.clone(),
        by: waiver.by.clone(),
        due: due(report),
        review: Review::Open,
    }
}

/// When the first of the reviews is due that a decision makes somebody owe: it does not say which emergency each is of.
fn due(report: &Report) -> Option<String> {
    let reviews = report.obligations.iter().filter(|owed| owed.kind == "review-emergency");
    reviews.map(|owed| &owed.due).min().cloned()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    const DUE: &str = "2026-11-24T00:00:00Z";
    const LATER: &str = "2026-11-25T09:00:00Z";

    /// A report as far as it is read here.
    fn report(service: &str, now: &str, more: &Value) -> Report {
        let mut report = json!({
            "verdict": "allow", "question": "answered", "now": now,
            "asked": { "service": service, "version": "1", "environment": "production" },
        });
        report.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        serde_json::from_value(report).unwrap()
    }

    /// A decision in an emergency, with its record among the documents.
    fn declares(record: &str, incident: &str, now: &str) -> Report {
        let more = json!({
            "waivers": [{ "record": record, "incident": incident, "by": ["carol"], "reason": "Down.", "expiresAt": DUE }],
            "obligations": [{ "kind": "review-emergency", "due": DUE, "text": format!("review {incident}") }],
            "documents": [{ "digest": record, "kind": "emergency", "record": record }],
        });
        report("shop", now, &more)
    }

    /// A later decision that has both emergencies among its documents, and found these reviewed.
    fn finds(service: &str, now: &str, records: &Value) -> Report {
        let more = json!({
            "findings": [{
                "requirement": "emergency/reviews", "code": "emergency.reviews-done", "outcome": "pass", "records": records,
            }],
            "documents": [
                { "digest": "sha256:a", "kind": "emergency", "record": "sha256:a" },
                { "digest": "sha256:b", "kind": "emergency", "record": "sha256:b" },
            ],
        });
        report(service, now, &more)
    }

    fn listed(reports: &[Report]) -> Vec<(String, Review)> {
        let mut emergencies = Emergencies::default();
        reports.iter().for_each(|report| emergencies.add(report));
        let listed = emergencies.list(time::parse(LATER).unwrap());
        listed.into_iter().map(|one| (one.record, one.review)).collect()
    }

    #[track_caller]
    fn is(due: Review, later: Report) {
        let reports = [declares("sha256:a", "INC-1", "2026-11-21T09:00:00Z"), later];
        assert_eq!(listed(&reports), [("sha256:a".to_owned(), due)]);
    }

    #[test]
    fn an_emergency_is_reviewed_where_a_later_decision_of_its_service_names_it() {
        is(Review::Done, finds("shop", LATER, &json!(["sha256:a"])));
        is(Review::Done, finds("shop", "2026-11-22T09:00:00Z", &json!(["sha256:b", "sha256:a"])));
        is(Review::Overdue, finds("cart", LATER, &json!(["sha256:a"])));
        is(Review::Overdue, finds("shop", LATER, &json!(["sha256:b"])));
        is(Review::Overdue, finds("shop", "2026-11-21T09:00:00Z", &json!(["sha256:a"])));
        is(Review::Overdue, finds("shop", "no time", &json!(["sha256:a"])));
        // As reports were before they named them.
        is(Review::Overdue, finds("shop", LATER, &json!([])));
    }

    #[test]
    fn of_two_emergencies_of_one_incident_each_needs_its_own_review() {
        let at = "2026-11-21T09:00:00Z";
        let reports = [
            finds("shop", LATER, &json!(["sha256:b"])),
            declares("sha256:a", "INC-1", at),
            declares("sha256:b", "INC-1", at),
        ];
        let due = [("sha256:a".to_owned(), Review::Overdue), ("sha256:b".to_owned(), Review::Done)];
        assert_eq!(listed(&reports), due);
    }

    #[test]
    fn the_first_review_of_a_decision_is_due_for_each_of_its_emergencies() {
        let mut first = declares("sha256:a", "INC-1", "2026-11-21T09:00:00Z");
        let owed = |due: &str| json!({ "kind": "review-emergency", "due": due, "text": "review INC-10" });
        first.obligations = serde_json::from_value(json!([owed("2026-11-23T00:00:00Z"), owed(DUE)])).unwrap();
        assert_eq!(due(&first).as_deref(), Some("2026-11-23T00:00:00Z"));
    }
}
