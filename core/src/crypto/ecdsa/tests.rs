//! Curves held against RustCrypto's `p256` and `p384`: constants, tables, scalars, sums of any two points, and signatures
//! whose x is at or above the order. What is published lies in `tests/tests/vectors`; signatures by the thousand, and by the
//! million, are `tests/src/signatures.rs`.

use super::element::{Element, Field as _};
use super::limb::Int;
use super::verify::{Curve, Key};
use super::words::{self, Words};
use super::{P256, P384, multiples, sum, wnaf};

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

#[test]
fn integers_have_one_spelling() {
    use super::signature::parts;
    assert_eq!(parts(&[0x30, 6, 2, 1, 5, 2, 1, 0x7f]), Some((&[5][..], &[0x7f][..])));
    assert_eq!(parts(&[0x30, 7, 2, 2, 0, 0x80, 2, 1, 1]), Some((&[0x80][..], &[1][..])));
    for (reason, bad) in [
        ("zero", &[0x30, 6, 2, 1, 0, 2, 1, 1][..]),
        ("negative", &[0x30, 6, 2, 1, 0x80, 2, 1, 1]),
        ("a needless zero", &[0x30, 7, 2, 2, 0, 5, 2, 1, 1]),
        ("no byte", &[0x30, 5, 2, 0, 2, 1, 1]),
        ("one integer", &[0x30, 3, 2, 1, 5]),
        ("three integers", &[0x30, 9, 2, 1, 5, 2, 1, 5, 2, 1, 5]),
    ] {
        assert_eq!(parts(bad), None, "{reason}");
    }
}

/// The same for both curves, which are types of their own.
macro_rules! curve {
    ($name:ident, $curve:ident, $ours:ident, $words:literal, $limbs:literal) => {
        mod $name {
            use $curve::elliptic_curve::PrimeField as _;
            use $curve::elliptic_curve::ops::Reduce;
            use $curve::elliptic_curve::sec1::ToSec1Point as _;
            use $curve::{FieldBytes, ProjectivePoint, PublicKey, Scalar};

            use super::*;

            type Ours = Key<$ours, $words, $limbs>;
            const BYTES: usize = $words * 8;

            fn words_of(bytes: &[u8]) -> Words<$words> {
                words::from_bytes(bytes).unwrap()
            }

            fn scalar(seed: u8) -> Scalar {
                let bytes: [u8; BYTES] =
                    std::array::from_fn(|at| (at as u8).wrapping_mul(71).wrapping_add(seed) ^ seed);
                <Scalar as Reduce<FieldBytes>>::reduce(&bytes.into())
            }

            /// A point's bytes, as SEC 1 has them without compression; `None` at infinity.
            fn bytes(point: ProjectivePoint) -> Option<Vec<u8>> {
                let bytes = point.to_affine().to_sec1_point(false).as_bytes().to_vec();
                Some(bytes).filter(|bytes| bytes.len() > 1)
            }

            fn element(bytes: &[u8]) -> Element<Int, $limbs> {
                Element::integer(&words_of(bytes)) * Element::of(&$ours::SQUARE)
            }

            /// The point with this x.
            fn with_x(x: &Words<$words>) -> Option<ProjectivePoint> {
                let x = x.iter().rev().flat_map(|word| word.to_be_bytes());
                let compressed: Vec<u8> = std::iter::once(2).chain(x).collect();
                PublicKey::from_sec1_bytes(&compressed).ok().map(|key| key.to_projective())
            }

            /// The first point whose x is `from` or more.
            fn near(mut from: Words<$words>) -> (Words<$words>, ProjectivePoint) {
                loop {
                    if let Some(point) = with_x(&from) {
                        return (from, point);
                    }
                    from = words::add(&from, &words_of(&[1])).0;
                }
            }

            #[test]
            fn constants() {
                let one = Element::integer(&words_of(&[1])) * Element::of(&$ours::SQUARE);
                assert!((one - Element::of(&$ours::ONE)).is_zero() && !one.is_zero());
                let prime: Element<Int, $limbs> = Element::integer(&$ours::PRIME);
                assert!(prime.is_zero() && (prime + prime).is_zero() && (-prime).is_zero());
                let digits = Element::of(<Element<Int, $limbs>>::PRIME.try_into().unwrap());
                assert!(digits.is_zero() && (digits - prime).is_zero());
                let order = $ours::ORDER;
                assert_eq!(order.value[0].wrapping_mul(order.inverse), u64::MAX);
                let largest = words_of(&(-Scalar::ONE).to_repr());
                assert_eq!(words::add(&largest, &words_of(&[1])).0, order.value);
                assert_eq!(order.product(&largest, &largest), words_of(&[1]));
            }

            #[test]
            fn table() {
                let mut scalar = Scalar::ONE;
                for (x, y) in $ours::GENERATOR {
                    let point = bytes(ProjectivePoint::GENERATOR * scalar).unwrap();
                    let (left, right) = point[1..].split_at(BYTES);
                    for (limbs, bytes) in [(x, left), (y, right)] {
                        assert!((Element::of(limbs) - element(bytes)).is_zero(), "{scalar:?}");
                    }
                    scalar += Scalar::from(2_u64);
                }
                assert_eq!($ours::GENERATOR.len(), 64);
            }

            #[test]
            fn kept_multiples() {
                for secret in [Scalar::ONE, -Scalar::ONE, -Scalar::from(2_u64), scalar(7)] {
                    let point = ProjectivePoint::GENERATOR * secret;
                    let key = Ours::from_bytes(&bytes(point).unwrap()).unwrap();
                    let many = multiples::many::<$ours, $words, $limbs>(&key.point);
                    assert_eq!(many.len(), 1 << (multiples::MANY_WIDTH - 2));
                    let mut scalar = Scalar::ONE;
                    for multiple in many {
                        let point = bytes(point * scalar).unwrap();
                        let (x, y) = point[1..].split_at(BYTES);
                        assert!((multiple.x - element(x)).is_zero(), "{secret:?} {scalar:?}");
                        assert!((multiple.y - element(y)).is_zero(), "{secret:?} {scalar:?}");
                        scalar += Scalar::from(2_u64);
                    }
                }
            }

            /// A key says the same of its first signature and of its hundredth, and a copy of it, too.
            #[test]
            fn every_use_of_a_key_says_the_same() {
                let (x, point) = near(words_of(&[9]));
                let (key, digest, signature) = made(point, &x);
                for key in [&key, &key.clone()] {
                    for _ in 0..10 {
                        assert!(key.verifies(&digest, &signature));
                        assert!(!key.verifies(&digest[1..], &signature));
                    }
                }
            }

            #[test]
            fn scalars() {
                let order = $ours::ORDER;
                let edges = [Scalar::ONE, -Scalar::ONE, Scalar::from(2_u64), -Scalar::from(2_u64)];
                for number in edges.into_iter().chain((0..50).map(scalar)) {
                    let ours = words_of(&number.to_repr());
                    let inverse: Scalar = number.invert().unwrap();
                    assert_eq!(order.inverted(&ours), words_of(&inverse.to_repr()));
                    let other = scalar(99);
                    let product = order.product(&ours, &words_of(&other.to_repr()));
                    assert_eq!(product, words_of(&(number * other).to_repr()));
                    for width in [2, 5, 8] {
                        let digits = wnaf::digits(&ours, width);
                        let sum = digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
                            let size = Scalar::from(u64::from(digit.unsigned_abs()));
                            sum.double() + if *digit < 0 { -size } else { size }
                        });
                        assert_eq!(sum, number);
                        let bound = 1_i16 << (width - 1);
                        assert!(digits.iter().all(|d| *d == 0 || (*d % 2 != 0 && i16::from(*d).abs() < bound)));
                        assert!(digits.windows(width as usize).all(|w| w.iter().filter(|d| **d != 0).count() < 2));
                    }
                }
            }

            /// u₁·G + u₂·Q for keys and scalars that meet on the way: equal, opposite, and nothing at all.
            #[test]
            fn sums() {
                let small = [1_u64, 2, 3, 5, 7, 15, 16, 17, 127, 128, 129].map(Scalar::from);
                let numbers: Vec<Scalar> =
                    [Scalar::ZERO].into_iter().chain(small).chain(small.map(|one| -one)).chain([scalar(7)]).collect();
                let (mut infinite, mut finite) = (0, 0);
                for secret in numbers.iter().filter(|secret| **secret != Scalar::ZERO) {
                    let key = Ours::from_bytes(&bytes(ProjectivePoint::GENERATOR * secret).unwrap()).unwrap();
                    let many = multiples::many::<$ours, $words, $limbs>(&key.point);
                    for u1 in numbers.iter().chain([&(*secret * scalar(7)), &(-*secret * scalar(7))]) {
                        for u2 in &numbers {
                            let expected = bytes(ProjectivePoint::GENERATOR * (*u1 + *secret * u2));
                            let (left, right) = (words_of(&u1.to_repr()), words_of(&u2.to_repr()));
                            let found = [
                                sum::with_few::<$ours, $words, $limbs>(&key.point, &left, &right),
                                sum::with_many::<$ours, $words, $limbs>(&many, &left, &right),
                            ];
                            let Some(expected) = expected else {
                                assert!(found.iter().all(Option::is_none), "{secret:?} {u1:?} {u2:?}");
                                infinite += 1;
                                continue;
                            };
                            finite += 1;
                            let (x, y) = expected[1..].split_at(BYTES);
                            for point in found.map(Option::unwrap) {
                                let (zz, z) = (point.z.square(), point.z);
                                assert!(point.off_x(element(x)).is_zero(), "{secret:?} {u1:?} {u2:?}");
                                assert!((element(y) * (zz * z) - point.y).is_zero(), "{secret:?} {u1:?} {u2:?}");
                            }
                        }
                    }
                }
                assert!(infinite > 50 && finite > 5_000, "{infinite} {finite}");
            }

            /// A key and a signature that verifies by way of a chosen point R: Q = (R − a·G) / b, with r as given.
            fn made(point: ProjectivePoint, r: &Words<$words>) -> (Ours, Vec<u8>, Vec<u8>) {
                let (a, b) = (scalar(3), scalar(5));
                let r: Vec<u8> = r.iter().rev().flat_map(|word| word.to_be_bytes()).collect();
                let number = Option::<Scalar>::from(Scalar::from_repr(FieldBytes::try_from(&r[..]).unwrap())).unwrap();
                let over_b: Scalar = b.invert().unwrap();
                let key = Ours::from_bytes(&bytes((point - ProjectivePoint::GENERATOR * a) * over_b).unwrap()).unwrap();
                let s = number * over_b;
                (key, (a * s).to_repr().to_vec(), der(&r, &s.to_repr()))
            }

            fn signed(point: ProjectivePoint, r: &Words<$words>) -> bool {
                let (key, digest, signature) = made(point, r);
                key.verifies(&digest, &signature)
            }

            #[test]
            fn x_is_taken_modulo_the_order() {
                let (order, prime) = ($ours::ORDER.value, $ours::PRIME);
                let (x, point) = near(words_of(&[9]));
                assert!(signed(point, &x), "x below the order");
                assert!(!signed(point, &words::add(&x, &words_of(&[1])).0), "another r");
                let (x, point) = near(order);
                assert!(words::less(&x, &prime));
                let r = words::subtract(&x, &order).0;
                assert!(r == [0; $words] || signed(point, &r), "x at or above the order");
                let (x, point) = near(words::add(&order, &words_of(&[7])).0);
                assert!(signed(point, &words::subtract(&x, &order).0), "x above the order");
                // r + n is p or more: it is no x, though it is one modulo p.
                let (x, point) = near(words_of(&[2]));
                let r = words::add(&x, &words::subtract(&prime, &order).0).0;
                assert!(!signed(point, &r), "r + n beyond the prime");
            }

            #[test]
            fn keys() {
                let good = bytes(ProjectivePoint::GENERATOR * scalar(1)).unwrap();
                assert!(Ours::from_bytes(&good).is_some());
                let compressed = [&[2][..], &good[1..=BYTES]].concat();
                let hybrid = [&[6][..], &good[1..]].concat();
                let long = [&good[..], &[0]].concat();
                let off = [&good[..BYTES * 2], &[good[BYTES * 2] ^ 1]].concat();
                let (x, _) = near(words_of(&[1]));
                let above =
                    words::add(&x, &$ours::PRIME).0.iter().rev().flat_map(|w| w.to_be_bytes()).collect::<Vec<_>>();
                let y = bytes(with_x(&x).unwrap()).unwrap()[1 + BYTES..].to_vec();
                let above = [vec![4], above, y].concat();
                let zeros = [&[4][..], &[0; BYTES * 2]].concat();
                for bad in [&compressed[..], &hybrid, &long, &off, &above, &zeros, &[0], &[4], &[]] {
                    assert!(Ours::from_bytes(bad).is_none(), "{bad:?}");
                }
            }
        }
    };
}

curve!(on_p256, p256, P256, 4, 9);
curve!(on_p384, p384, P384, 6, 14);
