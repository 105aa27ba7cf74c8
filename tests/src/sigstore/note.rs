//! Checkpoints: signed notes of a log's size and root hash (C2SP `signed-note` and `tlog-checkpoint`).

use super::key::{Hash, Key, base64};

/// What a log states about its tree.
#[derive(Clone, Debug)]
pub struct Checkpoint {
    /// The log's name, and in Rekor v1 its tree.
    pub origin: String,
    /// Leaves.
    pub size: String,
    /// Root hash.
    pub root: Vec<u8>,
    /// Lines after them.
    pub other: Vec<String>,
}

/// Who signs notes under a name.
#[derive(Clone, Debug)]
pub struct Signatory {
    /// As it stands in signature lines.
    pub name: String,
    /// The key's id: the first four bytes.
    pub id: Vec<u8>,
    /// Its key.
    pub key: Key,
    /// Bytes between key id and signature, as a cosignature has its time.
    pub infix: Vec<u8>,
}

impl Checkpoint {
    /// The text that is signed.
    pub fn text(&self) -> String {
        let mut lines = vec![self.origin.clone(), self.size.clone(), base64(&self.root)];
        lines.extend(self.other.iter().cloned());
        lines.join("\n") + "\n"
    }

    /// The note with a signature line of each.
    pub fn signed(&self, by: &[&Signatory]) -> String {
        let text = self.text();
        let lines: String = by.iter().map(|signatory| signatory.line(&text)).collect();
        format!("{text}\n{lines}")
    }
}

impl Signatory {
    /// A log or its like, with an Ed25519 key: its id is of name, type 1 and key (C2SP `signed-note`).
    pub fn ed25519(name: &str, key: Key) -> Self {
        let Key::Ed25519(secret) = &key else { panic!("an Ed25519 key") };
        let id = Hash::Sha256.of(&[name.as_bytes(), b"\n\x01", secret.verifying_key().as_bytes()].concat());
        Self { name: name.into(), id, key, infix: Vec::new() }
    }

    /// A witness that cosigns at `time` (C2SP `tlog-cosignature`).
    pub fn witness(name: &str, key: Key, time: u64) -> Self {
        let Key::Ed25519(secret) = &key else { panic!("an Ed25519 key") };
        let id = Hash::Sha256.of(&[name.as_bytes(), b"\n\x04", secret.verifying_key().as_bytes()].concat());
        Self { name: name.into(), id, key, infix: time.to_be_bytes().to_vec() }
    }

    /// A log with an ECDSA key, as Rekor v1 has it: its id is of the key alone.
    pub fn ecdsa(name: &str, key: Key) -> Self {
        Self { name: name.into(), id: key.id(), key, infix: Vec::new() }
    }

    /// The signature line over a note's text.
    fn line(&self, text: &str) -> String {
        let signature = match <[u8; 8]>::try_from(self.infix.as_slice()) {
            Ok(time) => {
                let message = format!("cosignature/v1\ntime {}\n{text}", u64::from_be_bytes(time));
                self.key.sign(message.as_bytes())
            }
            Err(_) => self.key.sign(text.as_bytes()),
        };
        let bytes = [&self.id[..4], &self.infix, &signature].concat();
        format!("\u{2014} {} {}\n", self.name, base64(&bytes))
    }
}
