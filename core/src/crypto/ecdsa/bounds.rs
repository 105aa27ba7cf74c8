//! What limbs can be, shown by running the formulas on intervals: [`Interval`] panics where a limb could leave 32 bits or a
//! sum of products 64, and everything that the verifier does with points is done here to all points at once.
//!
//! Starting with what keys, the generator's table and the constants can be, every step is applied to everything found so
//! far until nothing new is found: then no number of steps, in whatever order, finds more.

use std::ops::RangeInclusive;

use super::element::{Coordinate, Element, Field};
use super::interval::Interval;
use super::limb::Int;
use super::point::{Affine, Point};
use super::verify::{Curve, Multiple};
use super::{P256, P384};

type Any<const N: usize> = Element<Interval<32>, N>;

/// One known element.
fn exactly<const N: usize>(limbs: &[i32; N]) -> Any<N> {
    Element(limbs.map(|limb| Interval(limb.into(), limb.into())))
}

/// Any integer of the field, as `Element::integer` cuts it up.
fn integer<const N: usize>() -> Any<N>
where
    Element<Int, N>: Coordinate,
{
    let bits = <Element<Int, N> as Field>::BITS;
    Element([Interval(0, (1 << bits) - 1); N])
}

fn either<const N: usize>(left: Any<N>, right: Any<N>) -> Any<N> {
    let mut right = right.0.into_iter();
    Element(left.0.map(|limb| limb.or(right.next().unwrap())))
}

fn point<const N: usize>(left: Point<Any<N>>, right: Point<Any<N>>) -> Point<Any<N>> {
    Point { x: either(left.x, right.x), y: either(left.y, right.y), z: either(left.z, right.z) }
}

/// The table's points and their negatives.
fn table<const N: usize>(multiples: &[Multiple<N>]) -> Affine<Any<N>>
where
    Any<N>: Coordinate,
{
    let all = multiples.iter().map(|(x, y)| Affine { x: exactly(x), y: exactly(y) });
    signed(all.reduce(|a, b| Affine { x: either(a.x, b.x), y: either(a.y, b.y) }).unwrap())
}

/// Points and their negatives.
fn signed<const N: usize>(points: Affine<Any<N>>) -> Affine<Any<N>>
where
    Any<N>: Coordinate,
{
    Affine { x: points.x, y: either(points.y, points.negated().y) }
}

/// Whether a difference is one that `is_zero` can judge: within 8·p of zero, and `least` does not overflow.
fn judged<const N: usize>(difference: Any<N>, prime_bits: u32)
where
    Any<N>: Coordinate,
{
    let _ = difference.least();
    let bits = <Any<N> as Field>::BITS;
    let [.., below, top] = difference.0.as_slice() else { panic!("two limbs") };
    // In units of the second limb from above. What 32-bit limbs hold below that is less than 16 of them, p is more than 2^prime_bits less
    // 2²² of them (P-256: 2²²⁴ is 2²¹).
    let unit = bits * (N as u32 - 2);
    let prime = (1 << (prime_bits - unit)) - (1 << 22);
    for (top, below) in [(top.0, below.0), (top.1, below.1)] {
        assert!(((top << bits) + below).abs() + 16 < 8 * prime, "{difference:?}");
    }
}

/// Everything that the verifier computes on this curve. Returns what the coordinates of points can be.
fn all<C: Curve<W, N>, const W: usize, const N: usize>() -> Point<Any<N>>
where
    Element<Int, N>: Coordinate,
    Any<N>: Coordinate,
{
    let prime_bits = W as u32 * 64;
    let coordinate = integer() * exactly(&C::SQUARE);
    let key = Affine { x: coordinate, y: coordinate };
    judged(key.off_curve(exactly(&C::ONE), exactly(&C::B)), prime_bits);
    let generator = table(C::GENERATOR);
    let of = |point: Affine<Any<N>>| Point { x: point.x, y: point.y, z: exactly(&C::ONE) };
    let mut found = point(of(key), of(generator));
    // Whatever is multiplied on the way to the inverses of every Z.
    let mut factor = exactly(&C::ONE);
    for _ in 0..64 {
        let multiple = found.summand();
        let square = factor.square();
        let more_factors =
            [factor * factor, square, square * factor, factor * found.z].into_iter().fold(factor, either);
        let kept = signed(found.affine(factor));
        let pairs = [&generator, &kept].map(|points| found.pair_affine(points));
        let pairs = [found.pair(&multiple), found.pair(&multiple.negated()), pairs[0], pairs[1]];
        let mut more = point(point(found, of(kept)), multiple.negated().point);
        for next in [found.doubled()].into_iter().chain(pairs.map(|pair| pair.sum())) {
            more = point(more, next);
        }
        for pair in pairs {
            judged(pair.rise_x, prime_bits);
            judged(pair.rise_y, prime_bits);
        }
        judged(found.off_x(coordinate), prime_bits);
        let (before, after) = ([found.x, found.y, found.z, factor], [more.x, more.y, more.z, more_factors]);
        if before.map(|limbs| limbs.0) == after.map(|limbs| limbs.0) {
            return found;
        }
        (found, factor) = (more, more_factors);
    }
    panic!("the limbs grow: {found:?}");
}

/// The largest size of any limb below the top, and of the top one.
fn sizes<const N: usize>(point: &Point<Any<N>>) -> (i128, i128) {
    let size = |limb: &Interval<32>| limb.0.abs().max(limb.1.abs());
    let coordinates = [point.x, point.y, point.z].map(|limbs| limbs.0);
    let low = coordinates.iter().flat_map(|limbs| limbs.iter().rev().skip(1)).map(size).max().unwrap();
    (low, coordinates.iter().filter_map(|limbs| limbs.last()).map(size).max().unwrap())
}

#[test]
fn no_limb_leaves_its_bits() {
    let (low, top) = sizes(&all::<P256, 4, 9>());
    assert!(low < 1 << 29 && top < 1 << 27, "{low} {top}");
    let (low, top) = sizes(&all::<P384, 6, 14>());
    assert!(low < 1 << 28 && top < 1 << 23, "{low} {top}");
}

/// The bounds are not far from where it breaks: with limbs of one bit more a product would overflow, and it is noticed.
#[test]
fn what_leaves_64_bits_is_noticed() {
    let overflows = |bits: u32| {
        let any: Any<9> = Element([Interval(-(1 << bits), 1 << bits); 9]);
        std::panic::catch_unwind(|| any * any).is_err()
    };
    let range: RangeInclusive<u32> = 28..=31;
    assert_eq!(range.map(overflows).collect::<Vec<_>>(), [false, false, true, true]);
}
