//! Certificate authorities: a root, what stands between, and the leaves that Fulcio issues to whoever signed in
//! (sigstore/fulcio `docs/certificate-specification.md`, `docs/oid-info.md`).
//!
//! A precertificate differs from its certificate by the poison extension only (RFC 6962 §3.1), and never leaves the
//! authority; so what the log signs is made from the certificate before the timestamps are put in.

use super::certificate::{CERTIFICATE_SIGNING, CODE_SIGNING, Certificate, DIGITAL_SIGNATURE, Extension, Name, name};
use super::certificate_log::{CertificateLog, Promise};
use super::der;
use super::key::{Hash, Key};

/// One authority of a line.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its key.
    pub key: Key,
    /// Its certificate, signed by the link before it, or by itself.
    pub certificate: Certificate,
}

/// A line of authorities.
#[derive(Clone, Debug)]
pub struct Authority {
    /// The root first, the one that issues last.
    pub line: Vec<Link>,
}

impl Authority {
    /// A line of `keys` with names of `organisation`, root first, whose certificates are valid from `from` to `until`.
    /// All but the root are for `purpose` alone.
    pub fn of(organisation: &str, purpose: &str, keys: Vec<Key>, from: u64, until: u64) -> Self {
        let subject = |at: usize| -> Name {
            let common = if at == 0 { "root".into() } else { format!("intermediate {at}") };
            Some((organisation.into(), format!("{organisation} {common}")))
        };
        let last = keys.len() - 1;
        let issue = |(at, key): (usize, &Key)| -> Link {
            let above = &keys[at.saturating_sub(1)];
            let below = u8::try_from(last - at).expect("a short line");
            let mut extensions = vec![
                Extension::key_usage(CERTIFICATE_SIGNING),
                Extension::authority(below),
                Extension::subject_key(&key.spki()),
                Extension::authority_key(&above.spki()),
            ];
            if at > 0 {
                extensions.push(Extension::purposes(&[purpose]));
            }
            let certificate = Certificate {
                serial: serial(&key.spki()),
                issuer: subject(at.saturating_sub(1)),
                subject: subject(at),
                not_before: from,
                not_after: until,
                key: key.spki(),
                extensions,
            };
            Link { key: key.clone(), certificate }
        };
        Self { line: keys.iter().enumerate().map(issue).collect() }
    }

    /// The authority that issues.
    pub fn issuer(&self) -> &Link {
        self.line.last().expect("a line has a root")
    }

    /// The line's certificates, DER, the issuing one first and the root last, as trusted roots have them.
    pub fn certificates(&self) -> Vec<Vec<u8>> {
        let signed = |at: usize| self.line[at].certificate.signed(&self.line[at.saturating_sub(1)].key);
        (0..self.line.len()).rev().map(signed).collect()
    }

    /// A certificate of the issuing authority for `leaf`, DER.
    pub fn issue(&self, leaf: &Leaf) -> Vec<u8> {
        let issuer = self.issuer();
        let mut certificate = leaf.certificate(&issuer.certificate);
        if let Some(logged) = &leaf.logged {
            let mut other = certificate.clone();
            (logged.precertificate)(&mut other);
            let list = logged.log.timestamps(&other.tbs(&issuer.key), &logged.promise);
            certificate.set(Extension::plain("1.3.6.1.4.1.11129.2.4.2", der::octets(&list)));
        }
        certificate.signed(leaf.signed_by.as_ref().unwrap_or(&issuer.key))
    }
}

/// The subject alternative name of a leaf.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// rfc822Name.
    Email(String),
    /// uniformResourceIdentifier.
    Uri(String),
    /// otherName of Fulcio's username (1.3.6.1.4.1.57264.1.7).
    Username(String),
    /// otherName of another kind, by its object identifier.
    Other(&'static str, String),
}

impl Subject {
    /// What a verifier compares.
    pub fn text(&self) -> &str {
        match self {
            Self::Email(text) | Self::Uri(text) | Self::Username(text) | Self::Other(_, text) => text,
        }
    }

    /// GeneralName.
    fn name(&self) -> Vec<u8> {
        let other =
            |oid: &str, text: &str| der::explicit(0, &[der::oid(oid), der::explicit(0, &der::utf8(text))].concat());
        match self {
            Self::Email(text) => der::implicit(1, text.as_bytes()),
            Self::Uri(text) => der::implicit(6, text.as_bytes()),
            Self::Username(text) => other("1.3.6.1.4.1.57264.1.7", text),
            Self::Other(oid, text) => other(oid, text),
        }
    }
}

/// How a leaf is logged.
#[derive(Clone, Debug)]
pub struct Logged {
    /// By which log.
    pub log: CertificateLog,
    /// What it promises.
    pub promise: Promise,
    /// What the log saw otherwise than it was issued.
    pub precertificate: fn(&mut Certificate),
}

/// What a leaf certificate says.
#[derive(Clone, Debug)]
pub struct Leaf {
    /// Whose it is.
    pub subject: Subject,
    /// Alternative names besides: GeneralNames, DER.
    pub besides: Vec<Vec<u8>>,
    /// Who vouched: extensions 1 (raw) and 8 (UTF8String).
    pub issuer: String,
    /// Claims of the token, by the last arc of Fulcio's object identifier.
    pub claims: Vec<(u8, String)>,
    /// The first second.
    pub not_before: u64,
    /// The last second.
    pub not_after: u64,
    /// SubjectPublicKeyInfo, DER.
    pub key: Vec<u8>,
    /// keyUsage.
    pub usage: u8,
    /// extKeyUsage; none leaves the extension out.
    pub purposes: Vec<&'static str>,
    /// The log's promise.
    pub logged: Option<Logged>,
    /// Another key than the authority's, where the signature is to be wrong.
    pub signed_by: Option<Key>,
}

impl Leaf {
    /// A leaf for `key`, valid for ten minutes from `when`.
    pub fn of(subject: Subject, issuer: &str, claims: &[(u8, String)], key: &Key, when: u64) -> Self {
        Self {
            subject,
            besides: Vec::new(),
            issuer: issuer.into(),
            claims: claims.to_vec(),
            not_before: when,
            not_after: when + 600,
            key: key.spki(),
            usage: DIGITAL_SIGNATURE,
            purposes: vec![CODE_SIGNING],
            logged: None,
            signed_by: None,
        }
    }

    fn certificate(&self, by: &Certificate) -> Certificate {
        let mut extensions = vec![Extension::key_usage(self.usage)];
        if !self.purposes.is_empty() {
            extensions.push(Extension::purposes(&self.purposes));
        }
        extensions.push(Extension::subject_key(&self.key));
        extensions.push(Extension::authority_key(&by.key));
        let names = der::sequence(&[&self.subject.name(), &self.besides.concat()]);
        extensions.push(Extension { oid: "2.5.29.17".into(), critical: true, value: names });
        extensions.push(Extension::plain(&fulcio(1), self.issuer.as_bytes().to_vec()));
        extensions.push(Extension::plain(&fulcio(8), der::utf8(&self.issuer)));
        let claim = |(arc, value): &(u8, String)| Extension::plain(&fulcio(*arc), der::utf8(value));
        extensions.extend(self.claims.iter().map(claim));
        Certificate {
            serial: serial(&[name(&by.subject), self.key.clone()].concat()),
            issuer: by.subject.clone(),
            subject: None,
            not_before: self.not_before,
            not_after: self.not_after,
            key: self.key.clone(),
            extensions,
        }
    }
}

/// Fulcio's object identifier for a claim.
fn fulcio(arc: u8) -> String {
    format!("1.3.6.1.4.1.57264.1.{arc}")
}

/// A serial number of 19 bytes, the same every time.
pub fn serial(of: &[u8]) -> Vec<u8> {
    Hash::Sha256.of(of)[..19].to_vec()
}
