//! The parameters of P-256 (SP 800-186 §3.2.1.3), as the arithmetic wants them. What each is, `verify::Curve` says.

mod field;
mod table;

use super::verify::{Curve, Multiple};
use super::words::{Modulus, Words};

/// P-256.
#[derive(Clone, Copy, Debug)]
pub(in crate::crypto) struct P256;

impl Curve<4, 9> for P256 {
    const PRIME: Words<4> =
        [0xffff_ffff_ffff_ffff, 0x0000_0000_ffff_ffff, 0x0000_0000_0000_0000, 0xffff_ffff_0000_0001];
    const ORDER: Modulus<4> = Modulus {
        value: [0xf3b9_cac2_fc63_2551, 0xbce6_faad_a717_9e84, 0xffff_ffff_ffff_ffff, 0xffff_ffff_0000_0000],
        inverse: 0xccd1_c8aa_ee00_bc4f,
        square: [0x8324_4c95_be79_eea2, 0x4699_799c_49bd_6fa6, 0x2845_b239_2b6b_ec59, 0x66e1_2d94_f3d9_5620],
    };
    const SQUARE: [i32; 9] = [3072, 0, -65536, -2097152, -4194304, 0, 0, -1, 20];
    const ONE: [i32; 9] = [32, 0, 0, -16384, 0, 0, -8388608, 67108864, 0];
    const B: [i32; 9] =
        [-124273669, -52469206, 25462469, 24324129, -38970912, 180318739, -100216560, -143516383, 8782020];
    const GENERATOR: &'static [Multiple<9>] = &table::GENERATOR;
}
