//! The field of P-384: integers modulo p = 2³⁸⁴ − 2¹²⁸ − 2⁹⁶ + 2³² − 1 (SP 800-186 §3.2.1.4) as fourteen limbs of 28 bits.
//!
//! An element x stands as x·R mod p, R = 2³⁹² (Montgomery). A product is made of its columns, one for each power of 2²⁸, and
//! reduced once: since p ≡ −1 mod 2²⁸, the lowest digit m of what is left is itself the multiple of p that makes it zero,
//! and p has so few powers of two that adding m·p is four shifts. `bounds.rs` shows that no sum leaves its bits.

#![allow(clippy::arithmetic_side_effects, reason = "`bounds.rs` shows that no sum or product leaves its bits")]

use super::super::element::{Columns, Element, Field};
use super::super::limb::{Limb, Wide as _};

impl<L: Limb> Field for Element<L, 14> {
    type Columns = Columns<L::Wide, 14, 13>;

    const BITS: u32 = 28;
    const ZERO: Self = Self([L::ZERO; 14]);
    const UNIT: Self = Self([
        L::ONE,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
        L::ZERO,
    ]);
    const PRIME: &'static [i32] = &[-1, 1 << 4, 0, -(1 << 12), -(1 << 16), 0, 0, 0, 0, 0, 0, 0, 0, 1 << 20];

    #[inline(always)]
    #[rustfmt::skip]
    fn columns(&self, other: &Self) -> Self::Columns {
        let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13] = self.0;
        let [b0, b1, b2, b3, b4, b5, b6, b7, b8, b9, b10, b11, b12, b13] = other.0;
        let t0 = a0 * b0;
        let t1 = a0 * b1 + a1 * b0;
        let t2 = a0 * b2 + a1 * b1 + a2 * b0;
        let t3 = a0 * b3 + a1 * b2 + a2 * b1 + a3 * b0;
        let t4 = a0 * b4 + a1 * b3 + a2 * b2 + a3 * b1 + a4 * b0;
        let t5 = a0 * b5 + a1 * b4 + a2 * b3 + a3 * b2 + a4 * b1 + a5 * b0;
        let t6 = a0 * b6 + a1 * b5 + a2 * b4 + a3 * b3 + a4 * b2 + a5 * b1 + a6 * b0;
        let t7 = a0 * b7 + a1 * b6 + a2 * b5 + a3 * b4 + a4 * b3 + a5 * b2 + a6 * b1 + a7 * b0;
        let t8 = a0 * b8 + a1 * b7 + a2 * b6 + a3 * b5 + a4 * b4 + a5 * b3 + a6 * b2 + a7 * b1 + a8 * b0;
        let t9 = a0 * b9 + a1 * b8 + a2 * b7 + a3 * b6 + a4 * b5 + a5 * b4 + a6 * b3 + a7 * b2 + a8 * b1 + a9 * b0;
        let t10 = a0 * b10 + a1 * b9 + a2 * b8 + a3 * b7 + a4 * b6 + a5 * b5 + a6 * b4 + a7 * b3 + a8 * b2 + a9 * b1
            + a10 * b0;
        let t11 = a0 * b11 + a1 * b10 + a2 * b9 + a3 * b8 + a4 * b7 + a5 * b6 + a6 * b5 + a7 * b4 + a8 * b3 + a9 * b2
            + a10 * b1 + a11 * b0;
        let t12 = a0 * b12 + a1 * b11 + a2 * b10 + a3 * b9 + a4 * b8 + a5 * b7 + a6 * b6 + a7 * b5 + a8 * b4 + a9 * b3
            + a10 * b2 + a11 * b1 + a12 * b0;
        let t13 = a0 * b13 + a1 * b12 + a2 * b11 + a3 * b10 + a4 * b9 + a5 * b8 + a6 * b7 + a7 * b6 + a8 * b5 + a9 * b4
            + a10 * b3 + a11 * b2 + a12 * b1 + a13 * b0;
        let t14 = a1 * b13 + a2 * b12 + a3 * b11 + a4 * b10 + a5 * b9 + a6 * b8 + a7 * b7 + a8 * b6 + a9 * b5 + a10 * b4
            + a11 * b3 + a12 * b2 + a13 * b1;
        let t15 = a2 * b13 + a3 * b12 + a4 * b11 + a5 * b10 + a6 * b9 + a7 * b8 + a8 * b7 + a9 * b6 + a10 * b5 + a11 * b4
            + a12 * b3 + a13 * b2;
        let t16 = a3 * b13 + a4 * b12 + a5 * b11 + a6 * b10 + a7 * b9 + a8 * b8 + a9 * b7 + a10 * b6 + a11 * b5 + a12 * b4
            + a13 * b3;
        let t17 = a4 * b13 + a5 * b12 + a6 * b11 + a7 * b10 + a8 * b9 + a9 * b8 + a10 * b7 + a11 * b6 + a12 * b5 + a13 * b4;
        let t18 = a5 * b13 + a6 * b12 + a7 * b11 + a8 * b10 + a9 * b9 + a10 * b8 + a11 * b7 + a12 * b6 + a13 * b5;
        let t19 = a6 * b13 + a7 * b12 + a8 * b11 + a9 * b10 + a10 * b9 + a11 * b8 + a12 * b7 + a13 * b6;
        let t20 = a7 * b13 + a8 * b12 + a9 * b11 + a10 * b10 + a11 * b9 + a12 * b8 + a13 * b7;
        let t21 = a8 * b13 + a9 * b12 + a10 * b11 + a11 * b10 + a12 * b9 + a13 * b8;
        let t22 = a9 * b13 + a10 * b12 + a11 * b11 + a12 * b10 + a13 * b9;
        let t23 = a10 * b13 + a11 * b12 + a12 * b11 + a13 * b10;
        let t24 = a11 * b13 + a12 * b12 + a13 * b11;
        let t25 = a12 * b13 + a13 * b12;
        let t26 = a13 * b13;
        Columns([t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13], [t14, t15, t16, t17, t18, t19, t20, t21, t22, t23, t24, t25, t26])
    }

    #[inline(always)]
    #[rustfmt::skip]
    fn squares(&self) -> Self::Columns {
        let [a0, a1, a2, a3, a4, a5, a6, a7, a8, a9, a10, a11, a12, a13] = self.0;
        let [d0, d1, d2, d3, d4, d5, d6, d7, d8, d9, d10, d11, d12] = [a0 << 1, a1 << 1, a2 << 1, a3 << 1, a4 << 1, a5 << 1, a6 << 1, a7 << 1, a8 << 1, a9 << 1, a10 << 1, a11 << 1, a12 << 1];
        let t0 = a0 * a0;
        let t1 = d0 * a1;
        let t2 = d0 * a2 + a1 * a1;
        let t3 = d0 * a3 + d1 * a2;
        let t4 = d0 * a4 + d1 * a3 + a2 * a2;
        let t5 = d0 * a5 + d1 * a4 + d2 * a3;
        let t6 = d0 * a6 + d1 * a5 + d2 * a4 + a3 * a3;
        let t7 = d0 * a7 + d1 * a6 + d2 * a5 + d3 * a4;
        let t8 = d0 * a8 + d1 * a7 + d2 * a6 + d3 * a5 + a4 * a4;
        let t9 = d0 * a9 + d1 * a8 + d2 * a7 + d3 * a6 + d4 * a5;
        let t10 = d0 * a10 + d1 * a9 + d2 * a8 + d3 * a7 + d4 * a6 + a5 * a5;
        let t11 = d0 * a11 + d1 * a10 + d2 * a9 + d3 * a8 + d4 * a7 + d5 * a6;
        let t12 = d0 * a12 + d1 * a11 + d2 * a10 + d3 * a9 + d4 * a8 + d5 * a7 + a6 * a6;
        let t13 = d0 * a13 + d1 * a12 + d2 * a11 + d3 * a10 + d4 * a9 + d5 * a8 + d6 * a7;
        let t14 = d1 * a13 + d2 * a12 + d3 * a11 + d4 * a10 + d5 * a9 + d6 * a8 + a7 * a7;
        let t15 = d2 * a13 + d3 * a12 + d4 * a11 + d5 * a10 + d6 * a9 + d7 * a8;
        let t16 = d3 * a13 + d4 * a12 + d5 * a11 + d6 * a10 + d7 * a9 + a8 * a8;
        let t17 = d4 * a13 + d5 * a12 + d6 * a11 + d7 * a10 + d8 * a9;
        let t18 = d5 * a13 + d6 * a12 + d7 * a11 + d8 * a10 + a9 * a9;
        let t19 = d6 * a13 + d7 * a12 + d8 * a11 + d9 * a10;
        let t20 = d7 * a13 + d8 * a12 + d9 * a11 + a10 * a10;
        let t21 = d8 * a13 + d9 * a12 + d10 * a11;
        let t22 = d9 * a13 + d10 * a12 + a11 * a11;
        let t23 = d10 * a13 + d11 * a12;
        let t24 = d11 * a13 + a12 * a12;
        let t25 = d12 * a13;
        let t26 = a13 * a13;
        Columns([t0, t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13], [t14, t15, t16, t17, t18, t19, t20, t21, t22, t23, t24, t25, t26])
    }

    /// Montgomery's reduction, a digit at a time from below; then carries, so that every limb but the highest is a digit.
    #[inline(always)]
    #[rustfmt::skip]
    fn reduce(columns: Self::Columns, plus: &Self) -> Self {
        let Columns([t0, mut t1, mut t2, mut t3, mut t4, mut t5, mut t6, mut t7, mut t8, mut t9, mut t10, mut t11, mut t12, mut t13],
            [mut t14, mut t15, mut t16, mut t17, mut t18, mut t19, mut t20, mut t21, mut t22, mut t23, mut t24, mut t25, mut t26]) = columns;
        let [c0, c1, c2, c3, c4, c5, c6, c7, c8, c9, c10, c11, c12, c13] = plus.0;
        let carry = L::Wide::nothing(Self::BITS);
        let (carry, m) = t0.floor(carry, Self::BITS); t1 += m << 4; t3 -= m << 12; t4 -= m << 16; t13 += m << 20;
        let (carry, m) = t1.floor(carry, Self::BITS); t2 += m << 4; t4 -= m << 12; t5 -= m << 16; t14 += m << 20;
        let (carry, m) = t2.floor(carry, Self::BITS); t3 += m << 4; t5 -= m << 12; t6 -= m << 16; t15 += m << 20;
        let (carry, m) = t3.floor(carry, Self::BITS); t4 += m << 4; t6 -= m << 12; t7 -= m << 16; t16 += m << 20;
        let (carry, m) = t4.floor(carry, Self::BITS); t5 += m << 4; t7 -= m << 12; t8 -= m << 16; t17 += m << 20;
        let (carry, m) = t5.floor(carry, Self::BITS); t6 += m << 4; t8 -= m << 12; t9 -= m << 16; t18 += m << 20;
        let (carry, m) = t6.floor(carry, Self::BITS); t7 += m << 4; t9 -= m << 12; t10 -= m << 16; t19 += m << 20;
        let (carry, m) = t7.floor(carry, Self::BITS); t8 += m << 4; t10 -= m << 12; t11 -= m << 16; t20 += m << 20;
        let (carry, m) = t8.floor(carry, Self::BITS); t9 += m << 4; t11 -= m << 12; t12 -= m << 16; t21 += m << 20;
        let (carry, m) = t9.floor(carry, Self::BITS); t10 += m << 4; t12 -= m << 12; t13 -= m << 16; t22 += m << 20;
        let (carry, m) = t10.floor(carry, Self::BITS); t11 += m << 4; t13 -= m << 12; t14 -= m << 16; t23 += m << 20;
        let (carry, m) = t11.floor(carry, Self::BITS); t12 += m << 4; t14 -= m << 12; t15 -= m << 16; t24 += m << 20;
        let (carry, m) = t12.floor(carry, Self::BITS); t13 += m << 4; t15 -= m << 12; t16 -= m << 16; t25 += m << 20;
        let (carry, m) = t13.floor(carry, Self::BITS); t14 += m << 4; t16 -= m << 12; t17 -= m << 16; t26 += m << 20;
        let (carry, r0) = (t14 + L::Wide::of(c0)).round(carry, Self::BITS);
        let (carry, r1) = (t15 + L::Wide::of(c1)).round(carry, Self::BITS);
        let (carry, r2) = (t16 + L::Wide::of(c2)).round(carry, Self::BITS);
        let (carry, r3) = (t17 + L::Wide::of(c3)).round(carry, Self::BITS);
        let (carry, r4) = (t18 + L::Wide::of(c4)).round(carry, Self::BITS);
        let (carry, r5) = (t19 + L::Wide::of(c5)).round(carry, Self::BITS);
        let (carry, r6) = (t20 + L::Wide::of(c6)).round(carry, Self::BITS);
        let (carry, r7) = (t21 + L::Wide::of(c7)).round(carry, Self::BITS);
        let (carry, r8) = (t22 + L::Wide::of(c8)).round(carry, Self::BITS);
        let (carry, r9) = (t23 + L::Wide::of(c9)).round(carry, Self::BITS);
        let (carry, r10) = (t24 + L::Wide::of(c10)).round(carry, Self::BITS);
        let (carry, r11) = (t25 + L::Wide::of(c11)).round(carry, Self::BITS);
        let (carry, r12) = (t26 + L::Wide::of(c12)).round(carry, Self::BITS);
        let r13 = L::Wide::carried(carry, Self::BITS) + L::Wide::of(c13);
        Self::small([r0, r1, r2, r3, r4, r5, r6, r7, r8, r9, r10, r11, r12, r13])
    }
}
