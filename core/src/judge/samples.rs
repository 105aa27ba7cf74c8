//! Samples of all metrics, classified and scored.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::judge::classifier::{self, Classification, Config, Finding, Settings};
use crate::judge::decimal::Figure;
use crate::judge::score::{self, Scored, Summary, Thresholds};

/// One metric to judge.
#[derive(Clone, Debug)]
pub struct Metric<'a> {
    /// Its name.
    pub name: &'a str,
    /// The groups that it counts in.
    pub groups: Vec<String>,
    /// How to look at it.
    pub config: Config,
    /// Whether it counts if it passes. Otherwise it can only lower the score.
    pub raises: bool,
    /// The baseline's samples.
    pub control: &'a [Option<f64>],
    /// The canary's samples.
    pub experiment: &'a [Option<f64>],
}

/// What was found out about one metric.
#[derive(Clone, Debug, Serialize)]
pub struct Judged {
    /// Its name.
    pub name: String,
    /// The groups that it counts in.
    pub groups: Vec<String>,
    /// What was found out.
    #[serde(flatten)]
    pub finding: Finding,
}

/// What was found out about all.
#[derive(Clone, Debug, Serialize)]
pub struct Judgement {
    /// The whole.
    #[serde(flatten)]
    pub summary: Summary,
    /// By name.
    pub metrics: Vec<Judged>,
    /// The tolerance.
    pub tolerance: Figure,
    /// The confidence.
    pub confidence: Figure,
}

/// Judges samples.
pub fn judge(
    metrics: &[Metric<'_>],
    settings: Settings,
    weights: &BTreeMap<String, f64>,
    thresholds: Thresholds,
) -> Judgement {
    let mut metrics: Vec<&Metric<'_>> = metrics.iter().collect();
    metrics.sort_by_key(|metric| metric.name);
    let (mut judged, mut scored) = (Vec::new(), Vec::new());
    for metric in metrics {
        let (name, groups) = (metric.name.to_owned(), metric.groups.clone());
        let finding = classifier::classify(settings, &metric.config, metric.control, metric.experiment);
        if metric.raises || finding.classification != Classification::Pass {
            let (classification, critical) = (finding.classification, finding.critical);
            scored.push(Scored { name: name.clone(), groups: groups.clone(), classification, critical });
        }
        judged.push(Judged { name, groups, finding });
    }
    let summary = score::score(&scored, weights, thresholds);
    let (tolerance, confidence) = (Figure::new(settings.tolerance), Figure::new(settings.confidence));
    Judgement { summary, metrics: judged, tolerance, confidence }
}
