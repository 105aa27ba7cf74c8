//! Scalars as sums of few odd digits: the non-adjacent form of a width (Hankerson, Menezes, Vanstone, algorithm 3.35).

use super::words::{self, Words};

/// Digits d, lowest first, with `scalar = Σ d_i · 2^i`: each is zero or odd and below 2^(width−1) in size, and of any `width`
/// neighbours at most one is not zero. The width is 2 to 8.
pub(super) fn digits<const W: usize>(scalar: &Words<W>, width: u32) -> Vec<i8> {
    // One more than the scalar has bits: the last digit is what was carried.
    let length = W.saturating_mul(64).saturating_add(1);
    let mut digits = Vec::with_capacity(length);
    let mut carried = 0;
    while digits.len() < length {
        let at = digits.len();
        if words::bits(scalar, at, 1) == carried {
            digits.push(0);
            continue;
        }
        let window = words::bits(scalar, at, width).saturating_add(carried);
        carried = window >> width.saturating_sub(1) & 1;
        // In [1, 2^width), and odd; those of the upper half stand for what they lack.
        let digit = (window as i64).saturating_sub((carried << width) as i64);
        digits.push(digit as i8);
        digits.resize(at.saturating_add(width as usize), 0);
    }
    digits
}
