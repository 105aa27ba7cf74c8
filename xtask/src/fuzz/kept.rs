//! The kept corpus: of everything that a campaign collected, the fewest and smallest inputs that reach as much, and of
//! those as many as a repository should hold.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::{Context as _, Result};

use super::libfuzzer;
use crate::shell;

/// The kept inputs of one target take no more than so many bytes, and are no more than so many files.
const BYTES: u64 = 96 << 10;
const FILES: usize = 120;

/// Where the kept inputs of a target lie.
pub(super) fn folder(root: &Path, name: &str) -> PathBuf {
    root.join("tests/fuzz/corpus").join(name)
}

/// Replaces the kept corpus of one target: libFuzzer's own merge, and then the small ones first.
pub(super) fn keep(root: &Path, program: &Path, work: &Path, name: &str, longest: &str) -> Result<()> {
    let merged = work.join("merged").join(name);
    let (kept, failed) = (folder(root, name), || format!("the corpus of `{name}`"));
    for folder in [&merged, &kept] {
        fs::create_dir_all(folder).with_context(failed)?;
    }
    empty(&merged).with_context(failed)?;
    let mut merge = libfuzzer(program, name, longest);
    merge.arg("-merge=1").arg(&merged).args([work.join("corpus").join(name), work.join("seeds").join(name)]).arg(&kept);
    shell::run(merge.stderr(Stdio::null()))?;
    let mut files: Vec<(u64, PathBuf)> = Vec::new();
    for entry in fs::read_dir(&merged).with_context(failed)? {
        let path = entry.with_context(failed)?.path();
        files.push((fs::metadata(&path).with_context(failed)?.len(), path));
    }
    files.sort();
    empty(&kept).with_context(failed)?;
    let mut left = BYTES;
    for (size, path) in files.iter().take(FILES) {
        let Some(rest) = left.checked_sub(*size) else { break };
        left = rest;
        // Short names: sixteen digits of the digest tell a few hundred files apart.
        let bytes = shell::read(path)?;
        shell::write(&kept.join(&shell::sha256(&bytes)[..16]), &bytes)?;
    }
    Ok(())
}

fn empty(folder: &Path) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        fs::remove_file(entry?.path())?;
    }
    Ok(())
}
