//! The browser's tools: digests of files too large to hold, and documents decoded for display.
//!
//! Nothing here decides anything: every verdict of the viewer comes from the component. YAML is read by the core's own
//! reader, so that what is displayed of a policy is what the verifier reads in it.

use countersign_core::base::{canonical, yaml};
use sha2::{Digest as _, Sha256};
use wasm_bindgen::prelude::wasm_bindgen;

/// SHA-256 of bytes that come in pieces.
#[wasm_bindgen]
#[derive(Default)]
pub struct Hasher(Sha256);

#[wasm_bindgen]
impl Hasher {
    /// A digest of nothing yet.
    #[wasm_bindgen(constructor)]
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The next piece.
    pub fn update(&mut self, piece: &[u8]) {
        self.0.update(piece);
    }

    /// The digest of all pieces: `sha256:` and 64 hexadecimal digits.
    #[must_use]
    pub fn finish(self) -> String {
        written(&self.0.finalize())
    }
}

/// The digest of bytes that are all here.
#[wasm_bindgen]
#[must_use]
pub fn digest(bytes: &[u8]) -> String {
    written(&Sha256::digest(bytes))
}

/// A YAML or JSON document as canonical JSON, as the verifier reads it; nothing where it does not read it.
#[wasm_bindgen]
#[must_use]
pub fn decode(document: &[u8]) -> Option<String> {
    let value = yaml::parse(document).ok()?;
    String::from_utf8(canonical::to_bytes(&value)).ok()
}

fn written(digest: &[u8]) -> String {
    digest.iter().fold("sha256:".to_owned(), |mut text, byte| {
        for half in [byte >> 4, byte & 15] {
            text.extend(char::from_digit(half.into(), 16));
        }
        text
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_have_the_digest_of_the_whole() {
        // FIPS 180-2, appendix B.1.
        let known = "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        let mut hasher = Hasher::new();
        hasher.update(b"a");
        hasher.update(b"");
        hasher.update(b"bc");
        assert_eq!(hasher.finish(), known);
        assert_eq!(digest(b"abc"), known);
    }

    #[test]
    fn a_document_is_decoded_as_the_verifier_reads_it() {
        assert_eq!(decode(b"b: [x]\na: 1\n").as_deref(), Some(r#"{"a":1,"b":["x"]}"#));
        assert_eq!(decode(b"a: 1\na: 2\n"), None);
        assert_eq!(decode(b"\xff"), None);
    }
}
