//! What Kayenta's judge is asked (kayenta, `POST /judges/judge`): configuration, thresholds and pairs of metric sets.
//!
//! To compare the two judges. Kayenta's own fields are read, and others ignored, as Kayenta does; what Kayenta
//! would quietly take for a default (`direction: up`) is refused. Beyond Kayenta, `classifier` sets what is fixed there.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use crate::base::canary::{Direction, Measure, Missing, Outliers};
use crate::base::json::{self, present};
use crate::base::limits::{CANARY_SAMPLES, METRICS};
use crate::format::canary::samples::Series;

/// A question to the judge.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a judge request", rename_all = "camelCase")]
pub struct JudgeRequest {
    /// What to look at, and how.
    pub canary_config: CanaryConfig,
    /// What passes.
    pub score_thresholds: Thresholds,
    /// What was measured.
    pub metric_set_pair_list: Vec<Pair>,
    /// What Kayenta's judge has fixed; not part of its request.
    #[serde(default)]
    pub classifier: Classifier,
}

/// What to look at, and how.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a canary configuration")]
pub struct CanaryConfig {
    /// By metric.
    pub metrics: Vec<Metric>,
    /// By group.
    #[serde(default)]
    pub classifier: Groups,
}

/// The weights of groups, per cent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "group weights", rename_all = "camelCase", default)]
pub struct Groups {
    /// By name.
    pub group_weights: BTreeMap<String, f64>,
}

/// How to look at a metric.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a metric", rename_all = "camelCase")]
pub struct Metric {
    /// Which.
    pub name: String,
    /// The groups that it counts in.
    #[serde(default)]
    pub groups: Vec<String>,
    #[serde(default)]
    analysis_configurations: Configurations,
}

impl Metric {
    /// How to analyse it.
    pub fn analysis(&self) -> &Analysis {
        &self.analysis_configurations.canary
    }
}

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "analysis configurations", default)]
struct Configurations {
    canary: Analysis,
}

/// How to analyse a metric.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "an analysis", rename_all = "camelCase", default)]
pub struct Analysis {
    /// Which way it gets worse.
    pub direction: Direction,
    /// What a missing sample counts as.
    pub nan_strategy: Missing,
    /// Whether it alone can fail the canary.
    pub critical: bool,
    /// Whether it counts as failed without samples.
    pub must_have_data: bool,
    /// How large a difference has to be.
    pub effect_size: EffectSize,
    /// What becomes of outliers.
    pub outliers: OutlierRule,
}

/// How large a difference has to be.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "an effect size", rename_all = "camelCase", default)]
pub struct EffectSize {
    /// By which measure.
    pub measure: Measure,
    /// Upwards, to count at all.
    #[serde(deserialize_with = "present")]
    pub allowed_increase: Option<f64>,
    /// Downwards, to count at all.
    #[serde(deserialize_with = "present")]
    pub allowed_decrease: Option<f64>,
    /// Upwards, to be critical.
    #[serde(deserialize_with = "present")]
    pub critical_increase: Option<f64>,
    /// Downwards, to be critical.
    #[serde(deserialize_with = "present")]
    pub critical_decrease: Option<f64>,
}

/// What becomes of outliers.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "outliers", rename_all = "camelCase", default)]
pub struct OutlierRule {
    /// Whether they count.
    pub strategy: Outliers,
    /// How far out they begin, in interquartile ranges.
    #[serde(deserialize_with = "present")]
    pub outlier_factor: Option<f64>,
}

/// What passes, of 100.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(expecting = "score thresholds")]
pub struct Thresholds {
    /// From this score on.
    pub pass: f64,
    /// Below this, it fails.
    pub marginal: f64,
}

/// What was measured of one metric.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a pair of metric sets")]
pub struct Pair {
    /// Which.
    pub name: String,
    values: BTreeMap<String, Vec<Value>>,
}

impl Pair {
    /// The samples of `control` or `experiment`.
    pub fn series(&self, which: &str) -> Result<Series, String> {
        let values = self.values.get(which).ok_or_else(|| format!("values: no `{which}`"))?;
        Series::from_values(values.clone(), true).map_err(|why| format!("values.{which}: {why}"))
    }
}

/// What Kayenta's judge has fixed.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(expecting = "`tolerance` and `confidence`", deny_unknown_fields, default)]
pub struct Classifier {
    /// 0.25 there.
    #[serde(deserialize_with = "present")]
    pub tolerance: Option<f64>,
    /// 0.98 there.
    #[serde(deserialize_with = "present")]
    pub confidence: Option<f64>,
}

impl JudgeRequest {
    /// Whether a document is meant to be one.
    pub fn is_one(value: &Value) -> bool {
        value.get("metricSetPairList").is_some()
    }

    /// Reads a request.
    pub fn from_value(value: Value) -> Result<Self, String> {
        let request: Self = json::typed(value)?;
        let pairs = &request.metric_set_pair_list;
        if pairs.is_empty() || pairs.len() > METRICS {
            return Err(format!("metricSetPairList: from 1 to {METRICS}"));
        }
        let size = pairs.iter().flat_map(|pair| pair.values.values()).map(Vec::len);
        if size.fold(0, usize::saturating_add) > CANARY_SAMPLES {
            return Err(format!("metricSetPairList: more than {CANARY_SAMPLES} samples"));
        }
        let within = |number: f64| (0.0..=100.0).contains(&number);
        let Thresholds { pass, marginal } = request.score_thresholds;
        if !within(pass) || !within(marginal) || marginal > pass {
            return Err("scoreThresholds: from 0 to 100, `marginal` not above `pass`".to_owned());
        }
        if !request.canary_config.classifier.group_weights.values().all(|weight| within(*weight)) {
            return Err("canaryConfig.classifier.groupWeights: from 0 to 100".to_owned());
        }
        Ok(request)
    }
}
