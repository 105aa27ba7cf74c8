//! Integers of `W` words of 64 bits, lowest first, and arithmetic modulo an odd one: what is done with scalars.
//!
//! Everything here takes time that depends on its values. They are public.

#![allow(clippy::arithmetic_side_effects, reason = "what a sum can be at most is said where it is made")]

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
        for digit in left.iter().flat_map(|word| [*word & LOW, *word >> 32]) {
            above += add_product(&mut sum, digit, right);
            let times = self.cancels(&sum);
            above += add_product(&mut sum, times, &self.value);
            (sum, above) = (shifted(&sum, 32, above), above >> 32);
        }
        if above != 0 || !less(&sum, &self.value) { subtract(&sum, &self.value).0 } else { sum }
    }

    /// How often to add the modulus, that the lowest 32 bits become zero.
    fn cancels(&self, sum: &Words<W>) -> u64 {
        sum.first().map_or(0, |lowest| lowest.wrapping_mul(self.inverse) & LOW)
    }

    /// `1 / number`, for a number in `[1, value)` and a prime modulus (Knuth, TAOCP 2, §4.5.2, algorithm X in binary).
    pub(super) fn inverted(&self, number: &Words<W>) -> Words<W> {
        // INVARIANT: u = a · number and v = b · number, modulo the prime; v is odd.
        let (mut u, mut a) = (*number, one());
        let (mut v, mut b) = (self.value, [0; W]);
        while u != one() && u != [0; W] {
            let zeros = u.first().map_or(0, |lowest| lowest.trailing_zeros().min(31));
            if zeros > 0 {
                (u, a) = (shifted(&u, zeros, 0), self.over_power(&a, zeros));
                continue;
            }
            if less(&u, &v) {
                (u, v, a, b) = (v, u, b, a);
            }
            (u, a) = (subtract(&u, &v).0, self.difference(&a, &b));
        }
        a
    }

    fn difference(&self, left: &Words<W>, right: &Words<W>) -> Words<W> {
        let (difference, borrowed) = subtract(left, right);
        if borrowed { add(&difference, &self.value).0 } else { difference }
    }

    /// `number / 2^zeros`, `zeros` from 1 to 31.
    fn over_power(&self, number: &Words<W>, zeros: u32) -> Words<W> {
        let mut sum = *number;
        let times = self.cancels(&sum) & !(u64::MAX << zeros);
        let above = add_product(&mut sum, times, &self.value);
        shifted(&sum, zeros, above)
    }
}

/// The lower half of a word. Words are multiplied by halves: nothing in WebAssembly holds the product of two whole ones.
const LOW: u64 = 0xffff_ffff;

/// Adds `factor · other`, the factor below 2³², and returns what is above, below 2³² as well.
fn add_product<const W: usize>(sum: &mut Words<W>, factor: u64, other: &Words<W>) -> u64 {
    let mut carried = 0;
    for (word, other) in sum.iter_mut().zip(other) {
        // At most (2³² − 1)² + 2 · (2³² − 1) = 2⁶⁴ − 1.
        let low = factor * (*other & LOW) + (*word & LOW) + carried;
        let high = factor * (*other >> 32) + (*word >> 32) + (low >> 32);
        (*word, carried) = (high << 32 | low & LOW, high >> 32);
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

/// `(above · 2^(64·W) + words) / 2^by`, of which `W` words are kept; `by` from 1 to 63.
fn shifted<const W: usize>(words: &Words<W>, by: u32, above: u64) -> Words<W> {
    let (mut shifted, mut above) = (*words, above);
    for word in shifted.iter_mut().rev() {
        (*word, above) = (*word >> by | above << (64 - by), *word);
    }
    shifted
}
