//! The shape of a document: the keys of its outermost object, with those values that are short texts.

use core::fmt;
use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use crate::base::limits::{LABEL_CHARS, SHAPE_KEYS};

/// What a document looks like from outside.
#[derive(Debug, PartialEq, Eq)]
pub(in crate::format) enum Shape {
    /// A JSON object.
    Object(BTreeMap<String, Option<String>>),
    /// XML.
    Markup,
}

impl Shape {
    /// The shape of `document`: an object of JSON (RFC 8259), well-formed to its end, or what begins as XML does.
    pub(in crate::format) fn of(document: &[u8]) -> Result<Self, String> {
        match document.strip_prefix("\u{feff}".as_bytes()).unwrap_or(document).trim_ascii_start().first() {
            Some(b'<') => Ok(Self::Markup),
            Some(b'{') => {
                let keys: Keys = serde_json::from_slice(document).map_err(|error| error.to_string())?;
                Ok(Self::Object(keys.0))
            }
            _ => Err("neither an object of JSON nor XML".to_owned()),
        }
    }

    /// Whether there is such a key.
    pub(in crate::format) fn has(&self, key: &str) -> bool {
        matches!(self, Self::Object(keys) if keys.contains_key(key))
    }

    /// The short text under a key.
    pub(in crate::format) fn text(&self, key: &str) -> Option<&str> {
        match self {
            Self::Object(keys) => keys.get(key)?.as_deref(),
            Self::Markup => None,
        }
    }
}

struct Keys(BTreeMap<String, Option<String>>);

impl<'de> Deserialize<'de> for Keys {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(KeysVisitor)
    }
}

struct KeysVisitor;

impl<'de> Visitor<'de> for KeysVisitor {
    type Value = Keys;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Keys, A::Error> {
        let mut keys = BTreeMap::new();
        while let Some((key, Short(value))) = entries.next_entry::<String, Short>()? {
            if keys.len() >= SHAPE_KEYS {
                return Err(de::Error::custom(format_args!("more than {SHAPE_KEYS} keys")));
            }
            if keys.contains_key(&key) {
                return Err(de::Error::custom(format_args!("duplicate key `{}`", key.escape_default())));
            }
            keys.insert(key, value);
        }
        Ok(Keys(keys))
    }
}

/// A short text; anything else is passed over.
struct Short(Option<String>);

impl<'de> Deserialize<'de> for Short {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ShortVisitor)
    }
}

struct ShortVisitor;

impl<'de> Visitor<'de> for ShortVisitor {
    type Value = Short;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value")
    }

    fn visit_str<E>(self, text: &str) -> Result<Short, E> {
        Ok(Short((text.len() <= LABEL_CHARS).then(|| text.to_owned())))
    }

    fn visit_bool<E>(self, _: bool) -> Result<Short, E> {
        Ok(Short(None))
    }

    fn visit_i64<E>(self, _: i64) -> Result<Short, E> {
        Ok(Short(None))
    }

    fn visit_u64<E>(self, _: u64) -> Result<Short, E> {
        Ok(Short(None))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Short, E> {
        Ok(Short(None))
    }

    fn visit_unit<E>(self) -> Result<Short, E> {
        Ok(Short(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Short, A::Error> {
        while items.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Short(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Short, A::Error> {
        while entries.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Short(None))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_outermost_keys_are_the_shape() {
        let shape =
            Shape::of(br#" {"version": "2.1.0", "runs": [{"a": [1, {"b": 2}]}], "n": 1.5, "o": {"version": "1"}} "#);
        let shape = shape.unwrap();
        assert_eq!(shape.text("version"), Some("2.1.0"));
        assert!(shape.has("runs") && shape.has("n") && shape.has("o") && !shape.has("a"));
        assert_eq!(shape.text("runs"), None);
        assert_eq!(Shape::of(b"\n<?xml version='1.0'?><a/>"), Ok(Shape::Markup));
    }

    #[test]
    fn what_is_no_object_to_its_end_has_no_shape() {
        for bad in [r#"{"a": 1, "a": 2}"#, r#"{"a": 1} {}"#, r#"{"a": [}"#, r#"{"a": "#, "[1]", "", "{", "\u{feff}{}"] {
            assert!(Shape::of(bad.as_bytes()).is_err(), "{bad}");
        }
        let many: Vec<String> = (0..=SHAPE_KEYS).map(|n| format!("\"{n}\": 0")).collect();
        assert!(Shape::of(format!("{{{}}}", many.join(",")).as_bytes()).unwrap_err().contains("more than"));
    }
}
