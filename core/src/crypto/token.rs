//! RFC 3161 timestamp responses: an authority's signature that a digest was there at a time.
//!
//! Reads the response (§2.4.2), the CMS around it (RFC 5652 §5) and `TSTInfo` strictly in DER, and checks the signature by
//! a certificate that the caller has found a path for. Whose certificate that may be, and when, is not decided here. The
//! set of CMS structures is read by hand: crates that own them sort and encode anew what the authority signed.

use der::asn1::ObjectIdentifier;

use crate::base::limits::{TIMESTAMP_BYTES, TIMESTAMP_PARTS};
use crate::base::time::Time;
use crate::crypto::certificate::Certificate;
use crate::crypto::element::{self, Element, Elements, Tag, context, primitive};
use crate::crypto::hash::Hash;
use crate::crypto::scheme::Scheme;

/// A granted timestamp, whose signature is still to be verified.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// What the stamped bytes were hashed with.
    pub hash: Hash,
    /// The digest of the stamped bytes.
    pub imprint: Vec<u8>,
    /// When, in whole seconds: a fraction is cut off.
    pub time: Time,
    /// The certificates that came along. Hints, none of them trusted; what is not readable is left out.
    pub certificates: Vec<Certificate>,
    signer: Signer,
}

/// The one `SignerInfo` (RFC 5652 §5.3).
#[derive(Clone, Debug, PartialEq, Eq)]
struct Signer {
    id: SignerId,
    scheme: Scheme,
    /// The signed attributes as they are signed: under the tag of a SET (RFC 5652 §5.4).
    signed: Vec<u8>,
    signature: Vec<u8>,
    /// The signer's certificate by digest (RFC 5035 §4), if it says.
    certificate: Option<(Hash, Vec<u8>)>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum SignerId {
    IssuerAndSerial { issuer: Vec<u8>, serial: Vec<u8> },
    KeyIdentifier(Vec<u8>),
}

const SIGNED_DATA: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.7.2");
const TST_INFO: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.1.4");
const CONTENT_TYPE: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.3");
const MESSAGE_DIGEST: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.4");
const SIGNING_CERTIFICATE_V2: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.2.840.113549.1.9.16.2.47");

impl Token {
    /// Reads a `TimeStampResp`, all of it. The error says what is wrong, in words for people.
    pub fn parse(der: &[u8]) -> Result<Self, String> {
        if der.len() > TIMESTAMP_BYTES {
            return Err(format!("the timestamp has more than {TIMESTAMP_BYTES} bytes"));
        }
        let response = Element::only(der, Tag::Sequence).ok_or("the timestamp is not one element of DER")?;
        let mut fields = response.elements();
        granted(&mut fields)?;
        let content = signed_data(&mut fields).ok_or("the timestamp holds no signed data (CMS)")?;
        fields.end().ok_or("the timestamp has something behind its token")?;
        let data = SignedData::read(content).ok_or("the timestamp's signed data is not as RFC 5652 has it")?;
        if data.content_type != TST_INFO {
            return Err(format!("the timestamp's content is of the type {}, not `TSTInfo`", data.content_type));
        }
        let [signer] = data.signers.as_slice() else {
            return Err(format!("the timestamp has {} signers in place of one", data.signers.len()));
        };
        let signer = Signer::read(*signer, data.content)?;
        let info = Info::read(data.content)?;
        let certificates = data.certificates.iter().filter_map(|element| Certificate::from_der(element.der).ok());
        Ok(Self {
            hash: info.hash,
            imprint: info.imprint,
            time: info.time,
            certificates: certificates.collect(),
            signer,
        })
    }

    /// The one of `candidates` that the token names as its signer's. Those that came along are looked at only where the
    /// caller hands them in.
    pub fn signer<'a>(&self, candidates: &[&'a Certificate]) -> Option<&'a Certificate> {
        candidates.iter().copied().find(|certificate| self.signer.is(certificate))
    }

    /// Whether `signer` is the certificate that the token names, and the signature its key's.
    pub fn verifies(&self, signer: &Certificate) -> bool {
        let Signer { scheme, signed, signature, .. } = &self.signer;
        self.signer.is(signer) && signer.key().is_ok_and(|key| scheme.verifies(&key, signed, signature))
    }
}

/// `PKIStatusInfo`: granted, or granted with modifications (RFC 3161 §2.4.2).
fn granted(fields: &mut Elements<'_>) -> Result<(), String> {
    let status = fields.take(Tag::Sequence).and_then(|info| info.elements().take(Tag::Integer));
    match status.ok_or("the timestamp has no status")?.value {
        [0 | 1] => Ok(()),
        _ => Err("the timestamp was not granted".to_owned()),
    }
}

/// `ContentInfo` (RFC 5652 §3) around `SignedData`.
fn signed_data<'a>(fields: &mut Elements<'a>) -> Option<Element<'a>> {
    let mut content = fields.take(Tag::Sequence)?.elements();
    let is_signed = content.oid()? == SIGNED_DATA;
    let data = content.take(context(0))?.inner(Tag::Sequence)?;
    content.end()?;
    is_signed.then_some(data)
}

/// RFC 5652 §5.1.
struct SignedData<'a> {
    content_type: ObjectIdentifier,
    content: &'a [u8],
    certificates: Vec<Element<'a>>,
    signers: Vec<Element<'a>>,
}

impl<'a> SignedData<'a> {
    fn read(data: Element<'a>) -> Option<Self> {
        let mut fields = data.elements();
        fields.take(Tag::Integer)?;
        fields.take(Tag::Set)?;
        let mut encapsulated = fields.take(Tag::Sequence)?.elements();
        let content_type = encapsulated.oid()?;
        let content = encapsulated.take(context(0))?.inner(Tag::OctetString)?.value;
        encapsulated.end()?;
        let certificates = match fields.optional(context(0)) {
            None => Vec::new(),
            Some(set) => set.list(Tag::Sequence, TIMESTAMP_PARTS)?,
        };
        fields.optional(context(1));
        let signers = fields.take(Tag::Set)?.list(Tag::Sequence, TIMESTAMP_PARTS)?;
        fields.end()?;
        Some(Self { content_type, content, certificates, signers })
    }
}

impl Signer {
    fn read(info: Element<'_>, content: &[u8]) -> Result<Self, String> {
        let refuse = "the timestamp's signer is not as RFC 5652 has it";
        let mut fields = info.elements();
        fields.take(Tag::Integer).ok_or(refuse)?;
        let id = SignerId::take(&mut fields).ok_or(refuse)?;
        let (digest, _) = fields.take(Tag::Sequence).and_then(element::algorithm).ok_or(refuse)?;
        let digest =
            Hash::from_identifier(digest).ok_or("the timestamp is not hashed with SHA-256, SHA-384 or SHA-512")?;
        let attributes = fields.optional(context(0)).ok_or("the timestamp has no signed attributes")?;
        let scheme = fields.take(Tag::Sequence).and_then(|element| Scheme::read(element, digest));
        let scheme = scheme.ok_or("the timestamp's signature algorithm is not one that is taken")?;
        let signature = fields.take(Tag::OctetString).ok_or(refuse)?.value.to_vec();
        // Unsigned attributes prove nothing.
        fields.optional(context(1));
        fields.end().ok_or(refuse)?;
        let certificate = Attributes::read(attributes).ok_or(refuse)?.check(&digest.of(content))?;
        let signed = element::wrap(Tag::Set, attributes.value).ok_or(refuse)?;
        Ok(Self { id, scheme, signed, signature, certificate })
    }

    fn is(&self, certificate: &Certificate) -> bool {
        let named = match &self.id {
            SignerId::IssuerAndSerial { issuer, serial } => {
                certificate.issuer_der() == issuer && certificate.serial() == serial
            }
            SignerId::KeyIdentifier(id) => certificate.key_identifier() == Some(id),
        };
        named && self.certificate.as_ref().is_none_or(|(hash, digest)| hash.of(certificate.der()) == *digest)
    }
}

impl SignerId {
    fn take(fields: &mut Elements<'_>) -> Option<Self> {
        if let Some(id) = fields.optional(primitive(0)) {
            return Some(Self::KeyIdentifier(id.value.to_vec()));
        }
        let mut pair = fields.take(Tag::Sequence)?.elements();
        let issuer = pair.take(Tag::Sequence)?.der.to_vec();
        let serial = pair.take(Tag::Integer)?.value.to_vec();
        pair.end()?;
        Some(Self::IssuerAndSerial { issuer, serial })
    }
}

/// The signed attributes (RFC 5652 §11): each a type and a set of values.
struct Attributes<'a>(Vec<(ObjectIdentifier, Vec<Element<'a>>)>);

impl<'a> Attributes<'a> {
    fn read(set: Element<'a>) -> Option<Self> {
        let list = set.list(Tag::Sequence, TIMESTAMP_PARTS)?;
        let read = |attribute: Element<'a>| {
            let mut fields = attribute.elements();
            let oid = fields.oid()?;
            let mut set = fields.take(Tag::Set)?.elements();
            fields.end()?;
            let mut values = Vec::new();
            while set.left() > 0 && values.len() < TIMESTAMP_PARTS {
                values.push(set.any()?);
            }
            set.end()?;
            Some((oid, values))
        };
        list.into_iter().map(read).collect::<Option<_>>().map(Self)
    }

    /// The one value of an attribute that must be there at most once. `Err` if there are more.
    fn one(&self, oid: ObjectIdentifier, name: &str) -> Result<Option<Element<'a>>, String> {
        let mut found = self.0.iter().filter(|(other, _)| *other == oid);
        match (found.next().map(|(_, values)| values.as_slice()), found.next()) {
            (None, _) => Ok(None),
            (Some([value]), None) => Ok(Some(*value)),
            _ => Err(format!("the timestamp has several values of the attribute `{name}`")),
        }
    }

    /// Content type and message digest as they must be; what is said about the signer's certificate.
    fn check(&self, digest: &[u8]) -> Result<Option<(Hash, Vec<u8>)>, String> {
        let content_type = self.one(CONTENT_TYPE, "content-type")?.and_then(|e| e.read::<ObjectIdentifier>());
        if content_type != Some(TST_INFO) {
            return Err("the timestamp's signed attribute `content-type` is not `TSTInfo`".to_owned());
        }
        let message_digest = self.one(MESSAGE_DIGEST, "message-digest")?.filter(|e| e.tag == Tag::OctetString);
        if message_digest.map(|element| element.value) != Some(digest) {
            return Err("the timestamp's signed attribute `message-digest` is not the content's digest".to_owned());
        }
        // Its forerunner without "V2" (RFC 2634) is not read: it names the certificate by SHA-1, which proves nothing.
        let signing = self.one(SIGNING_CERTIFICATE_V2, "signing-certificate-v2")?;
        let certificate = signing.map(signing_certificate);
        certificate
            .map(|read| read.ok_or("the timestamp's signing certificate is not as RFC 5035 has it".to_owned()))
            .transpose()
    }
}

/// `SigningCertificateV2` (RFC 5035 §3): the first certificate listed is the signer's.
fn signing_certificate(element: Element<'_>) -> Option<(Hash, Vec<u8>)> {
    let mut fields = Element::only(element.der, Tag::Sequence)?.elements();
    let first = *fields.take(Tag::Sequence)?.list(Tag::Sequence, TIMESTAMP_PARTS)?.first()?;
    let mut id = first.elements();
    let hash = match id.optional(Tag::Sequence) {
        None => Hash::Sha256,
        Some(algorithm) => Hash::from_identifier(element::algorithm(algorithm)?.0)?,
    };
    Some((hash, id.take(Tag::OctetString)?.value.to_vec()))
}

/// `TSTInfo` (RFC 3161 §2.4.2).
struct Info {
    hash: Hash,
    imprint: Vec<u8>,
    time: Time,
}

impl Info {
    fn read(content: &[u8]) -> Result<Self, String> {
        let refuse = "the timestamp's `TSTInfo` is not as RFC 3161 has it";
        let mut fields = Element::only(content, Tag::Sequence).ok_or(refuse)?.elements();
        if fields.take(Tag::Integer).ok_or(refuse)?.value != [1] {
            return Err("the timestamp's `TSTInfo` is not of version 1".to_owned());
        }
        fields.oid().ok_or(refuse)?;
        let (hash, imprint) = imprint(fields.take(Tag::Sequence).ok_or(refuse)?)?;
        fields.take(Tag::Integer).ok_or(refuse)?;
        let stamp = fields.take(Tag::GeneralizedTime).and_then(time);
        let time =
            stamp.ok_or("the timestamp's time is not one between the years 1970 and 9999, as RFC 3161 has it")?;
        // Accuracy, ordering, nonce and the authority's name: not needed, and not proved by anything else.
        fields.optional(Tag::Sequence);
        fields.optional(Tag::Boolean);
        fields.optional(Tag::Integer);
        fields.optional(context(0));
        if fields.optional(context(1)).is_some_and(has_critical) {
            return Err("the timestamp has a critical extension that is not understood".to_owned());
        }
        fields.end().ok_or(refuse)?;
        Ok(Self { hash, imprint, time })
    }
}

fn imprint(element: Element<'_>) -> Result<(Hash, Vec<u8>), String> {
    let mut fields = element.elements();
    let (oid, digest) = fields
        .take(Tag::Sequence)
        .and_then(element::algorithm)
        .zip(fields.take(Tag::OctetString))
        .ok_or("the timestamp has no digest of what was stamped")?;
    fields.end().ok_or("the timestamp has no digest of what was stamped")?;
    let hash = Hash::from_identifier(oid.0).ok_or("the timestamp is not over SHA-256, SHA-384 or SHA-512")?;
    if digest.value.len() != hash.len() {
        return Err(format!("the timestamp's digest has {} bytes, not {}", digest.value.len(), hash.len()));
    }
    Ok((hash, digest.value.to_vec()))
}

/// `YYYYMMDDhhmmss[.s…]Z`, the fraction without trailing zeros (RFC 3161 §2.4.2), which is cut off.
fn time(element: Element<'_>) -> Option<Time> {
    let text = core::str::from_utf8(element.value).ok()?.strip_suffix('Z')?;
    let (seconds, fraction) =
        text.split_once('.').map_or((text, None), |(seconds, fraction)| (seconds, Some(fraction)));
    let is_plain = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    if fraction.is_some_and(|fraction| !is_plain(fraction) || fraction.ends_with('0')) {
        return None;
    }
    let whole = element::wrap(Tag::GeneralizedTime, format!("{seconds}Z").as_bytes())?;
    let whole = <der::asn1::GeneralizedTime as der::Decode>::from_der(&whole).ok()?;
    Time::from_seconds(whole.to_unix_duration().as_secs())
}

/// Whether any extension is critical, or cannot be read.
fn has_critical(extensions: Element<'_>) -> bool {
    let list = extensions.list(Tag::Sequence, TIMESTAMP_PARTS);
    // `critical` is written where it is true, and nowhere else (X.690 §11.5).
    let is_critical = |extension: Element<'_>| {
        let mut fields = extension.elements();
        fields.oid().is_none() || fields.optional(Tag::Boolean).is_some()
    };
    list.is_none_or(|list| list.into_iter().any(is_critical))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrap(tag: Tag, parts: &[&[u8]]) -> Vec<u8> {
        element::wrap(tag, &parts.concat()).unwrap()
    }

    fn oid(oid: ObjectIdentifier) -> Vec<u8> {
        wrap(Tag::ObjectIdentifier, &[oid.as_bytes()])
    }

    fn algorithm(dotted: &str) -> Vec<u8> {
        wrap(Tag::Sequence, &[&oid(ObjectIdentifier::new_unwrap(dotted))])
    }

    const SHA256: &str = "2.16.840.1.101.3.4.2.1";
    const ONE: [u8; 3] = [2, 1, 1];

    fn info(time: &str, version: u8) -> Vec<u8> {
        let imprint = wrap(Tag::Sequence, &[&algorithm(SHA256), &wrap(Tag::OctetString, &[&[7; 32]])]);
        let time = wrap(Tag::GeneralizedTime, &[time.as_bytes()]);
        let policy = oid(ObjectIdentifier::new_unwrap("1.2.3"));
        wrap(Tag::Sequence, &[&[2, 1, version], &policy, &imprint, &ONE, &time])
    }

    /// What a response is made of; each part can be spoilt.
    struct Parts {
        status: u8,
        content_type: ObjectIdentifier,
        info: Vec<u8>,
        attributes: Vec<Vec<u8>>,
        signers: usize,
    }

    fn attribute(kind: ObjectIdentifier, value: &[u8]) -> Vec<u8> {
        wrap(Tag::Sequence, &[&oid(kind), &wrap(Tag::Set, &[value])])
    }

    fn parts() -> Parts {
        let info = info("20260101000000Z", 1);
        let digest = wrap(Tag::OctetString, &[&Hash::Sha256.of(&info)]);
        let attributes = vec![attribute(CONTENT_TYPE, &oid(TST_INFO)), attribute(MESSAGE_DIGEST, &digest)];
        Parts { status: 0, content_type: TST_INFO, info, attributes, signers: 1 }
    }

    fn with_info(info: Vec<u8>) -> Parts {
        let digest = wrap(Tag::OctetString, &[&Hash::Sha256.of(&info)]);
        let attributes = vec![attribute(CONTENT_TYPE, &oid(TST_INFO)), attribute(MESSAGE_DIGEST, &digest)];
        Parts { info, attributes, ..parts() }
    }

    fn response(parts: &Parts) -> Vec<u8> {
        let id = wrap(Tag::Sequence, &[&[0x30, 0], &ONE]);
        let attributes: Vec<&[u8]> = parts.attributes.iter().map(Vec::as_slice).collect();
        let attributes = if attributes.is_empty() { Vec::new() } else { wrap(context(0), &attributes) };
        let scheme = algorithm("1.2.840.10045.4.3.2");
        let signer = wrap(Tag::Sequence, &[&ONE, &id, &algorithm(SHA256), &attributes, &scheme, &[4, 1, 0]]);
        let content = wrap(context(0), &[&wrap(Tag::OctetString, &[&parts.info])]);
        let content = wrap(Tag::Sequence, &[&oid(parts.content_type), &content]);
        let signers = wrap(Tag::Set, &[&signer.repeat(parts.signers)]);
        let data = wrap(Tag::Sequence, &[&[2, 1, 3], &wrap(Tag::Set, &[&algorithm(SHA256)]), &content, &signers]);
        let token = wrap(Tag::Sequence, &[&oid(SIGNED_DATA), &wrap(context(0), &[&data])]);
        wrap(Tag::Sequence, &[&wrap(Tag::Sequence, &[&[2, 1, parts.status]]), &token])
    }

    #[test]
    fn a_granted_response_is_read() {
        for status in [0, 1] {
            let token = Token::parse(&response(&Parts { status, ..parts() })).unwrap();
            assert_eq!((token.hash, token.imprint.as_slice()), (Hash::Sha256, &[7; 32][..]));
            assert_eq!(token.time.to_string(), "2026-01-01T00:00:00Z");
        }
    }

    #[test]
    fn fractions_are_cut_off_and_other_spellings_refused() {
        let time = |text: &str| Token::parse(&response(&with_info(info(text, 1)))).map(|token| token.time.to_string());
        assert_eq!(time("20260101000000.999Z"), Ok("2026-01-01T00:00:00Z".to_owned()));
        for bad in [
            "20260101000000.10Z",
            "20260101000000.Z",
            "20260101000000",
            "20260101000000+0100",
            "19691231235959Z",
            "20260230000000Z",
            "-0260101000000Z",
        ] {
            assert!(time(bad).unwrap_err().contains("time"), "{bad}");
        }
    }

    #[test]
    fn every_deviation_has_its_reason() {
        let good = parts();
        let twice = [good.attributes.clone(), good.attributes[1..].to_vec()].concat();
        let cases: [(Parts, &str); 8] = [
            (Parts { status: 2, ..parts() }, "was not granted"),
            (Parts { content_type: SIGNED_DATA, ..parts() }, "not `TSTInfo`"),
            (Parts { signers: 0, ..parts() }, "0 signers"),
            (Parts { signers: 2, ..parts() }, "2 signers"),
            (Parts { attributes: Vec::new(), ..parts() }, "no signed attributes"),
            (Parts { attributes: twice, ..parts() }, "several values of the attribute `message-digest`"),
            (Parts { info: info("20270101000000Z", 1), ..parts() }, "is not the content's digest"),
            (with_info(info("20260101000000Z", 2)), "not of version 1"),
        ];
        for (parts, why) in cases {
            let found = Token::parse(&response(&parts)).unwrap_err();
            assert!(found.contains(why), "{found}, not {why}");
        }
        let only_type = Parts { attributes: good.attributes[..1].to_vec(), ..parts() };
        assert!(Token::parse(&response(&only_type)).unwrap_err().contains("`message-digest`"));
    }

    #[test]
    fn any_byte_less_or_more_is_refused() {
        let der = response(&parts());
        for length in 0..der.len() {
            assert!(Token::parse(&der[..length]).is_err(), "{length}");
        }
        assert!(Token::parse(&[der, vec![0]].concat()).is_err());
    }
}
