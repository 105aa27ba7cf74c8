//! Certificates for tests, of a few lines each, signed with keys made of one repeated byte.

use der::asn1::ObjectIdentifier;
use p256::ecdsa::signature::Signer as _;
use p256::ecdsa::{Signature, SigningKey};

use crate::crypto::certificate::Certificate;
use crate::crypto::element::{self, Tag, context};
use crate::crypto::verifying_key::{Algorithm, VerifyingKey};

pub(super) fn wrap(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
    element::wrap(tag, &parts.concat()).unwrap()
}

fn oid(dotted: &str) -> Vec<u8> {
    wrap(Tag::ObjectIdentifier, &[ObjectIdentifier::new_unwrap(dotted).as_bytes()])
}

pub(super) fn extension(dotted: &str, critical: bool, value: &[u8]) -> Vec<u8> {
    let flag: &[u8] = if critical { &[1, 1, 0xff] } else { &[] };
    wrap(Tag::Sequence, &[&oid(dotted), flag, &wrap(Tag::OctetString, &[value])])
}

/// Basic constraints of an authority (with a path length), and `keyCertSign`.
pub(super) fn authority(length: u8) -> Vec<Vec<u8>> {
    vec![extension("2.5.29.19", true, &[0x30, 6, 1, 1, 0xff, 2, 1, length]), cert_sign()]
}

pub(super) fn cert_sign() -> Vec<u8> {
    extension("2.5.29.15", true, &[3, 2, 2, 4])
}

pub(super) fn purpose(dotted: &[&str]) -> Vec<u8> {
    let purposes: Vec<u8> = dotted.iter().flat_map(|dotted| oid(dotted)).collect();
    extension("2.5.29.37", false, &wrap(Tag::Sequence, &[&purposes]))
}

fn name(text: &str) -> Vec<u8> {
    let pair = wrap(Tag::Sequence, &[&oid("2.5.4.3"), &wrap(Tag::Utf8String, &[text.as_bytes()])]);
    wrap(Tag::Sequence, &[&wrap(Tag::Set, &[&pair])])
}

fn key(byte: u8) -> SigningKey {
    SigningKey::from_slice(&[byte; 32]).unwrap()
}

/// A certificate for `subject` and its key, signed by `issuer` and its key, valid in the years given.
pub(super) fn certificate(
    subject: (&str, u8),
    issuer: (&str, u8),
    years: [&str; 2],
    extensions: &[Vec<u8>],
) -> Result<Certificate, String> {
    let scheme = wrap(Tag::Sequence, &[&oid("1.2.840.10045.4.3.2")]);
    let time = |year: &str| wrap(Tag::UtcTime, &[format!("{year}0101000000Z").as_bytes()]);
    let point = key(subject.1).verifying_key().to_sec1_point(false);
    let spki = VerifyingKey::from_bits(Algorithm::P256, point.as_bytes()).unwrap().spki().to_vec();
    let extensions = wrap(context(3), &[&wrap(Tag::Sequence, &[&extensions.concat()])]);
    let validity = wrap(Tag::Sequence, &[&time(years[0]), &time(years[1])]);
    let version = wrap(context(0), &[&[2, 1, 2]]);
    let parts: [&[u8]; 8] =
        [&version, &[2, 1, 9], &scheme, &name(issuer.0), &validity, &name(subject.0), &spki, &extensions];
    let signed = wrap(Tag::Sequence, &parts);
    let signature: Signature = key(issuer.1).sign(&signed);
    let bits = wrap(Tag::BitString, &[&[0], signature.to_der().as_bytes()]);
    Certificate::from_der(&wrap(Tag::Sequence, &[&signed, &scheme, &bits]))
}
