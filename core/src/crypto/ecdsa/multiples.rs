//! Odd multiples of a key's point: a few, made for each signature; more of them, kept, once the key has verified several.
//!
//! The kept ones have one for Z, like the generator's: longer digits and cheaper additions, for one inversion in the field and as
//! much work besides as three signatures save. Which of the two serves changes no verdict.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves its bits")]

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, Ordering};

use super::element::{Coordinate, Element, Field as _};
use super::limb::Int;
use super::point::{Affine, Point, Summand};
use super::sum::add;
use super::verify::Curve;
use super::words;

/// Width of a key's digits where its multiples are made for one signature.
pub(super) const FEW_WIDTH: u32 = 5;
/// Width of a key's digits where its multiples are kept.
pub(super) const MANY_WIDTH: u32 = 7;
/// Signatures that a key verifies before its multiples are kept.
const PAYS_AFTER: u8 = 3;

/// The multiples of a key that verifies many signatures. A copy of the key begins anew.
#[derive(Debug)]
pub(super) struct Kept<F> {
    signatures: AtomicU8,
    multiples: OnceLock<Vec<Affine<F>>>,
}

impl<F> Default for Kept<F> {
    fn default() -> Self {
        Self { signatures: AtomicU8::new(0), multiples: OnceLock::new() }
    }
}

impl<F> Clone for Kept<F> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl<F> Kept<F> {
    /// The multiples, from the signature on from which it pays to make them.
    pub(super) fn get(&self, make: impl FnOnce() -> Vec<Affine<F>>) -> Option<&[Affine<F>]> {
        let before = self.signatures.load(Ordering::Relaxed);
        if before < PAYS_AFTER {
            self.signatures.store(before.saturating_add(1), Ordering::Relaxed);
            return None;
        }
        Some(self.multiples.get_or_init(make))
    }
}

/// Q, 3·Q, 5·Q … for the digits of [`FEW_WIDTH`].
pub(super) fn few<C: Curve<W, N>, const W: usize, const N: usize>(
    point: &Affine<Element<Int, N>>,
) -> Vec<Summand<Element<Int, N>>>
where
    Element<Int, N>: Coordinate,
{
    odd::<C, W, N>(point, FEW_WIDTH).iter().map(Point::summand).collect()
}

/// Q, 3·Q, 5·Q … for the digits of [`MANY_WIDTH`], each with one for Z.
pub(super) fn many<C: Curve<W, N>, const W: usize, const N: usize>(
    point: &Affine<Element<Int, N>>,
) -> Vec<Affine<Element<Int, N>>>
where
    Element<Int, N>: Coordinate,
{
    let points = odd::<C, W, N>(point, MANY_WIDTH);
    // One inversion for all: of the product of every Z, from which each is taken off again (Montgomery's trick).
    let mut product = Element::of(&C::ONE);
    let mut before = Vec::with_capacity(points.len());
    for point in &points {
        before.push(product);
        product = product * point.z;
    }
    let mut inverse = inverted::<C, W, N>(&product);
    let mut multiples = Vec::with_capacity(points.len());
    for (point, before) in points.iter().zip(before).rev() {
        multiples.push(point.affine(inverse * before));
        inverse = inverse * point.z;
    }
    multiples.reverse();
    multiples
}

/// Q, 3·Q, 5·Q … for all digits of a width. None is at infinity: the order is a large prime.
fn odd<C: Curve<W, N>, const W: usize, const N: usize>(
    point: &Affine<Element<Int, N>>,
    width: u32,
) -> Vec<Point<Element<Int, N>>>
where
    Element<Int, N>: Coordinate,
{
    let first = Point { x: point.x, y: point.y, z: Element::of(&C::ONE) };
    let twice = first.doubled().summand();
    std::iter::successors(Some(first), |last| add(Some(*last), &twice)).take(1 << (width - 2)).collect()
}

/// 1 / `element` modulo p, which is its power p − 2 (Fermat).
fn inverted<C: Curve<W, N>, const W: usize, const N: usize>(element: &Element<Int, N>) -> Element<Int, N>
where
    Element<Int, N>: Coordinate,
{
    let mut two = [0; W];
    if let Some(lowest) = two.first_mut() {
        *lowest = 2;
    }
    let (exponent, _) = words::subtract(&C::PRIME, &two);
    let bits = (0..W.saturating_mul(64)).rev();
    bits.fold(Element::of(&C::ONE), |power, at| {
        let square = power.square();
        if words::bits(&exponent, at, 1) == 1 { square * *element } else { square }
    })
}
