//! The `AnalysisRun` of Argo Rollouts (argo-rollouts, `pkg/apis/rollouts/v1alpha1/analysis_types.go`): what its metrics
//! were to be, and what was counted.
//!
//! Unknown fields are ignored, as Kubernetes does. Counters and limits that are no whole numbers from 0 on, or that still
//! hold a template's argument, make it unreadable.

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::base::json;
use crate::base::limits::{METRICS, SAMPLES};
use crate::base::time::Time;
use crate::format::canary::Window;

/// An analysis run.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "an `AnalysisRun`", rename_all = "camelCase")]
pub struct AnalysisRun {
    api_version: String,
    kind: String,
    /// What was to be measured.
    pub spec: Spec,
    /// What was measured.
    #[serde(default)]
    pub status: Status,
}

/// What was to be measured.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a specification", rename_all = "camelCase")]
pub struct Spec {
    /// The metrics.
    pub metrics: Vec<Metric>,
    /// Metrics that do not count.
    #[serde(default)]
    pub dry_run: Vec<DryRun>,
}

/// A metric, as the run's template has it.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a metric", rename_all = "camelCase")]
pub struct Metric {
    /// Its name.
    pub name: String,
    /// How long between measurements; once where there is none.
    #[serde(default)]
    pub interval: String,
    /// How many measurements.
    #[serde(default, deserialize_with = "number")]
    pub count: Option<u32>,
    /// How many may fail; 0 where it does not say.
    #[serde(default, deserialize_with = "limit")]
    pub failure_limit: Option<u32>,
    /// How many may be inconclusive; 0 where it does not say.
    #[serde(default, deserialize_with = "limit")]
    pub inconclusive_limit: Option<u32>,
    /// How many in a row may err; 4 where it does not say.
    #[serde(default, deserialize_with = "limit")]
    pub consecutive_error_limit: Option<u32>,
    /// How many in a row must succeed.
    #[serde(default, deserialize_with = "number")]
    pub consecutive_success_limit: Option<u32>,
}

/// Metrics that do not count: a name, or `*` within one.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a dry run", rename_all = "camelCase")]
pub struct DryRun {
    /// The name.
    pub metric_name: String,
}

/// What was measured.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "a status", rename_all = "camelCase", default)]
pub struct Status {
    /// How the run ended, by Argo's word.
    pub phase: String,
    /// When it began.
    #[serde(deserialize_with = "time")]
    pub started_at: Option<Time>,
    /// When it ended; older versions do not say.
    #[serde(deserialize_with = "time")]
    pub completed_at: Option<Time>,
    /// By metric.
    pub metric_results: Vec<MetricResult>,
}

/// What was counted of one metric.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "a metric's result", rename_all = "camelCase", default)]
pub struct MetricResult {
    /// Which.
    pub name: String,
    /// How it ended, by Argo's word.
    pub phase: String,
    /// Measurements without an error.
    pub count: u32,
    /// Those that succeeded.
    pub successful: u32,
    /// Those that failed.
    pub failed: u32,
    /// Those that were neither.
    pub inconclusive: u32,
    /// Measurements that erred.
    pub error: u32,
    /// Those of them at the end.
    pub consecutive_error: u32,
    /// Successes at the end.
    pub consecutive_success: u32,
    /// Whether Argo left it out of account.
    pub dry_run: bool,
    /// The latest measurements; older ones are thrown away.
    pub measurements: Vec<Measurement>,
}

/// One measurement.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(expecting = "a measurement", rename_all = "camelCase", default)]
pub struct Measurement {
    /// How it ended.
    pub phase: String,
    /// When it ended.
    #[serde(deserialize_with = "time")]
    pub finished_at: Option<Time>,
}

impl AnalysisRun {
    /// Reads the object's bytes, JSON.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        json::parse(bytes).and_then(Self::from_value)
    }

    /// Reads the object.
    pub fn from_value(value: Value) -> Result<Self, String> {
        let run: Self = json::typed(value)?;
        if run.kind != "AnalysisRun" || !run.api_version.starts_with("argoproj.io/") {
            return Err("kind: not an `AnalysisRun` of `argoproj.io`".to_owned());
        }
        if run.spec.metrics.is_empty() || run.spec.metrics.len() > METRICS {
            return Err(format!("spec.metrics: from 1 to {METRICS}"));
        }
        let metrics: Vec<&str> = run.spec.metrics.iter().map(|metric| metric.name.as_str()).collect();
        let results: Vec<&str> = run.status.metric_results.iter().map(|result| result.name.as_str()).collect();
        for (list, place) in [(metrics, "spec.metrics"), (results, "status.metricResults")] {
            let mut sorted = list.clone();
            sorted.sort_unstable();
            sorted.dedup();
            if sorted.len() != list.len() {
                return Err(format!("{place}: a name stands twice"));
            }
        }
        let measurements = run.status.metric_results.iter().map(|result| result.measurements.len());
        if measurements.fold(0, usize::saturating_add) > SAMPLES {
            return Err(format!("status.metricResults: more than {SAMPLES} measurements"));
        }
        Ok(run)
    }

    /// From its beginning to its end, or to the last measurement; `None` if it does not say, or has them the wrong way
    /// round.
    pub fn window(&self) -> Option<Window> {
        let measurements = self.status.metric_results.iter().flat_map(|result| &result.measurements);
        let last = measurements.filter_map(|measurement| measurement.finished_at).max();
        let (start, end) = (self.status.started_at?, self.status.completed_at.or(last)?);
        (start <= end).then_some(Window { start, end })
    }
}

/// Kubernetes' `IntOrString`: a whole number from 0 on, or one as text. 0 is as if it were not there.
fn number<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    limit(deserializer).map(|number| number.filter(|number| *number > 0))
}

/// As [`number`]; 0 is 0. A negative limit, with which Argo switches some of them off, is read as 0.
fn limit<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u32>, D::Error> {
    let read = match Value::deserialize(deserializer)? {
        Value::Null => return Ok(None),
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.parse().ok(),
        _ => None,
    };
    let limit = read.and_then(|number| u32::try_from(number.max(0)).ok());
    limit.map(Some).ok_or_else(|| de::Error::custom("not a whole number"))
}

fn time<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Time>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.map(|text| Time::from_rfc3339(&text)).transpose().map_err(de::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn run(metric: Value, result: Value) -> Result<AnalysisRun, String> {
        AnalysisRun::parse(
            json!({
                "apiVersion": "argoproj.io/v1alpha1", "kind": "AnalysisRun", "metadata": {"name": "x"},
                "spec": {"metrics": [metric]},
                "status": {"phase": "Successful", "startedAt": "2026-11-20T08:00:00Z", "metricResults": [result]},
            })
            .to_string()
            .as_bytes(),
        )
    }

    #[test]
    fn numbers_may_be_text_and_limits_negative() {
        let metric = json!({"name": "m", "count": "5", "failureLimit": -1, "inconclusiveLimit": 2, "provider": {}});
        let result = json!({"name": "m", "measurements": [{"finishedAt": "2026-11-20T09:00:00Z"}]});
        let run = run(metric, result).unwrap();
        let metric = &run.spec.metrics[0];
        assert_eq!((metric.count, metric.failure_limit, metric.inconclusive_limit), (Some(5), Some(0), Some(2)));
        assert_eq!(run.window().unwrap().seconds(), 3_600);
    }

    #[test]
    fn what_cannot_be_counted_is_unreadable() {
        let good = || (json!({"name": "m"}), json!({"name": "m"}));
        for (pointer, value) in [
            ("/count", json!("{{args.count}}")),
            ("/count", json!(1.5)),
            ("/failureLimit", json!(true)),
            ("/failureLimit", json!(1_u64 << 40)),
        ] {
            let (mut metric, result) = good();
            metric[pointer.trim_start_matches('/')] = value;
            assert!(run(metric, result).unwrap_err().contains("whole number"), "{pointer}");
        }
        for field in ["count", "successful", "failed", "inconclusive", "error", "consecutiveError"] {
            let (metric, mut result) = good();
            result[field] = json!(-1);
            assert!(run(metric, result).unwrap_err().contains(field), "{field}");
        }
    }
}
