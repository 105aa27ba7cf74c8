//! Records from files and folders: every regular file, in the order of their names.
//!
//! What tools wrote lies among them, beside a signed reference, and may be as large as all of them together. It does not ask whether a file is a record; the component names those that are none. It leaves nothing out: a file
//! that cannot be read might say no, so it ends the question.

use std::fs;
use std::path::{Path, PathBuf};

use countersign::limits;

use crate::exit::Failure;
use crate::gather::file;
use crate::render::safe;
use crate::write;

/// A file's bytes, and where it stands.
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    pub(crate) bytes: Vec<u8>,
}

/// Reads what is named: a file, or every file of a folder and of the folders in it.
pub(crate) fn read(named: &[PathBuf]) -> Result<Vec<Document>, Failure> {
    let mut reader = Reader { documents: Vec::new(), bytes: 0, above: Vec::new() };
    for path in named {
        let metadata = fs::metadata(path).map_err(|error| Failure::reading(path, &error))?;
        match metadata.is_dir() {
            true => reader.folder(path)?,
            false => reader.file(path.clone())?,
        }
    }
    Ok(reader.documents)
}

struct Reader {
    documents: Vec<Document>,
    bytes: u64,
    /// The folders that are being read, without links.
    above: Vec<PathBuf>,
}

impl Reader {
    fn folder(&mut self, path: &Path) -> Result<(), Failure> {
        let failed = |error| Failure::reading(path, &error);
        let real = fs::canonicalize(path).map_err(failed)?;
        if self.above.contains(&real) {
            return Err(Failure::circle(path));
        }
        if self.above.len() >= limits::FOLDER_DEPTH {
            return Err(Failure::question(format!(
                "{} lies too deep: name the folder of the records",
                safe::path(path)
            )));
        }
        let mut entries = fs::read_dir(path)
            .and_then(|entries| entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>())
            .map_err(failed)?;
        entries.sort_unstable();
        self.above.push(real);
        for entry in entries {
            match self.entry(&entry) {
                // Somebody was writing a record, and it has its name by now.
                Err(_) if write::was_temporary(&entry) => {}
                read => read?,
            }
        }
        self.above.pop();
        Ok(())
    }

    fn entry(&mut self, entry: &Path) -> Result<(), Failure> {
        // Through links; one that leads nowhere, or to itself, is an error.
        let metadata = fs::metadata(entry).map_err(|error| Failure::reading(entry, &error))?;
        if metadata.is_dir() {
            self.folder(entry)
        } else if metadata.is_file() {
            self.file(entry.to_owned())
        } else {
            let shown = safe::path(entry);
            Err(Failure::question(format!("{shown} is neither a file nor a folder: take it away")))
        }
    }

    fn file(&mut self, path: PathBuf) -> Result<(), Failure> {
        if self.documents.len() >= limits::RECORDS {
            return Err(Failure::question(format!(
                "{} is one record more than the {} that a question may have: hand in the records of this release only",
                safe::path(&path),
                limits::RECORDS
            )));
        }
        let bytes = file::read_within(&path, limits::RECORDS_BYTES)?;
        self.bytes = self.bytes.saturating_add(bytes.len() as u64);
        if self.bytes > limits::RECORDS_BYTES {
            return Err(Failure::question(format!(
                "with {} the records are larger than {} MiB together: hand in the records of this release only",
                safe::path(&path),
                limits::RECORDS_BYTES >> 20
            )));
        }
        self.documents.push(Document { path, bytes });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_read_in_order_and_a_circle_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let inner = folder.path().join("b");
        fs::create_dir(&inner).unwrap();
        for (name, text) in [("c.json", "3"), ("a.json", "1"), ("b/x.json", "2")] {
            fs::write(folder.path().join(name), text).unwrap();
        }
        let read_all = || read(&[folder.path().to_owned()]);
        let texts: Vec<_> = read_all().unwrap().into_iter().map(|document| document.bytes).collect();
        assert_eq!(texts, [b"1", b"2", b"3"]);

        std::os::unix::fs::symlink(folder.path(), inner.join("up")).unwrap();
        assert!(read_all().err().unwrap().message().contains("in a circle"));
        fs::remove_file(inner.join("up")).unwrap();
        std::os::unix::fs::symlink("self", inner.join("self")).unwrap();
        assert!(read_all().err().unwrap().message().contains("in a circle"));
    }
}
