//! What came out of a canary analysis, whatever it came from: for reports, and in a sentence for people.

use serde::Serialize;

use crate::base::shown::list;
use crate::judge::analysis_run::{self, Phase};
use crate::judge::classifier::Classification;
use crate::judge::flagger;
use crate::judge::samples;
use crate::judge::score::Verdict;

/// What came out.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Judgement {
    /// Of samples.
    Samples(samples::Judgement),
    /// Of an `AnalysisRun`.
    AnalysisRun(analysis_run::Judgement),
    /// Of a Flagger `Canary`.
    Flagger(flagger::Judgement),
}

impl Judgement {
    /// Whether it passes.
    pub fn verdict(&self) -> Verdict {
        let successful = match self {
            Self::Samples(judgement) => return judgement.summary.classification,
            Self::AnalysisRun(judgement) => judgement.classification == Phase::Successful,
            Self::Flagger(judgement) => judgement.successful,
        };
        if successful { Verdict::Pass } else { Verdict::Fail }
    }

    /// In a sentence: the scores of groups, and what is not as it should be.
    pub fn sentence(&self) -> String {
        match self {
            Self::Samples(judgement) => of_samples(judgement),
            Self::AnalysisRun(judgement) => {
                let counted = |m: &&analysis_run::Assessed| !m.dry_run;
                let metric = |m: &analysis_run::Assessed| format!("{} {} of {}", m.name, m.successful, m.count);
                let metrics = list(judgement.metrics.iter().filter(counted).map(metric));
                match judgement.classification {
                    Phase::Successful => format!("successful measurements: {metrics}"),
                    phase => format!("{phase:?}: {}", judgement.reason),
                }
            }
            Self::Flagger(judgement) if judgement.successful => {
                let (failed, checks) = (judgement.failed_checks, judgement.checks);
                format!("promoted by Flagger after {checks} checks, of which {failed} failed")
            }
            Self::Flagger(judgement) => judgement.reason.clone(),
        }
    }
}

fn of_samples(judgement: &samples::Judgement) -> String {
    let summary = &judgement.summary;
    let groups = list(summary.groups.iter().map(|group| format!("{} {}", group.name, group.score)));
    let unlike = judgement.metrics.iter().filter(|metric| metric.finding.classification != Classification::Pass);
    let unlike: Vec<String> =
        unlike.map(|metric| format!("{} is {:?}", metric.name, metric.finding.classification)).collect();
    let mut sentence = format!("score {} of 100 ({groups})", summary.score);
    if let Some(reason) = &summary.reason {
        sentence.push_str(&format!(": {reason}"));
    } else if !unlike.is_empty() {
        sentence.push_str(&format!(": {}", list(unlike)));
    }
    sentence
}
