//! One series, made ready: missing samples, then outliers (kayenta, `Transforms.scala`, `IQRDetector.scala`).

use crate::base::canary::{Missing, Outliers};
use crate::judge::rank::Sorted;

/// The samples that there are; with [`Missing::Replace`] those that are not there are 0.
pub(super) fn present(samples: &[Option<f64>], missing: Missing) -> Vec<f64> {
    match missing {
        Missing::Remove => samples.iter().filter_map(|sample| *sample).collect(),
        Missing::Replace => samples.iter().map(|sample| sample.unwrap_or(0.0)).collect(),
    }
}

/// The samples that count. Outliers lie outside the first to the 99th percentile, and farther than `factor` interquartile
/// ranges outside the quartiles (Kayenta's detector with `reduceSensitivity`).
pub(super) fn without_outliers(samples: Vec<f64>, outliers: Outliers, factor: f64) -> Vec<f64> {
    if outliers == Outliers::Keep {
        return samples;
    }
    let sorted = Sorted::new(&samples);
    let at = |share| percentile(sorted.values(), share);
    let (Some(first), Some(lower), Some(upper), Some(last)) = (at(0.01), at(0.25), at(0.75), at(0.99)) else {
        return samples;
    };
    let range = upper - lower;
    let (low, high) = (first.min(lower - factor * range), last.max(upper + factor * range));
    samples.into_iter().filter(|sample| (low..=high).contains(sample)).collect()
}

/// A percentile by Hyndman and Fan's definition 7, as R and commons-math (`EstimationType.R_7`) have it.
fn percentile(sorted: &[f64], share: f64) -> Option<f64> {
    let steps = sorted.iter().skip(1).fold(0.0, |count, _| count + 1.0);
    let mut place = steps * share;
    let mut values = sorted.iter();
    let mut below = values.next()?;
    for above in values {
        if place < 1.0 {
            return Some(below + place * (above - below));
        }
        place -= 1.0;
        below = above;
    }
    Some(*below)
}

/// The arithmetic mean in two passes, the second for what the first rounds away (commons-math, `Mean.evaluate`).
pub(super) fn mean(samples: &[f64]) -> Option<f64> {
    let (count, sum) = samples.iter().fold((0.0, 0.0), |(count, sum), sample| (count + 1.0, sum + sample));
    if count == 0.0 {
        return None;
    }
    let mean = sum / count;
    let rest = samples.iter().fold(0.0, |rest, sample| rest + (sample - mean));
    Some(mean + rest / count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_samples_are_nothing_or_zero() {
        let samples = [Some(1.0), None, Some(3.0)];
        assert_eq!(present(&samples, Missing::Remove), [1.0, 3.0]);
        assert_eq!(present(&samples, Missing::Replace), [1.0, 0.0, 3.0]);
    }

    /// R: `quantile(x, type = 7)`.
    #[test]
    fn percentiles_are_those_of_definition_7() {
        let sorted = [21.0, 21.0, 23.0, 23.0, 24.0, 25.0, 29.0, 50.0];
        for (share, expected) in [(0.25, 22.5), (0.75, 26.0), (0.5, 23.5), (0.0, 21.0), (1.0, 50.0), (0.01, 21.0)] {
            assert!((percentile(&sorted, share).unwrap() - expected).abs() < 1e-9, "{share}");
        }
        assert_eq!((percentile(&[7.0], 0.99), percentile(&[], 0.5)), (Some(7.0), None));
    }

    /// kayenta's `JudgeSuite`: "IQR Reduce Sensitivity", and one value that is out of the way all the same.
    #[test]
    fn outliers_are_far_from_the_quartiles_and_beyond_the_percentiles() {
        let mut samples = vec![1.0; 11];
        samples[5] = 20.0;
        // The 99th percentile of so few lies near the outlier; it is beyond that.
        assert_eq!(without_outliers(samples.clone(), Outliers::Remove, 3.0).len(), 10);
        assert_eq!(without_outliers(samples.clone(), Outliers::Keep, 3.0).len(), 11);
        samples.retain(|sample| *sample == 1.0);
        assert_eq!(without_outliers(samples, Outliers::Remove, 3.0).len(), 10);
        assert!(without_outliers(Vec::new(), Outliers::Remove, 3.0).is_empty());
    }

    #[test]
    fn the_mean_of_nothing_is_nothing() {
        assert_eq!((mean(&[]), mean(&[1.0, 2.0, 6.0])), (None, Some(3.0)));
    }
}
