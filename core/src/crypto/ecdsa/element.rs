//! Elements of a field as rows of signed limbs, lowest first: sums limb by limb, products by way of their columns.
//!
//! Sums and differences carry nothing, so limbs grow; a product carries, and its limbs are small again. How much may be
//! added up before a product is shown by `bounds.rs`. The products themselves are each field's own (`p256/field.rs`).

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves 64 bits")]

use std::ops::{Add, Mul, Neg, Sub};

use super::limb::Limb;
use super::words::{self, Words};

/// An element of the field that has `N` limbs, times R. The same element has many rows of limbs.
#[derive(Clone, Copy, Debug)]
pub(in crate::crypto) struct Element<L, const N: usize>(pub(super) [L; N]);

/// A product before its reduction: `LOW` columns that the reduction makes zero, and those above.
#[derive(Clone, Copy)]
pub(in crate::crypto) struct Columns<L, const LOW: usize, const HIGH: usize>(pub(super) [L; LOW], pub(super) [L; HIGH]);

/// What a field has of its own.
pub(in crate::crypto) trait Field:
    Copy + Add<Output = Self> + Sub<Output = Self> + Mul<Output = Self> + Neg<Output = Self>
{
    /// Bits of a limb.
    const BITS: u32;

    /// Zero.
    const ZERO: Self;

    /// The integer one, not times R.
    const UNIT: Self;

    /// The digits of the prime p, as [`reduce`](Self::reduce) leaves them.
    const PRIME: &'static [i64];

    /// The columns of a product.
    type Columns: Copy + Add<Output = Self::Columns> + Sub<Output = Self::Columns>;

    /// The columns of `self · other`.
    fn columns(&self, other: &Self) -> Self::Columns;

    /// The columns of `self²`.
    fn squares(&self) -> Self::Columns;

    /// `columns / R + plus` modulo p, with small limbs.
    fn reduce(columns: Self::Columns, plus: &Self) -> Self;

    /// `self / R` modulo p, in [0, p]: as `self` is less than R in size, so is the sum of it and of less than R times p, over R.
    fn least(&self) -> Self {
        self.product(&Self::UNIT)
    }

    /// `self²`.
    #[inline(never)]
    fn square(&self) -> Self {
        Self::reduce(self.squares(), &Self::ZERO)
    }

    /// `self · other`.
    #[inline(never)]
    fn product(&self, other: &Self) -> Self {
        Self::reduce(self.columns(other), &Self::ZERO)
    }

    /// `self² + plus`.
    #[inline(never)]
    fn square_plus(&self, plus: &Self) -> Self {
        Self::reduce(self.squares(), plus)
    }

    /// `a · b − c · d`, reduced once.
    #[inline(never)]
    fn cross(a: &Self, b: &Self, c: &Self, d: &Self) -> Self {
        Self::reduce(a.columns(b) - c.columns(d), &Self::ZERO)
    }

    /// `a · b − 2 · c²`, reduced once.
    #[inline(never)]
    fn product_less_squares(a: &Self, b: &Self, c: &Self) -> Self {
        let squares = c.squares();
        Self::reduce(a.columns(b) - squares - squares, &Self::ZERO)
    }
}

impl<const N: usize> Element<i64, N>
where
    Self: Field,
{
    /// The limbs of an integer, which is not multiplied by R.
    pub(super) fn integer<const W: usize>(words: &Words<W>) -> Self {
        let mut at = 0_usize;
        Self([(); N].map(|()| {
            let limb = words::bits(words, at, Self::BITS) as i64;
            at += Self::BITS as usize;
            limb
        }))
    }

    /// Whether it is zero modulo p. It must be within 8·p of zero.
    pub(super) fn is_zero(&self) -> bool {
        // p ≡ −1 modulo 2^BITS: the lowest digit of k · p is −k.
        let lowest = self.0.first().copied().unwrap_or(0);
        if (lowest + 8) & ((1 << Self::BITS) - 1) > 16 {
            return false;
        }
        // A number has its digits, and no others.
        let least = self.least().0;
        least == Self::ZERO.0 || least.as_slice() == Self::PRIME
    }
}

impl<L: Limb, const N: usize> Element<L, N> {
    /// Limb by limb.
    #[inline(always)]
    fn each(self, change: impl Fn(L) -> L) -> Self {
        Self(self.0.map(change))
    }

    /// Limb with limb.
    #[inline(always)]
    fn with(self, other: Self, join: impl Fn(L, L) -> L) -> Self {
        Self(joined(self.0, other.0, join))
    }
}

#[inline(always)]
fn joined<L: Copy, const N: usize>(left: [L; N], right: [L; N], join: impl Fn(L, L) -> L) -> [L; N] {
    let mut right = right.into_iter();
    left.map(|limb| right.next().map_or(limb, |other| join(limb, other)))
}

impl<L: Limb, const N: usize> Add for Element<L, N> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.with(other, |a, b| a + b)
    }
}

impl<L: Limb, const N: usize> Sub for Element<L, N> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.with(other, |a, b| a - b)
    }
}

impl<L: Limb, const N: usize> Neg for Element<L, N> {
    type Output = Self;

    #[inline(always)]
    fn neg(self) -> Self {
        self.each(|limb| -limb)
    }
}

impl<L: Limb, const N: usize> Mul for Element<L, N>
where
    Self: Field,
{
    type Output = Self;

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.product(&other)
    }
}

impl<L: Limb, const LOW: usize, const HIGH: usize> Add for Columns<L, LOW, HIGH> {
    type Output = Self;

    #[inline(always)]
    fn add(self, other: Self) -> Self {
        Self(joined(self.0, other.0, |a, b| a + b), joined(self.1, other.1, |a, b| a + b))
    }
}

impl<L: Limb, const LOW: usize, const HIGH: usize> Sub for Columns<L, LOW, HIGH> {
    type Output = Self;

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        Self(joined(self.0, other.0, |a, b| a - b), joined(self.1, other.1, |a, b| a - b))
    }
}
