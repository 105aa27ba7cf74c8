//! Two numbers, one after the other: where there is no instruction for both, and where bounds are shown.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves its bits")]

use std::ops::{Add, AddAssign, Mul, Neg, Shl, Sub, SubAssign};

#[cfg(not(target_feature = "simd128"))]
use super::limb::{Int, Single};
use super::limb::{Limb, Wide};

/// A number of one element and one of another.
#[derive(Clone, Copy, Debug)]
pub(in crate::crypto) struct Two<T>(pub(super) T, pub(super) T);

#[cfg(not(target_feature = "simd128"))]
impl Single for Int {
    type Pair = Two<Self>;

    #[inline(always)]
    fn beside(self, other: Self) -> Two<Self> {
        Two(self, other)
    }

    #[inline(always)]
    fn parts(pair: Two<Self>) -> (Self, Self) {
        (pair.0, pair.1)
    }
}

impl<T> Two<T> {
    #[inline(always)]
    fn each<U>(self, change: impl Fn(T) -> U) -> Two<U> {
        Two(change(self.0), change(self.1))
    }

    #[inline(always)]
    fn with<O, U>(self, other: Two<O>, join: impl Fn(T, O) -> U) -> Two<U> {
        Two(join(self.0, other.0), join(self.1, other.1))
    }
}

/// Two pairs from a pair of pairs.
#[inline(always)]
fn apart<T, U>(both: Two<(T, U)>) -> (Two<T>, Two<U>) {
    let Two((first, second), (third, fourth)) = both;
    (Two(first, third), Two(second, fourth))
}

impl<L: Limb> Limb for Two<L> {
    type Wide = Two<L::Wide>;

    const ZERO: Self = Self(L::ZERO, L::ZERO);
    const ONE: Self = Self(L::ONE, L::ONE);
}

impl<W: Wide<L>, L: Limb> Wide<Two<L>> for Two<W> {
    type Carry = Two<W::Carry>;

    #[inline(always)]
    fn of(limb: Two<L>) -> Self {
        limb.each(W::of)
    }

    #[inline(always)]
    fn limb(self) -> Two<L> {
        self.each(W::limb)
    }

    #[inline(always)]
    fn nothing(bits: u32) -> Two<W::Carry> {
        Two(W::nothing(bits), W::nothing(bits))
    }

    #[inline(always)]
    fn carried(carry: Two<W::Carry>, bits: u32) -> Self {
        carry.each(|carry| W::carried(carry, bits))
    }

    #[inline(always)]
    fn floor(self, carry: Two<W::Carry>, bits: u32) -> (Two<W::Carry>, Self) {
        apart(self.with(carry, |number, carry| number.floor(carry, bits)))
    }

    #[inline(always)]
    fn round(self, carry: Two<W::Carry>, bits: u32) -> (Two<W::Carry>, Self) {
        apart(self.with(carry, |number, carry| number.round(carry, bits)))
    }
}

impl<T: Add<Output = T>> Add for Two<T> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, T::add)
    }
}

impl<T: Sub<Output = T>> Sub for Two<T> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, T::sub)
    }
}

impl<L: Limb> Mul for Two<L> {
    type Output = Two<L::Wide>;

    #[inline(always)]
    fn mul(self, other: Self) -> Two<L::Wide> {
        self.with(other, L::mul)
    }
}

impl<T: Neg<Output = T>> Neg for Two<T> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        self.each(T::neg)
    }
}

impl<T: Shl<u32, Output = T>> Shl<u32> for Two<T> {
    type Output = Self;

    #[inline(always)]
    fn shl(self, bits: u32) -> Self {
        self.each(|number| number << bits)
    }
}

impl<T: AddAssign> AddAssign for Two<T> {
    #[inline(always)]
    fn add_assign(&mut self, other: Self) {
        self.0 += other.0;
        self.1 += other.1;
    }
}

impl<T: SubAssign> SubAssign for Two<T> {
    #[inline(always)]
    fn sub_assign(&mut self, other: Self) {
        self.0 -= other.0;
        self.1 -= other.1;
    }
}
