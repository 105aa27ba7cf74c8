//! What Fulcio certifies besides the name: issuer, repository, workflow, run (Fulcio's `docs/oid-info.md`,
//! 1.3.6.1.4.1.57264.1). Claims are quoted as they are; which of them suffice, the roster says.

use std::collections::BTreeMap;

use crate::base::limits::TEXT_BYTES;
use crate::crypto::certificate::Certificate;
use crate::crypto::element::{Element, Tag};

/// The issuer, as certificates have had it since 2022.
const ISSUER: &str = "1.3.6.1.4.1.57264.1.8";
/// The issuer, in its first form.
const ISSUER_RAW: &str = "1.3.6.1.4.1.57264.1.1";

/// Extensions whose value is the text itself. Those of GitHub alone; the later ones have taken their place.
const RAW: [(&str, &str); 5] = [
    ("1.3.6.1.4.1.57264.1.2", "githubWorkflowTrigger"),
    ("1.3.6.1.4.1.57264.1.3", "githubWorkflowSha"),
    ("1.3.6.1.4.1.57264.1.4", "githubWorkflowName"),
    ("1.3.6.1.4.1.57264.1.5", "githubWorkflowRepository"),
    ("1.3.6.1.4.1.57264.1.6", "githubWorkflowRef"),
];

/// Extensions whose value is a DER `UTF8String`.
const CODED: [(&str, &str); 15] = [
    ("1.3.6.1.4.1.57264.1.9", "buildSignerUri"),
    ("1.3.6.1.4.1.57264.1.10", "buildSignerDigest"),
    ("1.3.6.1.4.1.57264.1.11", "runnerEnvironment"),
    ("1.3.6.1.4.1.57264.1.12", "sourceRepositoryUri"),
    ("1.3.6.1.4.1.57264.1.13", "sourceRepositoryDigest"),
    ("1.3.6.1.4.1.57264.1.14", "sourceRepositoryRef"),
    ("1.3.6.1.4.1.57264.1.15", "sourceRepositoryIdentifier"),
    ("1.3.6.1.4.1.57264.1.16", "sourceRepositoryOwnerUri"),
    ("1.3.6.1.4.1.57264.1.17", "sourceRepositoryOwnerIdentifier"),
    ("1.3.6.1.4.1.57264.1.18", "buildConfigUri"),
    ("1.3.6.1.4.1.57264.1.19", "buildConfigDigest"),
    ("1.3.6.1.4.1.57264.1.20", "buildTrigger"),
    ("1.3.6.1.4.1.57264.1.21", "runInvocationUri"),
    ("1.3.6.1.4.1.57264.1.22", "sourceRepositoryVisibility"),
    ("1.3.6.1.4.1.57264.1.23", "deploymentEnvironment"),
];

/// The claims of a certificate, by name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Claims(BTreeMap<&'static str, String>);

impl Claims {
    /// Reads the claims of `certificate`. None is no error; one that cannot be read is.
    pub fn of(certificate: &Certificate) -> Result<Self, String> {
        let mut claims = BTreeMap::new();
        for (oid, name) in RAW {
            claims.extend(raw(certificate, oid)?.map(|text| (name, text)));
        }
        for (oid, name) in CODED {
            claims.extend(coded(certificate, oid)?.map(|text| (name, text)));
        }
        claims.extend(issuer(certificate)?.map(|text| ("issuer", text)));
        Ok(Self(claims))
    }

    /// Who vouched for the identity: the `iss` of the OpenID Connect token.
    pub fn issuer(&self) -> Option<&str> {
        self.get("issuer")
    }

    /// The claim of this name, such as `sourceRepositoryUri`.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.get(name).map(String::as_str)
    }

    /// All claims, by name.
    pub fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.0.iter().map(|(name, text)| (*name, text.as_str()))
    }

    /// Every name that a claim can have.
    pub fn known() -> impl Iterator<Item = &'static str> {
        RAW.into_iter().chain(CODED).map(|(_, name)| name).chain(["issuer"])
    }
}

/// Two issuers that differ are none: which one counts must not depend on the reader.
fn issuer(certificate: &Certificate) -> Result<Option<String>, String> {
    match (coded(certificate, ISSUER)?, raw(certificate, ISSUER_RAW)?) {
        (Some(new), Some(old)) if new != old => {
            Err(format!("the certificate names two issuers, `{}` and `{}`", new.escape_debug(), old.escape_debug()))
        }
        (new, old) => Ok(new.or(old)),
    }
}

fn raw(certificate: &Certificate, oid: &str) -> Result<Option<String>, String> {
    certificate.extension(oid).map(|value| text(oid, value)).transpose()
}

fn coded(certificate: &Certificate, oid: &str) -> Result<Option<String>, String> {
    let Some(value) = certificate.extension(oid) else { return Ok(None) };
    let element = Element::only(value, Tag::Utf8String);
    text(oid, element.ok_or_else(|| format!("the certificate's extension {oid} is not a UTF-8 string in DER"))?.value)
        .map(Some)
}

fn text(oid: &str, bytes: &[u8]) -> Result<String, String> {
    let text = core::str::from_utf8(bytes).ok().filter(|text| text.len() <= TEXT_BYTES);
    text.map(str::to_owned)
        .ok_or_else(|| format!("the certificate's extension {oid} is not a text of at most {TEXT_BYTES} bytes"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::sample::{certificate, extension, wrap};

    fn claims(extensions: &[(&str, &[u8])]) -> Result<Claims, String> {
        let all: Vec<_> = extensions.iter().map(|(oid, value)| extension(oid, false, value)).collect();
        Claims::of(&certificate(("a", 1), ("b", 2), ["20", "30"], &all)?)
    }

    #[test]
    fn both_forms_of_the_issuer_must_agree() {
        let coded = |text: &str| wrap(Tag::Utf8String, &[text.as_bytes()]);
        let issuer = |list: &[(&str, &[u8])]| claims(list).map(|claims| claims.issuer().map(str::to_owned));
        let found = Ok(Some("https://a".to_owned()));
        assert_eq!(issuer(&[(ISSUER, &coded("https://a"))]), found);
        assert_eq!(issuer(&[(ISSUER_RAW, b"https://a")]), found);
        assert_eq!(issuer(&[(ISSUER_RAW, b"https://a"), (ISSUER, &coded("https://a"))]), found);
        let two = issuer(&[(ISSUER_RAW, b"https://a"), (ISSUER, &coded("https://b"))]);
        assert!(two.unwrap_err().contains("two issuers"));
        assert_eq!(issuer(&[]), Ok(None));
    }

    #[test]
    fn claims_are_strict() {
        let trigger = "1.3.6.1.4.1.57264.1.20";
        assert_eq!(claims(&[(trigger, &[0x0c, 1, b'x'])]).unwrap().get("buildTrigger"), Some("x"));
        for bad in [&b"push"[..], &[0x0c, 1, 0xff], &[0x0c, 1, b'x', 0], &[0x13, 1, b'x']] {
            assert!(claims(&[(trigger, bad)]).unwrap_err().contains(trigger), "{bad:?}");
        }
        let twice: (&str, &[u8]) = (trigger, &[0x0c, 0]);
        assert!(claims(&[twice, twice]).unwrap_err().contains("extensions"));
    }
}
