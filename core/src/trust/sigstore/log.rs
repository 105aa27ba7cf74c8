//! Transparency log entries (client specification, "Verification", step 5): whose they are, and that the log has them.
//!
//! Bundles of version 0.1 carry a promise, later ones a proof with a checkpoint; what is there besides must hold too.

use crate::base::code::Code;
use crate::base::encoding::hex;
use crate::base::moment::Moment;
use crate::base::time::Time;
use crate::crypto::verifying_key::VerifyingKey;
use crate::format::sigstore::bundle::Version;
use crate::format::sigstore::entry::{Entry, Proof};
use crate::trust::sigstore::failure::Failure;
use crate::trust::sigstore::observed::ObservedTime;
use crate::trust::sigstore::roots::{Log, Root};
use crate::trust::sigstore::{checkpoint, merkle};

/// The log whose entry this says it is.
pub fn of<'a>(entry: &Entry, root: &'a Root) -> Result<&'a Log, Failure> {
    root.logs.iter().find(|log| log.id == entry.log_id).ok_or_else(|| {
        let found = format!("one of log {}", hex::encode(&entry.log_id));
        Failure::new(Code::BundleEntryLogUnknown, "an entry of a log of the trusted root", found)
    })
}

/// The entry's log, trusted at every proved time. A root may list one log several times, each with a window; one of them has
/// to have all times. It is the same log only with the same key, by which its promise was verified.
pub fn trusted<'a>(entry: &Entry, root: &'a Root, times: &[ObservedTime], moment: &Moment) -> Result<&'a Log, Failure> {
    let first = of(entry, root)?;
    let key = first.key.as_ref().map(VerifyingKey::id);
    let is_same = |log: &&Log| log.id == first.id && log.key.as_ref().map(VerifyingKey::id) == key;
    let mut listed = root.logs.iter().filter(is_same);
    match listed.find(|log| in_window(log, times, moment).is_ok()) {
        Some(log) => Ok(log),
        None => in_window(first, times, moment).map(|()| first),
    }
}

/// Without any proved time, as with a managed key, the log must be trusted now.
fn in_window(log: &Log, times: &[ObservedTime], moment: &Moment) -> Result<(), Failure> {
    let outside = |found: String| {
        let expected = format!("a time at which `{}` is trusted", log.url);
        Err(Failure::new(Code::BundleEntryLogUnknown, expected, found))
    };
    match times.iter().find(|time| !log.window.contains(time.at())) {
        Some(time) => outside(time.at().to_string()),
        None if times.is_empty() && !is_now(log, moment) => outside("no time is proved, and it is not now".to_owned()),
        None => Ok(()),
    }
}

fn is_now(log: &Log, moment: &Moment) -> bool {
    // The window's end is inclusive: it is over one second later.
    let over = log.window.end.map(|end| Time::from_seconds(end.seconds().saturating_add(1)));
    moment.has_come(log.window.start) && !over.flatten().is_some_and(|over| moment.has_come(over))
}

/// Verifies that the log has the entry. A promise was verified with the signing times.
pub fn verify(entry: &Entry, version: Version, log: &Log) -> Result<(), Failure> {
    match (version, &entry.proof, &entry.promise) {
        (Version::V01, _, None) => {
            Err(Failure::new(Code::BundlePromiseMissing, "the log's signed promise", "an entry without it"))
        }
        (Version::V01, None, Some(_)) => Ok(()),
        (Version::V01, Some(proof), Some(_)) => match &proof.checkpoint {
            Some(text) => included(entry, proof).and_then(|()| checkpoint::verify(text, proof, log)),
            None => included(entry, proof),
        },
        (Version::V02 | Version::V03, None, _) => Err(no_proof("an entry without any")),
        (Version::V02 | Version::V03, Some(proof), _) => {
            let text = proof.checkpoint.as_ref().ok_or_else(|| no_proof("a proof without a checkpoint"))?;
            included(entry, proof)?;
            checkpoint::verify(text, proof, log)
        }
    }
}

fn no_proof(found: &str) -> Failure {
    Failure::new(Code::BundleProofMissing, "an inclusion proof with a checkpoint", found)
}

fn included(entry: &Entry, proof: &Proof) -> Result<(), Failure> {
    let root = merkle::root(merkle::leaf(&entry.body), proof.log_index, proof.tree_size, &proof.hashes);
    if root == Some(proof.root_hash) {
        return Ok(());
    }
    let expected = "a proof that leads from the entry to its root hash";
    let found = match root {
        Some(_) => "one that leads to another root".to_owned(),
        None => format!("{} hashes for leaf {} of {}", proof.hashes.len(), proof.log_index, proof.tree_size),
    };
    Err(Failure::new(Code::BundleProofInvalid, expected, found))
}
