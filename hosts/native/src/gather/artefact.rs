//! Artefacts, known by digest only: files are streamed through SHA-2, digests are taken as they are.
//!
//! A tag or a version is no artefact. Whether a digest is the released one is the component's to say.

use std::fs::File;
use std::io::{ErrorKind, IsTerminal as _, Read as _, Write as _};
use std::path::Path;

use countersign::limits::PROGRESS_BYTES;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use sha2::{Digest as _, Sha256, Sha384, Sha512};

use crate::exit::Failure;
use crate::render::safe;

/// An artefact: its digest, and the name under which it was given.
#[derive(Debug)]
pub(crate) struct Artefact {
    /// The file's name; nothing where only a digest was given.
    pub(crate) name: Option<String>,
    /// `sha256:` and 64 lower-case hexadecimal digits.
    pub(crate) digest: String,
}

/// The artefact that somebody means: a file, or `sha256:…`.
pub(crate) fn find(given: &Path) -> Result<Artefact, Failure> {
    match given.to_str().filter(|text| text.starts_with("sha256:")) {
        Some(digest) => Ok(Artefact { name: None, digest: checked(digest)? }),
        None => {
            let name = given.file_name().map(|name| name.to_string_lossy().into_owned());
            Ok(Artefact { name, digest: of_file(given)? })
        }
    }
}

/// The same, where a digest may be named, too: `NAME=sha256:…`.
pub(crate) fn find_named(given: &Path) -> Result<Artefact, Failure> {
    match given.to_str().and_then(|text| text.split_once("=sha256:")) {
        Some((name, digest)) => {
            Ok(Artefact { name: Some(name.to_owned()), digest: checked(&format!("sha256:{digest}"))? })
        }
        None => find(given),
    }
}

/// Every digest that a Sigstore bundle may know an artefact by: three of a file, or the one that is given.
///
/// As the conformance protocol has it: `sha256:…` is a digest if it has the length of one and no file has that name, and
/// otherwise a path.
pub(crate) fn find_digests(given: &Path) -> Result<Vec<String>, Failure> {
    let absent = || std::fs::symlink_metadata(given).is_err_and(|error| error.kind() == ErrorKind::NotFound);
    match given.to_str().filter(|text| text.starts_with("sha256:") && absent()) {
        // Some tools print capital letters.
        Some(digest) => checked(&digest.to_ascii_lowercase()).map(|digest| vec![digest]).map_err(|_| {
            Failure::question(format!(
                "{} is neither a file nor a digest: name the file, or write `sha256:` and 64 hexadecimal digits",
                safe::path(given)
            ))
        }),
        None => of_file_in_full(given),
    }
}

/// The digest, if it is one.
pub(crate) fn checked(digest: &str) -> Result<String, Failure> {
    let right = digest
        .strip_prefix("sha256:")
        .is_some_and(|hex| hex.len() == 64 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')));
    match right {
        true => Ok(digest.to_owned()),
        false => Err(Failure::question(format!(
            "`{}` is not a digest: write `sha256:` and 64 lower-case hexadecimal digits",
            safe::text(digest)
        ))),
    }
}

/// The SHA-256 of bytes, as reports write it.
pub(crate) fn of_bytes(bytes: &[u8]) -> String {
    shown(Sha256::digest(bytes).as_slice())
}

fn of_file(path: &Path) -> Result<String, Failure> {
    let mut hash = Sha256::new();
    stream(path, |bytes| hash.update(bytes))?;
    Ok(shown(hash.finalize().as_slice()))
}

/// The three digests of a file, read once.
fn of_file_in_full(path: &Path) -> Result<Vec<String>, Failure> {
    let (mut sha256, mut sha384, mut sha512) = (Sha256::new(), Sha384::new(), Sha512::new());
    stream(path, |bytes| {
        sha256.update(bytes);
        sha384.update(bytes);
        sha512.update(bytes);
    })?;
    Ok(vec![
        named("sha256", sha256.finalize().as_slice()),
        named("sha384", sha384.finalize().as_slice()),
        named("sha512", sha512.finalize().as_slice()),
    ])
}

/// Hands on the bytes of a file, piece by piece: artefacts have no bound, and nobody keeps them.
fn stream(path: &Path, mut take: impl FnMut(&[u8])) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::reading(path, &error);
    let mut file = File::open(path).map_err(failed)?;
    let metadata = file.metadata().map_err(failed)?;
    if metadata.is_dir() {
        return Err(failed(ErrorKind::IsADirectory.into()));
    }
    let progress = progress(path, metadata.len());
    // Small files need no large buffer.
    let mut buffer = vec![0_u8; usize::try_from(metadata.len().clamp(4 << 10, 256 << 10)).unwrap_or(4 << 10)];
    loop {
        match file.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) => {
                take(buffer.get(..read).unwrap_or_default());
                if let Some(progress) = &progress {
                    progress.inc(read as u64);
                }
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(failed(error)),
        }
    }
    if let Some(progress) = progress {
        progress.finish_and_clear();
        let _ = std::io::stderr().flush();
    }
    Ok(())
}

/// A bar for large files, for somebody who looks.
fn progress(path: &Path, length: u64) -> Option<ProgressBar> {
    if length < PROGRESS_BYTES || !std::io::stderr().is_terminal() {
        return None;
    }
    let bar = ProgressBar::with_draw_target(Some(length), ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("hashing {msg} {bar:30} {bytes} of {total_bytes}, {eta} left");
    bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
    bar.set_message(safe::path(path));
    Some(bar)
}

fn shown(digest: &[u8]) -> String {
    named("sha256", digest)
}

fn named(algorithm: &str, digest: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = format!("{algorithm}:");
    for byte in digest {
        let _ = write!(text, "{byte:02x}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_artefact_is_bytes_or_a_digest() {
        let digest = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(of_bytes(b""), digest);
        assert_eq!(find(Path::new(digest)).unwrap().digest, digest);
        let named = find_named(Path::new(&format!("linux/amd64={digest}"))).unwrap();
        assert_eq!((named.name.as_deref(), named.digest.as_str()), (Some("linux/amd64"), digest));
        for wrong in ["sha256:", "sha256:E3B0", &digest.to_uppercase().replace("SHA", "sha"), &format!("{digest}0")] {
            assert!(find(Path::new(wrong)).unwrap_err().message().contains("is not a digest"), "{wrong}");
        }
    }

    #[test]
    fn a_file_has_three_digests_in_one_pass_and_a_digest_has_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("abc");
        std::fs::write(&path, "abc").unwrap();
        // FIPS 180-4, the examples that come with it.
        let expected = [
            "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
            "sha384:cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed8086072ba1e7cc2358baeca134c825a7",
            "sha512:ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd\
             454d4423643ce80e2a9ac94fa54ca49f",
        ];
        assert_eq!(find_digests(&path).unwrap(), expected);
        let [digest, ..] = expected;
        assert_eq!(find_digests(Path::new(digest)).unwrap(), [digest]);
        assert_eq!(find_digests(Path::new(&digest.to_uppercase().replace("SHA", "sha"))).unwrap(), [digest]);
        for wrong in ["sha256:", "sha256:xyz", &format!("{digest}0")] {
            let message = find_digests(Path::new(wrong)).unwrap_err().message().to_owned();
            assert!(message.contains("is neither a file nor a digest"), "{message}");
        }
    }
}
