//! The parameters of P-384 (SP 800-186 §3.2.1.4), as the arithmetic wants them. What each is, `verify::Curve` says.

mod field;
mod table;

use super::verify::{Curve, Multiple};
use super::words::{Modulus, Words};

/// P-384.
#[derive(Clone, Copy, Debug)]
pub(in crate::crypto) struct P384;

impl Curve<6, 14> for P384 {
    const PRIME: Words<6> = [
        0x0000_0000_ffff_ffff,
        0xffff_ffff_0000_0000,
        0xffff_ffff_ffff_fffe,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
        0xffff_ffff_ffff_ffff,
    ];
    const ORDER: Modulus<6> = Modulus {
        value: [
            0xecec_196a_ccc5_2973,
            0x581a_0db2_48b0_a77a,
            0xc763_4d81_f437_2ddf,
            0xffff_ffff_ffff_ffff,
            0xffff_ffff_ffff_ffff,
            0xffff_ffff_ffff_ffff,
        ],
        inverse: 0x6ed4_6089_e88f_dc45,
        square: [
            0x2d31_9b24_19b4_09a9,
            0xff3d_81e5_df1a_a419,
            0xbc3e_483a_fcb8_2947,
            0xd40d_4917_4aab_1cc5,
            0x3fb0_5b7a_2826_6895,
            0x0c84_ee01_2b39_bf21,
        ],
    };
    const SQUARE: [i32; 14] = [65536, -2097152, 16777216, 0, 2, 0, -512, 4096, 131072, 1048576, 0, 0, 0, 0];
    const ONE: [i32; 14] = [256, -4096, 0, 1048576, 16777216, 0, 0, 0, 0, 0, 0, 0, 0, 0];
    const B: [i32; 14] = [
        19778765, -125367036, 49022994, -40602429, -3921490, 26345507, 133308571, -113725913, 122416789, 34164275,
        32775938, -6593870, -77574208, 33045,
    ];
    const GENERATOR: &'static [Multiple<14>] = &table::GENERATOR;
}
