//! Points of a curve y² = x³ − 3x + b in Jacobian coordinates: (X, Y, Z) is the point (X / Z², Y / Z³), and Z is not zero.
//!
//! The point at infinity is `None`. The formulas are those of the Explicit-Formulas Database (shortw/jacobian-3,
//! dbl-2001-b and add-2007-bl, madd-2007-bl); the branches around them are where they do not hold: the sum of a point and
//! itself, and of a point and its negative.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves 64 bits")]

use super::element::Field;

/// A point that is not at infinity.
#[derive(Clone, Copy, Debug)]
pub(super) struct Point<F> {
    pub(super) x: F,
    pub(super) y: F,
    pub(super) z: F,
}

/// A point to be added many times: with Z² and Z³.
#[derive(Clone, Copy, Debug)]
pub(super) struct Summand<F> {
    pub(super) point: Point<F>,
    pub(super) zz: F,
    pub(super) zzz: F,
}

/// A point to be added whose Z is one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Affine<F> {
    pub(super) x: F,
    pub(super) y: F,
}

/// Two points before they are added: both X and both Y over one denominator. The sum's formula wants the differences.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pair<F> {
    /// The first X.
    pub(super) x: F,
    /// The first Y.
    pub(super) y: F,
    /// The denominator.
    pub(super) z: F,
    /// The second X less the first.
    pub(super) rise_x: F,
    /// The second Y less the first.
    pub(super) rise_y: F,
}

impl<F: Field> Point<F> {
    /// Twice the point. There is no point of order two, so that it is never at infinity.
    #[inline(never)]
    pub(super) fn doubled(&self) -> Self {
        let delta = self.z.square();
        let gamma = self.y.square();
        let slope = (self.x - delta) * (self.x + delta);
        let alpha = slope + slope + slope;
        let gamma_2 = gamma + gamma;
        let beta_4 = self.x * (gamma_2 + gamma_2);
        let x = alpha.square_plus(&-(beta_4 + beta_4));
        let y = F::product_less_squares(&alpha, &(beta_4 - x), &gamma_2);
        Self { x, y, z: (self.y + self.y) * self.z }
    }

    /// The point, ready to be added many times.
    pub(super) fn summand(&self) -> Summand<F> {
        let zz = self.z.square();
        Summand { point: *self, zz, zzz: zz * self.z }
    }

    /// This point and another over one denominator.
    #[inline(never)]
    pub(super) fn pair(&self, other: &Summand<F>) -> Pair<F> {
        let zz = self.z.square();
        let (x, y) = (self.x * other.zz, self.y * other.zzz);
        let rise_x = other.point.x * zz - x;
        let rise_y = other.point.y * (self.z * zz) - y;
        Pair { x, y, z: self.z * other.point.z, rise_x, rise_y }
    }

    /// This point and another, whose Z is one, over one denominator.
    #[inline(never)]
    pub(super) fn pair_affine(&self, other: &Affine<F>) -> Pair<F> {
        let zz = self.z.square();
        let rise_x = other.x * zz - self.x;
        let rise_y = other.y * (self.z * zz) - self.y;
        Pair { x: self.x, y: self.y, z: self.z, rise_x, rise_y }
    }
}

impl<F: Field> Point<F> {
    /// Zero if the point's x is this one: x · Z² − X.
    pub(super) fn off_x(&self, x: F) -> F {
        x * self.z.square() - self.x
    }
}

impl<F: Field> Affine<F> {
    /// Zero if the point is on the curve: y² − ((x² − 3) · x + b).
    pub(super) fn off_curve(&self, one: F, b: F) -> F {
        let three = one + one + one;
        self.y.square() - (self.x.square() - three) * self.x - b
    }
}

impl<F: Field> Pair<F> {
    /// The sum of two points with different X.
    #[inline(never)]
    pub(super) fn sum(&self) -> Point<F> {
        let square = self.rise_x.square();
        let cube = self.rise_x * square;
        let v = self.x * square;
        let x = self.rise_y.square_plus(&-(cube + v + v));
        let y = F::cross(&self.rise_y, &(v - x), &self.y, &cube);
        Point { x, y, z: self.z * self.rise_x }
    }
}

impl<F: Field> Summand<F> {
    /// The point's negative.
    pub(super) fn negated(&self) -> Self {
        Self { point: Point { y: -self.point.y, ..self.point }, ..*self }
    }
}

impl<F: Field> Affine<F> {
    /// The point's negative.
    pub(super) fn negated(&self) -> Self {
        Self { x: self.x, y: -self.y }
    }
}
