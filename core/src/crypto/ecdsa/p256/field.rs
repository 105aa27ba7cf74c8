//! The field of P-256: integers modulo p = 2²⁵⁶ − 2²²⁴ + 2¹⁹² + 2⁹⁶ − 1 (SP 800-186 §3.2.1.3) as nine limbs of 29 bits.
//!
//! An element x stands as x·R mod p, R = 2²⁶¹ (Montgomery). A product is made of its columns, one for each power of 2²⁹, and
//! reduced once: since p ≡ −1 mod 2²⁹, the lowest digit m of what is left is itself the multiple of p that makes it zero,
//! and p has so few powers of two that adding m·p is four shifts. `bounds.rs` shows that no sum leaves its bits.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves its bits")]

use super::super::element::{Columns, Element, Field};
use super::super::limb::{Limb, Wide as _};

impl<L: Limb> Field for Element<L, 9> {
    type Columns = Columns<L::Wide, 9, 8>;

    const BITS: u32 = 29;
    const ZERO: Self = Self([L::ZERO; 9]);
    const UNIT: Self = Self([L::ONE, L::ZERO, L::ZERO, L::ZERO, L::ZERO, L::ZERO, L::ZERO, L::ZERO, L::ZERO]);
    const PRIME: &'static [i32] = &[-1, 0, 0, 1 << 9, 0, 0, 1 << 18, -(1 << 21), 1 << 24];

    #[inline(always)]
    #[rustfmt::skip]
    fn columns(&self, other: &Self) -> Self::Columns {
        let [a0, a1, a2, a3, a4, a5, a6, a7, a8] = self.0;
        let [b0, b1, b2, b3, b4, b5, b6, b7, b8] = other.0;
        let t0 = a0 * b0;
        let t1 = a0 * b1 + a1 * b0;
        let t2 = a0 * b2 + a1 * b1 + a2 * b0;
        let t3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
        let t4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        let t5 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0;
        let t6 = a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0;
        let t7 = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0;
        let t8 = a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0;
        let t9 = a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1;
        let t10 = a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2;
        let t11 = a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3;
        let t12 = a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4;
        let t13 = a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5;
        let t14 = a6 * b8 + a7 * b7 + a8 * b6;
        let t15 = a7 * b8 + a8 * b7;
        let t16 = a8 * b8;
        Columns([t0, t1, t2, t3, t4, t5, t6, t7, t8], [t9, t10, t11, t12, t13, t14, t15, t16])
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn squares(&self) -> Self::Columns {
        let [a0, a1, a2, a3, a4, a5, a6, a7, a8] = self.0;
        let [d0, d1, d2, d3, d4, d5, d6, d7] = [a0 << 1, a1 << 1, a2 << 1, a3 << 1, a4 << 1, a5 << 1, a6 << 1, a7 << 1];
        let t0 = a0 * a0;
        let t1 = d0 * a1;
        let t2 = d0 * a2 + a1 * a1;
        let t3 = d0 * a3 + d1 * a2;
        let t4 = d0 * a4 + d1 * a3 + a2 * a2;
        let t5 = d0 * a5 + d1 * a4 + d2 * a3;
        let t6 = d0 * a6 + d1 * a5 + d2 * a4 + a3 * a3;
        let t7 = d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4;
        let t8 = d0 * a8 + d1 * a7 + d2 * a6 + d3 * a5 + a4 * a4;
        let t9 = d1 * a8 + d2 * a7 + d3 * a6 + d4 * a5;
        let t10 = d2 * a8 + d3 * a7 + d4 * a6 + a5 * a5;
        let t11 = d3 * a8 + d4 * a7 + d5 * a6;
        let t12 = d4 * a8 + d5 * a7 + a6 * a6;
        let t13 = d5 * a8 + d6 * a7;
        let t14 = d6 * a8 + a7 * a7;
        let t15 = d7 * a8;
        let t16 = a8 * a8;
        Columns([t0, t1, t2, t3, t4, t5, t6, t7, t8], [t9, t10, t11, t12, t13, t14, t15, t16])
    }

    /// Montgomery's reduction, a digit at a time from below; then carries, so that every limb but the highest is a digit.
    #[inline(always)]
    #[rustfmt::skip]
    fn reduce(columns: Self::Columns, plus: &Self) -> Self {
        let Columns([t0, t1, t2, mut t3, mut t4, mut t5, mut t6, mut t7, mut t8],
            [mut t9, mut t10, mut t11, mut t12, mut t13, mut t14, mut t15, mut t16]) = columns;
        let [c0, c1, c2, c3, c4, c5, c6, c7, c8] = plus.0;
        let carry = L::Wide::nothing(Self::BITS);
        let (carry, m) = t0.floor(carry, Self::BITS); t3 += m << 9; t6 += m << 18; t7 -= m << 21; t8 += m << 24;
        let (carry, m) = t1.floor(carry, Self::BITS); t4 += m << 9; t7 += m << 18; t8 -= m << 21; t9 += m << 24;
        let (carry, m) = t2.floor(carry, Self::BITS); t5 += m << 9; t8 += m << 18; t9 -= m << 21; t10 += m << 24;
        let (carry, m) = t3.floor(carry, Self::BITS); t6 += m << 9; t9 += m << 18; t10 -= m << 21; t11 += m << 24;
        let (carry, m) = t4.floor(carry, Self::BITS); t7 += m << 9; t10 += m << 18; t11 -= m << 21; t12 += m << 24;
        let (carry, m) = t5.floor(carry, Self::BITS); t8 += m << 9; t11 += m << 18; t12 -= m << 21; t13 += m << 24;
        let (carry, m) = t6.floor(carry, Self::BITS); t9 += m << 9; t12 += m << 18; t13 -= m << 21; t14 += m << 24;
        let (carry, m) = t7.floor(carry, Self::BITS); t10 += m << 9; t13 += m << 18; t14 -= m << 21; t15 += m << 24;
        let (carry, m) = t8.floor(carry, Self::BITS); t11 += m << 9; t14 += m << 18; t15 -= m << 21; t16 += m << 24;
        let (carry, r0) = (t9 + L::Wide::of(c0)).round(carry, Self::BITS);
        let (carry, r1) = (t10 + L::Wide::of(c1)).round(carry, Self::BITS);
        let (carry, r2) = (t11 + L::Wide::of(c2)).round(carry, Self::BITS);
        let (carry, r3) = (t12 + L::Wide::of(c3)).round(carry, Self::BITS);
        let (carry, r4) = (t13 + L::Wide::of(c4)).round(carry, Self::BITS);
        let (carry, r5) = (t14 + L::Wide::of(c5)).round(carry, Self::BITS);
        let (carry, r6) = (t15 + L::Wide::of(c6)).round(carry, Self::BITS);
        let (carry, r7) = (t16 + L::Wide::of(c7)).round(carry, Self::BITS);
        let r8 = L::Wide::carried(carry, Self::BITS) + L::Wide::of(c8);
        Self::small([r0, r1, r2, r3, r4, r5, r6, r7, r8])
    }
}
