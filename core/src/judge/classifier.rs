//! One metric: is the canary higher or lower than the baseline (kayenta, `MannWhitneyClassifier.scala`)?

use serde::Serialize;

use crate::base::canary::{Direction, Measure, Missing, Outliers};
use crate::judge::decimal::Figure;
use crate::judge::effect::effect;
use crate::judge::interval::interval;
use crate::judge::rank::Sorted;
use crate::judge::series::{mean, present, without_outliers};

/// What is the same for all metrics.
#[derive(Clone, Copy, Debug)]
pub struct Settings {
    /// A difference counts if its confidence interval lies farther from 0 than this share of the estimate.
    pub tolerance: f64,
    /// The confidence of the interval, from 0.5 to 0.9999.
    pub confidence: f64,
}

impl Default for Settings {
    /// As `NetflixACAJudge` has them.
    fn default() -> Self {
        Self { tolerance: 0.25, confidence: 0.98 }
    }
}

/// How to look at one metric.
#[derive(Clone, Copy, Debug)]
pub struct Config {
    /// Which way it gets worse.
    pub direction: Direction,
    /// What a missing sample counts as.
    pub missing: Missing,
    /// What becomes of outliers.
    pub outliers: Outliers,
    /// How far out they begin, in interquartile ranges.
    pub outlier_factor: f64,
    /// Whether it alone can fail the canary.
    pub critical: bool,
    /// Whether it counts as failed without samples.
    pub must_have_data: bool,
    /// How large a difference has to be.
    pub effect: Thresholds,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            direction: Direction::Either,
            missing: Missing::Remove,
            outliers: Outliers::Keep,
            outlier_factor: 3.0,
            critical: false,
            must_have_data: false,
            effect: Thresholds::none(Measure::MeanRatio),
        }
    }
}

/// How large a difference has to be.
#[derive(Clone, Copy, Debug)]
pub struct Thresholds {
    /// By which measure.
    pub measure: Measure,
    /// Upwards, to count at all.
    pub allowed_increase: f64,
    /// Downwards, to count at all.
    pub allowed_decrease: f64,
    /// Upwards, to be critical.
    pub critical_increase: f64,
    /// Downwards, to be critical.
    pub critical_decrease: f64,
}

impl Thresholds {
    /// Those that every difference reaches, whatever its size.
    pub fn every(measure: Measure) -> Self {
        Self {
            measure,
            allowed_increase: f64::NEG_INFINITY,
            allowed_decrease: f64::INFINITY,
            critical_increase: f64::NEG_INFINITY,
            critical_decrease: f64::INFINITY,
        }
    }

    /// Kayenta's defaults: what the measure gives for two series that do not differ.
    pub fn none(measure: Measure) -> Self {
        let same = match measure {
            Measure::MeanRatio => 1.0,
            Measure::Cles => 0.5,
        };
        Self {
            measure,
            allowed_increase: same,
            allowed_decrease: same,
            critical_increase: same,
            critical_decrease: same,
        }
    }
}

/// What a metric was found to be, in Kayenta's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Classification {
    /// No difference that counts.
    Pass,
    /// The canary is higher.
    High,
    /// The canary is lower.
    Low,
    /// No samples; says nothing.
    Nodata,
    /// No samples, where there must be some; counts as failed.
    NodataFailMetric,
}

/// What was found out about one metric.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Finding {
    /// What it was found to be.
    pub classification: Classification,
    /// Whether that fails the canary by itself.
    pub critical: bool,
    /// The baseline's samples.
    pub control: Summary,
    /// The canary's samples.
    pub experiment: Summary,
    /// By how much the canary is higher; absent where that did not have to be found out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shift: Option<Shift>,
    /// How large the difference is; absent as `shift` is, and where it cannot be measured.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub effect: Option<Figure>,
}

/// A series in short.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Summary {
    /// Samples, after the missing ones were removed or replaced.
    pub samples: usize,
    /// Those of them that are outliers and do not count.
    pub outliers: usize,
    /// Their mean, without the outliers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<Figure>,
}

/// By how much the canary is higher: the estimate, and its confidence interval.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Shift {
    estimate: Figure,
    lower: Figure,
    upper: Figure,
}

/// A difference, before it is asked whether it is critical.
struct Compared {
    classification: Classification,
    shift: Option<Shift>,
    effect: Option<f64>,
}

impl Compared {
    /// Nothing had to be found out.
    fn plainly(classification: Classification) -> Self {
        Self { classification, shift: None, effect: None }
    }
}

/// Classifies one metric.
pub fn classify(settings: Settings, config: &Config, control: &[Option<f64>], experiment: &[Option<f64>]) -> Finding {
    let ready = |samples| {
        let present = present(samples, config.missing);
        let count = present.len();
        let counting = without_outliers(present, config.outliers, config.outlier_factor);
        let outliers = count.saturating_sub(counting.len());
        let mean = mean(&counting).map(Figure::new);
        (counting, Summary { samples: count, outliers, mean })
    };
    let ((baseline, control), (canary, experiment)) = (ready(control), ready(experiment));
    let compared = compare(settings, config, &baseline, &canary);
    let critical = config.critical && is_critical(&compared, &config.effect);
    let Compared { classification, shift, effect } = compared;
    Finding { classification, critical, control, experiment, shift, effect: effect.map(Figure::new) }
}

fn compare(settings: Settings, config: &Config, control: &[f64], experiment: &[f64]) -> Compared {
    if control.is_empty() || experiment.is_empty() {
        return Compared::plainly(match (config.missing, config.must_have_data && !config.critical) {
            (Missing::Replace, _) => Classification::Pass,
            (Missing::Remove, true) => Classification::NodataFailMetric,
            (Missing::Remove, false) => Classification::Nodata,
        });
    }
    let (baseline, canary) = (Sorted::new(control), Sorted::new(experiment));
    let constant = |series: &Sorted| series.least() == series.greatest();
    let all_one = constant(&baseline) && constant(&canary) && baseline.least() == canary.least();
    if all_one || baseline.values() == canary.values() {
        return Compared::plainly(Classification::Pass);
    }
    let Some(interval) = interval(&baseline, &canary, settings.confidence) else {
        return Compared::plainly(Classification::Nodata);
    };
    let bound = settings.tolerance * interval.estimate.abs();
    let effect = effect(config.effect.measure, control, experiment);
    let looks_at = |direction| config.direction == direction || config.direction == Direction::Either;
    let high = looks_at(Direction::Increase)
        && interval.lower > bound
        && reaches(effect, |size| size >= config.effect.allowed_increase);
    let low = looks_at(Direction::Decrease)
        && interval.upper < -bound
        && reaches(effect, |size| size <= config.effect.allowed_decrease);
    let classification = match (high, low) {
        (true, _) => Classification::High,
        (false, true) => Classification::Low,
        (false, false) => Classification::Pass,
    };
    let figure = Figure::new;
    let (estimate, lower, upper) = (figure(interval.estimate), figure(interval.lower), figure(interval.upper));
    Compared { classification, shift: Some(Shift { estimate, lower, upper }), effect }
}

/// A critical metric fails the canary if there is no data, or a difference of a critical size.
fn is_critical(compared: &Compared, thresholds: &Thresholds) -> bool {
    match compared.classification {
        Classification::High => reaches(compared.effect, |size| size >= thresholds.critical_increase),
        Classification::Low => reaches(compared.effect, |size| size <= thresholds.critical_decrease),
        Classification::Nodata | Classification::NodataFailMetric => true,
        Classification::Pass => false,
    }
}

/// Whether a size reaches a threshold; a difference whose size cannot be measured reaches every one.
fn reaches(size: Option<f64>, threshold: impl Fn(f64) -> bool) -> bool {
    size.is_none_or(threshold)
}
