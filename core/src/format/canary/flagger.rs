//! The `Canary` of Flagger (fluxcd/flagger, `pkg/apis/flagger/v1beta1`): how its analysis was set, and how it ended.
//!
//! It holds no measurements, so there is nothing to recompute: this is that tool's word, and policies have to ask for it.

use serde::Deserialize;
use serde_json::Value;

use crate::base::json;

/// A canary, as far as it says how it ended.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a Flagger `Canary`", rename_all = "camelCase")]
pub struct Flagger {
    api_version: String,
    kind: String,
    /// How it was set.
    pub spec: Spec,
    /// How it stands.
    pub status: Status,
}

/// How it was set.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a specification", rename_all = "camelCase")]
pub struct Spec {
    /// Whether nothing is analysed at all.
    #[serde(default)]
    pub skip_analysis: bool,
    /// The analysis.
    pub analysis: Analysis,
}

/// The analysis.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "an analysis", rename_all = "camelCase")]
pub struct Analysis {
    /// How long between checks, such as `1m`.
    pub interval: String,
    /// How many checks may fail before it is rolled back.
    pub threshold: u32,
    /// How many checks without a shift of traffic.
    #[serde(default)]
    pub iterations: u32,
    /// The traffic that the canary gets in the end, per cent.
    #[serde(default)]
    pub max_weight: u32,
    /// By how much it grows from check to check.
    #[serde(default)]
    pub step_weight: u32,
    /// The steps, where they are not all alike.
    #[serde(default)]
    pub step_weights: Vec<u32>,
}

/// How it stands.
#[derive(Clone, Debug, Deserialize)]
#[serde(expecting = "a status", rename_all = "camelCase")]
pub struct Status {
    /// In one word.
    pub phase: String,
    /// Checks that failed.
    pub failed_checks: u32,
    /// Digest of the specification that it was last given.
    #[serde(default)]
    pub last_applied_spec: String,
    /// Digest of the one that was last promoted.
    #[serde(default)]
    pub last_promoted_spec: String,
}

impl Flagger {
    /// Reads the object's bytes, JSON.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        json::parse(bytes).and_then(Self::from_value)
    }

    /// Reads the object.
    pub fn from_value(value: Value) -> Result<Self, String> {
        let canary: Self = json::typed(value)?;
        if canary.kind != "Canary" || !canary.api_version.starts_with("flagger.app/") {
            return Err("kind: not a `Canary` of `flagger.app`".to_owned());
        }
        Ok(canary)
    }
}

impl Analysis {
    /// How many checks it takes to the end, as it was set.
    pub fn checks(&self) -> u32 {
        let by_steps = match (self.step_weights.len(), self.step_weight) {
            (0, 0) => 0,
            (0, step) => self.max_weight.div_ceil(step),
            (steps, _) => u32::try_from(steps).unwrap_or(u32::MAX),
        };
        if self.iterations > 0 { self.iterations } else { by_steps }
    }

    /// How long that takes, in seconds; 0 where the interval is not to be read.
    pub fn seconds(&self) -> u64 {
        go_duration(&self.interval).unwrap_or_default().saturating_mul(u64::from(self.checks()))
    }
}

/// A duration as Go writes it, of whole hours, minutes and seconds: `1m30s`.
fn go_duration(text: &str) -> Option<u64> {
    let mut rest = text;
    let mut seconds = 0_u64;
    for (unit, length) in [('h', 3_600_u64), ('m', 60), ('s', 1)] {
        let Some((number, behind)) = rest.split_once(unit) else { continue };
        let number: u64 = number.parse().ok()?;
        seconds = seconds.checked_add(number.checked_mul(length)?)?;
        rest = behind;
    }
    (rest.is_empty() && !text.is_empty()).then_some(seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn canary(analysis: Value, failed: Value) -> Result<Flagger, String> {
        let object = json!({
            "apiVersion": "flagger.app/v1beta1", "kind": "Canary", "spec": {"analysis": analysis},
            "status": {"phase": "Succeeded", "failedChecks": failed, "canaryWeight": 0},
        });
        Flagger::parse(object.to_string().as_bytes())
    }

    #[test]
    fn how_long_it_took_follows_from_how_it_was_set() {
        for (more, checks, seconds) in [
            (json!({"iterations": 10}), 10, 600),
            (json!({"maxWeight": 50, "stepWeight": 20}), 3, 180),
            (json!({"stepWeights": [1, 10, 50, 100]}), 4, 240),
            (json!({}), 0, 0),
            (json!({"iterations": 2, "interval": "1h1m1s"}), 2, 7_322),
            (json!({"iterations": 2, "interval": "1.5m"}), 2, 0),
            (json!({"iterations": 2, "interval": "90"}), 2, 0),
        ] {
            let mut analysis = json!({"interval": "1m", "threshold": 5});
            for (field, value) in more.as_object().unwrap() {
                analysis[field] = value.clone();
            }
            let analysis = canary(analysis, json!(0)).unwrap().spec.analysis;
            assert_eq!((analysis.checks(), analysis.seconds()), (checks, seconds), "{more}");
        }
    }

    #[test]
    fn a_negative_count_is_unreadable() {
        let error = canary(json!({"interval": "1m", "threshold": 5}), json!(-1)).unwrap_err();
        assert!(error.contains("failedChecks"), "{error}");
    }
}
