//! Two numbers in one vector of WebAssembly's, which multiplies two pairs of 32-bit integers to 64 bits in one instruction
//! (WebAssembly 2.0, `i64x2.extmul_low_i32x4_s`).
//!
//! Shifting two integers of 64 bits to the right by their sign is slow on most processors. So columns are lifted by
//! [`DEPTH`], after which there is no sign; what is carried from one to the next is lifted with it.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves its bits")]

use std::arch::wasm32::{
    i32x4, i32x4_add, i32x4_extract_lane, i32x4_neg, i32x4_shl, i32x4_shuffle, i32x4_sub, i64x2_add,
    i64x2_extend_low_i32x4, i64x2_extmul_low_i32x4, i64x2_shl, i64x2_splat, i64x2_sub, u64x2_shr, v128, v128_and,
};
use std::hint::black_box;
use std::ops::{Add, AddAssign, Mul, Neg, Shl, Sub, SubAssign};

use super::limb::{DEPTH, Int, Limb, Single, Wide};

/// A limb of one element and one of another: the first two of four lanes.
#[derive(Clone, Copy, Debug)]
pub(in crate::crypto) struct Limbs(v128);

/// A column of one product and one of another.
#[derive(Clone, Copy, Debug)]
pub(in crate::crypto) struct Sums(v128);

/// What is carried to the next columns, lifted by `DEPTH` / 2^bits; and what lifts these in turn: the rest of `DEPTH`.
#[derive(Clone, Copy, Debug)]
pub(in crate::crypto) struct Lifted {
    carry: v128,
    lift: v128,
}

impl Single for Int {
    type Pair = Limbs;

    #[inline(always)]
    fn beside(self, other: Self) -> Limbs {
        Limbs(i32x4(self.0, other.0, 0, 0))
    }

    #[inline(always)]
    fn parts(pair: Limbs) -> (Self, Self) {
        (Self(i32x4_extract_lane::<0>(pair.0)), Self(i32x4_extract_lane::<1>(pair.0)))
    }
}

impl Limb for Limbs {
    type Wide = Sums;

    const ZERO: Self = Self(i32x4(0, 0, 0, 0));
    const ONE: Self = Self(i32x4(1, 1, 0, 0));
}

impl Wide<Limbs> for Sums {
    type Carry = Lifted;

    #[inline(always)]
    fn of(limb: Limbs) -> Self {
        Self(i64x2_extend_low_i32x4(limb.0))
    }

    #[inline(always)]
    fn limb(self) -> Limbs {
        Limbs(i32x4_shuffle::<0, 2, 0, 2>(self.0, self.0))
    }

    #[inline(always)]
    fn nothing(bits: u32) -> Lifted {
        let carry = DEPTH >> bits;
        // The compiler adds constants last: one step more in the chain of carries, a tenth of the time of all. So it must not know.
        Lifted { carry: i64x2_splat(carry), lift: i64x2_splat(black_box(DEPTH - carry)) }
    }

    #[inline(always)]
    fn carried(carry: Lifted, bits: u32) -> Self {
        Self(i64x2_sub(carry.carry, i64x2_splat(DEPTH >> bits)))
    }

    #[inline(always)]
    fn floor(self, Lifted { carry, lift }: Lifted, bits: u32) -> (Lifted, Self) {
        let lifted = i64x2_add(i64x2_add(self.0, lift), carry);
        let digit = v128_and(lifted, i64x2_splat((1 << bits) - 1));
        (Lifted { carry: u64x2_shr(lifted, bits), lift }, Self(digit))
    }

    #[inline(always)]
    fn round(self, carry: Lifted, bits: u32) -> (Lifted, Self) {
        let half = Self(i64x2_splat(1 << (bits - 1)));
        let (carry, digit) = (self + half).floor(carry, bits);
        (carry, digit - half)
    }
}

impl Add for Limbs {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(i32x4_add(self.0, other.0))
    }
}

impl Sub for Limbs {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(i32x4_sub(self.0, other.0))
    }
}

impl Mul for Limbs {
    type Output = Sums;

    #[inline(always)]
    fn mul(self, other: Self) -> Sums {
        Sums(i64x2_extmul_low_i32x4(self.0, other.0))
    }
}

impl Neg for Limbs {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        Self(i32x4_neg(self.0))
    }
}

impl Shl<u32> for Limbs {
    type Output = Self;

    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        Self(i32x4_shl(self.0, bits))
    }
}

impl Add for Sums {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(i64x2_add(self.0, other.0))
    }
}

impl Sub for Sums {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(i64x2_sub(self.0, other.0))
    }
}

impl Shl<u32> for Sums {
    type Output = Self;

    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        Self(i64x2_shl(self.0, bits))
    }
}

impl AddAssign for Sums {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Sums {
    #[inline(always)]
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
