//! Proof, as a type: a value that somebody known has signed.

use crate::base::name::KeyId;

/// A value with at least one valid signature by a key of a keyring.
///
/// INVARIANT: made in `trust/` alone, so holding one is the proof.
#[derive(Clone, Debug)]
pub struct Verified<T, O> {
    value: T,
    signers: Vec<Signer<O>>,
}

/// One valid signature: whose, and by which key.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Signer<O> {
    /// Whose key it is.
    pub owner: O,
    /// The key.
    pub key: KeyId,
    /// The keyring says that somebody else may have used the key. Such a signature can only say no.
    pub compromised: bool,
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
