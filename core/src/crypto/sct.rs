//! Signed certificate timestamps inside a certificate (RFC 6962 §3.2 and §3.3): a log's promise to publish it.
//!
//! Reads the list, and rebuilds the bytes that a log signed: the certificate as it was before the list went in. Whether
//! the log is trusted, and at that time, is not decided here.

use crate::base::limits::SCTS;
use crate::crypto::certificate::Certificate;
use crate::crypto::element::{Element, Tag};
use crate::crypto::hash::Hash;

/// The extension that holds the list.
const LIST: &str = "1.3.6.1.4.1.11129.2.4.2";

/// A timestamp of version 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sct {
    /// SHA-256 of the log's SPKI DER.
    pub log_id: [u8; 32],
    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub timestamp_ms: u64,
    /// The log's extensions: signed, and otherwise without meaning.
    pub extensions: Vec<u8>,
    /// What the log hashed with.
    pub hash: Hash,
    /// The log's signature over [`signed`].
    pub signature: Vec<u8>,
}

/// The timestamps of `certificate`; none without the extension. Those of unknown versions are left out: nothing can be
/// said about them.
pub fn list(certificate: &Certificate) -> Result<Vec<Sct>, String> {
    let Some(value) = certificate.extension(LIST) else { return Ok(Vec::new()) };
    let refuse = || "the certificate's list of signed certificate timestamps is not as RFC 6962 has it".to_owned();
    let inner = Element::only(value, Tag::OctetString).ok_or_else(refuse)?;
    let mut whole = Bytes(inner.value);
    let mut left = Bytes(whole.vector().ok_or_else(refuse)?);
    whole.end().ok_or_else(refuse)?;
    let mut list = Vec::new();
    for _ in 0..SCTS {
        if left.0.is_empty() {
            break;
        }
        let entry = left.vector().ok_or_else(refuse)?;
        if entry.first() == Some(&0) {
            list.push(read(entry).ok_or_else(refuse)?);
        }
    }
    left.end().ok_or_else(|| format!("the certificate has more than {SCTS} signed certificate timestamps"))?;
    Ok(list)
}

/// What the log signed (RFC 6962 §3.2, `digitally-signed struct` with a `PreCert`):
/// version, signature type, 8 bytes of time, 2 of entry type, the issuer's key hash, 3 bytes of length and the certificate's
/// signed part without the list, 2 bytes of length and the extensions.
pub fn signed(sct: &Sct, certificate: &Certificate, issuer_key_hash: [u8; 32]) -> Vec<u8> {
    let part = certificate.signed_part_without(LIST);
    // INVARIANT: certificates and extensions are shorter than 2^16 bytes, so both lengths fit.
    let [_, part_length @ ..] = u32::try_from(part.len()).unwrap_or_default().to_be_bytes();
    let extensions_length = u16::try_from(sct.extensions.len()).unwrap_or_default().to_be_bytes();
    const V1: u8 = 0;
    const CERTIFICATE_TIMESTAMP: u8 = 0;
    const PRECERT_ENTRY: [u8; 2] = [0, 1];
    let mut bytes = vec![V1, CERTIFICATE_TIMESTAMP];
    bytes.extend(sct.timestamp_ms.to_be_bytes());
    bytes.extend(PRECERT_ENTRY);
    bytes.extend(issuer_key_hash);
    bytes.extend(part_length);
    bytes.extend(part);
    bytes.extend(extensions_length);
    bytes.extend(&sct.extensions);
    bytes
}

fn read(entry: &[u8]) -> Option<Sct> {
    let mut bytes = Bytes(entry);
    bytes.take(1)?;
    let log_id = bytes.take(32)?.try_into().ok()?;
    let timestamp_ms = u64::from_be_bytes(bytes.take(8)?.try_into().ok()?);
    let extensions = bytes.vector()?.to_vec();
    // RFC 5246 §7.4.1.4.1: the hash, then the kind of signature (1 RSA, 3 ECDSA). The log's key says the latter again.
    let hash = match bytes.take(2)? {
        [4, 1 | 3] => Hash::Sha256,
        [5, 1 | 3] => Hash::Sha384,
        [6, 1 | 3] => Hash::Sha512,
        _ => return None,
    };
    let signature = bytes.vector()?.to_vec();
    bytes.end()?;
    Some(Sct { log_id, timestamp_ms, extensions, hash, signature })
}

/// What is left of a TLS structure (RFC 5246 §4).
struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, left) = self.0.split_at_checked(count)?;
        self.0 = left;
        Some(taken)
    }

    /// Two bytes of length, and as many bytes.
    fn vector(&mut self) -> Option<&'a [u8]> {
        let length = u16::from_be_bytes(self.take(2)?.try_into().ok()?);
        self.take(usize::from(length))
    }

    fn end(self) -> Option<()> {
        self.0.is_empty().then_some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::crypto::sample::{certificate, extension, wrap};

    fn entry(version: u8, hash: u8) -> Vec<u8> {
        let body =
            [&[version][..], &[7; 32], &[0, 0, 0, 0, 0, 0, 1, 0], &[0, 2, 8, 9], &[hash, 3], &[0, 1, 5]].concat();
        [&[0, u8::try_from(body.len()).unwrap()][..], &body].concat()
    }

    fn with(entries: &[Vec<u8>]) -> Certificate {
        let entries = entries.concat();
        let length = u16::try_from(entries.len()).unwrap().to_be_bytes();
        let value = wrap(Tag::OctetString, &[&length, &entries]);
        let list = extension(LIST, false, &value);
        certificate(("a", 1), ("b", 2), ["20", "30"], &[list, extension("1.2.3", false, b"x")]).unwrap()
    }

    #[test]
    fn the_list_is_read_whole() {
        let list = list(&with(&[entry(0, 4), entry(1, 9)])).unwrap();
        assert_eq!(list.len(), 1, "that of an unknown version is left out");
        assert_eq!((list[0].timestamp_ms, list[0].extensions.as_slice()), (256, &[8, 9][..]));
        for bad in [entry(0, 2), vec![0, 9, 0], [entry(0, 4), vec![0]].concat(), vec![0, 1, 0]] {
            assert!(super::list(&with(&[bad])).unwrap_err().contains("RFC 6962"));
        }
        assert!(super::list(&with(&vec![entry(0, 4); SCTS + 1])).unwrap_err().contains("more than"));
    }

    #[test]
    fn what_was_signed_is_the_certificate_without_the_list() {
        let (whole, bare) = (with(&[entry(0, 4)]), {
            certificate(("a", 1), ("b", 2), ["20", "30"], &[extension("1.2.3", false, b"x")]).unwrap()
        });
        let sct = list(&whole).unwrap().remove(0);
        let bytes = signed(&sct, &whole, [3; 32]);
        assert_eq!(bytes, signed(&sct, &bare, [3; 32]));
        assert_eq!(list(&bare), Ok(Vec::new()));
        assert!(bytes.ends_with(&[0, 2, 8, 9]));
        assert_eq!(bytes[..14], [0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 1, 3, 3]);
    }
}
