//! Proof, as a type: a value that somebody known has signed.

use crate::base::name::KeyId;
use crate::base::signing::Proof;

/// A value with at least one valid signature by a key of a keyring.
///
/// INVARIANT: made in `trust/` alone, so holding one is the proof.
#[derive(Clone, Debug)]
pub struct Verified<T, O> {
    value: T,
    signers: Vec<Signer<O>>,
}

/// One valid signature: whose, by what, and since when it is proved to exist.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signer<O> {
    /// Whose it is.
    pub owner: O,
    /// What proves that.
    pub credential: Credential,
    /// Somebody else may have made it: the keyring says so of the key, or what its bundle has besides does not hold. Such a
    /// signature can only say no.
    pub doubtful: bool,
    /// When it was made, as somebody other than the signer proves it.
    pub proof: Option<Proof>,
}

/// What proves whose a signature is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Credential {
    /// A key of the keyring.
    Key(KeyId),
    /// A certificate of an identity of the keyring.
    Identity {
        /// Its subject.
        subject: String,
        /// Who vouched for the subject.
        issuer: String,
    },
}

impl<T, O> Verified<T, O> {
    pub(in crate::trust) fn new(value: T, signers: Vec<Signer<O>>) -> Self {
        Self { value, signers }
    }

    /// What was signed.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Who signed it; never empty.
    pub fn signers(&self) -> &[Signer<O>] {
        &self.signers
    }

    /// The value and its signers.
    pub fn into_parts(self) -> (T, Vec<Signer<O>>) {
        (self.value, self.signers)
    }
}
