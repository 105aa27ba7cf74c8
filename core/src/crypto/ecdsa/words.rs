//! Integers of `W` words of 64 bits, lowest first, and arithmetic modulo an odd one: what is done with scalars.
//!
//! Everything here takes time that depends on its values. They are public.

use std::cmp::Ordering;

/// An integer below 2^(64·W).
pub(in crate::crypto) type Words<const W: usize> = [u64; W];

/// Reads big-endian bytes, as many as there are; `None` if they are more than fit. Zeros before them are not counted.
pub(super) fn from_bytes<const W: usize>(bytes: &[u8]) -> Option<Words<W>> {
    let mut words = [0; W];
    let mut left = bytes;
    for word in &mut words {
        let (before, last) = left.split_at(left.len().saturating_sub(8));
        *word = last.iter().fold(0, |word, byte| word << 8 | u64::from(*byte));
        left = before;
    }
    left.iter().all(|byte| *byte == 0).then_some(words)
}

/// The bits `[at, at + count)`, `count` below 64. Above the integer there are zeros.
pub(super) fn bits<const W: usize>(words: &Words<W>, at: usize, count: u32) -> u64 {
    let word = |index: usize| words.get(index).copied().unwrap_or(0);
    let (index, shift) = (at / 64, at % 64);
    let low = word(index) >> shift;
    let high = if shift == 0 { 0 } else { word(index.saturating_add(1)) << (64_usize.saturating_sub(shift)) };
    (low | high) & !(u64::MAX << count)
}

/// Whether `left < right`.
pub(super) fn less<const W: usize>(left: &Words<W>, right: &Words<W>) -> bool {
    left.iter().rev().cmp(right.iter().rev()) == Ordering::Less
}

/// `left + right`, and whether a bit is carried out.
pub(super) fn add<const W: usize>(left: &Words<W>, right: &Words<W>) -> (Words<W>, bool) {
    let (mut sum, mut carried) = (*left, false);
    for (word, other) in sum.iter_mut().zip(right) {
        let (partly, first) = word.overflowing_add(*other);
        let (wholly, second) = partly.overflowing_add(u64::from(carried));
        (*word, carried) = (wholly, first | second);
    }
    (sum, carried)
}

/// `left − right`, and whether a bit is borrowed.
pub(super) fn subtract<const W: usize>(left: &Words<W>, right: &Words<W>) -> (Words<W>, bool) {
    let (mut difference, mut borrowed) = (*left, false);
    for (word, other) in difference.iter_mut().zip(right) {
        let (partly, first) = word.overflowing_sub(*other);
        let (wholly, second) = partly.overflowing_sub(u64::from(borrowed));
        (*word, borrowed) = (wholly, first | second);
    }
    (difference, borrowed)
}

/// An odd modulus, with what Montgomery's multiplication needs of it.
#[derive(Clone, Copy, Debug)]
pub(in crate::crypto) struct Modulus<const W: usize> {
    /// The modulus.
    pub(super) value: Words<W>,
    /// `−1 / value` modulo 2⁶⁴.
    pub(super) inverse: u64,
    /// `2^(128·W)` modulo it.
    pub(super) square: Words<W>,
}

impl<const W: usize> Modulus<W> {
    /// `left · right`, where one of both is below the modulus.
    pub(super) fn product(&self, left: &Words<W>, right: &Words<W>) -> Words<W> {
        self.montgomery(&self.montgomery(left, right), &self.square)
    }

    /// `left · right / 2^(64·W)`, below the modulus if one of both is (P. Montgomery, 1985).
    fn montgomery(&self, left: &Words<W>, right: &Words<W>) -> Words<W> {
        let (mut sum, mut above) = ([0; W], 0);
        for word in left {
            let first = add_product(&mut sum, *word, right);
            let lowest = sum.first().copied().unwrap_or(0);
            let second = add_product(&mut sum, lowest.wrapping_mul(self.inverse), &self.value);
            // The lowest word is zero now: it goes, and what was carried comes in above.
            sum.rotate_left(1);
            let top = u128::from(above).saturating_add(first.into()).saturating_add(second.into());
            if let Some(last) = sum.last_mut() {
                *last = top as u64;
            }
            above = (top >> 64) as u64;
        }
        if above != 0 || !less(&sum, &self.value) { subtract(&sum, &self.value).0 } else { sum }
    }

    /// `1 / number`, for a number in `[1, value)` and a prime modulus (Knuth, TAOCP 2, §4.5.2, algorithm X in binary).
    pub(super) fn inverted(&self, number: &Words<W>) -> Words<W> {
        // INVARIANT: u = a · number and v = b · number, modulo the prime.
        let (mut u, mut a) = (*number, one());
        let (mut v, mut b) = (self.value, [0; W]);
        while u != one() && u != [0; W] {
            if even(&u) {
                (u, a) = (halved(&u, false), self.half(&a));
            } else {
                if less(&u, &v) {
                    (u, v, a, b) = (v, u, b, a);
                }
                (u, a) = (subtract(&u, &v).0, self.difference(&a, &b));
            }
        }
        a
    }

    fn difference(&self, left: &Words<W>, right: &Words<W>) -> Words<W> {
        let (difference, borrowed) = subtract(left, right);
        if borrowed { add(&difference, &self.value).0 } else { difference }
    }

    fn half(&self, number: &Words<W>) -> Words<W> {
        if even(number) {
            return halved(number, false);
        }
        let (sum, carried) = add(number, &self.value);
        halved(&sum, carried)
    }
}

/// Adds `factor · other`, and returns the word above.
fn add_product<const W: usize>(sum: &mut Words<W>, factor: u64, other: &Words<W>) -> u64 {
    let mut carried = 0_u64;
    for (word, other) in sum.iter_mut().zip(other) {
        // At most (2⁶⁴ − 1)² + 2 · (2⁶⁴ − 1) = 2¹²⁸ − 1.
        let product = u128::from(factor).wrapping_mul((*other).into());
        let whole = product.wrapping_add((*word).into()).wrapping_add(carried.into());
        (*word, carried) = (whole as u64, (whole >> 64) as u64);
    }
    carried
}

fn one<const W: usize>() -> Words<W> {
    let mut one = [0; W];
    if let Some(lowest) = one.first_mut() {
        *lowest = 1;
    }
    one
}

fn even<const W: usize>(words: &Words<W>) -> bool {
    words.first().is_none_or(|word| word & 1 == 0)
}

/// Half of an even number, which has one bit more if `above`.
fn halved<const W: usize>(words: &Words<W>, above: bool) -> Words<W> {
    let (mut half, mut above) = (*words, u64::from(above));
    for word in half.iter_mut().rev() {
        (*word, above) = (*word >> 1 | above << 63, *word & 1);
    }
    half
}
