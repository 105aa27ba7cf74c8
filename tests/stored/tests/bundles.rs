//! Every stored bundle of the virtual Sigstore, natively: those that verify with what they prove, those that do not for the one
//! reason that each has.

use std::path::Path;

use countersign_stored::bundle::{folders, read};

#[test]
fn every_stored_bundle_is_answered_as_it_was() {
    let folders = folders(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).expect("the bundles can be listed");
    assert!(folders.len() > 150, "only {} bundles", folders.len());
    for folder in folders {
        let stored = read(&folder).expect("a stored bundle");
        let (code, answer) = match stored.question.ask() {
            Ok(answer) => (None, answer),
            Err(problem) => (Some(problem.code.id().to_owned()), problem.message.into_bytes()),
        };
        assert_eq!(code, stored.code, "{}: {}", folder.display(), String::from_utf8_lossy(&answer));
        assert!(answer == stored.answer, "another answer: {}", folder.display());
    }
}
