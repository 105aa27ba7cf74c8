//! A writer of DER (X.690 §10), and on demand of BER that is not DER: just what certificates and timestamps are made of.
//!
//! By hand, so that what reads it in the verifier and what writes it here share no code, and so that it can write what a
//! library refuses to.

use jiff::Timestamp;

/// Tag, definite length, content.
pub fn tlv(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = content.len();
    let mut out = vec![tag];
    match u8::try_from(length) {
        Ok(short) if short < 0x80 => out.push(short),
        _ => {
            let bytes: Vec<u8> = length.to_be_bytes().into_iter().skip_while(|byte| *byte == 0).collect();
            out.push(0x80 | u8::try_from(bytes.len()).expect("a length has at most eight bytes"));
            out.extend(bytes);
        }
    }
    out.extend(content);
    out
}

/// BER's indefinite form (X.690 §8.1.3.6): DER forbids it.
pub fn indefinite(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

/// SEQUENCE of parts that are encoded already.
pub fn sequence(parts: &[&[u8]]) -> Vec<u8> {
    tlv(0x30, &parts.concat())
}

/// SET OF, in the order that DER wants (X.690 §11.6).
pub fn set(parts: &[Vec<u8>]) -> Vec<u8> {
    let mut sorted = parts.to_vec();
    sorted.sort();
    tlv(0x31, &sorted.concat())
}

/// `[number]` around parts that are encoded already.
pub fn explicit(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0xa0 | number, content)
}

/// `[number]` in place of a primitive type's own tag.
pub fn implicit(number: u8, content: &[u8]) -> Vec<u8> {
    tlv(0x80 | number, content)
}

/// OBJECT IDENTIFIER from its dotted form.
pub fn oid(dotted: &str) -> Vec<u8> {
    let arcs: Vec<u64> = dotted.split('.').map(|arc| arc.parse().expect("an arc is a number")).collect();
    let mut content = Vec::new();
    for arc in std::iter::once(arcs[0] * 40 + arcs[1]).chain(arcs[2..].iter().copied()) {
        let mut digits = vec![(arc & 0x7f) as u8];
        let mut rest = arc >> 7;
        while rest > 0 {
            digits.push(0x80 | (rest & 0x7f) as u8);
            rest >>= 7;
        }
        content.extend(digits.iter().rev());
    }
    tlv(0x06, &content)
}

/// INTEGER that is not negative, from its bytes.
pub fn integer(bytes: &[u8]) -> Vec<u8> {
    let mut content: Vec<u8> = bytes.iter().copied().skip_while(|byte| *byte == 0).collect();
    if content.first().is_none_or(|byte| *byte >= 0x80) {
        content.insert(0, 0);
    }
    tlv(0x02, &content)
}

/// OCTET STRING.
pub fn octets(content: &[u8]) -> Vec<u8> {
    tlv(0x04, content)
}

/// BIT STRING of whole bytes.
pub fn bits(content: &[u8]) -> Vec<u8> {
    tlv(0x03, &[&[0], content].concat())
}

/// BIT STRING of up to eight named bits, the first being the highest (X.690 §11.2.2: no trailing zeros).
pub fn named_bits(byte: u8) -> Vec<u8> {
    tlv(0x03, &[u8::try_from(byte.trailing_zeros()).expect("at most eight"), byte])
}

/// UTF8String.
pub fn utf8(text: &str) -> Vec<u8> {
    tlv(0x0c, text.as_bytes())
}

/// PrintableString.
pub fn printable(text: &str) -> Vec<u8> {
    tlv(0x13, text.as_bytes())
}

/// TRUE.
pub fn yes() -> Vec<u8> {
    tlv(0x01, &[0xff])
}

/// GeneralizedTime, whole seconds.
pub fn generalized_time(at: u64) -> Vec<u8> {
    tlv(0x18, written(at, "%Y%m%d%H%M%SZ").as_bytes())
}

/// The time of a certificate: UTCTime until 2049 (RFC 5280 §4.1.2.5).
pub fn time(at: u64) -> Vec<u8> {
    const YEAR_2050: u64 = 2_524_608_000;
    if at < YEAR_2050 { tlv(0x17, written(at, "%y%m%d%H%M%SZ").as_bytes()) } else { generalized_time(at) }
}

fn written(at: u64, format: &str) -> String {
    let seconds = i64::try_from(at).expect("a time of this era");
    Timestamp::from_second(seconds).expect("a time of this era").strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_what_x690_shows() {
        assert_eq!(oid("2.999.3"), [6, 3, 0x88, 0x37, 3]); // X.690 §8.19.5
        assert_eq!(integer(&[0, 0x80]), [2, 2, 0, 0x80]);
        assert_eq!(integer(&[]), [2, 1, 0]);
        assert_eq!(tlv(4, &[7; 200])[..3], [4, 0x81, 200]);
        assert_eq!(named_bits(0x06), [3, 2, 1, 6]);
        assert_eq!(time(1_772_442_000), [b"\x17\x0d".as_slice(), b"260302090000Z"].concat());
    }
}
