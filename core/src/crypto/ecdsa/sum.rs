//! The sum u₁·G + u₂·Q: one pass over the digits of both scalars, with doublings in common.
//!
//! Nothing is assumed of points that meet: whether two are equal, opposite or neither is seen in every addition.

use super::element::{Coordinate, Element};
use super::limb::Int;
use super::multiples::{self, FEW_WIDTH, MANY_WIDTH};
use super::point::{Affine, Pair, Point, Summand};
use super::verify::Curve;
use super::wnaf;
use super::words::Words;

/// Width of the generator's digits: the table has a point for every odd one.
const GENERATOR_WIDTH: u32 = 8;

/// u₁·G + u₂·Q with multiples of Q that are made for this sum alone; `None` at infinity.
pub(super) fn with_few<C: Curve<W, N>, const W: usize, const N: usize>(
    point: &Affine<Element<Int, N>>,
    u1: &Words<W>,
    u2: &Words<W>,
) -> Option<Point<Element<Int, N>>>
where
    Element<Int, N>: Coordinate,
{
    let few = multiples::few::<C, W, N>(point);
    total::<C, W, N>(u1, u2, FEW_WIDTH, |sum, digit| {
        let Some(multiple) = few.get(index(digit)) else { return sum };
        add(sum, &if digit < 0 { multiple.negated() } else { *multiple })
    })
}

/// The same with the multiples of Q that [`multiples::many`] made.
pub(super) fn with_many<C: Curve<W, N>, const W: usize, const N: usize>(
    many: &[Affine<Element<Int, N>>],
    u1: &Words<W>,
    u2: &Words<W>,
) -> Option<Point<Element<Int, N>>>
where
    Element<Int, N>: Coordinate,
{
    total::<C, W, N>(u1, u2, MANY_WIDTH, |sum, digit| {
        let Some(multiple) = many.get(index(digit)) else { return sum };
        add_affine(sum, &if digit < 0 { multiple.negated() } else { *multiple }, Element::of(&C::ONE))
    })
}

/// u₁·G, and what `add_multiple` adds for the digits of u₂ that are not zero.
fn total<C: Curve<W, N>, const W: usize, const N: usize>(
    u1: &Words<W>,
    u2: &Words<W>,
    width: u32,
    add_multiple: impl Fn(Option<Point<Element<Int, N>>>, i8) -> Option<Point<Element<Int, N>>>,
) -> Option<Point<Element<Int, N>>>
where
    Element<Int, N>: Coordinate,
{
    let (generators, keys) = (wnaf::digits(u1, GENERATOR_WIDTH), wnaf::digits(u2, width));
    let mut sum = None;
    for (generator, key) in generators.iter().zip(&keys).rev() {
        sum = sum.map(|sum: Point<_>| sum.doubled());
        if *key != 0 {
            sum = add_multiple(sum, *key);
        }
        if let Some((x, y)) = C::GENERATOR.get(index(*generator)).filter(|_| *generator != 0) {
            let multiple = Affine { x: Element::of(x), y: Element::of(y) };
            sum = add_affine(sum, &if *generator < 0 { multiple.negated() } else { multiple }, Element::of(&C::ONE));
        }
    }
    sum
}

/// Where the multiple of an odd digit stands.
fn index(digit: i8) -> usize {
    usize::from(digit.unsigned_abs() >> 1)
}

/// The sum of any two points.
pub(super) fn add<const N: usize>(
    sum: Option<Point<Element<Int, N>>>,
    other: &Summand<Element<Int, N>>,
) -> Option<Point<Element<Int, N>>>
where
    Element<Int, N>: Coordinate,
{
    match sum {
        None => Some(other.point),
        Some(point) => joined(&point, &point.pair(other)),
    }
}

/// The sum of any two points, of which the second has `one` for Z.
fn add_affine<const N: usize>(
    sum: Option<Point<Element<Int, N>>>,
    other: &Affine<Element<Int, N>>,
    one: Element<Int, N>,
) -> Option<Point<Element<Int, N>>>
where
    Element<Int, N>: Coordinate,
{
    match sum {
        None => Some(Point { x: other.x, y: other.y, z: one }),
        Some(point) => joined(&point, &point.pair_affine(other)),
    }
}

/// The sum of `first` and another, from what the two are over one denominator.
fn joined<const N: usize>(
    first: &Point<Element<Int, N>>,
    pair: &Pair<Element<Int, N>>,
) -> Option<Point<Element<Int, N>>>
where
    Element<Int, N>: Coordinate,
{
    match (pair.rise_x.is_zero(), pair.rise_y.is_zero()) {
        (false, _) => Some(pair.sum()),
        (true, true) => Some(first.doubled()),
        (true, false) => None,
    }
}
