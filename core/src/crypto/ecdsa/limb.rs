//! What the formulas of a field need of a limb: sums, products, shifts, and taking a digit off.
//!
//! Formulas are generic in it, so that they run on `i64` when they verify and on intervals when a test shows that no sum
//! ever leaves 64 bits: the same lines, not a copy of them (`interval.rs`).

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves 64 bits")]

use std::ops::{Add, AddAssign, Mul, Neg, Shl, Sub, SubAssign};

/// A signed integer of 64 bits, or all that it can be.
pub(in crate::crypto) trait Limb:
    Copy
    + Add<Output = Self>
    + AddAssign
    + Sub<Output = Self>
    + SubAssign
    + Mul<Output = Self>
    + Neg<Output = Self>
    + Shl<u32, Output = Self>
{
    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;

    /// `(carry, digit)` with `carry · 2^bits + digit` the limb, and the digit in `[0, 2^bits)`.
    fn floor(self, bits: u32) -> (Self, Self);

    /// As [`floor`](Self::floor), with the digit in `[−2^(bits−1), 2^(bits−1))`.
    fn round(self, bits: u32) -> (Self, Self);
}

impl Limb for i64 {
    const ZERO: Self = 0;
    const ONE: Self = 1;

    #[inline(always)]
    fn floor(self, bits: u32) -> (Self, Self) {
        (self >> bits, self & ((1 << bits) - 1))
    }

    #[inline(always)]
    fn round(self, bits: u32) -> (Self, Self) {
        let carry = (self + (1 << (bits - 1))) >> bits;
        (carry, self - (carry << bits))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digit_is_taken_off() {
        for bits in [28, 29] {
            let base = 1_i64 << bits;
            for limb in
                [0, 1, -1, base / 2 - 1, base / 2, -base / 2 - 1, -base / 2, base - 1, base, i64::MAX - base, i64::MIN]
            {
                let (carry, digit) = limb.floor(bits);
                assert_eq!(i128::from(carry) * i128::from(base) + i128::from(digit), i128::from(limb));
                assert!((0..base).contains(&digit), "{limb}: {digit}");
                let (carry, digit) = limb.round(bits);
                assert_eq!(i128::from(carry) * i128::from(base) + i128::from(digit), i128::from(limb));
                assert!((-base / 2..base / 2).contains(&digit), "{limb}: {digit}");
            }
        }
    }
}
