//! Quantiles of the standard normal distribution: Wichura, algorithm AS 241 (`PPND16`), Applied Statistics 37 (1988).
//!
//! Relative accuracy about 1e-16. Its far tail, for probabilities below 1e-11, is left out: no confidence that a policy
//! may ask for leads there. The logarithm that the tail needs is made of the four operations alone.

/// `z` such that a standard normal variable is below it with probability `p`, for 1e-10 < `p` < 0.5.
pub(super) fn quantile(p: f64) -> f64 {
    let q = p - 0.5;
    if q >= -0.425 {
        let r = 0.180_625 - q * q;
        return q * ratio(r, &CENTRE);
    }
    let r = (-logarithm(p)).sqrt() - 1.6;
    -ratio(r, &TAIL)
}

/// Coefficients of a ratio of polynomials, the highest power first.
struct Coefficients([f64; 8], [f64; 8]);

/// Where |q| is at most 0.425.
const CENTRE: Coefficients = Coefficients(
    [
        2_509.080_928_730_122_7,
        33_430.575_583_588_13,
        67_265.770_927_008_7,
        45_921.953_931_549_87,
        13_731.693_765_509_46,
        1_971.590_950_306_551_3,
        133.141_667_891_784_38,
        3.387_132_872_796_366_5,
    ],
    [
        5_226.495_278_852_854,
        28_729.085_735_721_943,
        39_307.895_800_092_71,
        21_213.794_301_586_597,
        5_394.196_021_424_751,
        687.187_007_492_057_9,
        42.313_330_701_600_91,
        1.0,
    ],
);

/// Where the square root of the negative logarithm is at most 5.
const TAIL: Coefficients = Coefficients(
    [
        7.745_450_142_783_414e-4,
        2.272_384_498_926_918_4e-2,
        0.241_780_725_177_450_6,
        1.270_458_252_452_368_4,
        3.647_848_324_763_204_5,
        5.769_497_221_460_691,
        4.630_337_846_156_546,
        1.423_437_110_749_683_5,
    ],
    [
        1.050_750_071_644_416_9e-9,
        5.475_938_084_995_345e-4,
        1.519_866_656_361_645_7e-2,
        0.148_103_976_427_480_08,
        0.689_767_334_985_1,
        1.676_384_830_183_803_8,
        2.053_191_626_637_759,
        1.0,
    ],
);

/// The ratio at `r`, both polynomials by Horner's rule.
fn ratio(r: f64, coefficients: &Coefficients) -> f64 {
    let at = |powers: &[f64; 8]| powers.iter().fold(0.0, |sum, coefficient| sum * r + coefficient);
    at(&coefficients.0) / at(&coefficients.1)
}

/// The natural logarithm of a number between 0 and 1: the number times 2^n, brought between 1/√2 and √2, is (1+s)/(1-s),
/// whose logarithm is 2(s + s³/3 + s⁵/5 + …). `s` is below 0.172, so 24 terms leave less than the last bit.
fn logarithm(number: f64) -> f64 {
    let (mut mantissa, mut halvings) = (number, 0.0);
    while mantissa < core::f64::consts::FRAC_1_SQRT_2 && halvings < 1_100.0 {
        mantissa *= 2.0;
        halvings += 1.0;
    }
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let (mut term, mut sum, mut divisor) = (s, 0.0, 1.0);
    for _ in 0..24 {
        sum += term / divisor;
        term *= square;
        divisor += 2.0;
    }
    2.0 * sum - halvings * core::f64::consts::LN_2
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Python 3.11, `statistics.NormalDist().inv_cdf`, which is another implementation of AS 241.
    #[test]
    fn quantiles_are_the_published_ones() {
        for (p, expected) in [
            (0.01, -2.326_347_874_040_840_8),
            (0.025, -1.959_963_984_540_054),
            (0.05, -1.644_853_626_951_472_9),
            (0.005, -2.575_829_303_548_9),
            (0.25, -0.674_489_750_196_081_7),
            (5e-5, -3.890_591_886_413_097),
            (0.49, -0.025_068_908_258_711_03),
        ] {
            assert!((quantile(p) - expected).abs() < 1e-14, "{p}: {:?}", quantile(p));
        }
    }
}
