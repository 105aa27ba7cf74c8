//! The whole: scores of groups, their weighted sum, and what passes (kayenta, `WeightedSumScorer.scala`,
//! `ThresholdScoreClassifier.scala`).

use std::collections::BTreeMap;

use serde::Serialize;

use crate::judge::classifier::Classification;
use crate::judge::decimal::Score;

/// What passes.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Thresholds {
    /// From this score on.
    pub pass: Score,
    /// Below this, it fails.
    pub marginal: Score,
}

impl Default for Thresholds {
    /// As Spinnaker proposes them.
    fn default() -> Self {
        Self { pass: Score::whole(95), marginal: Score::whole(75) }
    }
}

/// What came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Good enough.
    Pass,
    /// Neither.
    Marginal,
    /// Not good enough.
    Fail,
}

/// One metric, as far as it is scored.
#[derive(Clone, Debug)]
pub struct Scored {
    /// Its name.
    pub name: String,
    /// The groups that it counts in.
    pub groups: Vec<String>,
    /// What it was found to be.
    pub classification: Classification,
    /// Whether that fails the canary by itself.
    pub critical: bool,
}

/// The score of one group.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// Its name.
    pub name: String,
    /// The share of its metrics that pass; 100 where none has samples, as in Kayenta.
    pub score: Score,
    /// What it weighs, of 100.
    pub weight: Score,
    /// Its metrics.
    pub metrics: usize,
    /// Whether none of them has samples.
    pub no_data: bool,
    #[serde(skip)]
    exact: f64,
}

/// The whole.
#[derive(Clone, Debug, Serialize)]
pub struct Summary {
    /// What came out.
    pub classification: Verdict,
    /// The weighted sum, or 0 where something fails it by itself.
    pub score: Score,
    /// What fails it by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// By name.
    pub groups: Vec<Group>,
    /// What had to be reached.
    pub thresholds: Thresholds,
}

/// Scores all metrics. Groups without a weight share what the weights leave of 100, evenly.
pub fn score(metrics: &[Scored], weights: &BTreeMap<String, f64>, thresholds: Thresholds) -> Summary {
    let groups = groups(metrics, weights);
    let reason = fatal(metrics);
    let score = match reason {
        Some(_) => Score::default(),
        None => Score::round(groups.iter().fold(0.0, |sum, group| sum + group.exact)),
    };
    let classification = match (score >= thresholds.pass, score >= thresholds.marginal) {
        (true, _) => Verdict::Pass,
        (false, true) => Verdict::Marginal,
        (false, false) => Verdict::Fail,
    };
    // Something fatal fails, however low the thresholds are.
    let classification = if reason.is_some() { Verdict::Fail } else { classification };
    Summary { classification, score, reason, groups, thresholds }
}

fn groups(metrics: &[Scored], weights: &BTreeMap<String, f64>) -> Vec<Group> {
    let mut by_group: BTreeMap<&String, Vec<Classification>> = BTreeMap::new();
    for metric in metrics {
        for group in &metric.groups {
            by_group.entry(group).or_default().push(metric.classification);
        }
    }
    let rest = 100.0 - weights.values().sum::<f64>();
    let sharing = by_group.keys().filter(|name| !weights.contains_key(**name)).fold(0.0, |count, _| count + 1.0);
    let group = |(name, found): (&String, Vec<Classification>)| {
        let count = |which: &[Classification]| {
            found.iter().filter(|one| which.contains(one)).fold(0.0, |count: f64, _| count + 1.0)
        };
        let passing = count(&[Classification::Pass]);
        let all =
            count(&[Classification::Pass, Classification::High, Classification::Low, Classification::NodataFailMetric]);
        let no_data = all == 0.0;
        let score = if no_data { 100.0 } else { passing / all * 100.0 };
        let weight = weights.get(name).copied().unwrap_or(if sharing > 0.0 { rest / sharing } else { 0.0 });
        Group {
            name: name.clone(),
            score: Score::round(score),
            weight: Score::round(weight),
            metrics: found.len(),
            no_data,
            exact: score * (weight / 100.0),
        }
    };
    by_group.into_iter().map(group).collect()
}

/// What fails the canary whatever its score: a critical metric, or too many without samples.
fn fatal(metrics: &[Scored]) -> Option<String> {
    if let Some(metric) = metrics.iter().find(|metric| metric.critical && metric.classification != Classification::Pass)
    {
        let found = match metric.classification {
            Classification::High => "higher than the baseline",
            Classification::Low => "lower than the baseline",
            _ => "without samples",
        };
        return Some(format!("the critical metric `{}` is {found}", metric.name));
    }
    let empty = metrics.iter().filter(|metric| metric.classification == Classification::Nodata).count();
    let half = empty.saturating_mul(2) >= metrics.len();
    half.then(|| "half of the metrics or more have no samples".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use Classification::{High, Low, Nodata, NodataFailMetric, Pass};

    fn metric(group: &str, classification: Classification) -> Scored {
        let groups = vec![group.to_owned()];
        Scored { name: format!("{group} {classification:?}"), groups, classification, critical: false }
    }

    fn scored(metrics: &[Scored], weights: &[(&str, f64)]) -> (Verdict, String) {
        let weights = weights.iter().map(|(name, weight)| ((*name).to_owned(), *weight)).collect();
        let summary = score(metrics, &weights, Thresholds::default());
        (summary.classification, summary.score.to_string())
    }

    fn due(verdict: Verdict, score: &str) -> (Verdict, String) {
        (verdict, score.to_owned())
    }

    /// kayenta's `ScorerSuite`, in essence.
    #[test]
    fn groups_are_weighted() {
        let metrics = [metric("a", Pass), metric("a", High), metric("b", Pass)];
        assert_eq!(scored(&metrics, &[]), due(Verdict::Marginal, "75.00"));
        assert_eq!(scored(&metrics, &[("a", 20.0), ("b", 80.0)]), due(Verdict::Marginal, "90.00"));
        assert_eq!(scored(&metrics, &[("a", 20.0)]), due(Verdict::Marginal, "90.00"));
        assert_eq!(scored(&metrics, &[("a", 10.0)]), due(Verdict::Pass, "95.00"));
        assert_eq!(scored(&[metric("a", Low), metric("a", Pass), metric("a", Pass)], &[]), due(Verdict::Fail, "66.67"));
        assert_eq!(scored(&[metric("a", NodataFailMetric), metric("a", Pass)], &[]), due(Verdict::Fail, "50.00"));
    }

    #[test]
    fn a_group_without_samples_counts_in_full_until_half_have_none() {
        let metrics = [metric("a", Pass), metric("b", Nodata), metric("c", Pass)];
        assert_eq!(scored(&metrics, &[]), due(Verdict::Pass, "100.00"));
        assert_eq!(scored(&metrics[..2], &[]), due(Verdict::Fail, "0.00"));
        assert_eq!(scored(&[], &[]), due(Verdict::Fail, "0.00"));
    }

    #[test]
    fn a_critical_metric_fails_the_whole_however_low_the_thresholds() {
        let mut metrics = vec![metric("a", Pass); 20];
        metrics.push(Scored { critical: true, ..metric("a", Low) });
        let thresholds = Thresholds { pass: Score::default(), marginal: Score::default() };
        let summary = score(&metrics, &BTreeMap::new(), thresholds);
        assert_eq!(summary.classification, Verdict::Fail);
        assert_eq!(summary.reason.as_deref(), Some("the critical metric `a Low` is lower than the baseline"));
    }
}
