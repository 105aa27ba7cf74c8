//! Whether somebody known signed an envelope (DSSE protocol v1.0.2, "Verification").
//!
//! The key id is a hint that nobody signs: the key that it names is tried first, then every other one. So a rejection is lost
//! neither for being signed by a tool that names no key, nor for somebody's having changed the hint. `limits::VERIFICATIONS`
//! bounds the work. Owners are counted once, however many signatures they made.

use core::cell::Cell;

use crate::base::limits::VERIFICATIONS;
use crate::crypto::key::Message;
use crate::format::dsse::{Envelope, Signature, pre_authentication_encoding};
use crate::trust::keyring::{Entry, Keyring};
use crate::trust::verified::{Credential, Signer, Verified};

/// How many signature verifications a question has asked for.
#[derive(Debug, Default)]
pub struct Budget(Cell<usize>);

impl Budget {
    /// Whether a verification was refused because nothing was left.
    pub fn is_spent(&self) -> bool {
        self.0.get() > VERIFICATIONS
    }

    /// Asks for so many more.
    pub(in crate::trust) fn take(&self, count: usize) -> bool {
        self.0.set(self.0.get().saturating_add(count));
        !self.is_spent()
    }
}

/// The payload and everyone whose signature on it is valid; `None` if there is nobody. For keys without a window: their
/// signatures count whenever they were made.
pub fn verify<O: Clone + Ord>(
    envelope: &Envelope,
    keyring: &Keyring<O>,
    budget: &Budget,
) -> Option<Verified<Vec<u8>, O>> {
    let signer = |entry: &Entry<O>| Signer {
        owner: entry.owner.clone(),
        credential: Credential::Key(entry.key.id().clone()),
        doubtful: false,
        proof: None,
    };
    let mut signers: Vec<Signer<O>> = signing_keys(envelope, keyring, budget).into_iter().map(signer).collect();
    signers.sort_unstable();
    signers.dedup();
    (!signers.is_empty()).then(|| Verified::new(envelope.payload.clone(), signers))
}

/// The keys whose signatures on the envelope are valid.
pub(in crate::trust) fn signing_keys<'a, O>(
    envelope: &Envelope,
    keyring: &'a Keyring<O>,
    budget: &Budget,
) -> Vec<&'a Entry<O>> {
    let message = Message::new(&pre_authentication_encoding(&envelope.payload));
    envelope.signatures.iter().filter_map(|s| signing_key(s, &message, keyring, budget)).collect()
}

fn signing_key<'a, O>(
    signature: &Signature,
    message: &Message,
    keyring: &'a Keyring<O>,
    budget: &Budget,
) -> Option<&'a Entry<O>> {
    let named = signature.key_id.as_deref().and_then(|hint| keyring.named(hint));
    let valid = |entry: &&Entry<O>| budget.take(1) && entry.key.verifies(message, &signature.bytes);
    let named_id = named.map(|entry| entry.key.id());
    let mut others = keyring.all().filter(|entry| Some(entry.key.id()) != named_id);
    named.filter(&valid).or_else(|| others.find(valid))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_budget_is_spent_by_the_verification_after_the_last() {
        let budget = Budget::default();
        assert!(budget.take(VERIFICATIONS) && !budget.is_spent());
        assert!(!budget.take(1) && budget.is_spent());
        assert!(!budget.take(usize::MAX) && budget.is_spent());
    }
}
