//! The keys and identities that may vouch for something, and whose they are.

use std::collections::BTreeMap;

use crate::base::moment::Moment;
use crate::base::name::KeyId;
use crate::base::signing::Proof;
use crate::base::time::{Interval, Time};
use crate::crypto::key::PublicKey;
use crate::trust::sigstore::identity::{Expected, Identity};

/// Keys by id, each with one owner; and identities.
#[derive(Clone, Debug)]
pub struct Keyring<O> {
    keys: BTreeMap<KeyId, Entry<O>>,
    identities: Vec<(Expected, O)>,
}

/// One key.
#[derive(Clone, Debug)]
pub struct Entry<O> {
    /// The key.
    pub key: PublicKey,
    /// Whose it is.
    pub owner: O,
    /// When it may sign. A time that its owner wrote proves nothing, so a signature that nobody else dates counts only
    /// inside it.
    pub window: Interval,
    /// Since when somebody else may have used it.
    pub compromised_at: Option<Time>,
}

impl<O> Entry<O> {
    /// A key that may sign at any time.
    pub fn unlimited(key: PublicKey, owner: O) -> Self {
        let window = Interval { from: Time::EPOCH, until: None };
        Self { key, owner, window, compromised_at: None }
    }

    /// Whether somebody else may have made a signature that is proved to be so old, or is not.
    pub fn is_doubtful(&self, proof: Option<Proof>, moment: &Moment) -> bool {
        match proof {
            Some(Proof { by, .. }) => !self.window.contains(by) || self.compromised_at.is_some_and(|at| by >= at),
            None => !moment.is_within(self.window) || self.compromised_at.is_some(),
        }
    }
}

impl<O> Default for Keyring<O> {
    fn default() -> Self {
        Self { keys: BTreeMap::new(), identities: Vec::new() }
    }
}

impl<O: PartialEq> Keyring<O> {
    /// Adds an identity.
    pub fn add_identity(&mut self, expected: Expected, owner: O) {
        self.identities.push((expected, owner));
    }

    /// Everyone whom a certificate's identity fits, each once.
    pub fn owners(&self, identity: &Identity) -> Vec<&O> {
        let fitting = self.identities.iter().filter(|(expected, _)| expected.fits(identity));
        let mut owners = Vec::new();
        for (_, owner) in fitting {
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
        owners
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hint_names_the_key_of_that_id_alone() {
        let key = PublicKey::from_pem(include_str!("../../../fixtures/example/root.pub")).unwrap();
        let id = key.id().to_string();
        let mut keyring = Keyring::default();
        assert!(keyring.named(&id).is_none());
        assert!(keyring.add(Entry::unlimited(key.clone(), "root")) && !keyring.add(Entry::unlimited(key, "other")));
        assert_eq!(keyring.named(&id).map(|entry| entry.owner), Some("root"));
        assert!(keyring.named(&"0".repeat(64)).is_none() && keyring.named("root").is_none());
    }
}
