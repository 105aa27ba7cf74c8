//! Strict JSON (RFC 8259, with the I-JSON rules of RFC 7493 that matter to a verifier).
//!
//! Refused: duplicate keys, trailing bytes, bytes that are not UTF-8, lone surrogates, nesting and
//! size past the limits. What is refused earns no credit anywhere; nothing is repaired.

use core::cell::Cell;
use core::fmt;

use serde::Deserialize;
use serde::de::{self, DeserializeOwned, DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

use crate::base::limits::{DEPTH, NODES};
use crate::base::shape::Shaped;

/// Reads one JSON value. The error is a sentence with line and column.
pub fn parse(bytes: &[u8]) -> Result<Value, String> {
    let nodes = Cell::new(0);
    let mut reader = serde_json::Deserializer::from_slice(bytes);
    let value = Strict { depth: 0, nodes: &nodes }.deserialize(&mut reader).map_err(|e| e.to_string())?;
    reader.end().map_err(|e| e.to_string())?;
    Ok(value)
}

/// Reads a value into a type: fields from objects, names of variants from strings, and from nothing else (see `base/shape.rs`).
/// The error names the path to the field: `predicate.signedAt: …`.
pub fn typed<T: DeserializeOwned>(value: Value) -> Result<T, String> {
    serde_path_to_error::deserialize(Shaped(value)).map_err(|error| {
        // The path to a key that is none has a `?` where the value would be.
        let path = error.path().to_string().replace(".?", "");
        let said = plain(&error.into_inner().to_string());
        if path == "." { said } else { format!("{path}: {said}") }
    })
}

/// Puts the reader's words where a library says Rust's.
fn plain(message: &str) -> String {
    let words = [
        ("a sequence", "a list"),
        ("sequence", "list"),
        ("u64", "a whole number"),
        ("a map", "a mapping"),
        ("unknown variant", "unknown value"),
    ];
    words.into_iter().fold(message.to_owned(), |text, (rust, people)| text.replace(rust, people))
}

/// One value at a depth; counts every value that it makes.
#[derive(Clone, Copy)]
struct Strict<'a> {
    depth: usize,
    nodes: &'a Cell<usize>,
}

impl Strict<'_> {
    fn inner<E: de::Error>(self) -> Result<Self, E> {
        let depth = self.depth.saturating_add(1);
        if depth > DEPTH {
            return Err(E::custom(format_args!("nested more than {DEPTH} deep")));
        }
        Ok(Self { depth, ..self })
    }
}

impl<'de> DeserializeSeed<'de> for Strict<'_> {
    type Value = Value;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.nodes.set(self.nodes.get().saturating_add(1));
        if self.nodes.get() > NODES {
            return Err(de::Error::custom(format_args!("more than {NODES} values")));
        }
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Strict<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Value, E> {
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("not a finite number"))
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut list = Vec::new();
        while let Some(value) = seq.next_element_seed(inner)? {
            list.push(value);
        }
        Ok(Value::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Value, A::Error> {
        let inner = self.inner()?;
        let mut map = Map::new();
        while let Some(key) = entries.next_key::<String>()? {
            if map.contains_key(&key) {
                return Err(de::Error::custom(format_args!("duplicate key `{key}`")));
            }
            let value = entries.next_value_seed(inner)?;
            map.insert(key, value);
        }
        Ok(Value::Object(map))
    }
}

/// A field that may be left out, but not be `null`: `null` is no spelling of absence here.
pub fn present<'de, D: de::Deserializer<'de>, T: Deserialize<'de>>(deserializer: D) -> Result<Option<T>, D::Error> {
    T::deserialize(deserializer).map(Some)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_two_readers_could_read_differently() {
        for (bad, why) in [
            (r#"{"a":1,"a":2}"#, "duplicate key `a`"),
            (r#"{"a":{"b":1,"\u0062":2}}"#, "duplicate key `b`"),
            (r#"{"a":1} x"#, "trailing characters"),
            (r#"{"a":"\ud800"}"#, "hex escape"),
            ("{\"a\":\"\u{0}\"}", "control character"),
            (r#"{"a":1e999}"#, "out of range"),
            (r#"{"a":01}"#, "invalid number"),
            (r#"{"a":NaN}"#, "expected"),
            ("", "EOF"),
        ] {
            let error = parse(bad.as_bytes()).unwrap_err();
            assert!(error.contains(why), "{bad}: {error}");
        }
        assert!(parse(b"{\"a\":\"\xff\"}").is_err());
        assert!(parse(b"\xef\xbb\xbf{}").is_err());
    }

    #[test]
    fn nesting_is_bounded() {
        let nested = |n: usize| format!("{}{}", "[".repeat(n), "]".repeat(n));
        assert!(parse(nested(DEPTH).as_bytes()).is_ok());
        assert!(parse(nested(DEPTH + 1).as_bytes()).unwrap_err().contains("deep"));
        assert!(parse(nested(1_000_000).as_bytes()).is_err());
    }
}
