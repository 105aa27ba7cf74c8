//! X.509 version 3 certificates (RFC 5280 §4) read strictly: what they say, byte for byte.
//!
//! Every extension that this verifier understands is read at once, so that a certificate with an unreadable one is no
//! certificate. Who signed it, whether it is valid, and what its critical extensions mean, `path` decides.

use der::asn1::ObjectIdentifier;
use x509_cert::ext::pkix::name::GeneralName;
use x509_cert::ext::pkix::{BasicConstraints, ExtendedKeyUsage, KeyUsage, SubjectAltName, SubjectKeyIdentifier};
use x509_cert::time::Validity;

use crate::base::limits::{CERTIFICATE_BYTES, EXTENSIONS, LAST_SECOND};
use crate::base::time::Time;
use crate::crypto::element::{self, Element, Tag, context};
use crate::crypto::verifying_key::VerifyingKey;

/// A certificate.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Certificate {
    der: Vec<u8>,
    serial: Vec<u8>,
    issuer: Vec<u8>,
    subject: Vec<u8>,
    not_before: Time,
    not_after: Time,
    spki: Vec<u8>,
    /// The fields before the extensions, as they were signed.
    head: Vec<u8>,
    extensions: Vec<Extension>,
    known: Known,
}

/// An extension (RFC 5280 §4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Extension {
    oid: ObjectIdentifier,
    critical: bool,
    value: Vec<u8>,
    der: Vec<u8>,
}

/// The extensions that are understood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Known {
    constraints: Option<BasicConstraints>,
    usage: Option<KeyUsage>,
    extended_usage: Option<ExtendedKeyUsage>,
    names: Vec<Name>,
    key_identifier: Option<Vec<u8>>,
}

/// A name of the subject (RFC 5280 §4.2.1.6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Name {
    /// An e-mail address.
    Email(String),
    /// A URI: of workflows, and of workload identities.
    Uri(String),
    /// A DNS name.
    Dns(String),
    /// Fulcio's user name, an otherName of its own kind (1.3.6.1.4.1.57264.1.7).
    Username(String),
    /// Anything else, which identifies nobody here: an address, a directory name, an otherName of another kind.
    Foreign,
}

/// What a key may be used for (RFC 5280 §4.2.1.12).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExtendedKeyUsages {
    /// The purposes, in dotted form.
    pub purposes: Vec<String>,
    /// Whether the extension is critical.
    pub critical: bool,
}

impl Certificate {
    /// Reads one certificate in DER, all of it. The error says what is wrong, in words for people.
    pub fn from_der(der: &[u8]) -> Result<Self, String> {
        if der.len() > CERTIFICATE_BYTES {
            return Err(format!("the certificate has more than {CERTIFICATE_BYTES} bytes"));
        }
        let tbs = signed_part(der).ok_or("not a certificate in DER")?;
        let mut fields = tbs.elements();
        let fixed = Fixed::take(&mut fields).ok_or("the certificate's fields are not those of X.509 version 3")?;
        let before = tbs.value.len().saturating_sub(fields.left());
        let head = tbs.value.get(..before).unwrap_or_default().to_vec();
        let extensions = match fields.optional(context(3)) {
            None => Vec::new(),
            Some(wrapper) => extensions(wrapper).ok_or("the certificate's extensions are not as RFC 5280 has them")?,
        };
        fields.end().ok_or("the certificate has fields behind its extensions")?;
        let [not_before, not_after] = fixed.validity.ok_or("the certificate's validity is not readable")?;
        let known = Known::read(&extensions)?;
        let [serial, issuer, subject, spki] =
            [fixed.serial, fixed.issuer, fixed.subject, fixed.spki].map(<[u8]>::to_vec);
        Ok(Self { der: der.to_vec(), serial, issuer, subject, not_before, not_after, spki, head, extensions, known })
    }

    /// All its bytes.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The content of the serial number: big-endian, two's complement.
    pub fn serial(&self) -> &[u8] {
        &self.serial
    }

    /// The issuer's name, DER.
    pub fn issuer_der(&self) -> &[u8] {
        &self.issuer
    }

    /// The subject's name, DER.
    pub fn subject_der(&self) -> &[u8] {
        &self.subject
    }

    /// The subject's name for people (RFC 4514), or its serial number if it has none, as Fulcio's leaves.
    pub fn title(&self) -> String {
        let name = <x509_cert::name::Name as der::Decode>::from_der(&self.subject).map(|name| name.to_string());
        let name = name.ok().filter(|name| !name.is_empty());
        name.unwrap_or_else(|| format!("serial {}", crate::base::encoding::hex::encode(&self.serial)))
    }

    /// The first second in which it is valid.
    pub fn not_before(&self) -> Time {
        self.not_before
    }

    /// The last second in which it is valid (RFC 5280 §4.1.2.5: inclusive).
    pub fn not_after(&self) -> Time {
        self.not_after
    }

    /// Whether it is valid at `time`, both ends included.
    pub fn is_valid_at(&self, time: Time) -> bool {
        self.not_before <= time && time <= self.not_after
    }

    /// The subject's public key.
    pub fn key(&self) -> Result<VerifyingKey, String> {
        VerifyingKey::from_spki(&self.spki)
    }

    /// The subject's public key, SPKI DER.
    pub fn spki(&self) -> &[u8] {
        &self.spki
    }

    /// Whether it says that it is a certificate authority's.
    pub fn is_ca(&self) -> bool {
        self.known.constraints.as_ref().is_some_and(|constraints| constraints.ca)
    }

    /// How many intermediate certificates may follow this authority's, at most.
    pub fn path_length(&self) -> Option<usize> {
        self.known.constraints.as_ref()?.path_len_constraint.map(usize::from)
    }

    /// Whether issuer and subject are one: so are roots.
    pub fn is_self_issued(&self) -> bool {
        self.issuer == self.subject
    }

    /// Whether its key may sign (`digitalSignature`).
    pub fn has_digital_signature(&self) -> bool {
        self.known.usage.is_some_and(|usage| usage.digital_signature())
    }

    /// Whether its key may sign certificates (`keyCertSign`).
    pub fn has_key_cert_sign(&self) -> bool {
        self.known.usage.is_some_and(|usage| usage.key_cert_sign())
    }

    /// What its key may be used for; `None` where it does not say.
    pub fn extended_key_usages(&self) -> Option<ExtendedKeyUsages> {
        let ExtendedKeyUsage(purposes) = self.known.extended_usage.as_ref()?;
        let critical = self.extensions.iter().any(|extension| extension.oid == EXTENDED_USAGE && extension.critical);
        Some(ExtendedKeyUsages { purposes: purposes.iter().map(ToString::to_string).collect(), critical })
    }

    /// The subject's alternative names, every one, in the order of the certificate.
    pub fn names(&self) -> &[Name] {
        &self.known.names
    }

    /// The value of the extension with this object identifier (dotted).
    pub fn extension(&self, oid: &str) -> Option<&[u8]> {
        let oid = ObjectIdentifier::new(oid).ok()?;
        self.extensions.iter().find(|extension| extension.oid == oid).map(|extension| extension.value.as_slice())
    }

    /// The object identifiers of the critical extensions.
    pub fn critical_extensions(&self) -> Vec<String> {
        self.extensions
            .iter()
            .filter(|extension| extension.critical)
            .map(|extension| extension.oid.to_string())
            .collect()
    }

    /// The subject key identifier.
    pub fn key_identifier(&self) -> Option<&[u8]> {
        self.known.key_identifier.as_deref()
    }

    /// The part that was signed (`TBSCertificate`), without one extension, and otherwise byte for byte.
    pub(super) fn signed_part_without(&self, oid: &str) -> Vec<u8> {
        let oid = ObjectIdentifier::new(oid).ok();
        let kept = self.extensions.iter().filter(|extension| Some(extension.oid) != oid);
        let kept: Vec<u8> = kept.flat_map(|extension| extension.der.clone()).collect();
        // The list must not be empty (RFC 5280 §4.1): without extensions there is no field.
        let list = if kept.is_empty() {
            Some(kept)
        } else {
            element::wrap(Tag::Sequence, &kept).and_then(|list| element::wrap(context(3), &list))
        };
        // INVARIANT: shorter than the certificate, so every length can be written.
        list.and_then(|list| element::wrap(Tag::Sequence, &[self.head.as_slice(), &list].concat())).unwrap_or_default()
    }
}

/// `TBSCertificate`, in a certificate that names the same signature algorithm inside and outside (RFC 5280 §4.1.1.2
/// is left to the path).
fn signed_part(der: &[u8]) -> Option<Element<'_>> {
    let mut fields = Element::only(der, Tag::Sequence)?.elements();
    let tbs = fields.take(Tag::Sequence)?;
    element::algorithm(fields.take(Tag::Sequence)?)?;
    element::whole_bytes(fields.take(Tag::BitString)?)?;
    fields.end()?;
    Some(tbs)
}

/// The fields before the extensions. Unique identifiers (RFC 5280 §4.1.2.8) are not taken.
struct Fixed<'a> {
    serial: &'a [u8],
    issuer: &'a [u8],
    validity: Option<[Time; 2]>,
    subject: &'a [u8],
    spki: &'a [u8],
}

impl<'a> Fixed<'a> {
    fn take(fields: &mut element::Elements<'a>) -> Option<Self> {
        let version = fields.take(context(0))?.inner(Tag::Integer)?;
        let serial = fields.take(Tag::Integer)?;
        serial.read::<der::asn1::Int>()?;
        element::algorithm(fields.take(Tag::Sequence)?)?;
        let issuer = fields.take(Tag::Sequence)?.der;
        let validity = validity(fields.take(Tag::Sequence)?);
        let subject = fields.take(Tag::Sequence)?.der;
        let spki = fields.take(Tag::Sequence)?.der;
        (version.value == [2]).then_some(Self { serial: serial.value, issuer, validity, subject, spki })
    }
}

fn validity(element: Element<'_>) -> Option<[Time; 2]> {
    let validity: Validity = element.read()?;
    // 9999-12-31T23:59:59Z stands for "no end" (RFC 5280 §4.1.2.5), past the last time that we have.
    let time = |time: x509_cert::time::Time| Time::from_seconds(time.to_unix_duration().as_secs().min(LAST_SECOND));
    Some([time(validity.not_before)?, time(validity.not_after)?])
}

/// Each extension once (RFC 5280 §4.2).
fn extensions(wrapper: Element<'_>) -> Option<Vec<Extension>> {
    let mut list: Vec<Extension> = Vec::new();
    for element in wrapper.inner(Tag::Sequence)?.list(Tag::Sequence, EXTENSIONS)? {
        let extension = Extension::read(element)?;
        if list.iter().any(|other| other.oid == extension.oid) {
            return None;
        }
        list.push(extension);
    }
    Some(list)
}

impl Extension {
    fn read(element: Element<'_>) -> Option<Self> {
        let mut fields = element.elements();
        let oid = fields.oid()?;
        let critical = match fields.optional(Tag::Boolean) {
            None => false,
            Some(flag) => flag.read()?,
        };
        let value = fields.take(Tag::OctetString)?.value.to_vec();
        fields.end()?;
        Some(Self { oid, critical, value, der: element.der.to_vec() })
    }

    fn decode<T: der::DecodeOwned>(&self) -> Result<T, String> {
        T::from_der(&self.value).map_err(|_| format!("the certificate's extension {} is not readable", self.oid))
    }
}

const KEY_IDENTIFIER: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.14");
const USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.15");
const NAMES: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.17");
const CONSTRAINTS: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.19");
const EXTENDED_USAGE: ObjectIdentifier = ObjectIdentifier::new_unwrap("2.5.29.37");
/// Fulcio, `docs/oid-info.md`: "OtherName SAN".
const USERNAME: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.6.1.4.1.57264.1.7");

impl Known {
    fn read(extensions: &[Extension]) -> Result<Self, String> {
        let mut known = Self::default();
        for extension in extensions {
            match extension.oid {
                KEY_IDENTIFIER => {
                    let SubjectKeyIdentifier(bytes) = extension.decode()?;
                    known.key_identifier = Some(bytes.as_bytes().to_vec());
                }
                USAGE => known.usage = Some(extension.decode()?),
                NAMES => {
                    let SubjectAltName(names) = extension.decode()?;
                    known.names = names.iter().map(Name::read).collect();
                }
                CONSTRAINTS => known.constraints = Some(extension.decode()?),
                EXTENDED_USAGE => known.extended_usage = Some(extension.decode()?),
                _ => {}
            }
        }
        Ok(known)
    }
}

impl Name {
    fn read(name: &GeneralName) -> Self {
        match name {
            GeneralName::Rfc822Name(text) => Self::Email(text.to_string()),
            GeneralName::UniformResourceIdentifier(text) => Self::Uri(text.to_string()),
            GeneralName::DnsName(text) => Self::Dns(text.to_string()),
            GeneralName::OtherName(other) if other.type_id == USERNAME => {
                other.value.decode_as::<String>().map_or(Self::Foreign, Self::Username)
            }
            _ => Self::Foreign,
        }
    }
}
