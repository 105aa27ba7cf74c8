//! Layer 2: public keys and signature algorithms. Bytes in, a plain answer out; no trust here.

pub mod key;
