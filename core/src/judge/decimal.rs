//! Numbers as they leave the judge: decimal texts with a fixed number of digits, so that canonical bytes are equal.
//!
//! Rust writes an `f64` by its exact value, in integer arithmetic, with as many digits as are asked for.

use core::fmt;

use serde::{Serialize, Serializer};

/// A statistic, with nine digits behind the point.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Figure(f64);

impl Figure {
    pub(super) fn new(value: f64) -> Self {
        Self(value)
    }
}

impl fmt::Display for Figure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.9}", self.0);
        // Nothing is left of the sign where nothing is left of the number.
        let zero = text.bytes().all(|b| matches!(b, b'-' | b'0' | b'.'));
        f.write_str(if zero { text.trim_start_matches('-') } else { &text })
    }
}

impl Serialize for Figure {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// A score from 0 on, in hundredths.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Score(u64);

impl Score {
    /// So many whole points.
    pub fn whole(points: u64) -> Self {
        Self(points.saturating_mul(100))
    }

    /// Rounded to hundredths as Kayenta rounds (commons-math `MathUtils.round`): the shortest decimal that stands for the
    /// number, half up. Below 0 there is nothing.
    pub fn round(value: f64) -> Self {
        let text = format!("{value}");
        let (whole, fraction) = text.split_once('.').unwrap_or((&text, ""));
        let digit =
            |place: usize| fraction.as_bytes().get(place).map_or(0, |digit| u64::from(digit.saturating_sub(b'0')));
        let whole: u64 = whole.parse().unwrap_or_default();
        let up = u64::from(digit(2) >= 5);
        let hundredths = digit(0).saturating_mul(10).saturating_add(digit(1)).saturating_add(up);
        if text.starts_with('-') { Self(0) } else { Self(whole.saturating_mul(100).saturating_add(hundredths)) }
    }
}

impl fmt::Display for Score {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (whole, rest) = (self.0.checked_div(100), self.0.checked_rem(100));
        write!(f, "{}.{:02}", whole.unwrap_or_default(), rest.unwrap_or_default())
    }
}

impl Serialize for Score {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_have_nine_digits_and_zero_no_sign() {
        for (value, text) in [(0.0, "0.000000000"), (-0.0, "0.000000000"), (-1e-12, "0.000000000")] {
            assert_eq!(Figure::new(value).to_string(), text);
        }
        assert_eq!(Figure::new(-1.5).to_string(), "-1.500000000");
        assert_eq!(Figure::new(1e100).to_string().len(), 111);
    }

    #[test]
    fn scores_are_rounded_half_up() {
        for (value, text) in [
            (87.125, "87.13"),
            (66.666_666_666_666_67, "66.67"),
            (99.999, "100.00"),
            (100.0, "100.00"),
            (0.004, "0.00"),
            (1.005, "1.01"),
            (-3.0, "0.00"),
            (1e-9, "0.00"),
        ] {
            assert_eq!(Score::round(value).to_string(), text, "{value}");
        }
        assert!(Score::whole(95) > Score::round(94.99) && Score::whole(95) == Score::round(95.0));
    }
}
