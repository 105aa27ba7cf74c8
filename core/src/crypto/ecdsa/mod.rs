//! ECDSA verification on P-256 and P-384 (FIPS 186-5 §6.4, SEC 1 §4.1.4), and nothing else: no signing, no secrets.
//!
//! It takes time that depends on its inputs, which are public. Why this is not a library's, how it is built and how it is
//! held against others: `docs/ecdsa.md`. From below: `limb`, `element` and each curve's `field`; `words` for scalars;
//! `point`; `wnaf`; `multiples`; `sum`; `verify`.

mod element;
#[cfg(target_feature = "simd128")]
mod lanes;
mod limb;
mod multiples;
mod p256;
mod p384;
mod point;
mod signature;
mod sum;
#[cfg(any(test, not(target_feature = "simd128")))]
mod two;
mod verify;
mod wnaf;
mod words;

pub(super) use p256::P256;
pub(super) use p384::P384;

/// A public key on P-256.
pub(super) type P256Key = verify::Key<P256, 4, 9>;
/// A public key on P-384.
pub(super) type P384Key = verify::Key<P384, 6, 14>;

#[cfg(test)]
mod bounds;
#[cfg(test)]
mod interval;
#[cfg(test)]
mod tests;
