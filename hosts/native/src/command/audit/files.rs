//! The files below a folder: listed, then each read once, for its digest and for what it looks like.
//!
//! Symbolic links are not followed, and pipes and devices not opened. Whether something that looks like a report is one, is
//! found out when it is decided again.

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::Read as _;
use std::path::{Path, PathBuf};

use countersign::limits::{DOCUMENT_BYTES, FOLDER_DEPTH};
use sha2::{Digest as _, Sha256};

use crate::exit::Failure;

/// A SHA-256.
pub(super) type Digest = [u8; 32];

/// A file: its folder, by number, and its name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Place {
    folder: u32,
    name: Box<OsStr>,
}

/// The files below a folder.
#[derive(Default)]
pub(super) struct Listed {
    folders: Vec<PathBuf>,
    pub(super) places: Vec<Place>,
    /// Folders that could not be read, and why.
    pub(super) unread: Vec<(PathBuf, String)>,
    /// Symbolic links, pipes and devices.
    pub(super) skipped: usize,
}

/// What a file looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A decision report, whole or not.
    Report,
    /// A public key.
    PublicKey,
    /// What may hold a record: any other JSON. Whether it does is the component's to say.
    Record,
    /// Anything else.
    Other,
}

/// A file that was read, or why it was not.
pub(super) type Looked = Result<(Digest, Kind), String>;

impl Listed {
    /// Lists a folder, which must be one.
    pub(super) fn of(folder: &Path) -> Result<Self, Failure> {
        fs::read_dir(folder).map_err(|error| Failure::reading(folder, &error))?;
        let mut listed = Self::default();
        let mut left = vec![(folder.to_owned(), 0)];
        while let Some((folder, depth)) = left.pop() {
            let number = u32::try_from(listed.folders.len())
                .map_err(|_| Failure::question("there are too many folders: audit a part of them"))?;
            if let Err(error) = listed.read(&folder, number, depth, &mut left) {
                listed.unread.push((folder.clone(), error));
            }
            listed.folders.push(folder);
        }
        Ok(listed)
    }

    fn read(
        &mut self,
        folder: &Path,
        number: u32,
        depth: usize,
        left: &mut Vec<(PathBuf, usize)>,
    ) -> Result<(), String> {
        if depth > FOLDER_DEPTH {
            return Err(format!("it lies more than {FOLDER_DEPTH} folders deep"));
        }
        for entry in fs::read_dir(folder).map_err(|error| Failure::reason(&error))? {
            let entry = entry.map_err(|error| Failure::reason(&error))?;
            // Of the entry itself: a link is a link, wherever it leads.
            let kind = entry.file_type().map_err(|error| Failure::reason(&error))?;
            if kind.is_dir() {
                left.push((entry.path(), depth + 1));
            } else if kind.is_file() {
                self.places.push(Place { folder: number, name: entry.file_name().into_boxed_os_str() });
            } else {
                self.skipped += 1;
            }
        }
        Ok(())
    }

    /// The files, taken out: where each is, is all that is needed of them later.
    pub(super) fn take(&mut self) -> Vec<Place> {
        std::mem::take(&mut self.places)
    }

    /// Where a file is.
    pub(super) fn path(&self, place: &Place) -> PathBuf {
        let folder = usize::try_from(place.folder).ok().and_then(|number| self.folders.get(number));
        folder.map_or_else(PathBuf::new, |folder| folder.join(&*place.name))
    }

    /// Reads one file. `buffer` is for reading, and may be used for the next.
    pub(super) fn look(&self, place: &Place, buffer: &mut Vec<u8>) -> Looked {
        look(&self.path(place), buffer).map_err(|error| Failure::reason(&error))
    }
}

/// Reads a file; what is larger than any report or key, piece by piece.
fn look(path: &Path, buffer: &mut Vec<u8>) -> std::io::Result<(Digest, Kind)> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut kind = None;
    loop {
        buffer.clear();
        // `take` borrows, so that the file goes on where it stopped.
        let read = file.by_ref().take(DOCUMENT_BYTES).read_to_end(buffer)?;
        hash.update(&*buffer);
        if (read as u64) < DOCUMENT_BYTES {
            let kind = kind.unwrap_or_else(|| kind_of(buffer));
            return Ok((hash.finalize().into(), kind));
        }
        kind = Some(Kind::Other);
    }
}

/// What bytes look like. A report that was changed, reformatted or cut off still looks like one.
fn kind_of(bytes: &[u8]) -> Kind {
    if bytes.starts_with(b"-----BEGIN PUBLIC KEY-----") {
        return Kind::PublicKey;
    }
    let start = bytes.trim_ascii_start();
    if !start.starts_with(b"{") && !start.starts_with(b"[") {
        return Kind::Other;
    }
    let text = String::from_utf8_lossy(bytes);
    // A report that was cut off may have lost its version; the first field of it is the same in all.
    let is_report = text.starts_with("{\"anchors\":{\"allowUnanchored\":") || text.contains("\"report/v1\"");
    if start.starts_with(b"{") && is_report { Kind::Report } else { Kind::Record }
}

/// A digest as reports write it.
pub(super) fn parse(digest: &str) -> Option<Digest> {
    let hex = digest.strip_prefix("sha256:")?.as_bytes();
    let mut parsed = Digest::default();
    let (pairs, rest) = hex.as_chunks::<2>();
    if pairs.len() != parsed.len() || !rest.is_empty() {
        return None;
    }
    for (byte, pair) in parsed.iter_mut().zip(pairs) {
        let digits = std::str::from_utf8(pair).ok().filter(|digits| digits.bytes().all(|it| it.is_ascii_hexdigit()))?;
        *byte = u8::from_str_radix(digits, 16).ok()?;
    }
    Some(parsed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_looks_like_one_even_when_it_is_cut_off() {
        let report = br#"{"anchors":{"allowUnanchored":false},"countersign":"report/v1"}"#;
        assert_eq!(kind_of(report), Kind::Report);
        assert_eq!(kind_of(&report[..40]), Kind::Report);
        assert_eq!(kind_of(b" {\n \"countersign\": \"report/v1\" }"), Kind::Report);
        for record in [
            &b"{\"payload\":\"e30=\"}"[..],
            b"[{\"payload\":\"\"}]",
            b" {\"dsseEnvelope\":{\"payload\":\"\"}}",
            b"{\"\\u0070ayload\":\"\"}",
            b"[\"report/v1\"]",
        ] {
            assert_eq!(kind_of(record), Kind::Record, "{}", String::from_utf8_lossy(record));
        }
        for other in [&b""[..], b"-----BEGIN PRIVATE KEY-----", b"\xff{\"report/v1\""] {
            assert_eq!(kind_of(other), Kind::Other, "{}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn digests_have_sixty_four_digits() {
        let digest = format!("sha256:{}", "0f".repeat(32));
        assert_eq!(parse(&digest), Some([15; 32]));
        for wrong in ["", "sha256:", &digest[..70], &format!("{digest}0f"), &digest.replace('f', "+"), &digest[7..]] {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn links_are_not_followed_and_depth_is_bounded() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("a"), "1").unwrap();
        std::os::unix::fs::symlink(folder.path(), folder.path().join("up")).unwrap();
        std::os::unix::fs::symlink("nowhere", folder.path().join("lost")).unwrap();
        let listed = Listed::of(folder.path()).unwrap();
        assert_eq!((listed.places.len(), listed.skipped, listed.unread.len()), (1, 2, 0));
        let deep = (0..=FOLDER_DEPTH).fold(folder.path().to_owned(), |path, _| path.join("d"));
        fs::create_dir_all(&deep).unwrap();
        assert_eq!(Listed::of(folder.path()).unwrap().unread.len(), 1);
    }
}
