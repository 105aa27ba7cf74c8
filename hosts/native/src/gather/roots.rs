//! Trusted roots of Sigstore: those that are named, and otherwise the built-in ones.
//!
//! What is in them is the component's to read.

use std::path::PathBuf;

use countersign::roots;

use crate::exit::Failure;
use crate::gather::file;

/// The roots that somebody names, or the public good instance's and GitHub's.
pub(crate) fn read(named: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    match named.is_empty() {
        true => Ok(roots::default()),
        false => files(named),
    }
}

/// The roots that somebody names.
pub(crate) fn files(named: &[PathBuf]) -> Result<Vec<Vec<u8>>, Failure> {
    named.iter().map(|path| file::read(path)).collect()
}
