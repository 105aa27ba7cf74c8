//! How large a difference is (kayenta, `EffectSizes.scala`).

use crate::base::canary::Measure;
use crate::judge::rank::{Sorted, ranks};
use crate::judge::series::mean;

/// The size of the difference; `None` where there is none to speak of, and every threshold counts as reached.
pub(super) fn effect(measure: Measure, control: &[f64], experiment: &[f64]) -> Option<f64> {
    match measure {
        Measure::MeanRatio => mean_ratio(control, experiment),
        Measure::Cles => cles(control, experiment),
    }
}

/// The canary's mean by the baseline's. There is none where one of them is 0, as in Kayenta; nor where the baseline's is
/// negative, for a ratio then falls as the canary rises, and would let it pass.
fn mean_ratio(control: &[f64], experiment: &[f64]) -> Option<f64> {
    let (control, experiment) = (mean(control)?, mean(experiment)?);
    (control > 0.0 && experiment != 0.0).then(|| experiment / control)
}

/// The share of pairs in which the canary's sample is the larger one, ties by half (Vargha and Delaney, 2000).
fn cles(control: &[f64], experiment: &[f64]) -> Option<f64> {
    let (control, experiment) = (Sorted::new(control), Sorted::new(experiment));
    let (m, n) = (experiment.len(), control.len());
    let sum = ranks(&experiment, &control, 0.0).sum;
    (m * n > 0.0).then(|| (2.0 * sum - m * (m + 1.0)) / (2.0 * n * m))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ratio_needs_means_to_compare() {
        let ratio = |control: &[f64], experiment: &[f64]| effect(Measure::MeanRatio, control, experiment);
        assert_eq!(ratio(&[2.0], &[3.0]), Some(1.5));
        assert_eq!((ratio(&[0.0], &[3.0]), ratio(&[2.0], &[0.0]), ratio(&[-2.0], &[3.0])), (None, None, None));
    }

    #[test]
    fn the_share_of_pairs_counts_ties_by_half() {
        let cles = |control: &[f64], experiment: &[f64]| effect(Measure::Cles, control, experiment);
        assert_eq!(cles(&[1.0, 2.0], &[2.0, 3.0]), Some(0.875));
        assert_eq!(cles(&[1.0], &[1.0]), Some(0.5));
        assert_eq!(cles(&[], &[1.0]), None);
    }
}
