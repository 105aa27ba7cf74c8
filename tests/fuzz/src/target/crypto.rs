//! Layer 2: certificates with their claims, timestamps and paths; RFC 3161 tokens; public keys; ECDSA signatures in DER,
//! held against RustCrypto.

use std::sync::OnceLock;

use countersign_core::base::time::Time;
use countersign_core::crypto::certificate::Certificate;
use countersign_core::crypto::fulcio::Claims;
use countersign_core::crypto::key::{Message, PublicKey};
use countersign_core::crypto::path::{self, Usage};
use countersign_core::crypto::sct;
use countersign_core::crypto::token::Token;
use countersign_core::crypto::verifying_key::VerifyingKey;
use countersign_tests::key::Key;
use countersign_tests::scenario::{NOW, seconds};
use p256::ecdsa::signature::Verifier as _;
use p256::pkcs8::DecodePublicKey as _;

/// What the signatures of `signature`'s corpus are over.
pub(crate) const MESSAGE: &[u8] = b"countersign";
/// Whose they are.
pub(crate) const SIGNER: &str = "alice";

/// A certificate: its fields, its claims, the logs' promises in it, and a path from it to itself.
pub(super) fn certificate(data: &[u8]) {
    let Ok(certificate) = Certificate::from_der(data) else { return };
    assert_eq!(certificate.der(), data, "a certificate is not the bytes that it was read from");
    let now = Time::from_seconds(seconds(NOW)).expect("a time of this century");
    assert!(!certificate.is_valid_at(now) || certificate.not_before() <= now && now <= certificate.not_after());
    for promise in sct::list(&certificate).into_iter().flatten() {
        assert!(sct::signed(&promise, &certificate, [0; 32]).len() > certificate.spki().len());
    }
    if let Ok(key) = certificate.key() {
        assert_eq!(key.spki(), certificate.spki(), "the key is not the certificate's");
    }
    assert_eq!(format!("{:?}", Claims::of(&certificate)), format!("{:?}", Claims::of(&certificate)));
    let _ = (certificate.title(), certificate.critical_extensions(), certificate.extended_key_usages());
    for usage in [Usage::CodeSigning, Usage::TimeStamping] {
        let found = path::build(&certificate, &[&certificate], &[&certificate], now, usage);
        assert!(found.is_err() || certificate.is_valid_at(now), "a path over a certificate that is not valid");
    }
}

/// A `TimeStampResp`. No certificate but the one that the token names verifies it.
pub(super) fn timestamp(data: &[u8]) {
    let Ok(token) = Token::parse(data) else { return };
    assert_eq!(token.imprint.len(), token.hash.len(), "an imprint of another length than its hash");
    let carried: Vec<_> = token.certificates.iter().collect();
    let signer = token.signer(&carried);
    for certificate in &token.certificates {
        let named = signer == Some(certificate);
        assert!(!token.verifies(certificate) || named || signer.is_some(), "a signer whom the token does not name");
    }
}

/// A public key, as PEM or as DER. One key has one spelling.
pub(super) fn key(data: &[u8]) {
    if let Ok(key) = VerifyingKey::from_spki(data) {
        let again = VerifyingKey::from_spki(key.spki()).expect("what a key is written as is a key");
        assert!(again == key && again.id() == key.id());
        assert!(!key.verifies(None, MESSAGE, data), "a key verifies itself");
    }
    let Ok(text) = str::from_utf8(data) else { return };
    let (ours, any) = (PublicKey::from_pem(text), VerifyingKey::from_pem(text));
    if let Ok(ours) = ours {
        let any = any.expect("a key of a roster is a key");
        assert_eq!((ours.spki(), ours.id()), (any.spki(), any.id()));
        let theirs = p256::PublicKey::from_public_key_der(ours.spki());
        assert!(theirs.is_ok(), "a point that is not on the curve");
    }
}

/// An ECDSA P-256 signature in DER: taken where RustCrypto takes it, and nowhere else.
pub(super) fn signature(data: &[u8]) {
    static KEYS: OnceLock<(PublicKey, p256::ecdsa::VerifyingKey)> = OnceLock::new();
    let (ours, theirs) = KEYS.get_or_init(|| {
        let pem = Key::of(SIGNER).pem;
        let theirs = p256::ecdsa::VerifyingKey::from_public_key_pem(&pem).expect("a key of ours");
        (PublicKey::from_pem(&pem).expect("a key of ours"), theirs)
    });
    let due = p256::ecdsa::Signature::from_der(data).is_ok_and(|signature| theirs.verify(MESSAGE, &signature).is_ok());
    assert_eq!(ours.verifies(&Message::new(MESSAGE), data), due, "RustCrypto says {due}");
}
