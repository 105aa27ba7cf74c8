//! One document from the disk, whole, within a bound.
//!
//! Artefacts are not read here: they have no bound, and nobody keeps them.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use countersign::limits::DOCUMENT_BYTES;

use crate::exit::Failure;
use crate::render::safe;

/// The bytes of a document.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, Failure> {
    read_within(path, DOCUMENT_BYTES)
}

/// The bytes of a document that may have so many.
pub(crate) fn read_within(path: &Path, most: u64) -> Result<Vec<u8>, Failure> {
    let failed = |error: std::io::Error| Failure::reading(path, &error);
    let file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(failed(std::io::ErrorKind::IsADirectory.into()));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(metadata.len().min(most) + 1).unwrap_or_default());
    // One byte more than allowed, to see that there is more; a file may grow while it is read.
    file.take(most + 1).read_to_end(&mut bytes).map_err(failed)?;
    if bytes.len() as u64 > most {
        return Err(Failure::question(format!(
            "{} is larger than {} MiB, which no record, policy or roster is: give the right file",
            safe::path(path),
            most >> 20
        )));
    }
    Ok(bytes)
}
