//! Predicates on the disk: new files only, so that nothing of an earlier run is taken for this one's.

use std::fs::{self, File};
use std::io::Write as _;
use std::path::Path;

use serde_json::Value;

use crate::failure::Failure;

/// Writes a predicate to a file that there is not yet.
pub(crate) fn create(path: &Path, predicate: &Value) -> Result<(), Failure> {
    let written = File::create_new(path)
        .and_then(|mut file| file.write_all(format!("{predicate:#}\n").as_bytes()).and_then(|()| file.sync_all()));
    written.map_err(|error| failed(path, &error))
}

/// Makes sure that there is a folder, with nothing in it.
pub(crate) fn empty_folder(path: &Path) -> Result<(), Failure> {
    let mut entries =
        fs::create_dir_all(path).and_then(|()| fs::read_dir(path)).map_err(|error| failed(path, &error))?;
    match entries.next() {
        None => Ok(()),
        Some(_) => Err(Failure::question(format!("`{}` is not empty: name a new folder", path.display()))),
    }
}

fn failed(path: &Path, error: &std::io::Error) -> Failure {
    Failure::question(format!("cannot write `{}`: {error}: name a new file in a folder that there is", path.display()))
}
