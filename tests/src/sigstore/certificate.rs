//! X.509 certificates (RFC 5280) as templates: every field can be changed before a key signs it. Nothing is checked.

use super::der;
use super::key::{Hash, Key};

/// id-kp-codeSigning.
pub const CODE_SIGNING: &str = "1.3.6.1.5.5.7.3.3";
/// id-kp-timeStamping.
pub const TIME_STAMPING: &str = "1.3.6.1.5.5.7.3.8";
/// id-kp-emailProtection: a purpose that has no place here.
pub const EMAIL_PROTECTION: &str = "1.3.6.1.5.5.7.3.4";
/// keyUsage digitalSignature, as the first byte of the bit string.
pub const DIGITAL_SIGNATURE: u8 = 0x80;
/// keyUsage keyCertSign and cRLSign.
pub const CERTIFICATE_SIGNING: u8 = 0x06;

/// A distinguished name: organisation and common name, or neither, as Fulcio's leaves have it.
pub type Name = Option<(String, String)>;

/// An extension.
#[derive(Clone, Debug)]
pub struct Extension {
    /// Dotted.
    pub oid: String,
    /// Whether who does not know it must refuse.
    pub critical: bool,
    /// DER.
    pub value: Vec<u8>,
}

/// A certificate before it is signed.
#[derive(Clone, Debug)]
pub struct Certificate {
    /// Big-endian.
    pub serial: Vec<u8>,
    /// Who issues.
    pub issuer: Name,
    /// Whose it is.
    pub subject: Name,
    /// The first second.
    pub not_before: u64,
    /// The last second.
    pub not_after: u64,
    /// SubjectPublicKeyInfo, DER.
    pub key: Vec<u8>,
    /// In order.
    pub extensions: Vec<Extension>,
}

impl Certificate {
    /// TBSCertificate (RFC 5280 §4.1) for a signature by `by`.
    pub fn tbs(&self, by: &Key) -> Vec<u8> {
        let extensions: Vec<u8> = self.extensions.iter().flat_map(Extension::der).collect();
        der::sequence(&[
            &der::explicit(0, &der::integer(&[2])),
            &der::integer(&self.serial),
            &by.algorithm(),
            &name(&self.issuer),
            &der::sequence(&[&der::time(self.not_before), &der::time(self.not_after)]),
            &name(&self.subject),
            &self.key,
            &der::explicit(3, &der::sequence(&[&extensions])),
        ])
    }

    /// The certificate, signed by `by`.
    pub fn signed(&self, by: &Key) -> Vec<u8> {
        let tbs = self.tbs(by);
        der::sequence(&[&tbs, &by.algorithm(), &der::bits(&by.sign(&tbs))])
    }

    /// Replaces the extension of the same object identifier, or adds it.
    pub fn set(&mut self, extension: Extension) {
        match self.extensions.iter_mut().find(|present| present.oid == extension.oid) {
            Some(present) => *present = extension,
            None => self.extensions.push(extension),
        }
    }

    /// Takes an extension away.
    pub fn remove(&mut self, oid: &str) {
        self.extensions.retain(|extension| extension.oid != oid);
    }
}

impl Extension {
    fn der(&self) -> Vec<u8> {
        let critical = if self.critical { der::yes() } else { Vec::new() };
        der::sequence(&[&der::oid(&self.oid), &critical, &der::octets(&self.value)])
    }

    /// An extension that is not critical.
    pub fn plain(oid: &str, value: Vec<u8>) -> Self {
        Self { oid: oid.into(), critical: false, value }
    }

    fn critical(oid: &str, value: Vec<u8>) -> Self {
        Self { oid: oid.into(), critical: true, value }
    }

    /// keyUsage (RFC 5280 §4.2.1.3).
    pub fn key_usage(bits: u8) -> Self {
        Self::critical("2.5.29.15", der::named_bits(bits))
    }

    /// extKeyUsage (§4.2.1.12); critical where only timestamping is meant (RFC 3161 §2.3).
    pub fn purposes(purposes: &[&str]) -> Self {
        let oids: Vec<u8> = purposes.iter().flat_map(|purpose| der::oid(purpose)).collect();
        let critical = purposes.contains(&TIME_STAMPING);
        Self { oid: "2.5.29.37".into(), critical, value: der::sequence(&[&oids]) }
    }

    /// basicConstraints (§4.2.1.9) of an authority, with how many authorities may follow below it.
    pub fn authority(path_length: u8) -> Self {
        Self::critical("2.5.29.19", der::sequence(&[&der::yes(), &der::integer(&[path_length])]))
    }

    /// basicConstraints of no authority.
    pub fn no_authority() -> Self {
        Self::critical("2.5.29.19", der::sequence(&[]))
    }

    /// subjectKeyIdentifier (§4.2.1.2).
    pub fn subject_key(spki: &[u8]) -> Self {
        Self::plain("2.5.29.14", der::octets(&key_identifier(spki)))
    }

    /// authorityKeyIdentifier (§4.2.1.1).
    pub fn authority_key(spki: &[u8]) -> Self {
        Self::plain("2.5.29.35", der::sequence(&[&der::implicit(0, &key_identifier(spki))]))
    }
}

/// The Name, DER.
pub fn name(name: &Name) -> Vec<u8> {
    let attribute =
        |oid: &str, value: &str| -> Vec<u8> { der::set(&[der::sequence(&[&der::oid(oid), &der::printable(value)])]) };
    match name {
        None => der::sequence(&[]),
        Some((organisation, common)) => {
            der::sequence(&[&attribute("2.5.4.10", organisation), &attribute("2.5.4.3", common)])
        }
    }
}

/// 20 bytes of the key's digest (RFC 7093 §2 (1)).
fn key_identifier(spki: &[u8]) -> Vec<u8> {
    Hash::Sha256.of(spki)[..20].to_vec()
}
