//! The verdict on one signature: FIPS 186-5 §6.4.2 in its order, without any inversion in the field.
//!
//! The point u₁·G + u₂·Q is one sum over the digits of both scalars. Its x is compared where it stands: r = X / Z² is
//! r · Z² = X. As x is reduced modulo n before it is compared with r, r + n is tried besides, if it is below p.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves its bits")]

use std::marker::PhantomData;

use super::element::{Coordinate, Element};
use super::limb::Int;
use super::multiples::{self, Kept};
use super::point::{Affine, Point};
use super::words::{self, Modulus, Words};
use super::{signature, sum};

/// A curve y² = x³ − 3x + b of prime order, with scalars of `W` words and a field of `N` limbs.
pub(in crate::crypto) trait Curve<const W: usize, const N: usize> {
    /// The prime p.
    const PRIME: Words<W>;
    /// The order n.
    const ORDER: Modulus<W>;
    /// R² modulo p: a product with it multiplies an integer by R.
    const SQUARE: [i32; N];
    /// One, times R.
    const ONE: [i32; N];
    /// b, times R.
    const B: [i32; N];
    /// G, 3·G, 5·G and so on, each coordinate times R.
    const GENERATOR: &'static [Multiple<N>];
}

/// A multiple of the generator: X and Y.
pub(in crate::crypto) type Multiple<const N: usize> = ([i32; N], [i32; N]);

/// A public key: a point on the curve that is not at infinity.
#[derive(Clone, Debug)]
pub(in crate::crypto) struct Key<C, const W: usize, const N: usize> {
    pub(super) point: Affine<Element<Int, N>>,
    multiples: Kept<Element<Int, N>>,
    curve: PhantomData<C>,
}

impl<C: Curve<W, N>, const W: usize, const N: usize> Key<C, W, N>
where
    Element<Int, N>: Coordinate,
{
    /// Reads an uncompressed point (SEC 1 §2.3.4) and validates it (SP 800-56A §5.6.2.3.4; the order of the curve is
    /// prime, so that every point on it has that order).
    pub(in crate::crypto) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (&form, coordinates) = bytes.split_first()?;
        if form != 4 || coordinates.len() != W * 16 {
            return None;
        }
        let (x, y) = coordinates.split_at(W * 8);
        let point = Affine { x: coordinate::<C, W, N>(x)?, y: coordinate::<C, W, N>(y)? };
        point.off_curve(Element::of(&C::ONE), Element::of(&C::B)).is_zero().then(|| Self {
            point,
            multiples: Kept::default(),
            curve: PhantomData,
        })
    }

    /// Whether `signature` (DER) is this key's over a message with this digest.
    pub(in crate::crypto) fn verifies(&self, digest: &[u8], signature: &[u8]) -> bool {
        self.verdict(digest, signature).unwrap_or(false)
    }

    fn verdict(&self, digest: &[u8], signature: &[u8]) -> Option<bool> {
        let (r, s) = signature::parts(signature)?;
        let (r, s) = (scalar::<C, W, N>(r)?, scalar::<C, W, N>(s)?);
        let inverse = C::ORDER.inverted(&s);
        let u1 = C::ORDER.product(&leftmost(digest)?, &inverse);
        let u2 = C::ORDER.product(&r, &inverse);
        let point = self.sum(&u1, &u2)?;
        let (again, carried) = words::add(&r, &C::ORDER.value);
        let second = !carried && words::less(&again, &C::PRIME);
        Some(has_x::<C, W, N>(&point, &r) || second && has_x::<C, W, N>(&point, &again))
    }

    /// u₁·G + u₂·Q; `None` at infinity.
    fn sum(&self, u1: &Words<W>, u2: &Words<W>) -> Option<Point<Element<Int, N>>> {
        match self.multiples.get(|| multiples::many::<C, W, N>(&self.point)) {
            Some(many) => sum::with_many::<C, W, N>(many, u1, u2),
            None => sum::with_few::<C, W, N>(&self.point, u1, u2),
        }
    }
}

/// Whether the point's x is this integer.
fn has_x<C: Curve<W, N>, const W: usize, const N: usize>(point: &Point<Element<Int, N>>, x: &Words<W>) -> bool
where
    Element<Int, N>: Coordinate,
{
    point.off_x(Element::integer(x) * Element::of(&C::SQUARE)).is_zero()
}

/// A coordinate in its only spelling.
fn coordinate<C: Curve<W, N>, const W: usize, const N: usize>(bytes: &[u8]) -> Option<Element<Int, N>>
where
    Element<Int, N>: Coordinate,
{
    let words = words::from_bytes(bytes).filter(|words| words::less(words, &C::PRIME))?;
    Some(Element::integer(&words) * Element::of(&C::SQUARE))
}

/// A scalar in [1, n − 1].
fn scalar<C: Curve<W, N>, const W: usize, const N: usize>(bytes: &[u8]) -> Option<Words<W>> {
    words::from_bytes(bytes).filter(|words| *words != [0; W] && words::less(words, &C::ORDER.value))
}

/// Of a digest longer than the order the leftmost bits, of a shorter one all (FIPS 186-5 §6.4.2, step 2).
fn leftmost<const W: usize>(digest: &[u8]) -> Option<Words<W>> {
    words::from_bytes(digest.split_at_checked(W * 8).map_or(digest, |(left, _)| left))
}
