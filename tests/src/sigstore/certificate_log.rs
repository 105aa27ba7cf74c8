//! A certificate transparency log (RFC 6962) that gives signed certificate timestamps. It keeps no tree: verifiers of
//! bundles ask for none.

use super::key::{Hash, Key};

/// A log of certificates.
#[derive(Clone, Debug)]
pub struct CertificateLog {
    /// P-256.
    pub key: Key,
}

/// What a log is asked to promise.
#[derive(Clone, Debug)]
pub struct Promise {
    /// Milliseconds since 1970.
    pub time: u64,
    /// SCT extensions that the log signs.
    pub extensions: Vec<u8>,
    /// SCT extensions that are written: another value than the one signed is a deviation.
    pub written_extensions: Vec<u8>,
    /// SPKI of the precertificate's issuer.
    pub issuer: Vec<u8>,
}

impl CertificateLog {
    /// The log of `name`.
    pub fn of(name: &str) -> Self {
        Self { key: Key::p256(name) }
    }

    /// A SignedCertificateTimestampList of one (RFC 6962 §3.3) over a precertificate's `tbs`: the certificate's own,
    /// without poison and without this list.
    pub fn timestamps(&self, tbs: &[u8], promise: &Promise) -> Vec<u8> {
        let timestamp = self.timestamp(tbs, promise);
        prefixed(&prefixed(&timestamp))
    }

    /// SignedCertificateTimestamp (§3.2).
    fn timestamp(&self, tbs: &[u8], promise: &Promise) -> Vec<u8> {
        const VERSION: u8 = 0;
        const CERTIFICATE_TIMESTAMP: u8 = 0;
        const PRECERTIFICATE: [u8; 2] = [0, 1];
        const ECDSA_SHA256: [u8; 2] = [4, 3];
        let length = u32::try_from(tbs.len()).expect("a short certificate").to_be_bytes();
        let signed = [
            &[VERSION, CERTIFICATE_TIMESTAMP],
            promise.time.to_be_bytes().as_slice(),
            &PRECERTIFICATE,
            &Hash::Sha256.of(&promise.issuer),
            &length[1..],
            tbs,
            &prefixed(&promise.extensions),
        ]
        .concat();
        [
            &[VERSION],
            self.key.id().as_slice(),
            &promise.time.to_be_bytes(),
            &prefixed(&promise.written_extensions),
            &ECDSA_SHA256,
            &prefixed(&self.key.sign(&signed)),
        ]
        .concat()
    }
}

/// Bytes behind their length of two bytes (RFC 5246 §4.3).
fn prefixed(bytes: &[u8]) -> Vec<u8> {
    let length = u16::try_from(bytes.len()).expect("a short vector");
    [&length.to_be_bytes(), bytes].concat()
}
