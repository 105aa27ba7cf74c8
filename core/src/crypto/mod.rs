//! Layer 2: keys, signatures, certificates and timestamps. Bytes in, a plain answer out; no trust here.

pub mod certificate;
mod ecdsa;
mod element;
pub mod fulcio;
pub mod hash;
pub mod key;
pub mod path;
#[cfg(test)]
mod sample;
mod scheme;
pub mod sct;
pub mod token;
pub mod verifying_key;
