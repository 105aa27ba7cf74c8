//! The words of canary analysis that record, policy and judge share, as Kayenta's canary configuration has them.

use core::fmt;

use serde::{Deserialize, Deserializer, Serialize, de};

use crate::base::limits::LABEL_CHARS;

/// Which way a metric gets worse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "`increase`, `decrease` or `either`", rename_all = "lowercase")]
pub enum Direction {
    /// Only more is worse.
    Increase,
    /// Only less is worse.
    Decrease,
    /// Any change is worse.
    #[default]
    Either,
}

/// What a sample counts as that is not there (Kayenta's `nanStrategy`).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "`remove` or `replace`", rename_all = "lowercase")]
pub enum Missing {
    /// As nothing.
    #[default]
    Remove,
    /// As zero.
    Replace,
}

/// What becomes of samples far from the others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "`keep` or `remove`", rename_all = "lowercase")]
pub enum Outliers {
    /// They count.
    #[default]
    Keep,
    /// They do not count.
    Remove,
}

/// How the size of a difference is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(expecting = "`meanRatio` or `cles`", rename_all = "camelCase")]
pub enum Measure {
    /// The canary's mean by the baseline's.
    #[default]
    MeanRatio,
    /// The share of pairs in which the canary's sample is the larger one (common language effect size).
    Cles,
}

/// Where a canary analysis comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(expecting = "`canary`, `argo-analysis-run` or `flagger-canary`", rename_all = "kebab-case")]
pub enum Source {
    /// Samples, judged here.
    Canary,
    /// An `AnalysisRun` of Argo Rollouts, judged by its counters.
    ArgoAnalysisRun,
    /// The status of a Flagger `Canary`: that tool's word, and nothing to recompute.
    FlaggerCanary,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Canary, Self::ArgoAnalysisRun, Self::FlaggerCanary];

    /// Its name in policies, reports and predicate types.
    pub fn id(self) -> &'static str {
        match self {
            Self::Canary => "canary",
            Self::ArgoAnalysisRun => "argo-analysis-run",
            Self::FlaggerCanary => "flagger-canary",
        }
    }
}

/// The name of a metric, or of a group of them: 1–128 printable ASCII characters, with no space at either end.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct MetricName(String);

impl MetricName {
    /// As text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MetricName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for MetricName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        let plain = text.bytes().all(|b| b.is_ascii_graphic() || b == b' ') && text.trim() == text;
        if !plain || text.is_empty() || text.len() > LABEL_CHARS {
            let shown = text.escape_default();
            return Err(de::Error::custom(format!(
                "`{shown}` is no name of a metric: 1–{LABEL_CHARS} printable ASCII characters"
            )));
        }
        Ok(Self(text))
    }
}
