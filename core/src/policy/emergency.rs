//! Emergencies: who may break the glass, for how long, past what, and what they owe for it (`docs/policy.md`).

use std::collections::BTreeSet;

use serde::Deserialize;

use crate::base::finding::Requirement;
use crate::base::json::present;
use crate::base::limits::{BUSINESS_DAYS, PLACES};
use crate::base::name::Role;
use crate::base::time::{Duration, Time};
use crate::policy::calendar::business::Calendar;

/// What an emergency may do, and who may declare one.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "rules for emergencies", deny_unknown_fields, rename_all = "camelCase")]
pub struct EmergencyRules {
    /// The roles that may declare one; at least one.
    pub by: Vec<Role>,
    /// How many people must sign the record; one where this is not written.
    #[serde(default, deserialize_with = "present")]
    pub people: Option<u64>,
    /// How long one lasts at most.
    pub max_duration: Duration,
    /// The requirements that one may waive; at least one. Whatever is not named here holds in every emergency.
    pub bypass: BTreeSet<String>,
    /// How many documents the record must name as looked at, and be handed in; none where this is not written.
    #[serde(default)]
    pub minimum_evidence: u64,
    /// The review that must follow.
    pub review: ReviewRule,
    /// Whom it must be reported to.
    #[serde(default)]
    pub reports: Vec<ReportRule>,
}

/// The review that must follow an emergency.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for the review", deny_unknown_fields, rename_all = "camelCase")]
pub struct ReviewRule {
    /// The roles that may review; at least one. Nobody reviews an emergency that they declared.
    pub by: Vec<Role>,
    /// Within how many business days.
    pub business_days: u64,
}

/// A report that an emergency makes somebody owe.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a report", deny_unknown_fields, rename_all = "camelCase")]
pub struct ReportRule {
    /// To whom.
    pub to: String,
    /// Within how many business days.
    pub business_days: u64,
}

impl EmergencyRules {
    /// How many people must sign.
    pub fn people(&self) -> u64 {
        self.people.unwrap_or(1)
    }

    /// The first instant at which the review of an emergency is overdue that was declared at `declared`.
    pub fn review_due(&self, calendar: &Calendar, declared: Time) -> Time {
        calendar.business_days_after(declared, self.review.business_days)
    }

    /// The roles that the rules name.
    pub fn roles(&self) -> impl Iterator<Item = &Role> {
        self.by.iter().chain(&self.review.by)
    }

    /// What is wrong with them: place and what was expected there. `asked` are the requirements that the classes have.
    pub(in crate::policy) fn wrong(&self, asked: &BTreeSet<Requirement>) -> Vec<(String, &'static str)> {
        let mut wrong = Vec::new();
        let mut claim = |holds: bool, place: &str, expected| {
            if !holds {
                wrong.push((format!("emergency.{place}"), expected));
            }
        };
        let within = |days: u64| (1..=BUSINESS_DAYS).contains(&days);
        claim(!self.by.is_empty(), "by", "at least one role");
        claim((1..=PLACES as u64).contains(&self.people()), "people", "a number from 1 to 64");
        claim(!self.bypass.is_empty(), "bypass", "at least one requirement");
        claim(!self.review.by.is_empty(), "review.by", "at least one role");
        claim(within(self.review.business_days), "review.businessDays", "a number from 1 to 250");
        claim(self.reports.iter().all(|report| within(report.business_days)), "reports", "a number from 1 to 250");
        claim(self.reports.iter().all(|report| !report.to.trim().is_empty()), "reports", "whom to report to");
        let known: BTreeSet<String> =
            asked.iter().filter(|r| r.can_be_bypassed()).map(Requirement::to_string).collect();
        for id in self.bypass.difference(&known) {
            let place = format!("bypass: `{}`", id.escape_default());
            claim(false, &place, "a requirement of a class that an emergency can waive");
        }
        wrong
    }
}
