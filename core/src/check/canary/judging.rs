//! One analysis against the policy's rule: is it what the class asks for, and what comes out?

use std::collections::{BTreeMap, BTreeSet};

use crate::base::canary::{Measure, MetricName, Missing};
use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::limits::CANARY_SAMPLES;
use crate::base::shown::list;
use crate::base::time::Time;
use crate::check::Objection;
use crate::format::canary::analysis_run::AnalysisRun;
use crate::format::canary::flagger::Flagger;
use crate::format::canary::samples::{Metric, Samples};
use crate::format::canary::{Observed, Window};
use crate::judge::analysis_run::{self, Phase};
use crate::judge::classifier::{Config, Settings, Thresholds as Sizes};
use crate::judge::decimal::Score;
use crate::judge::judgement::Judgement;
use crate::judge::score::{Thresholds, Verdict};
use crate::judge::{flagger, samples};
use crate::policy::canary::{CanaryRule, MetricRule, OnMarginal};

/// How many samples have been judged for this question.
#[derive(Default)]
pub(super) struct Budget(usize);

impl Budget {
    fn take(&mut self, samples: usize) -> bool {
        self.0 = self.0.saturating_add(samples);
        self.0 <= CANARY_SAMPLES
    }
}

/// Whether a score lies between the two thresholds.
pub(super) fn is_marginal(judgement: &Judgement) -> bool {
    judgement.verdict() == Verdict::Marginal
}

/// Why an analysis is not what the class asks for, whatever comes out of it.
pub(super) fn unfit(observed: &Observed, rule: &CanaryRule, own: &BTreeSet<Sha256>) -> Option<Objection> {
    if !rule.accept.contains(&observed.source()) {
        let expected = list(rule.accept.iter().map(|source| source.id()));
        return Some((Code::CanarySourceUnaccepted, expected, observed.source().id().to_owned()));
    }
    match observed {
        Observed::Samples(samples) => check_samples(samples, rule, own),
        Observed::AnalysisRun(run) => check_run(run, rule),
        Observed::Flagger(canary) => check_flagger(canary, rule),
    }
}

/// Judges an analysis; `own` are the artefacts of the release. An objection may stand beside a judgement; without either
/// there is none. One that is not what the class asks for is judged for a no, by what there is of it: a canary that goes wrong is
/// ended early, and what goes down with it measures nothing more.
pub(super) fn judge(
    observed: &Observed,
    rule: &CanaryRule,
    own: &BTreeSet<Sha256>,
    budget: &mut Budget,
) -> (Option<Judgement>, Option<Objection>) {
    let unfit = unfit(observed, rule, own);
    let is_other = |(code, ..): &Objection| matches!(code, Code::CanarySourceUnaccepted | Code::CanaryOwnBaseline);
    if unfit.as_ref().is_some_and(is_other) {
        return (None, unfit);
    }
    let judgement = match observed {
        Observed::Samples(samples) if !budget.take(samples.size()) => {
            let expected = format!("at most {CANARY_SAMPLES} samples to judge");
            return (None, Some((Code::LimitExceeded, expected, "more".to_owned())));
        }
        Observed::Samples(samples) => {
            let heard = |metric: &&Metric| unfit.is_none() || has_samples(metric);
            Judgement::Samples(judge_samples(samples.metrics.iter().filter(heard), rule))
        }
        Observed::AnalysisRun(run) => Judgement::AnalysisRun(analysis_run::judge(run)),
        Observed::Flagger(canary) => Judgement::Flagger(flagger::judge(canary)),
    };
    match (outcome(&judgement, rule), unfit) {
        (Some(failed), Some(_)) if failed.0 == Code::CanaryFailed => (Some(judgement), Some(failed)),
        (_, Some(unfit)) => (None, Some(unfit)),
        (objection, None) => (Some(judgement), objection),
    }
}

/// Whether there is anything to compare.
fn has_samples(metric: &Metric) -> bool {
    let some = |series: &[Option<f64>]| series.iter().any(Option::is_some);
    some(metric.control.samples()) && some(metric.experiment.samples())
}

/// What the judgement has against it.
fn outcome(judgement: &Judgement, rule: &CanaryRule) -> Option<Objection> {
    let code = match (judgement.verdict(), judgement) {
        (Verdict::Pass, _) => return None,
        (Verdict::Marginal, _) if rule.on_marginal == OnMarginal::Pass => return None,
        (Verdict::Marginal, _) => Code::CanaryMarginal,
        (Verdict::Fail, Judgement::AnalysisRun(run)) if run.classification == Phase::Contradictory => {
            Code::CanaryContradictory
        }
        (Verdict::Fail, Judgement::AnalysisRun(run)) if run.classification == Phase::Pending => Code::CanaryNotMeasured,
        (Verdict::Fail, _) => Code::CanaryFailed,
    };
    let expected = match judgement {
        Judgement::Samples(_) => format!("a score of {} or more", rule.pass),
        Judgement::AnalysisRun(_) | Judgement::Flagger(_) => "a success".to_owned(),
    };
    Some((code, expected, judgement.sentence()))
}

fn check_samples(samples: &Samples, rule: &CanaryRule, own: &BTreeSet<Sha256>) -> Option<Objection> {
    if own.contains(&samples.baseline.digest) {
        let found = format!("{}, an artefact of this release", samples.baseline.digest);
        return Some((Code::CanaryOwnBaseline, "a baseline that is something else".to_owned(), found));
    }
    let present: BTreeSet<&str> = samples.metrics.iter().map(|metric| metric.name.as_str()).collect();
    missing(rule, &present)
        .or_else(|| unweighed(samples, rule))
        .or_else(|| few_samples(samples, rule))
        .or_else(|| short(rule, Some(Window { start: samples.start, end: samples.end })))
}

fn check_run(run: &AnalysisRun, rule: &CanaryRule) -> Option<Objection> {
    let judged = analysis_run::judge(run);
    let counting = || judged.metrics.iter().filter(|metric| !metric.dry_run);
    // A run in which nothing counts is the judge's to name; and one that failed may have been stopped for that.
    counting().next().filter(|_| judged.classification != Phase::Failed)?;
    let present: BTreeSet<&str> = counting().map(|metric| metric.name.as_str()).collect();
    let few = || {
        // A metric without any is the judge's to name.
        let few = counting().filter(|m| m.count > 0 && u64::from(m.count) < rule.measurements());
        too_few(rule.measurements(), "measurements", few.map(|m| format!("{} has {}", m.name, m.count)))
    };
    // A run without measurements has no end, and is not a matter of time.
    let measured = counting().any(|metric| metric.count > 0);
    missing(rule, &present).or_else(few).or_else(|| short(rule, run.window()).filter(|_| measured))
}

/// Flagger names no metrics, and says how long it was to take, not how long it took: the policy accepts that as `weak`.
fn check_flagger(canary: &Flagger, rule: &CanaryRule) -> Option<Objection> {
    let analysis = &canary.spec.analysis;
    let few = (u64::from(analysis.checks()) < rule.measurements()).then(|| analysis.checks().to_string());
    let window = Time::from_seconds(analysis.seconds()).map(|end| Window { start: Time::EPOCH, end });
    too_few(rule.measurements(), "checks", few).or_else(|| short(rule, window))
}

fn missing(rule: &CanaryRule, present: &BTreeSet<&str>) -> Option<Objection> {
    let absent: Vec<&MetricName> = rule.metrics.keys().filter(|name| !present.contains(name.as_str())).collect();
    let expected = || format!("the metrics {}", list(rule.metrics.keys()));
    (!absent.is_empty()).then(|| (Code::CanaryMetricMissing, expected(), format!("no {}", list(absent))))
}

/// Metrics in groups that weigh nothing.
fn unweighed(samples: &Samples, rule: &CanaryRule) -> Option<Objection> {
    if rule.groups.is_empty() {
        return None;
    }
    let groups = samples.metrics.iter().map(|metric| group(metric, rule));
    let unknown: BTreeSet<&str> =
        groups.filter(|group| !rule.groups.keys().any(|name| name.as_str() == *group)).collect();
    let expected = || format!("the groups {}", list(rule.groups.keys()));
    (!unknown.is_empty()).then(|| (Code::CanaryGroupUnknown, expected(), list(unknown)))
}

fn few_samples(samples: &Samples, rule: &CanaryRule) -> Option<Objection> {
    let few = samples.metrics.iter().filter_map(|metric| {
        let replaces = rule.metrics.get(&metric.name).is_some_and(|rule| rule.nan_strategy == Missing::Replace);
        let count = |series: &[Option<f64>]| series.iter().filter(|sample| replaces || sample.is_some()).count();
        let least = count(metric.control.samples()).min(count(metric.experiment.samples())) as u64;
        (least < rule.min_samples).then(|| format!("{} has {least}", metric.name))
    });
    too_few(rule.min_samples, "samples", few)
}

fn too_few(least: u64, what: &str, few: impl IntoIterator<Item = String>) -> Option<Objection> {
    let mut few = few.into_iter().peekable();
    few.peek().is_some().then(|| (Code::CanaryTooFewSamples, format!("{least} {what} or more"), list(few)))
}

fn short(rule: &CanaryRule, window: Option<Window>) -> Option<Objection> {
    let found = match window {
        None => "it does not say for how long".to_owned(),
        Some(window) if window.start.after(rule.min_duration) <= window.end => return None,
        Some(window) => format!("{} seconds", window.seconds()),
    };
    Some((Code::CanaryTooShort, format!("observed for {} or longer", rule.min_duration), found))
}

/// The group that a metric counts in: the policy's, if it weighs groups. Of a metric that it does not name, the record's.
fn group<'a>(metric: &'a Metric, rule: &'a CanaryRule) -> &'a str {
    let named = rule.metrics.get(&metric.name).and_then(|rule| rule.group.as_ref());
    if rule.groups.is_empty() { ONE_GROUP } else { named.unwrap_or(&metric.group).as_str() }
}

/// The group of all metrics, where the policy weighs none.
const ONE_GROUP: &str = "all";

/// The policy says how its metrics are looked at. Others may be there, looked at as the record says; those can only lower
/// the score, or whoever measures could raise it by measuring more that is sure to pass.
fn judge_samples<'a>(metrics: impl Iterator<Item = &'a Metric>, rule: &CanaryRule) -> samples::Judgement {
    let metric = |metric: &'a Metric| {
        let named = rule.metrics.get(&metric.name);
        let config = match named {
            Some(rule) => config(rule, metric.critical),
            None => Config {
                direction: metric.direction,
                critical: metric.critical,
                effect: Sizes::every(Measure::MeanRatio),
                ..Config::default()
            },
        };
        samples::Metric {
            name: metric.name.as_str(),
            groups: vec![group(metric, rule).to_owned()],
            config,
            raises: named.is_some(),
            control: metric.control.samples(),
            experiment: metric.experiment.samples(),
        }
    };
    let metrics: Vec<samples::Metric<'_>> = metrics.map(metric).collect();
    let defaults = Settings::default();
    let settings = Settings {
        tolerance: rule.tolerance.map_or(defaults.tolerance, |tolerance| tolerance.value()),
        confidence: rule.confidence.map_or(defaults.confidence, |confidence| confidence.value()),
    };
    let weights: BTreeMap<String, f64> =
        rule.groups.iter().map(|(name, weight)| (name.to_string(), weight_of(*weight))).collect();
    let marginal = Score::whole(rule.marginal.unwrap_or(rule.pass));
    samples::judge(&metrics, settings, &weights, Thresholds { pass: Score::whole(rule.pass), marginal })
}

/// From 0 to 100.
fn weight_of(weight: u64) -> f64 {
    u32::try_from(weight).map_or(0.0, f64::from)
}

fn config(rule: &MetricRule, critical: bool) -> Config {
    let size = &rule.effect_size;
    let every = Sizes::every(size.measure);
    Config {
        direction: rule.direction,
        missing: rule.nan_strategy,
        outliers: rule.outliers,
        critical: rule.critical || critical,
        effect: Sizes {
            measure: size.measure,
            allowed_increase: size.allowed_increase.map_or(every.allowed_increase, |d| d.value()),
            allowed_decrease: size.allowed_decrease.map_or(every.allowed_decrease, |d| d.value()),
            critical_increase: size.critical_increase.map_or(every.critical_increase, |d| d.value()),
            critical_decrease: size.critical_decrease.map_or(every.critical_decrease, |d| d.value()),
        },
        ..Config::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::json;
    use serde_json::json;

    #[test]
    fn samples_end_with_the_one_after_the_last() {
        let mut budget = Budget::default();
        assert!(budget.take(CANARY_SAMPLES));
        assert!(!budget.take(1));
        assert!(!budget.take(usize::MAX));
    }

    #[test]
    fn what_is_beyond_them_is_not_judged() {
        let samples = json!({
            "baseline": {"version": "1", "digest": Sha256::of(b"1")}, "start": "2026-11-20T08:00:00Z",
            "end": "2026-11-20T08:45:00Z", "signedAt": "2026-11-20T08:46:00Z",
            "metrics": [{"name": "errors", "group": "g", "control": [1.0, 2.0], "experiment": [1.0, 2.0]}],
        });
        let rule =
            json!({"by": ["builder"], "minDuration": "30m", "minSamples": 1, "pass": 95, "metrics": {"errors": {}}});
        let (samples, rule) = (Observed::Samples(json::typed(samples).unwrap()), json::typed(rule).unwrap());
        let judged = |taken: usize| {
            let (judgement, objection) = judge(&samples, &rule, &BTreeSet::new(), &mut Budget(taken));
            (judgement.is_some(), objection.map(|(code, ..)| code))
        };
        assert_eq!(judged(CANARY_SAMPLES - 4), (true, None));
        assert_eq!(judged(CANARY_SAMPLES - 3), (false, Some(Code::LimitExceeded)));
    }
}
