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
    /// Reads the identity of a verified certificate. There must be exactly one subject of whatever kind (Fulcio,
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
            Name::Username(text) => ("other", text),
            Name::Foreign => return Err(unreadable("a subject of another kind than Fulcio certifies".to_owned())),
        };
        let claims = Claims::of(certificate).map_err(unreadable)?;
        let issuer = claims.issuer().ok_or_else(|| unreadable("no issuer".to_owned()))?.to_owned();
        let claims = claims.iter().filter(|(name, _)| *name != "issuer");
        let claims = claims.map(|(name, value)| (name, value.to_owned())).collect();
        Ok(Self { subject: subject.clone(), kind, issuer, claims })
    }

    /// Whether a name, or a pattern of names, has the form of names of this kind: what reads like an e-mail address is no
    /// workflow's, and no user name (Fulcio certifies none with `@`), whatever an authority lets its users call themselves.
    pub fn has_form_of(&self, name: &str) -> bool {
        let is_uri = name.contains("://");
        let is_email = !is_uri && name.contains('@');
        match self.kind {
            "email" => is_email,
            "uri" => !is_email,
            _ => !is_uri && !is_email,
        }
    }
}

impl Expected {
    /// Whether a certificate is of this identity.
    pub fn fits(&self, identity: &Identity) -> bool {
        let claim = |(name, pattern): (&String, &Pattern)| {
            identity.claims.get(name.as_str()).is_some_and(|value| pattern.fits(value))
        };
        identity.has_form_of(self.subject.as_str())
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
    fn a_name_is_for_the_kind_that_has_its_form_alone() {
        let (mail, workflow, user) = ("riley@acme.example", "https://github.com/acme/ci@main", "riley!acme.example");
        for (subject, found, own) in [
            (mail, mail, "email"),
            ("*@acme.example", mail, "email"),
            (workflow, workflow, "uri"),
            ("https://github.com/acme/*", workflow, "uri"),
            ("spiffe://acme/ci", "spiffe://acme/ci", "uri"),
        ] {
            for kind in ["email", "uri", "dns", "other"] {
                assert_eq!(fits(subject, found, kind), kind == own, "{subject} {kind}");
            }
        }
        assert!(fits(user, user, "other") && !fits(user, user, "email"));
        assert!(fits("ci.acme.example", "ci.acme.example", "dns") && fits("urn:acme:ci", "urn:acme:ci", "uri"));
        assert!(!fits("https://github.com/acme/*", "https://github.com/evil/ci", "uri"));
    }
}
