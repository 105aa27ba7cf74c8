//! Whose certificate it is: subject, issuer and claims, and the identities of a roster that they fit.
//!
//! Issuers are compared exactly, subjects exactly or with an anchored pattern; never by a part of them.

use std::collections::BTreeMap;

use crate::base::code::Code;
use crate::base::pattern::Pattern;
use crate::crypto::certificate::{Certificate, Name};
use crate::crypto::fulcio::Claims;
use crate::trust::sigstore::failure::Failure;

/// Who a certificate says that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Identity {
    /// The subject alternative name.
    pub subject: String,
    /// Its kind: `email`, `uri`, `dns` or `other`.
    pub kind: &'static str,
    /// The OIDC issuer that vouched for the subject.
    pub issuer: String,
    /// What else Fulcio certified, by the names of `docs/policy.md`.
    pub claims: BTreeMap<&'static str, String>,
}

/// Whom a roster takes a certificate for.
#[derive(Clone, Debug)]
pub struct Expected {
    /// The issuer.
    pub issuer: String,
    /// The subject.
    pub subject: Pattern,
    /// Claims that must be there.
    pub claims: BTreeMap<String, Pattern>,
}

impl Identity {
    /// Reads the identity of a verified certificate. There must be exactly one subject (Fulcio,
    /// `docs/certificate-specification.md`), and an issuer.
    pub fn of(certificate: &Certificate) -> Result<Self, Failure> {
        let unreadable = |found: String| {
            Failure::new(Code::BundleIdentityMismatch, "a certificate of Fulcio, with one subject and an issuer", found)
        };
        let names = certificate.names();
        let [name] = names else { return Err(unreadable(format!("{} subjects", names.len()))) };
        let (kind, subject) = match name {
            Name::Email(text) => ("email", text),
            Name::Uri(text) => ("uri", text),
            Name::Dns(text) => ("dns", text),
            Name::Other { value, .. } => ("other", value),
        };
        let claims = Claims::of(certificate).map_err(unreadable)?;
        let issuer = claims.issuer().ok_or_else(|| unreadable("no issuer".to_owned()))?.to_owned();
        let claims = claims.iter().filter(|(name, _)| *name != "issuer");
        let claims = claims.map(|(name, value)| (name, value.to_owned())).collect();
        Ok(Self { subject: subject.clone(), kind, issuer, claims })
    }
}

impl Expected {
    /// Whether a certificate is of this identity.
    pub fn fits(&self, identity: &Identity) -> bool {
        let claim = |(name, pattern): (&String, &Pattern)| {
            identity.claims.get(name.as_str()).is_some_and(|value| pattern.fits(value))
        };
        // A pattern of mail addresses is for mail addresses alone.
        let of_kind =
            self.subject.is_exact() || self.subject.as_str().starts_with("https://") || identity.kind == "email";
        of_kind
            && self.issuer == identity.issuer
            && self.subject.fits(&identity.subject)
            && self.claims.iter().all(claim)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fits(subject: &str, found: &str, kind: &'static str) -> bool {
        let issuer = "https://issuer.example";
        let expected = Expected { issuer: issuer.into(), subject: subject.parse().unwrap(), claims: BTreeMap::new() };
        expected.fits(&Identity { subject: found.into(), kind, issuer: issuer.into(), claims: BTreeMap::new() })
    }

    #[test]
    fn a_pattern_of_mail_addresses_is_for_mail_addresses_alone() {
        assert!(fits("*@acme.example", "riley@acme.example", "email"));
        assert!(!fits("*@acme.example", "riley@acme.example", "other"));
        assert!(fits("riley@acme.example", "riley@acme.example", "other"));
        let (pattern, workflow) = ("https://github.com/acme/*", "https://github.com/acme/ci");
        assert!(fits(pattern, workflow, "uri"));
        assert!(!fits(pattern, "https://github.com/evil/ci", "uri"));
    }
}
