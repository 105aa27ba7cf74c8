//! Canonical JSON (RFC 8785), the one form in which JSON leaves the core.

use serde::Serialize;

/// The canonical bytes of `value`.
///
/// Empty where `value` cannot be JSON (a map with keys that are not strings), which none of our
/// types is: an empty report can pass for nothing.
pub fn to_bytes<T: Serialize>(value: &T) -> Vec<u8> {
    serde_json_canonicalizer::to_vec(value).unwrap_or_default()
}
