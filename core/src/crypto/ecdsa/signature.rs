//! ECDSA signatures in DER (RFC 3279 §2.2.3): two positive integers, each in its only spelling, and nothing behind them.

use crate::crypto::element::{Element, Tag};

/// The bytes of r and s, big-endian, without zeros before them.
pub(super) fn parts(der: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut fields = Element::only(der, Tag::Sequence)?.elements();
    let r = positive(fields.take(Tag::Integer)?.value)?;
    let s = positive(fields.take(Tag::Integer)?.value)?;
    fields.end()?;
    Some((r, s))
}

/// The bytes of an integer above zero. X.690 §8.3.2: the first nine bits are not all alike.
fn positive(integer: &[u8]) -> Option<&[u8]> {
    match integer {
        [0, rest @ ..] => Some(rest).filter(|rest| rest.first().is_some_and(|first| *first >= 0x80)),
        [1..=0x7f, ..] => Some(integer),
        _ => None,
    }
}
