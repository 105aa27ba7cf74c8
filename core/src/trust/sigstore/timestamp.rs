//! Signing times from RFC 3161 timestamps (client specification, "Verification", step 1).
//!
//! A timestamp proves that the signature existed at its `genTime`, if an authority of the trusted root signed it with a
//! certificate that chained at that instant, inside the window in which the root trusts that authority. Every timestamp of
//! a bundle must verify: one that does not is a reason to ask, not to look away.

use crate::base::code::Code;
use crate::base::shown::list;
use crate::crypto::certificate::Certificate;
use crate::crypto::path::{self, Usage};
use crate::crypto::token::Token;
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::observed::{ObservedTime, Source};
use crate::trust::sigstore::roots::{Authority, Root};

/// The times that timestamps over `signature` prove.
pub fn verify(timestamps: &[Vec<u8>], signature: &[u8], root: &Root) -> Result<Vec<ObservedTime>, Failure> {
    timestamps.iter().map(|der| observe(der, signature, root)).collect()
}

fn observe(der: &[u8], signature: &[u8], root: &Root) -> Result<ObservedTime, Failure> {
    let unreadable = |why| Failure::new(Code::BundleTimestampUnreadable, "an RFC 3161 timestamp", why);
    let token = Token::parse(der).map_err(unreadable)?;
    if token.hash.of(signature) != token.imprint {
        let expected = "a timestamp over the bundle's signature";
        return Err(Failure::new(Code::BundleTimestampMismatch, expected, "over something else"));
    }
    let mut nearest = Failure::new(
        Code::BundleTimestampAuthorityUnknown,
        "a timestamp by an authority of the trusted root",
        format!("none of {} signed it", list(root.timestamp_authorities.iter().map(|authority| &authority.uri))),
    );
    for authority in &root.timestamp_authorities {
        match vouch(&token, authority) {
            Ok(time) => return Ok(time),
            Err(failure) if rank(&failure) > rank(&nearest) => nearest = failure,
            Err(_) => {}
        }
    }
    Err(nearest)
}

/// With how many authorities of a root signatures are verified for a timestamp: the others do not know its signer.
pub fn cost(der: &[u8], root: &Root) -> usize {
    let Ok(token) = Token::parse(der) else { return 0 };
    let knows = |authority: &&Authority| signer(&token, authority).is_some_and(|signer| authority.may_issue(signer));
    root.timestamp_authorities.iter().filter(knows).count()
}

/// The certificate of an authority's that a token names as its signer's.
///
/// A root that names the signer means that one: another that the same line certified has a window of its own, or was
/// retired, and a token that brings it along proves nothing. Only where the root names nobody does the token say who.
fn signer<'a>(token: &'a Token, authority: &'a Authority) -> Option<&'a Certificate> {
    let (_, rest) = authority.chain.split_last()?;
    let named: Vec<&Certificate> = rest.iter().filter(|certificate| !certificate.is_ca()).collect();
    let candidates = if named.is_empty() { token.certificates.iter().collect() } else { named };
    token.signer(&candidates)
}

/// How far a timestamp got with an authority: the failure that says most is the one to report.
fn rank(failure: &Failure) -> u8 {
    match failure.code {
        Code::BundleTimestampOutsideWindow => 3,
        Code::BundleTimestampSignatureInvalid => 2,
        Code::BundleTimestampChainInvalid => 1,
        _ => 0,
    }
}

fn vouch(token: &Token, authority: &Authority) -> Result<ObservedTime, Failure> {
    let unknown =
        |found: String| Failure::new(Code::BundleTimestampAuthorityUnknown, "its signer's certificate", found);
    let Some((anchor, rest)) = authority.chain.split_last() else {
        return Err(unknown("an authority without certificates".to_owned()));
    };
    let between: Vec<&Certificate> = rest.iter().filter(|certificate| certificate.is_ca()).collect();
    let signer = signer(token, authority).ok_or_else(|| unknown(format!("none that `{}` knows", authority.uri)))?;
    // RFC 5652 §5.6: the certificate whose path is built here is the one that the signature is verified with.
    path::build(signer, &between, &[anchor], token.time, Usage::TimeStamping).map_err(|error| {
        let known = authority
            .chain
            .iter()
            .any(|certificate| certificate.der() == signer.der() || certificate.subject_der() == signer.issuer_der());
        let expected = format!("a path to `{}` at {}, for timestamping alone", authority.uri, token.time);
        match known {
            true => Failure::new(Code::BundleTimestampChainInvalid, expected, error.to_string()),
            false => unknown(format!("a certificate that does not lead to `{}`", authority.uri)),
        }
    })?;
    if !token.verifies(signer) {
        let expected = format!("a token signed by `{}`", authority.uri);
        return Err(Failure::new(Code::BundleTimestampSignatureInvalid, expected, "a signature that is not its own"));
    }
    if !authority.window.contains(token.time) {
        let expected = format!("a time at which `{}` is trusted", authority.uri);
        return Err(Failure::new(Code::BundleTimestampOutsideWindow, expected, token.time.to_string()));
    }
    Ok(ObservedTime::new(token.time, Source::TimestampAuthority, &authority.uri))
}
