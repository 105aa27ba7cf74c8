//! Samples of all metrics, classified and scored.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::judge::classifier::{self, Config, Finding, Settings};
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
    let judge = |metric: &Metric<'_>| Judged {
        name: metric.name.to_owned(),
        groups: metric.groups.clone(),
        finding: classifier::classify(settings, &metric.config, metric.control, metric.experiment),
    };
    let mut judged: Vec<Judged> = metrics.iter().map(judge).collect();
    judged.sort_by(|a, b| a.name.cmp(&b.name));
    let scored = |judged: &Judged| Scored {
        name: judged.name.clone(),
        groups: judged.groups.clone(),
        classification: judged.finding.classification,
        critical: judged.finding.critical,
    };
    let summary = score::score(&judged.iter().map(scored).collect::<Vec<_>>(), weights, thresholds);
    let (tolerance, confidence) = (Figure::new(settings.tolerance), Figure::new(settings.confidence));
    Judgement { summary, metrics: judged, tolerance, confidence }
}
