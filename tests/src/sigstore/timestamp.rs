//! A timestamp authority: responses of RFC 3161 §2.4.2, their tokens as CMS SignedData (RFC 5652 §5) with the attributes that
//! RFC 5816 wants, as sigstore/timestamp-authority writes them. [`Token`] has a field for all that may go wrong.

use super::authority::{Authority, serial};
use super::certificate::{Certificate, DIGITAL_SIGNATURE, Extension, TIME_STAMPING, name};
use super::der;
use super::key::{Hash, Key};

/// id-ct-TSTInfo.
pub const TST_INFO: &str = "1.2.840.113549.1.9.16.1.4";
/// id-data: what a token does not hold.
pub const DATA: &str = "1.2.840.113549.1.7.1";

/// A timestamp authority with its line of certificate authorities.
#[derive(Clone, Debug)]
pub struct TimestampAuthority {
    /// Root first.
    pub authority: Authority,
    /// The key that signs tokens.
    pub key: Key,
    /// Its certificate.
    pub leaf: Certificate,
}

/// A response to be made.
#[derive(Clone, Debug)]
pub struct Token {
    /// PKIStatus; 0 is granted.
    pub status: u8,
    /// What is stamped: a signature.
    pub stamped: Vec<u8>,
    /// The digest of it that the token holds, and that the token is signed with.
    pub hash: Hash,
    /// genTime.
    pub time: u64,
    /// eContentType.
    pub content_type: &'static str,
    /// The content-type attribute; none leaves it out.
    pub content_type_attribute: Option<&'static str>,
    /// The message-digest attribute: none leaves it out, empty is the right one.
    pub digest_attribute: Option<Vec<u8>>,
    /// SignerInfos.
    pub signers: usize,
    /// Whether the attributes are signed with the tag they are sent with, instead of as a SET.
    pub signed_as_sent: bool,
    /// Who signs instead of the authority's own key.
    pub key: Option<Key>,
    /// Whose certificate the signer is said to have, instead of the authority's own.
    pub signer: Option<Certificate>,
    /// Certificates that are sent along.
    pub certificates: Vec<Vec<u8>>,
    /// Whether the outermost length is indefinite.
    pub indefinite: bool,
}

impl Token {
    /// A good one over `signature`.
    pub fn of(signature: &[u8], time: u64) -> Self {
        Self {
            status: 0,
            stamped: signature.to_vec(),
            hash: Hash::Sha256,
            time,
            content_type: TST_INFO,
            content_type_attribute: Some(TST_INFO),
            digest_attribute: Some(Vec::new()),
            signers: 1,
            signed_as_sent: false,
            key: None,
            signer: None,
            certificates: Vec::new(),
            indefinite: false,
        }
    }
}

impl TimestampAuthority {
    /// The authority of `organisation`, valid from `from` to `until`.
    pub fn of(organisation: &str, from: u64, until: u64) -> Self {
        let root = Key::p384(&format!("{organisation} timestamp root"));
        let authority = Authority::of(organisation, TIME_STAMPING, vec![root], from, until);
        let key = Key::p384(&format!("{organisation} timestamps"));
        let issuer = authority.issuer();
        let leaf = Certificate {
            serial: serial(&key.spki()),
            issuer: issuer.certificate.subject.clone(),
            subject: Some((organisation.into(), format!("{organisation} timestamps"))),
            not_before: from,
            not_after: until,
            key: key.spki(),
            extensions: vec![
                Extension::key_usage(DIGITAL_SIGNATURE),
                Extension::subject_key(&key.spki()),
                Extension::authority_key(&issuer.certificate.key),
                Extension::purposes(&[TIME_STAMPING]),
            ],
        };
        Self { authority, key, leaf }
    }

    /// Its own certificate, DER.
    pub fn certificate(&self) -> Vec<u8> {
        self.leaf.signed(&self.authority.issuer().key)
    }

    /// Own certificate first, root last, as trusted roots have them.
    pub fn certificates(&self) -> Vec<Vec<u8>> {
        [vec![self.certificate()], self.authority.certificates()].concat()
    }

    /// TimeStampResp.
    pub fn stamp(&self, token: &Token) -> Vec<u8> {
        let status = der::sequence(&[&der::integer(&[token.status])]);
        let parts = [status, self.content_info(token)].concat();
        if token.indefinite { der::indefinite(0x30, &parts) } else { der::tlv(0x30, &parts) }
    }

    /// ContentInfo around SignedData.
    fn content_info(&self, token: &Token) -> Vec<u8> {
        let info = self.info(token);
        let content = der::sequence(&[&der::oid(token.content_type), &der::explicit(0, &der::octets(&info))]);
        let certificates =
            if token.certificates.is_empty() { Vec::new() } else { der::explicit(0, &token.certificates.concat()) };
        let signers: Vec<u8> = (0..token.signers).flat_map(|_| self.signer_info(token, &info)).collect();
        let signed_data = der::sequence(&[
            &der::integer(&[3]),
            &der::set(&[token.hash.algorithm()]),
            &content,
            &certificates,
            &der::tlv(0x31, &signers),
        ]);
        der::sequence(&[&der::oid("1.2.840.113549.1.7.2"), &der::explicit(0, &signed_data)])
    }

    /// TSTInfo (RFC 3161 §2.4.2).
    fn info(&self, token: &Token) -> Vec<u8> {
        let by = der::explicit(4, &name(&self.leaf.subject));
        let imprint = token.hash.of(&token.stamped);
        der::sequence(&[
            &der::integer(&[1]),
            &der::oid("1.3.6.1.4.1.57264.2"),
            &der::sequence(&[&token.hash.algorithm(), &der::octets(&imprint)]),
            &der::integer(&serial(&[imprint, token.time.to_be_bytes().to_vec()].concat())),
            &der::generalized_time(token.time),
            &der::sequence(&[&der::integer(&[1])]),
            &der::explicit(0, &by),
        ])
    }

    /// SignerInfo (RFC 5652 §5.3).
    fn signer_info(&self, token: &Token, info: &[u8]) -> Vec<u8> {
        let key = token.key.as_ref().unwrap_or(&self.key);
        let signer = token.signer.as_ref().unwrap_or(&self.leaf);
        let set = der::set(&self.attributes(token, info));
        let mut sent = set.clone();
        sent[0] = 0xa0; // [0] IMPLICIT; what is signed is the SET (RFC 5652 §5.4)
        let signature = key.sign_with(token.hash, if token.signed_as_sent { &sent } else { &set });
        der::sequence(&[
            &der::integer(&[1]),
            &der::sequence(&[&name(&signer.issuer), &der::integer(&signer.serial)]),
            &token.hash.algorithm(),
            &sent,
            &key.algorithm_with(token.hash),
            &der::octets(&signature),
        ])
    }

    /// The signed attributes.
    fn attributes(&self, token: &Token, info: &[u8]) -> Vec<Vec<u8>> {
        let attribute = |oid: &str, value: Vec<u8>| der::sequence(&[&der::oid(oid), &der::set(&[value])]);
        let mut attributes = vec![
            attribute("1.2.840.113549.1.9.5", der::time(token.time)),
            attribute("1.2.840.113549.1.9.16.2.47", self.signing_certificate()),
        ];
        attributes.extend(token.content_type_attribute.map(|oid| attribute("1.2.840.113549.1.9.3", der::oid(oid))));
        if let Some(digest) = &token.digest_attribute {
            let digest = if digest.is_empty() { token.hash.of(info) } else { digest.clone() };
            attributes.push(attribute("1.2.840.113549.1.9.4", der::octets(&digest)));
        }
        attributes
    }

    /// ESS signingCertificateV2 (RFC 5035 §3) with SHA-256, the default that DER leaves out.
    fn signing_certificate(&self) -> Vec<u8> {
        let names = der::sequence(&[&der::explicit(4, &name(&self.leaf.issuer))]);
        let issuer_serial = der::sequence(&[&names, &der::integer(&self.leaf.serial)]);
        let id = der::sequence(&[&der::octets(&Hash::Sha256.of(&self.certificate())), &issuer_serial]);
        der::sequence(&[&der::sequence(&[&id])])
    }
}
