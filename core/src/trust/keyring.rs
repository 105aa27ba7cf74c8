//! The keys that may vouch for something, and whose they are.

use std::collections::BTreeMap;

use crate::base::name::KeyId;
use crate::crypto::key::PublicKey;

/// Keys by id, each with one owner.
#[derive(Clone, Debug)]
pub struct Keyring<O> {
    keys: BTreeMap<KeyId, Entry<O>>,
}

/// One key.
#[derive(Clone, Debug)]
pub struct Entry<O> {
    /// The key.
    pub key: PublicKey,
    /// Whose it is.
    pub owner: O,
    /// Whether somebody else may have used it.
    pub compromised: bool,
}

impl<O> Default for Keyring<O> {
    fn default() -> Self {
        Self { keys: BTreeMap::new() }
    }
}

impl<O> Keyring<O> {
    /// Adds a key; `false` if it is there already, whoever owns it.
    pub fn add(&mut self, entry: Entry<O>) -> bool {
        let id = entry.key.id().clone();
        let new = !self.keys.contains_key(&id);
        if new {
            self.keys.insert(id, entry);
        }
        new
    }

    /// The key that `hint` names.
    pub fn named(&self, hint: &str) -> Option<&Entry<O>> {
        hint.parse().ok().and_then(|id: KeyId| self.keys.get(&id))
    }

    /// Every key, by id.
    pub fn all(&self) -> impl Iterator<Item = &Entry<O>> {
        self.keys.values()
    }
}
