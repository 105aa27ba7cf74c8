//! Which canary analysis a class asks for, and what passes (`docs/policy.md`, `docs/canary.md`).
//!
//! Everything by which a canary passes stands here: whoever measures does not set the mark.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::base::canary::{Direction, Measure, MetricName, Missing, Outliers, Source};
use crate::base::decimal::Decimal;
use crate::base::json::present;
use crate::base::limits::{METRICS, SAMPLES};
use crate::base::name::Role;
use crate::base::time::Duration;

/// Which canary analysis is accepted.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a rule for canaries", deny_unknown_fields, rename_all = "camelCase")]
pub struct CanaryRule {
    /// Whose analysis counts.
    pub by: Vec<Role>,
    /// An analysis that ended this long ago no longer counts.
    #[serde(default, deserialize_with = "present")]
    pub max_age: Option<Duration>,
    /// How long it must have been observed (bake time).
    pub min_duration: Duration,
    /// How many samples every series must have; how many measurements a metric of an analysis run, if
    /// `min_measurements` does not say.
    pub min_samples: u64,
    /// How many measurements every metric of an analysis run must have.
    #[serde(default, deserialize_with = "present")]
    pub min_measurements: Option<u64>,
    /// Where it may come from.
    #[serde(default = "samples_alone")]
    pub accept: Vec<Source>,
    /// Whether it may come from where nothing can be recomputed.
    #[serde(default)]
    pub weak: bool,
    /// The score from which on it passes, of 100.
    pub pass: u64,
    /// The score below which it fails; between the two it is marginal.
    #[serde(default, deserialize_with = "present")]
    pub marginal: Option<u64>,
    /// What a marginal score does.
    #[serde(default)]
    pub on_marginal: OnMarginal,
    /// What groups of metrics weigh, 100 together; where this is empty, there is one group of all.
    #[serde(default)]
    pub groups: BTreeMap<MetricName, u64>,
    /// The metrics that must be there.
    pub metrics: BTreeMap<MetricName, MetricRule>,
    /// How far beyond 0 a difference must lie, as a share of it; 0.25 as Kayenta has it.
    #[serde(default, deserialize_with = "present")]
    pub tolerance: Option<Decimal>,
    /// The confidence of the interval; 0.98 as Kayenta has it.
    #[serde(default, deserialize_with = "present")]
    pub confidence: Option<Decimal>,
}

fn samples_alone() -> Vec<Source> {
    vec![Source::Canary]
}

/// What a marginal score does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(expecting = "`deny` or `pass`", rename_all = "lowercase")]
pub enum OnMarginal {
    /// The analysis is not accepted.
    #[default]
    Deny,
    /// It is, with a warning.
    Pass,
}

/// How a metric that must be there is looked at.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "a metric", deny_unknown_fields, rename_all = "camelCase", default)]
pub struct MetricRule {
    /// The group that it counts in, whatever the record says; needed where groups are weighed.
    #[serde(deserialize_with = "present")]
    pub group: Option<MetricName>,
    /// Which way it gets worse, whatever the record says.
    pub direction: Direction,
    /// Whether it alone can fail the canary.
    pub critical: bool,
    /// What a missing sample counts as.
    pub nan_strategy: Missing,
    /// What becomes of outliers.
    pub outliers: Outliers,
    /// How large a difference has to be.
    pub effect_size: EffectSize,
}

/// How large a difference has to be. What is not given, every difference reaches.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "an effect size", deny_unknown_fields, rename_all = "camelCase", default)]
pub struct EffectSize {
    /// By which measure.
    pub measure: Measure,
    /// Upwards, to count at all.
    #[serde(deserialize_with = "present")]
    pub allowed_increase: Option<Decimal>,
    /// Downwards, to count at all.
    #[serde(deserialize_with = "present")]
    pub allowed_decrease: Option<Decimal>,
    /// Upwards, to fail the canary alone.
    #[serde(deserialize_with = "present")]
    pub critical_increase: Option<Decimal>,
    /// Downwards, to fail the canary alone.
    #[serde(deserialize_with = "present")]
    pub critical_decrease: Option<Decimal>,
}

impl CanaryRule {
    /// How many measurements every metric of an analysis run must have.
    pub fn measurements(&self) -> u64 {
        self.min_measurements.unwrap_or(self.min_samples)
    }

    /// What is wrong with the rule: place and what was expected there.
    pub fn wrong(&self) -> Option<(&'static str, &'static str)> {
        let many = |count: u64| (1..=SAMPLES as u64).contains(&count);
        let sum = self.groups.values().fold(0_u64, |sum, weight| sum.saturating_add(*weight));
        let weighted = |group: &Option<MetricName>| {
            group.as_ref().is_some_and(|group| self.groups.contains_key(group))
                || self.groups.is_empty() && group.is_none()
        };
        let confident = |confidence: Decimal| (0.5..=0.9999).contains(&confidence.value());
        let claims = [
            (!self.by.is_empty(), "require.evidence.canary.by", "at least one role"),
            (many(self.min_samples), "require.evidence.canary.minSamples", "a number from 1 to 10000"),
            (
                many(self.measurements()),
                "require.evidence.canary.minMeasurements",
                "a number from 1 to 10000, or no such line",
            ),
            (!self.accept.is_empty(), "require.evidence.canary.accept", "at least one source, or no such line"),
            (
                self.weak == self.accept.contains(&Source::FlaggerCanary),
                "require.evidence.canary.weak",
                "`weak: true` where `accept` has `flagger-canary`, and only there",
            ),
            ((1..=100).contains(&self.pass), "require.evidence.canary.pass", "a score from 1 to 100"),
            (
                self.marginal.is_none_or(|marginal| (1..=self.pass).contains(&marginal)),
                "require.evidence.canary.marginal",
                "a score from 1 to that of `pass`, or no such line",
            ),
            (
                self.on_marginal == OnMarginal::Deny || self.marginal.is_some(),
                "require.evidence.canary.onMarginal",
                "`marginal` beside it: otherwise nothing is marginal",
            ),
            (
                self.groups.is_empty() || sum == 100 && self.groups.values().all(|weight| *weight > 0),
                "require.evidence.canary.groups",
                "weights from 1 on that are 100 together, or no such line",
            ),
            ((1..=METRICS).contains(&self.metrics.len()), "require.evidence.canary.metrics", "at least one metric"),
            (
                self.metrics.values().all(|metric| weighted(&metric.group)),
                "require.evidence.canary.metrics",
                "a group under `groups` for every metric, or neither",
            ),
            (
                self.tolerance.is_none_or(|tolerance| tolerance.value() < 1.0),
                "require.evidence.canary.tolerance",
                "a share below 1",
            ),
            (
                self.confidence.is_none_or(confident),
                "require.evidence.canary.confidence",
                "a confidence from 0.5 to 0.9999",
            ),
        ];
        let wrong = claims.into_iter().find(|(holds, ..)| !holds);
        wrong.map(|(_, place, expected)| (place, expected))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json;
    use serde_json::{Value, json};

    /// Where a rule is wrong that is right but for some lines.
    fn place(lines: &Value) -> Option<&'static str> {
        let mut rule =
            json!({"by": ["builder"], "minDuration": "30m", "minSamples": 20, "pass": 95, "metrics": {"errors": {}}});
        rule.as_object_mut().unwrap().extend(lines.as_object().unwrap().clone());
        let rule: CanaryRule = json::typed(rule).unwrap();
        rule.wrong().map(|(place, _)| place.strip_prefix("require.evidence.canary.").unwrap())
    }

    #[test]
    fn what_is_marginal_needs_a_mark() {
        assert_eq!(place(&json!({})), None);
        assert_eq!(place(&json!({"onMarginal": "deny"})), None);
        assert_eq!(place(&json!({"onMarginal": "pass", "marginal": 50})), None);
        assert_eq!(place(&json!({"onMarginal": "pass"})), Some("onMarginal"));
        assert_eq!(place(&json!({"marginal": 95})), None);
        assert_eq!(place(&json!({"marginal": 96})), Some("marginal"));
    }

    #[test]
    fn groups_weigh_a_hundred_together_and_have_every_metric() {
        let weighed = |weights: Value, group: Value| place(&json!({"groups": weights, "metrics": {"errors": group}}));
        assert_eq!(weighed(json!({"a": 60, "b": 40}), json!({"group": "a"})), None);
        assert_eq!(weighed(json!({"a": 60, "b": 30}), json!({"group": "a"})), Some("groups"));
        assert_eq!(weighed(json!({"a": 100, "b": 0}), json!({"group": "a"})), Some("groups"));
        assert_eq!(weighed(json!({"a": 60, "b": 40}), json!({"group": "c"})), Some("metrics"));
        assert_eq!(weighed(json!({"a": 60, "b": 40}), json!({})), Some("metrics"));
        assert_eq!(weighed(json!({}), json!({"group": "a"})), Some("metrics"));
    }

    #[test]
    fn tolerance_and_confidence_are_shares() {
        for (tolerance, wrong) in [("0.99", false), ("1", true), ("1.5", true)] {
            assert_eq!(place(&json!({"tolerance": tolerance})).is_some(), wrong, "{tolerance}");
        }
        for (confidence, wrong) in [("0.49", true), ("0.5", false), ("0.9999", false), ("1", true)] {
            assert_eq!(place(&json!({"confidence": confidence})).is_some(), wrong, "{confidence}");
        }
    }
}
