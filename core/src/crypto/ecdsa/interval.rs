//! Intervals in place of limbs: a formula that runs on them says what its limbs can be, and panics where one could leave
//! 64 bits.

use std::ops::{Add, AddAssign, Mul, Neg, Shl, Sub, SubAssign};

use super::limb::Limb;

/// Every integer from the first to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval(pub(super) i128, pub(super) i128);

impl Interval {
    /// What an `i64` can hold, or a panic.
    fn fits(self) -> Self {
        let range = i128::from(i64::MIN)..=i128::from(i64::MAX);
        assert!(range.contains(&self.0) && range.contains(&self.1), "{self:?} leaves 64 bits");
        assert!(self.0 <= self.1, "{self:?} is empty");
        self
    }

    /// Everything that either can be.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0.min(other.0), self.1.max(other.1))
    }

    pub(super) fn holds(self, other: Self) -> bool {
        self.0 <= other.0 && other.1 <= self.1
    }
}

impl Limb for Interval {
    const ZERO: Self = Self(0, 0);
    const ONE: Self = Self(1, 1);

    fn floor(self, bits: u32) -> (Self, Self) {
        (Self(self.0 >> bits, self.1 >> bits), Self(0, (1 << bits) - 1))
    }

    fn round(self, bits: u32) -> (Self, Self) {
        let half = Self(1 << (bits - 1), 1 << (bits - 1));
        ((self + half).floor(bits).0, Self(-half.0, half.0 - 1))
    }
}

impl Add for Interval {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1).fits()
    }
}

impl Sub for Interval {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.1, self.1 - other.0).fits()
    }
}

impl Neg for Interval {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.1, -self.0).fits()
    }
}

impl Mul for Interval {
    type Output = Self;

    fn mul(self, other: Self) -> Self {
        let corners = [self.0 * other.0, self.0 * other.1, self.1 * other.0, self.1 * other.1];
        let [first, rest @ ..] = corners.map(|corner| Self(corner, corner));
        rest.into_iter().fold(first, Self::or).fits()
    }
}

impl Shl<u32> for Interval {
    type Output = Self;

    fn shl(self, bits: u32) -> Self {
        self * Self(1 << bits, 1 << bits)
    }
}

impl AddAssign for Interval {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl SubAssign for Interval {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
