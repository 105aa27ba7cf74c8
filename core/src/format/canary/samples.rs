//! Predicate `canary`: samples of metrics, the canary's and those of a baseline beside it (`docs/records.md`).
//!
//! It says what was measured. What a metric weighs, which are needed and what passes is the policy's to say.

use std::collections::BTreeSet;

use serde::{Deserialize, Deserializer, de};
use serde_json::Value;

use crate::base::canary::{Direction, MetricName};
use crate::base::digest::Sha256;
use crate::base::limits::{CANARY_SAMPLES, METRICS, SAMPLE_MAGNITUDE, SAMPLES};
use crate::base::name::Version;
use crate::base::time::Time;

/// Samples of metrics.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a `canary` predicate", deny_unknown_fields, rename_all = "camelCase")]
pub struct Samples {
    /// What the canary was compared with.
    pub baseline: Baseline,
    /// The first instant that was measured.
    pub start: Time,
    /// The last.
    pub end: Time,
    /// When, as the signer wrote it.
    pub signed_at: Time,
    /// At least one, each name once.
    pub metrics: Vec<Metric>,
}

/// What ran beside the canary.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a baseline", deny_unknown_fields)]
pub struct Baseline {
    /// Its label.
    pub version: Version,
    /// The artefact.
    pub digest: Sha256,
}

/// One metric.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a metric", deny_unknown_fields)]
pub struct Metric {
    /// Its name.
    pub name: MetricName,
    /// The group whose score it counts in.
    pub group: MetricName,
    /// Which way it gets worse.
    #[serde(default)]
    pub direction: Direction,
    /// Whether it alone can fail the canary.
    #[serde(default)]
    pub critical: bool,
    /// Samples of the baseline.
    pub control: Series,
    /// Samples of the canary.
    pub experiment: Series,
}

/// Samples in the order of their times; `None` where there is none (`null` in JSON, which has no NaN).
#[derive(Clone, Debug, Default)]
pub struct Series(Vec<Option<f64>>);

impl Series {
    /// Numbers and `null`. With `named`, the texts that other tools write for a missing sample (`"NaN"`) are read, too.
    pub fn from_values(values: Vec<Value>, named: bool) -> Result<Self, String> {
        if values.len() > SAMPLES {
            return Err(format!("more than {SAMPLES} samples"));
        }
        let sample = |value: Value| match &value {
            Value::Null => Ok(None),
            Value::String(text) if named && text == "NaN" => Ok(None),
            Value::Number(number) => match number.as_f64().filter(|sample| sample.abs() <= SAMPLE_MAGNITUDE) {
                // Negative zero is zero.
                Some(sample) => Ok(Some(if sample == 0.0 { 0.0 } else { sample })),
                None => Err(format!("{number} is no sample: larger than {SAMPLE_MAGNITUDE:e}")),
            },
            _ => Err("a sample is a number, or `null` where there is none".to_owned()),
        };
        values.into_iter().map(sample).collect::<Result<_, _>>().map(Self)
    }

    /// Every sample, those too that are not there.
    pub fn samples(&self) -> &[Option<f64>] {
        &self.0
    }
}

impl<'de> Deserialize<'de> for Series {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let values = Vec::<Value>::deserialize(deserializer)?;
        Self::from_values(values, false).map_err(de::Error::custom)
    }
}

impl Samples {
    /// What the types alone do not say.
    pub fn check(&self) -> Result<(), String> {
        if self.end <= self.start {
            return Err("end: not after `start`".to_owned());
        }
        if self.metrics.is_empty() || self.metrics.len() > METRICS {
            return Err(format!("metrics: from 1 to {METRICS}"));
        }
        let mut names = BTreeSet::new();
        if let Some(twice) = self.metrics.iter().find(|metric| !names.insert(&metric.name)) {
            return Err(format!("metrics: `{}` stands twice", twice.name));
        }
        if self.size() > CANARY_SAMPLES {
            return Err(format!("metrics: more than {CANARY_SAMPLES} samples"));
        }
        Ok(())
    }

    /// How many samples there are to judge.
    pub fn size(&self) -> usize {
        let size = |metric: &Metric| metric.control.0.len().saturating_add(metric.experiment.0.len());
        self.metrics.iter().fold(0, |sum, metric| sum.saturating_add(size(metric)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json;
    use serde_json::json;

    fn read(change: impl FnOnce(&mut Value)) -> Result<Samples, String> {
        let mut predicate = json!({
            "baseline": {"version": "2.4.0", "digest": format!("sha256:{}", "ab".repeat(32))},
            "start": "2026-11-20T08:00:00Z", "end": "2026-11-20T09:00:00Z", "signedAt": "2026-11-20T09:01:00Z",
            "metrics": [{"name": "p99 latency", "group": "latency", "direction": "increase",
                "control": [1, 2.5, null], "experiment": [-0.0]}],
        });
        change(&mut predicate);
        let read = json::parse(predicate.to_string().as_bytes()).and_then(json::typed::<Samples>)?;
        read.check().map(|()| read)
    }

    #[test]
    fn missing_samples_are_null() {
        let read = read(|_| {}).unwrap();
        assert_eq!(read.metrics[0].control.samples(), [Some(1.0), Some(2.5), None]);
        assert!(read.metrics[0].experiment.samples()[0].unwrap().is_sign_positive());
    }

    #[test]
    fn what_is_no_canary_is_refused() {
        type Change = fn(&mut Value);
        let changes: [(Change, &str); 10] = [
            (|p| p["metrics"][0]["control"][0] = json!("NaN"), "a sample is a number"),
            (|p| p["metrics"][0]["control"][0] = json!(1e101), "is no sample"),
            (|p| p["metrics"][0]["control"] = json!(7), "a list"),
            (|p| p["metrics"] = json!([]), "from 1"),
            (|p| p["metrics"] = json!([p["metrics"][0], p["metrics"][0]]), "twice"),
            (|p| p["metrics"][0]["weight"] = json!(50), "weight"),
            (|p| p["metrics"][0]["name"] = json!("a\u{202e}"), "no name of a metric"),
            (|p| p["metrics"][0]["direction"] = json!("up"), "direction"),
            (|p| p["end"] = p["start"].clone(), "end"),
            (|p| p["pass"] = json!(0), "pass"),
        ];
        for (change, why) in changes {
            let error = read(change).unwrap_err();
            assert!(error.contains(why), "{why}: {error}");
        }
    }
}
