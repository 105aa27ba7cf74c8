//! The trusted roots of a question, with their keys and certificates read once.
//!
//! A key or certificate that cannot be read makes the whole root unreadable: nobody should find out in the middle of the
//! night that half of a root was never used. A log with a key of a kind that we do not know is kept, because newer roots may
//! add such logs; an entry of it is refused.

use std::sync::OnceLock;

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::crypto::certificate::Certificate;
use crate::crypto::verifying_key::VerifyingKey;
use crate::format::sigstore::trusted_root::{self, TrustedRoot, Window};
use crate::trust::sigstore::failure::Failure;

/// The kinds of log keys that we know (protobuf-specs, `PublicKeyDetails`).
const KINDS: [&str; 4] = ["PKIX_ECDSA_P256_SHA_256", "PKIX_ECDSA_P384_SHA_384", "PKIX_ED25519", "PKCS1_RSA_PKCS1V5"];

/// Every trusted root, each once, by the digest of the document that it stood in.
#[derive(Clone, Debug, Default)]
pub struct Roots(Vec<Root>);

/// Trusted roots that are read when the first bundle asks for them: most questions have none, and reading some thirty
/// certificates takes longer than deciding.
#[derive(Clone, Debug, Default)]
pub struct Unread {
    documents: Vec<Vec<u8>>,
    read: OnceLock<Result<Roots, Failure>>,
}

impl Unread {
    /// Keeps the documents.
    pub fn new(documents: Vec<Vec<u8>>) -> Self {
        Self { documents, read: OnceLock::new() }
    }

    /// The roots.
    pub fn read(&self) -> Result<&Roots, Failure> {
        self.read.get_or_init(|| Roots::read(&self.documents)).as_ref().map_err(Clone::clone)
    }

    /// Why they cannot be read, if somebody asked for them and they cannot.
    pub fn failure(&self) -> Option<&Failure> {
        self.read.get().and_then(|read| read.as_ref().err())
    }
}

/// One instance of Sigstore.
#[derive(Clone, Debug)]
pub struct Root {
    /// The digest of the document that it stood in.
    pub digest: Sha256,
    /// Who issues certificates to signers.
    pub authorities: Vec<Authority>,
    /// Where signatures are logged.
    pub logs: Vec<Log>,
    /// Where certificates are logged.
    pub certificate_logs: Vec<Log>,
    /// Who proves times.
    pub timestamp_authorities: Vec<Authority>,
}

/// A certificate authority or a timestamp authority.
#[derive(Clone, Debug)]
pub struct Authority {
    /// What the root calls it.
    pub uri: String,
    /// Its chain, the root certificate last.
    pub chain: Vec<Certificate>,
    /// When it is trusted.
    pub window: Window,
}

/// A transparency log.
#[derive(Clone, Debug)]
pub struct Log {
    /// Its address.
    pub url: String,
    /// Its id, as entries and timestamps name it.
    pub id: Vec<u8>,
    /// Its key; the error says why it cannot be used.
    pub key: Result<VerifyingKey, String>,
    /// When it is trusted.
    pub window: Window,
}

impl Roots {
    /// Reads trusted roots; the order and number of the documents change nothing.
    pub fn read(documents: &[Vec<u8>]) -> Result<Self, Failure> {
        let mut roots: Vec<Root> = Vec::new();
        let mut digests: Vec<(Sha256, &Vec<u8>)> = documents.iter().map(|bytes| (Sha256::of(bytes), bytes)).collect();
        digests.sort_unstable();
        digests.dedup();
        for (digest, bytes) in digests {
            let refuse = |found: String| Failure::new(Code::TrustedRootUnreadable, "a Sigstore trusted root", found);
            for root in TrustedRoot::parse_all(bytes).map_err(|wrong| refuse(wrong.found))? {
                roots.push(Root::read(digest, root).map_err(refuse)?);
            }
        }
        Ok(Self(roots))
    }

    /// The instances, in an order that no host can influence.
    pub fn iter(&self) -> impl Iterator<Item = &Root> {
        self.0.iter()
    }
}

impl Root {
    fn read(digest: Sha256, root: TrustedRoot) -> Result<Self, String> {
        let authorities = |list: Vec<trusted_root::Authority>| -> Result<Vec<Authority>, String> {
            list.into_iter().map(Authority::read).collect()
        };
        let logs =
            |list: Vec<trusted_root::Log>| -> Result<Vec<Log>, String> { list.into_iter().map(Log::read).collect() };
        Ok(Self {
            digest,
            authorities: authorities(root.authorities)?,
            logs: logs(root.logs)?,
            certificate_logs: logs(root.certificate_logs)?,
            timestamp_authorities: authorities(root.timestamp_authorities)?,
        })
    }
}

impl Authority {
    fn read(raw: trusted_root::Authority) -> Result<Self, String> {
        let chain = raw.chain.iter().map(|der| Certificate::from_der(der)).collect::<Result<_, _>>();
        let chain = chain.map_err(|why| format!("a certificate of `{}`: {why}", raw.uri.escape_default()))?;
        Ok(Self { uri: raw.uri, chain, window: raw.window })
    }

    /// Whether a certificate of its chain has the name of whoever issued `certificate`. Without, no signature of a path is
    /// ever verified (`rustls-webpki` compares names first).
    pub fn may_issue(&self, certificate: &Certificate) -> bool {
        self.chain.iter().any(|authority| authority.subject_der() == certificate.issuer_der())
    }
}

impl Log {
    fn read(raw: trusted_root::Log) -> Result<Self, String> {
        // protobuf-specs `PublicKeyDetails`: RSA keys of old certificate logs come without the SPKI around them.
        let key = match raw.key_details.as_str() {
            "PKCS1_RSA_PKCS1V5" => {
                VerifyingKey::from_pkcs1_rsa(&raw.key).or_else(|_| VerifyingKey::from_spki(&raw.key))
            }
            _ => VerifyingKey::from_spki(&raw.key),
        };
        if let (Err(why), true) = (&key, KINDS.contains(&raw.key_details.as_str())) {
            return Err(format!("the key of `{}`: {why}", raw.base_url.escape_default()));
        }
        Ok(Self { url: raw.base_url, id: raw.id, key, window: raw.window })
    }

    /// The name under which it signs checkpoints: its address without the scheme (C2SP tlog-checkpoint, "origin").
    pub fn name(&self) -> &str {
        let bare = self.url.split_once("://").map_or(self.url.as_str(), |(_, rest)| rest);
        bare.strip_suffix('/').unwrap_or(bare)
    }
}
