//! How far apart two samples are: the Hodges–Lehmann estimate of the shift between them, and a confidence interval.
//!
//! R's `wilcox.test(x, y, conf.int = TRUE, exact = FALSE, correct = TRUE)` (`src/library/stats/R/wilcox.test.R`), as
//! Kayenta's `MannWhitney.scala` has it: the shifts at which the statistic of the Mann–Whitney U test, in its normal
//! approximation with correction for continuity and ties, is the quantile that belongs to the confidence.

use crate::judge::normal;
use crate::judge::rank::{Sorted, ranks};
use crate::judge::root::{self, Point};

/// The estimate and its confidence interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) estimate: f64,
    pub(super) lower: f64,
    pub(super) upper: f64,
}

/// How exactly Kayenta and R find the shifts: `tol = 1e-4`.
const TOLERANCE: f64 = 1e-4;

/// By how much `experiment` lies above `control`; `None` if one of them has no samples.
///
/// The shift lies between the least and the greatest difference. Kayenta's tolerance is absolute; where these two are
/// closer to one another than 1, which is usual for shares and seconds, it is taken in proportion to them. Otherwise the
/// search would end before it began, and answer with one of the two.
pub(super) fn interval(control: &Sorted, experiment: &Sorted, confidence: f64) -> Option<Interval> {
    let low = experiment.least()? - control.greatest()?;
    let high = experiment.greatest()? - control.least()?;
    let width = high - low;
    let tolerance = if width < 1.0 { TOLERANCE * width } else { TOLERANCE };
    let (least, greatest) = (statistic(control, experiment, low), statistic(control, experiment, high));
    let find = |quantile: f64| {
        let (from, to) = (Point { at: low, value: least - quantile }, Point { at: high, value: greatest - quantile });
        match (from.value <= 0.0, to.value >= 0.0) {
            (true, _) => low,
            (false, true) => high,
            (false, false) => root::find(from, to, tolerance, |at| statistic(control, experiment, at) - quantile),
        }
    };
    let quantile = normal::quantile((1.0 - confidence) / 2.0);
    Some(Interval { lower: find(-quantile), upper: find(quantile), estimate: find(0.0) })
}

/// The standardised statistic after moving `experiment` down by `shift`: falls from about +∞ to −∞ as the shift grows.
///
/// If everything is tied, Kayenta has no answer, and adds random noise beforehand to series that are constant. The ranks
/// then say nothing at all, so it is 0 here: the interval of two constant series is their difference, which is what the
/// noise leads to as it gets smaller.
fn statistic(control: &Sorted, experiment: &Sorted, shift: f64) -> f64 {
    let (m, n) = (experiment.len(), control.len());
    let ranks = ranks(experiment, control, shift);
    let excess = ranks.sum - m * (m + 1.0) / 2.0 - m * n / 2.0;
    let variance = m * n / 12.0 * (m + n + 1.0 - ranks.ties / ((m + n) * (m + n - 1.0)));
    if excess == 0.0 || variance <= 0.0 {
        return 0.0;
    }
    let correction = if excess > 0.0 { 0.5 } else { -0.5 };
    (excess - correction) / variance.sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(control: &[f64], experiment: &[f64], confidence: f64) -> Interval {
        interval(&Sorted::new(control), &Sorted::new(experiment), confidence).unwrap()
    }

    #[test]
    fn two_constant_series_are_their_difference_apart() {
        let found = of(&[1.0; 5], &[10.0; 4], 0.98);
        assert_eq!(found, Interval { estimate: 9.0, lower: 9.0, upper: 9.0 });
    }

    #[test]
    fn small_numbers_are_told_apart_as_large_ones_are() {
        let control: Vec<f64> = (0..40).map(f64::from).collect();
        let experiment: Vec<f64> = (0..40).map(|i| f64::from(i * 7 % 40) + 12.0).collect();
        let large = of(&control, &experiment, 0.95);
        let scaled = |series: &[f64]| -> Vec<f64> { series.iter().map(|v| v / 1e9).collect() };
        let small = of(&scaled(&control), &scaled(&experiment), 0.95);
        for (a, b) in [(large.lower, small.lower), (large.upper, small.upper), (large.estimate, small.estimate)] {
            assert!((a - b * 1e9).abs() < 0.02, "{a} {b}");
        }
        assert!((large.estimate - 12.0).abs() < 0.01 && large.lower < 12.0 && large.upper > 12.0);
    }

    #[test]
    fn values_that_rounding_ties_are_no_failure() {
        let found = of(&[1.0, 1.0], &[0.0, 1e-20], 0.98);
        assert!(found.lower <= found.estimate && found.estimate <= found.upper, "{found:?}");
    }

    #[test]
    fn no_samples_no_interval() {
        assert_eq!(interval(&Sorted::new(&[]), &Sorted::new(&[1.0]), 0.98), None);
    }
}
