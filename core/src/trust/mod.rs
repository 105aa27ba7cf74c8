//! Layer 5: who said it. The only maker of [`verified::Verified`].

pub mod envelope;
pub mod keyring;
pub mod reading;
pub mod sigstore;
pub mod verified;
