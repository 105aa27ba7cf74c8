//! Files are written whole or not at all: a temporary file in the same folder, synced, then given its name.
//!
//! Whether a file may be replaced is the caller's decision; `create` never replaces one.

use std::fs::{self, File, Permissions};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::exit::Failure;

/// How the name of a file begins that is not whole yet.
const PREFIX: &str = ".countersign-";
/// How it ends.
const SUFFIX: &str = ".tmp";

/// Who may read a new file.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Access {
    /// Whoever the umask allows.
    Usual,
    /// The owner alone.
    Owner,
}

/// Writes a new file; one that exists is left alone, and an error.
pub(crate) fn create(path: &Path, bytes: &[u8], access: Access) -> Result<(), Failure> {
    let written = temporary(path, bytes, access)
        .and_then(|file| file.persist_noclobber(path).map(drop).map_err(|error| error.error));
    written.map_err(|error| Failure::writing(path, &error))?;
    sync_folder(path);
    Ok(())
}

/// Writes a file, in the place of another one if there is one. What is no regular file (a pipe, a device) is written to.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let mut file = Growing::open(path)?;
    file.write(bytes)?;
    file.finish()
}

/// A file that is written piece by piece, and gets its name once it is whole.
pub(crate) struct Growing {
    path: PathBuf,
    target: Target,
}

enum Target {
    /// A temporary file, and the name that it is to have.
    Temporary(BufWriter<NamedTempFile>, PathBuf),
    /// What is no regular file is written to as it is.
    Device(File),
}

impl Growing {
    /// Begins a file, in the place of another one if there is one.
    pub(crate) fn open(path: &Path) -> Result<Self, Failure> {
        let target = match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
            Ok(metadata) if !metadata.is_file() => fs::OpenOptions::new().write(true).open(path).map(Target::Device),
            // Through a link, so that the link stays one.
            Ok(_) => fs::canonicalize(path).and_then(Target::beside),
            Err(_) => Target::beside(path.to_owned()),
        };
        let target = target.map_err(|error| Failure::writing(path, &error))?;
        Ok(Self { path: path.to_owned(), target })
    }

    /// Adds bytes.
    pub(crate) fn write(&mut self, bytes: &[u8]) -> Result<(), Failure> {
        let written = match &mut self.target {
            Target::Temporary(file, _) => file.write_all(bytes),
            Target::Device(file) => file.write_all(bytes),
        };
        written.map_err(|error| Failure::writing(&self.path, &error))
    }

    /// Gives it its name.
    pub(crate) fn finish(self) -> Result<(), Failure> {
        let finished = match self.target {
            Target::Device(_) => Ok(()),
            Target::Temporary(file, path) => {
                file.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| {
                    file.as_file().sync_all()?;
                    file.persist(&path).map_err(|error| error.error)?;
                    sync_folder(&path);
                    Ok(())
                })
            }
        };
        finished.map_err(|error| Failure::writing(&self.path, &error))
    }
}

impl Target {
    fn beside(path: PathBuf) -> io::Result<Self> {
        Ok(Self::Temporary(BufWriter::new(named(&path, Access::Usual)?), path))
    }
}

/// Whether a file that is gone was one that was being written. One that stays is somebody's, or was left by a program that
/// was killed: it is read, and named, like any other.
pub(crate) fn was_temporary(path: &Path) -> bool {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let gone = || fs::symlink_metadata(path).is_err_and(|error| error.kind() == io::ErrorKind::NotFound);
    name.starts_with(PREFIX) && name.ends_with(SUFFIX) && gone()
}

/// Refuses early what `create` would refuse late.
pub(crate) fn must_be_free(path: &Path) -> Result<(), Failure> {
    match fs::symlink_metadata(path) {
        Ok(_) => Err(Failure::writing(path, &io::ErrorKind::AlreadyExists.into())),
        Err(_) => Ok(()),
    }
}

/// Creates a folder, and those above it.
pub(crate) fn folder(path: &Path) -> Result<(), Failure> {
    fs::create_dir_all(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists => Failure::writing(path, &io::ErrorKind::NotADirectory.into()),
        _ => Failure::writing(path, &error),
    })
}

fn temporary(path: &Path, bytes: &[u8], access: Access) -> io::Result<NamedTempFile> {
    let mut file = named(path, access)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    Ok(file)
}

/// An empty file beside the one that is to be.
fn named(path: &Path, access: Access) -> io::Result<NamedTempFile> {
    if path.file_name().is_none() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX).suffix(SUFFIX).permissions(permissions(access));
    builder.tempfile_in(folder_of(path))
}

#[cfg(unix)]
fn permissions(access: Access) -> Permissions {
    use std::os::unix::fs::PermissionsExt as _;
    Permissions::from_mode(match access {
        Access::Usual => 0o666,
        Access::Owner => 0o600,
    })
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Makes the new name last, where the file system can do that.
fn sync_folder(path: &Path) {
    if let Ok(folder) = File::open(folder_of(path)) {
        let _ = folder.sync_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn creating_never_replaces() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("record.json");
        create(&path, b"first", Access::Usual).unwrap();
        let refused = create(&path, b"second", Access::Usual).unwrap_err();
        assert!(refused.message().contains("never overwritten"), "{}", refused.message());
        assert_eq!(fs::read(&path).unwrap(), b"first");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "a temporary file was left behind");
    }

    #[test]
    fn replacing_keeps_a_link() {
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("report.json"), folder.path().join("latest.json"));
        replace(&path, b"first").unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        replace(&link, b"second").unwrap();
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"second");
    }
}
