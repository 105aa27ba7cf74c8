//! Checkpoints: the log's signature on a tree's size and root (C2SP signed-note and tlog-checkpoint).
//!
//! Only the signature of *that* log counts: under its name, with its key's hint, in whatever place. Signatures of witnesses
//! are passed over; a checkpoint that they alone signed is unsigned.

use crate::base::code::Code;
use crate::format::sigstore::checkpoint::Checkpoint;
use crate::format::sigstore::entry::Proof;
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::roots::Log;

/// Verifies that `log` vouches for the size and root of `proof`.
pub fn verify(text: &str, proof: &Proof, log: &Log) -> Result<(), Failure> {
    let checkpoint = Checkpoint::parse(text).map_err(|wrong| Failure::new(wrong.code, "a checkpoint", wrong.found))?;
    signed(&checkpoint, log)?;
    if checkpoint.size != proof.tree_size || checkpoint.root != proof.root_hash {
        let expected = format!("a checkpoint of the proof's tree of {}", proof.tree_size);
        let found = match checkpoint.size == proof.tree_size {
            true => "another root hash".to_owned(),
            false => format!("one of {}", checkpoint.size),
        };
        return Err(Failure::new(Code::BundleCheckpointMismatch, expected, found));
    }
    Ok(())
}

fn signed(checkpoint: &Checkpoint, log: &Log) -> Result<(), Failure> {
    let name = log.name();
    let expected = format!("a checkpoint signed by `{name}`");
    // Rekor v1 writes `name - tree id` as its origin, tile logs the bare name.
    let is_origin = checkpoint.origin.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(" - "));
    if !is_origin {
        let found = format!("origin `{}`", checkpoint.origin.escape_default());
        return Err(Failure::new(Code::BundleCheckpointUnsigned, expected, found));
    }
    let hint = log.id.first_chunk::<4>();
    let own = checkpoint.signatures.iter().filter(|s| s.name == name && Some(&s.key_hint) == hint);
    let own: Vec<_> = own.collect();
    if own.is_empty() {
        let found = format!("{} signatures, none with its name and key", checkpoint.signatures.len());
        return Err(Failure::new(Code::BundleCheckpointUnsigned, expected, found));
    }
    let key = log.key.as_ref().map_err(|why| Failure::new(Code::BundleAlgorithmUnsupported, "a log's key", why))?;
    match own.iter().any(|s| key.verifies(key.default_hash(), &checkpoint.signed, &s.bytes)) {
        true => Ok(()),
        false => Err(Failure::new(Code::BundleCheckpointInvalid, expected, "a signature that is not its own")),
    }
}
