//! Points of a curve y² = x³ − 3x + b in Jacobian coordinates: (X, Y, Z) is the point (X / Z², Y / Z³), and Z is not zero.
//!
//! The point at infinity is `None`. The formulas are those of the Explicit-Formulas Database (shortw/jacobian-3,
//! dbl-2001-b with Z₃ = 2·Y·Z, and add-1998-cmo-2, for one Z also with Z₂ = 1); the branches around them are where they do
//! not hold: the sum of a point and itself, and of a point and its negative.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves its bits")]

use super::element::Coordinate;

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
    /// The square of the first of these.
    pub(super) square: F,
}

impl<F: Coordinate> Point<F> {
    /// Twice the point. There is no point of order two, so that it is never at infinity.
    #[inline(never)]
    pub(super) fn doubled(&self) -> Self {
        let (delta, gamma) = F::squares_of(&self.z, &self.y);
        let gamma_2 = gamma + gamma;
        let (slope, beta_4) = F::products(&(self.x - delta), &(self.x + delta), &self.x, &(gamma_2 + gamma_2));
        let alpha = slope + slope + slope;
        let (x, square) = F::squares_plus(&alpha, &-(beta_4 + beta_4), &gamma_2);
        let (y, z) = F::products_plus(&alpha, &(beta_4 - x), &-(square + square), &(self.y + self.y), &self.z);
        Self { x, y, z }
    }

    /// The point, ready to be added many times.
    pub(super) fn summand(&self) -> Summand<F> {
        let zz = self.z.square();
        Summand { point: *self, zz, zzz: zz * self.z }
    }

    /// The same point with one for Z, from 1 / Z.
    pub(super) fn affine(&self, inverse: F) -> Affine<F> {
        let square = inverse.square();
        let (x, cube) = F::products(&self.x, &square, &inverse, &square);
        Affine { x, y: self.y * cube }
    }

    /// This point and another over one denominator.
    #[inline(never)]
    pub(super) fn pair(&self, other: &Summand<F>) -> Pair<F> {
        let (zz, z) = F::products(&self.z, &self.z, &self.z, &other.point.z);
        let (x, y) = F::products(&self.x, &other.zz, &self.y, &other.zzz);
        let (second, zzz) = F::products(&other.point.x, &zz, &self.z, &zz);
        let rise_x = second - x;
        let (second, square) = F::products(&other.point.y, &zzz, &rise_x, &rise_x);
        Pair { x, y, z, rise_x, rise_y: second - y, square }
    }

    /// This point and another, whose Z is one, over one denominator.
    #[inline(never)]
    pub(super) fn pair_affine(&self, other: &Affine<F>) -> Pair<F> {
        let zz = self.z.square();
        let (second, zzz) = F::products(&other.x, &zz, &self.z, &zz);
        let rise_x = second - self.x;
        let (second, square) = F::products(&other.y, &zzz, &rise_x, &rise_x);
        Pair { x: self.x, y: self.y, z: self.z, rise_x, rise_y: second - self.y, square }
    }
}

impl<F: Coordinate> Point<F> {
    /// Zero if the point's x is this one: x · Z² − X.
    pub(super) fn off_x(&self, x: F) -> F {
        x * self.z.square() - self.x
    }
}

impl<F: Coordinate> Affine<F> {
    /// Zero if the point is on the curve: y² − ((x² − 3) · x + b).
    pub(super) fn off_curve(&self, one: F, b: F) -> F {
        let three = one + one + one;
        self.y.square() - (self.x.square() - three) * self.x - b
    }
}

impl<F: Coordinate> Pair<F> {
    /// The sum of two points with different X.
    #[inline(never)]
    pub(super) fn sum(&self) -> Point<F> {
        let (cube, v) = F::products(&self.rise_x, &self.square, &self.x, &self.square);
        let (x, z) = F::products_plus(&self.rise_y, &self.rise_y, &-(cube + v + v), &self.z, &self.rise_x);
        let (first, second) = F::products(&self.rise_y, &(v - x), &self.y, &cube);
        Point { x, y: first - second, z }
    }
}

impl<F: Coordinate> Summand<F> {
    /// The point's negative.
    pub(super) fn negated(&self) -> Self {
        Self { point: Point { y: -self.point.y, ..self.point }, ..*self }
    }
}

impl<F: Coordinate> Affine<F> {
    /// The point's negative.
    pub(super) fn negated(&self) -> Self {
        Self { x: self.x, y: -self.y }
    }
}
