//! Checkpoints (C2SP signed notes), of both versions of the log. The proof is left as it is.

use countersign_core::base::code::Code;

use super::List;
use crate::sigstore::ask::{Ask, STRAIGHT, Twist};
use crate::sigstore::entry::Entry;
use crate::sigstore::key::Key;
use crate::sigstore::note::{Checkpoint, Signatory};
use crate::sigstore::world::{SIGNED_AT, World};

pub(super) fn list(list: &mut List) {
    unsigned(list);
    invalid(list);
    mismatched(list);
    unreadable(list);
}

/// What the log would sign for the entry's tree, and the log.
fn genuine(world: &World, entry: &Entry) -> (Checkpoint, Signatory) {
    let proof = entry.proof.as_ref().expect("it has a proof");
    let (log, origin) = if entry.time.is_some() {
        (&world.rekor.signatory, world.rekor.origin.clone())
    } else {
        (&world.rekor_tiles.signatory, world.rekor_tiles.signatory.name.clone())
    };
    let size = proof.size.to_string();
    (Checkpoint { origin, size, root: proof.root.clone(), other: Vec::new() }, log.clone())
}

/// Puts another note in.
fn put(entry: &mut Entry, note: String) {
    entry.proof.as_mut().expect("it has a proof").checkpoint = note;
}

/// For both versions of the log.
fn both(list: &mut List, expect: Code, name: &str, entry: fn(&World, &mut Entry)) {
    for (ask, version) in [(Ask::message(), 1), (Ask::tiles(), 2)] {
        list.twisted(expect, &format!("checkpoint of Rekor v{version}: {name}"), ask, Twist { entry, ..STRAIGHT });
    }
}

fn unsigned(list: &mut List) {
    let code = Code::BundleCheckpointUnsigned;
    both(list, code, "signed by another log", |world, entry| {
        let (checkpoint, _) = genuine(world, entry);
        put(entry, checkpoint.signed(&[&Signatory::ed25519("log.other.example", Key::ed25519("other log"))]));
    });
    both(list, code, "signed by the log under another name", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        put(entry, checkpoint.signed(&[&Signatory { name: "log.other.example".into(), ..log }]));
    });
    both(list, code, "another log's origin, signed under the log's own name", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        put(entry, Checkpoint { origin: "log.other.example - 1".into(), ..checkpoint }.signed(&[&log]));
    });
    both(list, code, "signed under another key's id", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        put(entry, checkpoint.signed(&[&Signatory { id: Key::p256("other").id(), ..log }]));
    });
    both(list, code, "cosigned alone", |world, entry| {
        let (checkpoint, _) = genuine(world, entry);
        let witness = Signatory::witness("witness.example/one", Key::ed25519("witness"), SIGNED_AT);
        put(entry, checkpoint.signed(&[&witness]));
    });
}

fn invalid(list: &mut List) {
    let code = Code::BundleCheckpointInvalid;
    both(list, code, "signed with another key under the log's id", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        let key = if entry.time.is_some() { Key::p256("other") } else { Key::ed25519("other") };
        put(entry, checkpoint.signed(&[&Signatory { key, ..log }]));
    });
    both(list, code, "a line was added after it was signed", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        put(entry, checkpoint.signed(&[&log]).replacen("\n\n", "\nextension\n\n", 1));
    });
}

fn mismatched(list: &mut List) {
    let code = Code::BundleCheckpointMismatch;
    both(list, code, "of another size", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        put(entry, Checkpoint { size: "12345".into(), ..checkpoint }.signed(&[&log]));
    });
    both(list, code, "of another root hash", |world, entry| {
        let (mut checkpoint, log) = genuine(world, entry);
        checkpoint.root[0] ^= 1;
        put(entry, checkpoint.signed(&[&log]));
    });
}

fn unreadable(list: &mut List) {
    let code = Code::BundleCheckpointUnreadable;
    both(list, code, "no note", |_, entry| put(entry, "not a note".into()));
    both(list, code, "no empty line before the signatures", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        put(entry, checkpoint.signed(&[&log]).replacen("\n\n", "\n", 1));
    });
    both(list, code, "the size is no number", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        put(entry, Checkpoint { size: "many".into(), ..checkpoint }.signed(&[&log]));
    });
    both(list, code, "no size", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        let without = checkpoint.signed(&[&log]).replacen(&format!("\n{}\n", checkpoint.size), "\n", 1);
        put(entry, without);
    });
    both(list, code, "the root hash is no base64", |world, entry| {
        let (checkpoint, log) = genuine(world, entry);
        let root = crate::sigstore::key::base64(&checkpoint.root);
        put(entry, checkpoint.signed(&[&log]).replacen(&root, "*", 1));
    });
}
