//! Signatures by the thousand, each asked of the core and of `p256` or `p384`: where the two differ, one of them is wrong.
//!
//! Inputs are made from a seed. A signature is made from its own verification: for any a and b, the point a·G + b·Q has some
//! x; r = x, s = r / b and e = a · r / b is then a signature of Q over the digest e. So the scalars of the verification are
//! chosen, not drawn: those at the edges, and those that make the point a sum of equals, of opposites, or infinity.

use std::collections::BTreeMap;

use countersign_core::crypto::hash::Hash;
use countersign_core::crypto::verifying_key::VerifyingKey;
use sha2::{Digest as _, Sha512};

/// How often each kind of input was tried: verified by both, or by neither.
pub type Counts = BTreeMap<&'static str, [u64; 2]>;

/// A question that both were asked, and what both say.
pub struct Asked<'a> {
    /// The key, as SPKI.
    pub key: &'a [u8],
    /// What is signed, hashed.
    pub digest: &'a [u8],
    /// The signature, in DER.
    pub signature: &'a [u8],
    /// Whether it verifies.
    pub verified: bool,
}

/// Deterministic numbers (SHA-512 of a counter).
struct Source {
    seed: u64,
    drawn: u64,
    left: Vec<u8>,
}

impl Source {
    fn bytes<const N: usize>(&mut self) -> [u8; N] {
        std::array::from_fn(|_| {
            if self.left.is_empty() {
                self.drawn += 1;
                let block = [self.seed.to_be_bytes(), self.drawn.to_be_bytes()].concat();
                self.left = Sha512::digest(block).to_vec();
            }
            self.left.pop().unwrap_or_default()
        })
    }

    fn below(&mut self, bound: usize) -> usize {
        u32::from_be_bytes(self.bytes()) as usize % bound
    }
}

/// An ASN.1 sequence of two integers.
fn der(r: &[u8], s: &[u8]) -> Vec<u8> {
    let integer = |number: &[u8]| {
        let trimmed: Vec<u8> = number.iter().copied().skip_while(|byte| *byte == 0).collect();
        let sign = trimmed.first().is_none_or(|byte| *byte >= 0x80).then_some(0);
        let body: Vec<u8> = sign.into_iter().chain(trimmed).collect();
        [vec![2, body.len() as u8], body].concat()
    };
    let body = [integer(r), integer(s)].concat();
    [vec![0x30, body.len() as u8], body].concat()
}

/// The same for both curves, which are types of their own.
macro_rules! differential {
    ($name:ident, $curve:ident, $bytes:literal, $hash:expr) => {
        /// The differential of one curve.
        pub mod $name {
            use $curve::ecdsa::signature::hazmat::PrehashVerifier as _;
            use $curve::ecdsa::{Signature, VerifyingKey as Theirs};
            use $curve::elliptic_curve::PrimeField as _;
            use $curve::elliptic_curve::ops::Reduce;
            use $curve::elliptic_curve::point::AffineCoordinates as _;
            use $curve::pkcs8::EncodePublicKey as _;
            use $curve::{AffinePoint, FieldBytes, ProjectivePoint, PublicKey, Scalar};

            use super::*;

            /// A key as both sides have it, its secret, and points a·G + b·Q with their a and b.
            struct Subject {
                ours: VerifyingKey,
                theirs: Theirs,
                spki: Vec<u8>,
                secret: Scalar,
                pool: Vec<(Scalar, Scalar, ProjectivePoint)>,
            }

            fn scalar(source: &mut Source) -> Scalar {
                <Scalar as Reduce<FieldBytes>>::reduce(&source.bytes::<$bytes>().into())
            }

            /// Scalars at the edges: small ones, powers of two and their neighbours, and the negatives of all.
            fn edge(source: &mut Source) -> Scalar {
                let power = (0..source.below($bytes * 8)).fold(Scalar::ONE, |power, _| power.double());
                let size = match source.below(5) {
                    0 => Scalar::from(source.below(20) as u64),
                    1 => power,
                    2 => power - Scalar::ONE,
                    3 => power + Scalar::ONE,
                    _ => Scalar::from(2u64).invert().unwrap_or(Scalar::ONE) + Scalar::from(source.below(3) as u64),
                };
                if source.below(2) == 0 { size } else { -size }
            }

            fn subject(source: &mut Source, secret: Scalar, pool: usize) -> Subject {
                let point = ProjectivePoint::GENERATOR * secret;
                let key = PublicKey::from_affine(point.to_affine()).expect("a key");
                let theirs = Theirs::from(key);
                let spki = theirs.to_public_key_der().expect("a key is written").as_bytes().to_vec();
                let ours = VerifyingKey::from_spki(&spki).expect("a key is read");
                let pool = (0..pool).map(|_| {
                    let (a, b) = (scalar(source), scalar(source));
                    (a, b, ProjectivePoint::GENERATOR * a + point * b)
                });
                Subject { ours, theirs, spki, secret, pool: pool.collect() }
            }

            /// The numbers r, s and e that verify by way of `a · G + b · Q`; none if that is infinity.
            fn made(a: Scalar, b: Scalar, point: AffinePoint) -> Option<[Scalar; 3]> {
                let bytes: FieldBytes = point.x();
                let r = <Scalar as Reduce<FieldBytes>>::reduce(&bytes);
                let s = Option::<Scalar>::from(b.invert()).map(|inverse| r * inverse)?;
                (r != Scalar::ZERO).then_some([r, s, a * s])
            }

            /// Asks both, and tells `heard`.
            fn same(subject: &Subject, [r, s, digest]: [&[u8]; 3], heard: &mut dyn FnMut(Asked<'_>)) -> bool {
                let signature = der(r, s);
                // A key that has verified several signatures goes another way than a copy of it, which has verified none.
                let is_new = digest.last().is_some_and(|byte| byte % 2 == 0);
                let key = if is_new { &subject.ours.clone() } else { &subject.ours };
                let ours = key.verifies_digest($hash, digest, &signature);
                let theirs = Signature::from_der(&signature)
                    .is_ok_and(|signature| subject.theirs.verify_prehash(digest, &signature).is_ok());
                assert_eq!(ours, theirs, "secret {:?}, digest {digest:?}, signature {signature:?}", subject.secret);
                heard(Asked { key: &subject.spki, digest, signature: &signature, verified: ours });
                ours
            }

            /// Tries so many inputs; `heard` is told of each.
            pub fn run(seed: u64, inputs: u64, mut heard: impl FnMut(Asked<'_>)) -> Counts {
                let mut source = Source { seed, drawn: 0, left: Vec::new() };
                let mut counts = Counts::new();
                let mut current = None;
                for number in 0..inputs {
                    let renew = number % 4_096 == 0 || (number % 64 == 0 && source.below(2) == 0);
                    if renew || current.is_none() {
                        let secret = if source.below(2) == 0 { edge(&mut source) } else { scalar(&mut source) };
                        let secret = if secret == Scalar::ZERO { Scalar::ONE } else { secret };
                        current = Some(subject(&mut source, secret, 8));
                    }
                    let Some(subject) = &current else { continue };
                    let (kind, verified) = one(&mut source, subject, &mut heard);
                    counts.entry(kind).or_default()[usize::from(!verified)] += 1;
                }
                counts
            }

            fn one(source: &mut Source, subject: &Subject, heard: &mut dyn FnMut(Asked<'_>)) -> (&'static str, bool) {
                let random = |source: &mut Source| {
                    let (first, second) = (&subject.pool[source.below(8)], &subject.pool[source.below(8)]);
                    (first.0 + second.0, first.1 + second.1, (first.2 + second.2).to_affine())
                };
                match source.below(8) {
                    0..=2 => {
                        let (a, b, point) = random(source);
                        let Some([r, s, e]) = made(a, b, point) else { return ("skipped", false) };
                        let s = if source.below(2) == 0 { s } else { -s };
                        let verified = same(subject, [&r.to_repr(), &s.to_repr(), &e.to_repr()], heard);
                        assert!(verified, "made to verify");
                        ("made to verify", verified)
                    }
                    3 => {
                        // Chosen scalars: equal and opposite summands on the way, and at the end.
                        let b = edge(source);
                        let a = match source.below(4) {
                            0 => subject.secret * b,
                            1 => -subject.secret * b,
                            2 => subject.secret * b + Scalar::from(source.below(4) as u64),
                            _ => edge(source),
                        };
                        let point = (ProjectivePoint::GENERATOR * (a + subject.secret * b)).to_affine();
                        match made(a, b, point) {
                            Some([r, s, e]) => {
                                let verified = same(subject, [&r.to_repr(), &s.to_repr(), &e.to_repr()], heard);
                                assert!(verified, "made to verify at the edges");
                                ("made to verify, chosen scalars", verified)
                            }
                            None => {
                                // The point at infinity, or no such s: any r will do.
                                let r = scalar(source);
                                let s = Option::<Scalar>::from(b.invert()).map_or(r, |inverse| r * inverse);
                                let e = a * s;
                                ("infinity", same(subject, [&r.to_repr(), &s.to_repr(), &e.to_repr()], heard))
                            }
                        }
                    }
                    4 | 5 => {
                        let (a, b, point) = random(source);
                        let Some(numbers) = made(a, b, point) else { return ("skipped", false) };
                        let mut numbers = numbers.map(|number| number.to_repr().to_vec());
                        let (which, bit) = (source.below(3), source.below($bytes * 8));
                        numbers[which][bit / 8] ^= 1 << (bit % 8);
                        let [r, s, e] = numbers;
                        ("a bit changed", same(subject, [&r, &s, &e], heard))
                    }
                    6 => {
                        let [r, s, e] = [0; 3].map(|_| edge(source).to_repr());
                        ("r, s and digest at the edges", same(subject, [&r, &s, &e], heard))
                    }
                    _ => {
                        let [r, s, e] = [0; 3].map(|_| source.bytes::<$bytes>());
                        ("r, s and digest at random", same(subject, [&r, &s, &e], heard))
                    }
                }
            }
        }
    };
}

differential!(on_p256, p256, 32, Hash::Sha256);
differential!(on_p384, p384, 48, Hash::Sha384);
