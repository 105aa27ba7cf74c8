//! Documents that are no statements themselves, carried beside one that names them by digest: what each is, by its shape.
//!
//! A media type is somebody's word, and often wrong; the shape is not. What has none of these shapes is an error: nobody
//! knows whether it says no.

use crate::format::evidence::Claim;

/// A document that was read.
#[derive(Clone, Debug)]
pub struct Carried {
    /// Its format, as reports name it.
    pub format: &'static str,
    /// What it says; may be empty, such as a scan that looked for nothing that policies can ask for.
    pub claims: Vec<Claim>,
}

/// Reads a document by its shape.
pub fn read(_document: &[u8]) -> Result<Carried, String> {
    Err("of no format that this verifier reads".to_owned())
}
