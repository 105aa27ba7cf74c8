//! What the formulas of a field need of numbers: limbs of 32 bits, and the 64 bits that their products are added up in.
//!
//! Formulas are generic in them, so that they run on integers when they verify (on two at once where there are instructions
//! for that, `lanes.rs`) and on intervals when a test shows that no sum ever leaves its bits (`interval.rs`): the same lines,
//! not copies of them.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves its bits")]

use std::ops::{Add, AddAssign, Mul, Neg, Shl, Sub, SubAssign};

/// A signed integer of 32 bits, or two, or all that it can be.
pub(in crate::crypto) trait Limb:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self::Wide> + Neg<Output = Self> + Shl<u32, Output = Self>
{
    /// What a product is.
    type Wide: Wide<Self>;

    /// Zero.
    const ZERO: Self;
    /// One.
    const ONE: Self;
}

/// A signed integer of 64 bits, or two, or all that it can be.
pub(in crate::crypto) trait Wide<L>:
    Copy + Add<Output = Self> + AddAssign + Sub<Output = Self> + SubAssign + Shl<u32, Output = Self>
{
    /// What is carried from one column to the next.
    type Carry: Copy;

    /// The same number.
    fn of(limb: L) -> Self;

    /// The same number, which fits a limb.
    fn limb(self) -> L;

    /// Nothing carried; every digit that is taken off will have so many bits.
    fn nothing(bits: u32) -> Self::Carry;

    /// The number that is carried.
    fn carried(carry: Self::Carry, bits: u32) -> Self;

    /// `(carry, digit)` with `carry · 2^bits + digit` the number and what is carried to it, and the digit in `[0, 2^bits)`. The
    /// sum is not below −[`DEPTH`].
    fn floor(self, carry: Self::Carry, bits: u32) -> (Self::Carry, Self);

    /// As [`floor`](Self::floor), with the digit in `[−2^(bits−1), 2^(bits−1))`.
    fn round(self, carry: Self::Carry, bits: u32) -> (Self::Carry, Self);
}

/// How far below zero a column may be when a digit is taken off.
pub(super) const DEPTH: i64 = 3 << 61;

/// A limb that one of another element can be put beside, so that a formula is done with both elements at once.
pub(in crate::crypto) trait Single: Limb {
    /// A limb of each.
    type Pair: Limb;

    /// This limb and another.
    fn beside(self, other: Self) -> Self::Pair;

    /// Both limbs of a pair.
    fn parts(pair: Self::Pair) -> (Self, Self);
}

/// An integer of 32 bits whose products have 64.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::crypto) struct Int(pub(super) i32);

impl Limb for Int {
    type Wide = i64;

    const ZERO: Self = Self(0);
    const ONE: Self = Self(1);
}

impl Wide<Int> for i64 {
    type Carry = Self;

    #[inline(always)]
    fn of(limb: Int) -> Self {
        limb.0.into()
    }

    #[inline(always)]
    fn limb(self) -> Int {
        Int(self as i32)
    }

    #[inline(always)]
    fn nothing(_: u32) -> Self {
        0
    }

    #[inline(always)]
    fn carried(carry: Self, _: u32) -> Self {
        carry
    }

    #[inline(always)]
    fn floor(self, carry: Self, bits: u32) -> (Self, Self) {
        let sum = self + carry;
        debug_assert!(sum >= -DEPTH);
        (sum >> bits, sum & ((1 << bits) - 1))
    }

    #[inline(always)]
    fn round(self, carry: Self, bits: u32) -> (Self, Self) {
        let half = 1 << (bits - 1);
        let (carry, digit) = (self + half).floor(carry, bits);
        (carry, digit - half)
    }
}

impl Add for Int {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Int {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Mul for Int {
    type Output = i64;

    #[inline(always)]
    fn mul(self, other: Self) -> i64 {
        i64::from(self.0) * i64::from(other.0)
    }
}

impl Neg for Int {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self(-self.0)
    }
}

impl Shl<u32> for Int {
    type Output = Self;

    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        Self(self.0 << bits)
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
                [0, 1, -1, base / 2 - 1, base / 2, -base / 2 - 1, -base / 2, base - 1, base, i64::MAX - base, 1 - DEPTH]
            {
                for carried in [-1, 0, 1] {
                    let number = i128::from(limb) + i128::from(carried);
                    let (carry, digit) = limb.floor(carried, bits);
                    assert_eq!(i128::from(carry) * i128::from(base) + i128::from(digit), number);
                    assert!((0..base).contains(&digit), "{limb}: {digit}");
                    let (carry, digit) = limb.round(carried, bits);
                    assert_eq!(i128::from(carry) * i128::from(base) + i128::from(digit), number);
                    assert!((-base / 2..base / 2).contains(&digit), "{limb}: {digit}");
                }
            }
        }
    }
}
