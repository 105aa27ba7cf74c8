//! Canary analysis: what was measured while the artefact ran beside another (`docs/records.md`, `docs/canary.md`).
//!
//! Three predicates of ours: `canary` holds samples; `argo-analysis-run` and `flagger-canary` wrap the object of that
//! tool, whole. None of them says what came out in a way that counts: the judge works that out.

pub mod analysis_run;
pub mod flagger;
pub mod kayenta;
pub mod samples;

use serde::Deserialize;
use serde_json::Value;

use crate::base::canary::Source;
use crate::base::json;
use crate::base::time::Time;
use crate::format::canary::analysis_run::AnalysisRun;
use crate::format::canary::flagger::Flagger;
use crate::format::canary::samples::Samples;
use crate::format::evidence::Evident;
use crate::format::said::Said;

/// A canary analysis, as somebody signed it.
#[derive(Clone, Debug)]
pub struct Canary {
    /// When, as the signer wrote it.
    pub signed_at: Time,
    /// What was observed.
    pub observed: Observed,
}

/// What was observed.
#[derive(Clone, Debug)]
pub enum Observed {
    /// Samples of canary and baseline.
    Samples(Samples),
    /// An `AnalysisRun` of Argo Rollouts.
    AnalysisRun(AnalysisRun),
    /// The status of a Flagger `Canary`.
    Flagger(Flagger),
}

/// From when until when it was observed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// The beginning.
    pub start: Time,
    /// The end; not before the beginning.
    pub end: Time,
}

impl Window {
    /// The seconds between.
    pub fn seconds(&self) -> u64 {
        self.end.seconds().saturating_sub(self.start.seconds())
    }
}

#[derive(Deserialize)]
#[serde(expecting = "an `argo-analysis-run` predicate", deny_unknown_fields, rename_all = "camelCase")]
struct WrappedRun {
    signed_at: Time,
    analysis_run: Value,
}

#[derive(Deserialize)]
#[serde(expecting = "a `flagger-canary` predicate", deny_unknown_fields, rename_all = "camelCase")]
struct WrappedFlagger {
    signed_at: Time,
    canary: Value,
}

impl Canary {
    /// The predicate type's identifier.
    pub fn predicate_type(source: Source) -> String {
        format!("https://countersign.dev/attestation/{}/v1", source.id())
    }

    /// The kind of analysis that a predicate type identifies, compared exactly.
    pub fn source(predicate_type: &str) -> Option<Source> {
        Source::ALL.into_iter().find(|source| Self::predicate_type(*source) == predicate_type)
    }

    /// Whether this is a predicate type that [`Canary::read`] reads.
    pub fn knows(predicate_type: &str) -> bool {
        Self::source(predicate_type).is_some()
    }

    /// Reads the predicate of a statement. Unknown fields of what others coined are ignored, ours are errors.
    pub fn read(predicate_type: &str, predicate: Value) -> Result<Self, String> {
        match Self::source(predicate_type) {
            Some(Source::Canary) => {
                let samples: Samples = json::typed(predicate)?;
                samples.check()?;
                Ok(Self { signed_at: samples.signed_at, observed: Observed::Samples(samples) })
            }
            Some(Source::ArgoAnalysisRun) => {
                let WrappedRun { signed_at, analysis_run } = json::typed(predicate)?;
                let run = AnalysisRun::from_value(analysis_run).map_err(|why| format!("analysisRun.{why}"))?;
                Ok(Self { signed_at, observed: Observed::AnalysisRun(run) })
            }
            Some(Source::FlaggerCanary) => {
                let WrappedFlagger { signed_at, canary } = json::typed(predicate)?;
                let canary = Flagger::from_value(canary).map_err(|why| format!("canary.{why}"))?;
                Ok(Self { signed_at, observed: Observed::Flagger(canary) })
            }
            None => Err(format!("`{}` is no canary analysis", predicate_type.escape_default())),
        }
    }
}

impl Evident for Canary {
    /// When it was measured: signed again, it is no newer.
    fn said(&self) -> Said {
        Said::at(Some(self.observed.window().map_or(self.signed_at, |window| window.end.min(self.signed_at))))
    }

    fn streams(&self) -> Vec<String> {
        vec![self.observed.source().id().to_owned()]
    }
}

impl Observed {
    /// Where it comes from.
    pub fn source(&self) -> Source {
        match self {
            Self::Samples(_) => Source::Canary,
            Self::AnalysisRun(_) => Source::ArgoAnalysisRun,
            Self::Flagger(_) => Source::FlaggerCanary,
        }
    }

    /// When it was observed, as far as it says. Flagger's status does not.
    pub fn window(&self) -> Option<Window> {
        match self {
            Self::Samples(samples) => Some(Window { start: samples.start, end: samples.end }),
            Self::AnalysisRun(run) => run.window(),
            Self::Flagger(_) => None,
        }
    }
}
