//! SHA-256, SHA-384 and SHA-512 (FIPS 180-4) by the names that certificates, timestamps and bundles use.

use der::asn1::ObjectIdentifier;
use sha2::{Digest as _, Sha256, Sha384, Sha512};

/// A hash function of the SHA-2 family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Hash {
    /// 32 bytes.
    Sha256,
    /// 48 bytes.
    Sha384,
    /// 64 bytes.
    Sha512,
}

impl Hash {
    /// Every one.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// The digest of `bytes`.
    pub fn of(&self, bytes: &[u8]) -> Vec<u8> {
        match self {
            Self::Sha256 => Sha256::digest(bytes).to_vec(),
            Self::Sha384 => Sha384::digest(bytes).to_vec(),
            Self::Sha512 => Sha512::digest(bytes).to_vec(),
        }
    }

    /// `sha256`, `sha384`, `sha512`: as in-toto digest sets have it.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
        }
    }

    /// The hash of this [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| hash.name() == name)
    }

    /// Bytes of a digest.
    #[allow(clippy::len_without_is_empty, reason = "no digest is empty")]
    pub fn len(&self) -> usize {
        match self {
            Self::Sha256 => 32,
            Self::Sha384 => 48,
            Self::Sha512 => 64,
        }
    }

    /// The hash of this object identifier (RFC 5754 §2), in dotted form.
    pub fn from_oid(oid: &str) -> Option<Self> {
        Self::from_identifier(ObjectIdentifier::new(oid).ok()?)
    }

    pub(super) fn from_identifier(oid: ObjectIdentifier) -> Option<Self> {
        Self::ALL.into_iter().find(|hash| hash.identifier() == oid)
    }

    fn identifier(self) -> ObjectIdentifier {
        match self {
            Self::Sha256 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.1"),
            Self::Sha384 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.2"),
            Self::Sha512 => ObjectIdentifier::new_unwrap("2.16.840.1.101.3.4.2.3"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::encoding::hex;

    #[test]
    fn the_digests_of_nothing() {
        for (hash, start) in [(Hash::Sha256, "e3b0c442"), (Hash::Sha384, "38b060a7"), (Hash::Sha512, "cf83e135")] {
            let digest = hash.of(b"");
            assert_eq!(hex::encode(&digest[..4]), start);
            assert_eq!(digest.len(), hash.len());
            assert_eq!(Hash::from_name(hash.name()), Some(hash));
            assert_eq!(Hash::from_oid(&hash.identifier().to_string()), Some(hash));
        }
        assert_eq!(Hash::from_name("SHA256"), None);
        assert_eq!(Hash::from_oid("1.3.14.3.2.26"), None, "SHA-1");
        assert_eq!(Hash::from_oid("not an identifier"), None);
    }
}
