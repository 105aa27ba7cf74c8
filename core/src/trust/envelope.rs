//! Whether somebody known signed an envelope (DSSE protocol v1.0.2, "Verification").
//!
//! The key id is a hint: where it names a key of the keyring only that key is tried, otherwise every one is, within
//! `limits::TRIAL_KEYS`. Owners are counted once, however many signatures they made.

use core::cell::Cell;

use crate::base::limits::{TRIAL_KEYS, VERIFICATIONS};
use crate::crypto::key::Message;
use crate::format::dsse::{Envelope, Signature, pre_authentication_encoding};
use crate::trust::keyring::{Entry, Keyring};
use crate::trust::verified::{Signer, Verified};

/// How many signature verifications a question has asked for.
#[derive(Debug, Default)]
pub struct Budget(Cell<usize>);

impl Budget {
    /// Whether a verification was refused because nothing was left.
    pub fn is_spent(&self) -> bool {
        self.0.get() > VERIFICATIONS
    }

    fn take(&self) -> bool {
        self.0.set(self.0.get().saturating_add(1));
        !self.is_spent()
    }
}

/// The payload and everyone whose signature on it is valid; `None` if there is nobody.
pub fn verify<O: Clone + Ord>(
    envelope: &Envelope,
    keyring: &Keyring<O>,
    budget: &Budget,
) -> Option<Verified<Vec<u8>, O>> {
    let message = Message::new(&pre_authentication_encoding(&envelope.payload));
    let mut signers: Vec<Signer<O>> =
        envelope.signatures.iter().filter_map(|s| signer(s, &message, keyring, budget)).collect();
    signers.sort_unstable();
    signers.dedup();
    (!signers.is_empty()).then(|| Verified::new(envelope.payload.clone(), signers))
}

fn signer<O: Clone>(
    signature: &Signature,
    message: &Message,
    keyring: &Keyring<O>,
    budget: &Budget,
) -> Option<Signer<O>> {
    let named = signature.key_id.as_deref().and_then(|hint| keyring.named(hint));
    let valid = |entry: &&Entry<O>| budget.take() && entry.key.verifies(message, &signature.bytes);
    let entry = match named {
        Some(entry) => Some(entry).filter(valid),
        None => keyring.all().take(TRIAL_KEYS).find(valid),
    }?;
    Some(Signer { owner: entry.owner.clone(), key: entry.key.id().clone(), compromised: entry.compromised })
}
