//! Hexadecimal, Base64 and PEM, each in its strict form.

/// Lower-case hexadecimal.
pub mod hex {
    /// Two digits a byte.
    pub fn encode(bytes: &[u8]) -> String {
        let digit = |nibble: u8| char::from_digit(u32::from(nibble), 16).unwrap_or_default();
        bytes.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect()
    }

    /// `None` for an odd length, an upper-case digit, or anything else.
    pub fn decode(text: &str) -> Option<Vec<u8>> {
        let value = |digit: u8| match digit {
            b'0'..=b'9' => digit.checked_sub(b'0'),
            b'a'..=b'f' => digit.checked_sub(b'a').and_then(|v| v.checked_add(10)),
            _ => None,
        };
        let (pairs, rest) = text.as_bytes().as_chunks::<2>();
        if !rest.is_empty() {
            return None;
        }
        pairs.iter().map(|[high, low]| Some(value(*high)? << 4 | value(*low)?)).collect()
    }
}

/// Base64 (RFC 4648 §4 and §5).
pub mod base64 {
    use base64ct::{Base64, Base64Unpadded, Base64Url, Base64UrlUnpadded, Encoding};

    /// Standard alphabet, padded: what DSSE envelopes are written with.
    pub fn encode(bytes: &[u8]) -> String {
        Base64::encode_string(bytes)
    }

    /// Standard or URL-safe alphabet, padded or not: DSSE readers must take either alphabet. Stray
    /// characters and non-zero trailing bits are refused.
    pub fn decode(text: &str) -> Option<Vec<u8>> {
        let url = text.contains(['-', '_']);
        let padded = text.ends_with('=');
        match (url, padded || text.len().is_multiple_of(4)) {
            (false, true) => Base64::decode_vec(text),
            (false, false) => Base64Unpadded::decode_vec(text),
            (true, true) => Base64Url::decode_vec(text),
            (true, false) => Base64UrlUnpadded::decode_vec(text),
        }
        .ok()
    }
}

/// PEM (RFC 7468), one block.
pub mod pem {
    use super::base64;

    /// The bytes inside the one block labelled `label`; text around it is refused.
    pub fn decode(text: &str, label: &str) -> Option<Vec<u8>> {
        let body = text
            .trim()
            .strip_prefix(format!("-----BEGIN {label}-----").as_str())?
            .strip_suffix(format!("-----END {label}-----").as_str())?;
        let joined: String = body.split_ascii_whitespace().collect();
        base64::decode(&joined)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hex_is_lower_case_and_even() {
        assert_eq!(hex::decode("00ff"), Some(vec![0, 255]));
        assert_eq!(hex::encode(&[0, 255]), "00ff");
        for bad in ["0", "0F", "0g", " 0", "é"] {
            assert_eq!(hex::decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn base64_takes_both_alphabets_and_no_other_character() {
        assert_eq!(base64::decode("+/8="), base64::decode("-_8="));
        assert_eq!(base64::decode("-_8"), Some(vec![0xfb, 0xff]));
        for bad in ["+_8=", "+/9=", "+/8= ", "+\n/8=", "=", "A"] {
            assert_eq!(base64::decode(bad), None, "{bad}");
        }
    }

    #[test]
    fn pem_has_one_label_and_nothing_around() {
        let text = "-----BEGIN PUBLIC KEY-----\nAAEC\n-----END PUBLIC KEY-----\n";
        assert_eq!(pem::decode(text, "PUBLIC KEY"), Some(vec![0, 1, 2]));
        assert_eq!(pem::decode(text, "CERTIFICATE"), None);
        assert_eq!(pem::decode(&format!("x{text}"), "PUBLIC KEY"), None);
        assert_eq!(pem::decode(&format!("{text}{text}"), "PUBLIC KEY"), None);
    }
}
