//! Intervals in place of numbers: a formula that runs on them says what its limbs can be, and panics where one could leave
//! its bits.

use std::ops::{Add, AddAssign, Mul, Neg, Shl, Sub, SubAssign};

use super::limb::{DEPTH, Limb, Single, Wide};
use super::two::Two;

/// Every integer from the first to the second, all of which so many bits hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Interval<const BITS: u32>(pub(super) i128, pub(super) i128);

impl<const BITS: u32> Interval<BITS> {
    /// What so many bits can hold, or a panic.
    fn fits(self) -> Self {
        let range = -(1 << (BITS - 1))..1 << (BITS - 1);
        assert!(range.contains(&self.0) && range.contains(&self.1), "{self:?} leaves {BITS} bits");
        assert!(self.0 <= self.1, "{self:?} is empty");
        self
    }

    /// Everything that either can be.
    pub(super) fn or(self, other: Self) -> Self {
        Self(self.0.min(other.0), self.1.max(other.1))
    }
}

impl Limb for Interval<32> {
    type Wide = Interval<64>;

    const ZERO: Self = Self(0, 0);
    const ONE: Self = Self(1, 1);
}

impl Single for Interval<32> {
    type Pair = Two<Self>;

    fn beside(self, other: Self) -> Two<Self> {
        Two(self, other)
    }

    fn parts(pair: Two<Self>) -> (Self, Self) {
        (pair.0, pair.1)
    }
}

impl Wide<Interval<32>> for Interval<64> {
    type Carry = Self;

    fn of(limb: Interval<32>) -> Self {
        Self(limb.0, limb.1)
    }

    fn limb(self) -> Interval<32> {
        Interval(self.0, self.1).fits()
    }

    fn nothing(_: u32) -> Self {
        Self(0, 0)
    }

    fn carried(carry: Self, _: u32) -> Self {
        carry
    }

    fn floor(self, carry: Self, bits: u32) -> (Self, Self) {
        let sum = self + carry;
        assert!(sum.0 >= -i128::from(DEPTH), "{sum:?} is too deep");
        (Self(sum.0 >> bits, sum.1 >> bits), Self(0, (1 << bits) - 1))
    }

    fn round(self, carry: Self, bits: u32) -> (Self, Self) {
        let half = Self(1 << (bits - 1), 1 << (bits - 1));
        let (carry, digit) = (self + half).floor(carry, bits);
        (carry, digit - half)
    }
}

impl<const BITS: u32> Add for Interval<BITS> {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0, self.1 + other.1).fits()
    }
}

impl<const BITS: u32> Sub for Interval<BITS> {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.1, self.1 - other.0).fits()
    }
}

impl<const BITS: u32> Neg for Interval<BITS> {
    type Output = Self;

    fn neg(self) -> Self {
        Self(-self.1, -self.0).fits()
    }
}

impl Mul for Interval<32> {
    type Output = Interval<64>;

    fn mul(self, other: Self) -> Interval<64> {
        let corners = [self.0 * other.0, self.0 * other.1, self.1 * other.0, self.1 * other.1];
        let [first, rest @ ..] = corners.map(|corner| Interval(corner, corner));
        rest.into_iter().fold(first, Interval::or).fits()
    }
}

impl<const BITS: u32> Shl<u32> for Interval<BITS> {
    type Output = Self;

    fn shl(self, bits: u32) -> Self {
        Self(self.0 << bits, self.1 << bits).fits()
    }
}

impl<const BITS: u32> AddAssign for Interval<BITS> {
    fn add_assign(&mut self, other: Self) {
        *self = *self + other;
    }
}

impl<const BITS: u32> SubAssign for Interval<BITS> {
    fn sub_assign(&mut self, other: Self) {
        *self = *self - other;
    }
}
