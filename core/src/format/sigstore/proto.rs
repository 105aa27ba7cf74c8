//! Values as protobuf writes them in JSON (protobuf.dev, "ProtoJSON format").
//!
//! 64-bit integers are strings or numbers, bytes are Base64 of either alphabet, `null` is absence, a field that has its
//! default value is left out, and a field may be called by its name in the `.proto` file. So every field is an `Option`,
//! and every name of two words has an alias; both spellings in one message are a duplicate, and refused. Unknown fields
//! are ignored: they are how a later version adds to a message.
//!
//! Stricter than protobuf in what no writer writes: numbers of enumerations instead of names, integers with an exponent or
//! a fraction of zero.

use core::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};

use crate::base::encoding::base64;

/// An `int64` that counts something: not negative.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Natural(pub(super) u64);

impl<'de> Deserialize<'de> for Natural {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NaturalVisitor)
    }
}

struct NaturalVisitor;

impl Visitor<'_> for NaturalVisitor {
    type Value = Natural;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a whole number from 0 to 2^63 − 1, or a string of one")
    }

    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Natural, E> {
        let fits = i64::try_from(value).is_ok();
        if fits { Ok(Natural(value)) } else { Err(E::invalid_value(de::Unexpected::Unsigned(value), &self)) }
    }

    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Natural, E> {
        match u64::try_from(value) {
            Ok(value) => Ok(Natural(value)),
            Err(_) => Err(E::invalid_value(de::Unexpected::Signed(value), &self)),
        }
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Natural, E> {
        let refuse = || E::invalid_value(de::Unexpected::Str(text), &self);
        let value = decimal(text).ok_or_else(refuse)?;
        if i64::try_from(value).is_ok() { Ok(Natural(value)) } else { Err(refuse()) }
    }
}

/// A decimal number as it is written once: digits alone, none of them a leading zero.
pub(super) fn decimal(text: &str) -> Option<u64> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text == "0" || !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}

/// `bytes`. Empty is protobuf's way to say absent. Line breaks are passed over: Go's reader does, and people put the output
/// of `base64` into bundles.
#[derive(Clone, Debug, Default)]
pub(super) struct Bytes(Vec<u8>);

impl Bytes {
    /// The bytes, unless there are none.
    pub(super) fn present(field: Option<Self>) -> Option<Vec<u8>> {
        field.map(|bytes| bytes.0).filter(|bytes| !bytes.is_empty())
    }
}

impl<'de> Deserialize<'de> for Bytes {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut text = String::deserialize(deserializer)?;
        text.retain(|c| !matches!(c, '\r' | '\n'));
        base64::decode(&text).map(Self).ok_or_else(|| de::Error::custom("not Base64"))
    }
}

/// `bytes` that must be there.
#[derive(Clone, Debug)]
pub(super) struct Filled(pub(super) Vec<u8>);

impl<'de> Deserialize<'de> for Filled {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Bytes::deserialize(deserializer)?;
        Bytes::present(Some(bytes)).map(Self).ok_or_else(|| de::Error::custom("empty"))
    }
}

/// A SHA-256 digest in `bytes`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hash(pub(super) [u8; 32]);

impl<'de> Deserialize<'de> for Hash {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let bytes = Bytes::deserialize(deserializer)?.0;
        <[u8; 32]>::try_from(bytes).map(Self).map_err(|_| de::Error::custom("not a SHA-256 digest of 32 bytes"))
    }
}

/// A message that holds the bytes of a key or certificate.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(expecting = "a message with `rawBytes`", rename_all = "camelCase")]
pub(super) struct Raw {
    #[serde(alias = "raw_bytes")]
    raw_bytes: Option<Bytes>,
}

impl Raw {
    /// The bytes, unless there are none.
    pub(super) fn into_bytes(self) -> Option<Vec<u8>> {
        Bytes::present(self.raw_bytes)
    }
}

/// `LogId`.
#[derive(Clone, Debug, serde::Deserialize)]
#[serde(expecting = "a log id", rename_all = "camelCase")]
pub(super) struct LogId {
    #[serde(alias = "key_id")]
    key_id: Option<Bytes>,
}

impl LogId {
    /// The id, unless it is empty.
    pub(super) fn present(field: Option<Self>) -> Option<Vec<u8>> {
        Bytes::present(field.and_then(|id| id.key_id))
    }
}
