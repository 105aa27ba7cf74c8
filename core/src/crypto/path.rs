//! The certificate path from a leaf to an anchor of a trusted root, at a given time (RFC 5280 §6.1).
//!
//! `rustls-webpki` finds the path and checks signatures, names, name constraints, critical extensions, path lengths and
//! the validity of all but the anchor. It takes anchors as they are and reads no key usage: here the anchor, too, must be
//! valid, an authority, and made for the purpose, and every authority must be allowed to sign certificates. Self-issued
//! intermediates count towards path lengths. Revocation is not known: Sigstore has short lives in its place.

use core::cell::RefCell;
use core::fmt;
use core::time::Duration;

use rustls_pki_types::{CertificateDer, UnixTime};
use webpki::{EndEntityCert, Error, KeyUsage, VerifiedPath, anchor_from_trusted_cert};

use crate::base::limits::INTERMEDIATES;
use crate::base::time::Time;
use crate::crypto::certificate::Certificate;
use crate::crypto::scheme::VERIFIERS;

/// A path that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Path {
    /// The leaf, intermediates in the order in which each issued the one before, and the anchor.
    pub certificates: Vec<Certificate>,
}

impl Path {
    /// The certificate of whoever issued the leaf.
    pub fn issuer(&self) -> Option<&Certificate> {
        self.certificates.get(1)
    }
}

/// What the leaf must be for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Usage {
    /// Signing code: among its purposes.
    CodeSigning,
    /// Timestamping: its only purpose (RFC 3161 §2.3).
    TimeStamping,
}

/// Why there is no path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathError {
    /// A certificate was not valid at that time.
    Expired {
        /// Whose.
        subject: String,
        /// When it is valid, in a sentence.
        found: String,
    },
    /// Anything else, in a sentence.
    Invalid(String),
}

impl fmt::Display for PathError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Expired { found, .. } => f.write_str(found),
            Self::Invalid(why) => f.write_str(why),
        }
    }
}

/// The first path from `leaf` over any of `intermediates` to one of `anchors`, all of it valid `at` that time and for
/// that `usage`. An anchor is trusted because the caller says so; it may be an intermediate itself.
pub fn build(
    leaf: &Certificate,
    intermediates: &[&Certificate],
    anchors: &[&Certificate],
    at: Time,
    usage: Usage,
) -> Result<Path, PathError> {
    if intermediates.len() > INTERMEDIATES {
        return Err(PathError::Invalid(format!("more than {INTERMEDIATES} intermediate certificates")));
    }
    valid(leaf, at)?;
    fits_leaf(leaf, usage).map_err(PathError::Invalid)?;
    let mut failure = PathError::Invalid(format!("no trusted authority issued the certificate `{}`", leaf.title()));
    for anchor in anchors {
        match (Search { leaf, intermediates, anchor, at, usage }).run() {
            Ok(path) => return Ok(path),
            // What came closest is told: a path at another time, before no path.
            Err(found) if matches!(failure, PathError::Invalid(_)) => failure = found,
            Err(_) => {}
        }
    }
    Err(failure)
}

/// The search for a path to one anchor.
struct Search<'a> {
    leaf: &'a Certificate,
    intermediates: &'a [&'a Certificate],
    anchor: &'a Certificate,
    at: Time,
    usage: Usage,
}

impl Search<'_> {
    fn run(&self) -> Result<Path, PathError> {
        let leaf = CertificateDer::from(self.leaf.der());
        let leaf = EndEntityCert::try_from(&leaf).map_err(|error| self.refusal(&error))?;
        let anchor = CertificateDer::from(self.anchor.der());
        let anchors = [anchor_from_trusted_cert(&anchor).map_err(|error| self.refusal(&error))?];
        let intermediates: Vec<CertificateDer<'_>> =
            self.intermediates.iter().map(|certificate| CertificateDer::from(certificate.der())).collect();
        let time = UnixTime::since_unix_epoch(Duration::from_secs(self.at.seconds()));
        let judged: RefCell<Option<Result<Path, PathError>>> = RefCell::new(None);
        // Asked about every path that is found, so that the search goes on where ours refuses.
        let judge = |path: &VerifiedPath<'_>| {
            let found = self.judge(path);
            let answer = if found.is_ok() { Ok(()) } else { Err(Error::UnknownIssuer) };
            judged.replace(Some(found));
            answer
        };
        let purpose = KeyUsage::required_if_present(self.usage.oid());
        let answer =
            leaf.verify_for_usage(&VERIFIERS, &anchors, &intermediates, time, purpose, None, Some(&judge)).map(|_| ());
        match (answer, judged.take()) {
            (Ok(()), Some(Ok(path))) => Ok(path),
            (_, Some(Err(found))) => Err(found),
            (Err(error), _) => Err(self.refusal(&error)),
            (Ok(()), None) => Err(self.refusal(&Error::UnknownIssuer)),
        }
    }

    /// What `rustls-webpki` leaves to its caller.
    fn judge(&self, path: &VerifiedPath<'_>) -> Result<Path, PathError> {
        let mut certificates = vec![self.leaf.clone()];
        for used in path.intermediate_certificates() {
            let der = used.der();
            let known = self.intermediates.iter().find(|certificate| certificate.der() == der.as_ref());
            certificates.extend(known.map(|certificate| (*certificate).clone()));
        }
        let between = certificates.len().saturating_sub(1);
        certificates.push(self.anchor.clone());
        for authority in certificates.iter().skip(1) {
            valid(authority, self.at)?;
            fits_authority(authority).map_err(PathError::Invalid)?;
        }
        self.fits_anchor(between).map_err(PathError::Invalid)?;
        Ok(Path { certificates })
    }

    /// What RFC 5280 §6.2 lets an implementation ask of an anchor: that it keeps to its own constraints.
    fn fits_anchor(&self, between: usize) -> Result<(), String> {
        let (anchor, title) = (self.anchor, self.anchor.title());
        if anchor.path_length().is_some_and(|most| between > most) {
            return Err(format!("the authority `{title}` allows fewer intermediate certificates than {between}"));
        }
        let purposes = anchor.extended_key_usages().map(|usages| usages.purposes);
        if purposes.is_some_and(|purposes| !purposes.iter().any(|purpose| purpose == self.usage.dotted())) {
            return Err(format!("the authority `{title}` is not for {}", self.usage));
        }
        match anchor.critical_extensions().into_iter().find(|oid| !UNDERSTOOD.contains(&oid.as_str())) {
            Some(oid) => {
                Err(format!("the authority `{title}` has the critical extension {oid}, which is not understood"))
            }
            None => Ok(()),
        }
    }

    fn refusal(&self, error: &Error) -> PathError {
        if let Error::CertExpired { .. } | Error::CertNotValidYet { .. } = error {
            let all = self.intermediates.iter().copied();
            if let Some(Err(expired)) = all.map(|certificate| valid(certificate, self.at)).find(Result::is_err) {
                return expired;
            }
        }
        let title = self.leaf.title();
        let why = match error {
            Error::UnknownIssuer => "no trusted authority issued it",
            Error::InvalidSignatureForPublicKey => "a signature in it is wrong",
            Error::SignatureAlgorithmMismatch => "a certificate names two signature algorithms",
            Error::UnsupportedSignatureAlgorithmContext(_)
            | Error::UnsupportedSignatureAlgorithmForPublicKeyContext(_) => {
                "it is signed with another algorithm than ECDSA (P-256, P-384), Ed25519 or RSA PKCS #1 v1.5, with SHA-2"
            }
            Error::UnsupportedCriticalExtension => "it has a critical extension that is not understood",
            Error::CaUsedAsEndEntity => "the leaf is an authority's certificate",
            Error::EndEntityUsedAsCa => "an issuer in it is no certificate authority",
            Error::PathLenConstraintViolated => "an authority allows fewer intermediate certificates",
            Error::NameConstraintViolation => "an authority may not certify this name",
            Error::RequiredEkuNotFoundContext(_) => {
                return PathError::Invalid(format!(
                    "the certificate path of `{title}` does not hold: a certificate in it is not for {}",
                    self.usage
                ));
            }
            _ => "a certificate in it is not as RFC 5280 has it",
        };
        PathError::Invalid(format!("the certificate path of `{title}` does not hold: {why}"))
    }
}

/// Critical extensions that an anchor may have: key usage, names, basic constraints, name constraints, extended key usage.
const UNDERSTOOD: [&str; 5] = ["2.5.29.15", "2.5.29.17", "2.5.29.19", "2.5.29.30", "2.5.29.37"];

fn valid(certificate: &Certificate, at: Time) -> Result<(), PathError> {
    if certificate.is_valid_at(at) {
        return Ok(());
    }
    let subject = certificate.title();
    let (from, until) = (certificate.not_before(), certificate.not_after());
    let found = format!("the certificate `{subject}` is valid from {from} to {until}, not at {at}");
    Err(PathError::Expired { subject, found })
}

fn fits_leaf(leaf: &Certificate, usage: Usage) -> Result<(), String> {
    let purposes = leaf.extended_key_usages().map(|usages| usages.purposes).unwrap_or_default();
    let fits = match usage {
        Usage::CodeSigning => purposes.iter().any(|purpose| purpose == usage.dotted()),
        Usage::TimeStamping => purposes == [usage.dotted()],
    };
    let only = if usage == Usage::TimeStamping { " alone" } else { "" };
    fits.then_some(()).ok_or_else(|| format!("the certificate `{}` is not for {usage}{only}", leaf.title()))
}

fn fits_authority(authority: &Certificate) -> Result<(), String> {
    let fits = authority.is_ca() && authority.has_key_cert_sign();
    fits.then_some(()).ok_or_else(|| format!("the certificate `{}` may not issue certificates", authority.title()))
}

impl Usage {
    fn dotted(self) -> &'static str {
        match self {
            Self::CodeSigning => "1.3.6.1.5.5.7.3.3",
            Self::TimeStamping => "1.3.6.1.5.5.7.3.8",
        }
    }

    /// The content of the object identifier's DER.
    fn oid(self) -> &'static [u8] {
        match self {
            Self::CodeSigning => &[0x2b, 6, 1, 5, 5, 7, 3, 3],
            Self::TimeStamping => &[0x2b, 6, 1, 5, 5, 7, 3, 8],
        }
    }
}

impl fmt::Display for Usage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::CodeSigning => "code signing",
            Self::TimeStamping => "timestamping",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::sample::{authority, cert_sign, certificate, extension, purpose};

    const SIGNING: &str = "1.3.6.1.5.5.7.3.3";
    const STAMPING: &str = "1.3.6.1.5.5.7.3.8";
    const LONG: [&str; 2] = ["20", "40"];

    fn leaf(extensions: &[Vec<u8>]) -> Certificate {
        certificate(("leaf", 1), ("middle", 2), LONG, extensions).unwrap()
    }

    fn middle(years: [&str; 2], extensions: &[Vec<u8>]) -> Certificate {
        certificate(("middle", 2), ("root", 3), years, extensions).unwrap()
    }

    fn root(years: [&str; 2], extensions: &[Vec<u8>]) -> Certificate {
        certificate(("root", 3), ("root", 3), years, extensions).unwrap()
    }

    fn run(leaf: &Certificate, middle: &Certificate, root: &Certificate) -> Result<Vec<String>, String> {
        let at = "2026-01-01T00:00:00Z".parse().unwrap();
        let path = build(leaf, &[middle], &[root], at, Usage::CodeSigning);
        path.map(|path| path.certificates.iter().map(Certificate::title).collect()).map_err(|why| format!("{why:?}"))
    }

    #[test]
    fn a_path_is_found_and_ends_are_inclusive() {
        let (leaf, root) = (leaf(&[purpose(&[SIGNING])]), root(LONG, &authority(1)));
        for years in [["26", "40"], ["20", "26"]] {
            let found = run(&leaf, &middle(years, &authority(0)), &root);
            assert_eq!(found, Ok(["CN=leaf", "CN=middle", "CN=root"].map(str::to_owned).to_vec()));
        }
        let short = middle(LONG, &authority(0));
        let at = "2026-01-01T00:00:00Z".parse().unwrap();
        let found = build(&leaf, &[], &[&short], at, Usage::CodeSigning).unwrap();
        assert_eq!(found.issuer(), Some(&short), "an intermediate can be the anchor");
    }

    #[test]
    fn every_deviation_has_its_reason() {
        let good = (leaf(&[purpose(&[SIGNING])]), middle(LONG, &authority(0)), root(LONG, &authority(1)));
        let constraints = authority(1)[..1].to_vec();
        let critical = [authority(1), vec![extension("1.2.3", true, &[5, 0])]].concat();
        let stamping = [authority(1), vec![purpose(&[STAMPING])]].concat();
        let impostor = certificate(("middle", 2), ("root", 4), LONG, &authority(0)).unwrap();
        let cases: [(&str, Result<Vec<String>, String>); 14] = [
            ("Expired { subject: \"CN=middle\"", run(&good.0, &middle(["20", "25"], &authority(0)), &good.2)),
            ("Expired { subject: \"CN=root\"", run(&good.0, &good.1, &root(["20", "25"], &authority(1)))),
            ("Expired { subject: \"CN=root\"", run(&good.0, &good.1, &root(["27", "30"], &authority(1)))),
            ("not for code signing", run(&leaf(&[]), &good.1, &good.2)),
            ("not for code signing", run(&leaf(&[purpose(&[STAMPING])]), &good.1, &good.2)),
            ("not for code signing", run(&good.0, &good.1, &root(LONG, &stamping))),
            ("critical extension that is not", run(&good.0, &middle(LONG, &critical), &good.2)),
            ("critical extension 1.2.3", run(&good.0, &good.1, &root(LONG, &critical))),
            ("may not issue", run(&good.0, &middle(LONG, &constraints), &good.2)),
            ("may not issue", run(&good.0, &good.1, &root(LONG, &constraints))),
            ("no certificate authority", run(&good.0, &middle(LONG, &[cert_sign()]), &good.2)),
            ("fewer intermediate certificates", run(&good.0, &good.1, &root(LONG, &authority(0)))),
            ("a signature in it is wrong", run(&good.0, &impostor, &good.2)),
            ("no trusted authority", run(&good.0, &good.2, &good.2)),
        ];
        for (why, found) in cases {
            assert!(found.as_ref().is_err_and(|found| found.contains(why)), "{found:?}, not {why}");
        }
    }

    #[test]
    fn timestamping_is_the_only_purpose() {
        let root = root(LONG, &authority(1));
        let at = "2026-01-01T00:00:00Z".parse().unwrap();
        for (purposes, fits) in [(&[STAMPING][..], true), (&[STAMPING, SIGNING], false), (&[SIGNING], false)] {
            let leaf = certificate(("stamp", 1), ("root", 3), LONG, &[purpose(purposes)]).unwrap();
            assert_eq!(build(&leaf, &[], &[&root], at, Usage::TimeStamping).is_ok(), fits, "{purposes:?}");
        }
    }
}
