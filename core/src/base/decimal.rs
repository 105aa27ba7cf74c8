//! Decimal numbers as policies write them: in quotes, digits with at most one point.
//!
//! YAML reads numbers with a point in more than one way, so policies quote them. Nothing is computed here.

use serde::{Deserialize, Deserializer, de};

/// A decimal number from 0 on, such as `0.25`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Decimal(f64);

/// Digits on either side of the point: more than any threshold needs, and each such number is an `f64` of its own.
const DIGITS: usize = 6;

impl Decimal {
    /// The `f64` that is nearest to it.
    pub fn value(self) -> f64 {
        self.0
    }
}

impl core::str::FromStr for Decimal {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let refuse = || format!("`{}` is not a decimal number such as `0.25`", text.escape_default());
        let digits = |part: &str| (1..=DIGITS).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
        let plain = match text.split_once('.') {
            Some((whole, fraction)) => digits(whole) && digits(fraction),
            None => digits(text),
        };
        text.parse().ok().filter(|_| plain).map(Self).ok_or_else(refuse)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decimals_are_plain() {
        let value = |text: &str| text.parse::<Decimal>().map(Decimal::value);
        assert_eq!((value("0.25"), value("1"), value("0")), (Ok(0.25), Ok(1.0), Ok(0.0)));
        for bad in ["", ".5", "5.", "-1", "+1", "1e3", "NaN", "inf", "1,5", "0.1234567", "1.5.2", " 1", "１"] {
            assert!(value(bad).is_err(), "{bad}");
        }
    }
}
