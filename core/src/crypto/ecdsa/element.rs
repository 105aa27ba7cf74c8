//! Elements of a field as rows of signed limbs, lowest first: sums limb by limb, products by way of their columns.
//!
//! Sums and differences carry nothing, so limbs grow; a product carries, and its limbs are small again. How much may be
//! added up before a product is shown by `bounds.rs`. The products themselves are each field's own (`p256/field.rs`); where
//! two do not wait for each other, they are made side by side.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves its bits")]

use std::ops::{Add, Mul, Neg, Sub};

use super::limb::{Int, Limb, Single, Wide as _};
use super::words::{self, Words};

/// An element of the field that has `N` limbs, times R. The same element has many rows of limbs.
#[derive(Clone, Copy, Debug)]
pub(in crate::crypto) struct Element<L, const N: usize>(pub(super) [L; N]);

/// A product before its reduction: `LOW` columns that the reduction makes zero, and those above.
#[derive(Clone, Copy)]
pub(in crate::crypto) struct Columns<W, const LOW: usize, const HIGH: usize>(pub(super) [W; LOW], pub(super) [W; HIGH]);

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
    const PRIME: &'static [i32];

    /// The columns of a product.
    type Columns;

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
}

/// Elements that are multiplied two and two.
pub(in crate::crypto) trait Coordinate: Field {
    /// `a · b` and `c · d`.
    fn products(a: &Self, b: &Self, c: &Self, d: &Self) -> (Self, Self);

    /// `a · b + plus` and `c · d`.
    fn products_plus(a: &Self, b: &Self, plus: &Self, c: &Self, d: &Self) -> (Self, Self);

    /// `a²` and `b²`.
    fn squares_of(a: &Self, b: &Self) -> (Self, Self);

    /// `a² + plus` and `b²`.
    fn squares_plus(a: &Self, plus: &Self, b: &Self) -> (Self, Self);
}

impl<L: Single, const N: usize> Coordinate for Element<L, N>
where
    Self: Field,
    Element<L::Pair, N>: Field,
{
    #[inline(never)]
    fn products(a: &Self, b: &Self, c: &Self, d: &Self) -> (Self, Self) {
        parts(Field::reduce(beside(a, c).columns(&beside(b, d)), &Field::ZERO))
    }

    #[inline(never)]
    fn products_plus(a: &Self, b: &Self, plus: &Self, c: &Self, d: &Self) -> (Self, Self) {
        parts(Field::reduce(beside(a, c).columns(&beside(b, d)), &beside(plus, &Self::ZERO)))
    }

    #[inline(never)]
    fn squares_of(a: &Self, b: &Self) -> (Self, Self) {
        parts(Field::reduce(beside(a, b).squares(), &Field::ZERO))
    }

    #[inline(never)]
    fn squares_plus(a: &Self, plus: &Self, b: &Self) -> (Self, Self) {
        parts(Field::reduce(beside(a, b).squares(), &beside(plus, &Self::ZERO)))
    }
}

// Loops, in what is done thousands of times for a signature: the compiler makes functions of `array::map`, and calls them.

#[inline(always)]
fn beside<L: Single, const N: usize>(first: &Element<L, N>, second: &Element<L, N>) -> Element<L::Pair, N> {
    let mut pairs = [L::Pair::ZERO; N];
    for (pair, (first, second)) in pairs.iter_mut().zip(first.0.iter().zip(&second.0)) {
        *pair = first.beside(*second);
    }
    Element(pairs)
}

#[inline(always)]
fn parts<L: Single, const N: usize>(pairs: Element<L::Pair, N>) -> (Element<L, N>, Element<L, N>) {
    let (mut first, mut second) = ([L::ZERO; N], [L::ZERO; N]);
    for (pair, both) in pairs.0.into_iter().zip(first.iter_mut().zip(&mut second)) {
        (*both.0, *both.1) = L::parts(pair);
    }
    (Element(first), Element(second))
}

impl<const N: usize> Element<Int, N>
where
    Self: Field,
{
    /// The element with these limbs.
    #[inline(always)]
    pub(super) fn of(limbs: &[i32; N]) -> Self {
        let mut element = Self::ZERO;
        for (limb, number) in element.0.iter_mut().zip(limbs) {
            *limb = Int(*number);
        }
        element
    }

    /// The limbs of an integer, which is not multiplied by R.
    pub(super) fn integer<const W: usize>(words: &Words<W>) -> Self {
        let mut at = 0_usize;
        Self([(); N].map(|()| {
            let limb = Int(words::bits(words, at, Self::BITS) as i32);
            at += Self::BITS as usize;
            limb
        }))
    }

    /// Whether it is zero modulo p. It must be within 8·p of zero.
    pub(super) fn is_zero(&self) -> bool {
        // p ≡ −1 modulo 2^BITS: the lowest digit of k · p is −k.
        let lowest = self.0.first().map_or(0, |limb| limb.0);
        if (lowest + 8) & ((1 << Self::BITS) - 1) > 16 {
            return false;
        }
        // A number has its digits, and no others.
        let least = self.least().0.map(|limb| limb.0);
        least == [0; N] || least.as_slice() == Self::PRIME
    }
}

impl<L: Limb, const N: usize> Element<L, N> {
    /// The limbs that a reduction leaves.
    #[inline(always)]
    pub(super) fn small(numbers: [L::Wide; N]) -> Self {
        let mut limbs = [L::ZERO; N];
        for (limb, number) in limbs.iter_mut().zip(numbers) {
            *limb = number.limb();
        }
        Self(limbs)
    }

    /// Limb by limb.
    #[inline(always)]
    fn each(mut self, change: impl Fn(L) -> L) -> Self {
        for limb in &mut self.0 {
            *limb = change(*limb);
        }
        self
    }

    /// Limb with limb.
    #[inline(always)]
    fn with(mut self, other: Self, join: impl Fn(L, L) -> L) -> Self {
        for (limb, other) in self.0.iter_mut().zip(other.0) {
            *limb = join(*limb, other);
        }
        self
    }
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
