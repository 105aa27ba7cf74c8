//! Files that a program of this repository makes: `cargo xtask fixtures`, `cargo xtask codes`, and `--check` for each.
//!
//! The generators are binaries of `countersign-tests`, called with one argument, an empty folder, in which they lay
//! files as they lie in the repository (`FOLDER/fixtures/cases/…`). This file replaces what is committed by what they
//! made, or holds the one against the other. It knows nothing of what is inside.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use crate::shell::{self, Scratch};

/// What can be generated.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Cases, keys and signed records, from seeds.
    Fixtures,
    /// The reference of finding codes, from the code.
    Codes,
}

/// What to do with generated files.
#[derive(Args)]
pub(crate) struct Options {
    /// Compare with what is committed instead of writing.
    #[arg(long)]
    check: bool,
}

impl Kind {
    /// The binary of `countersign-tests` that makes the files.
    pub(crate) fn binary(self) -> &'static str {
        match self {
            Self::Fixtures => "fixtures",
            Self::Codes => "codes",
        }
    }

    /// Folders and files that hold nothing but what the generator makes.
    fn owned(self) -> &'static [&'static str] {
        match self {
            Self::Fixtures => &[
                "fixtures/cases",
                "fixtures/example",
                "fixtures/policies/minimal/tests",
                "fixtures/policies/regulated/tests",
                "fixtures/policies/small-team/tests",
                "fixtures/policies/tiered/tests",
                "fixtures/sigstore",
            ],
            Self::Codes => &["docs/codes.md"],
        }
    }
}

pub(crate) fn run(kind: Kind, options: &Options) -> Result<()> {
    let mut cargo = shell::cargo();
    cargo.args(["run", "--quiet", "--package", "countersign-tests", "--bin", kind.binary(), "--"]);
    run_with(kind, options, cargo)
}

fn run_with(kind: Kind, options: &Options, mut generator: Command) -> Result<()> {
    let root = shell::root();
    let scratch = Scratch::new(kind.binary())?;
    shell::run(generator.current_dir(&root).arg(scratch.path()))?;
    let made = collect(scratch.path(), &[""])?;
    ensure!(!made.is_empty(), "the generator `{}` made nothing", kind.binary());
    for path in made.keys() {
        let owned = kind.owned().iter().any(|owned| path.starts_with(owned));
        ensure!(owned, "the generator `{}` made `{}`, which is not among its folders", kind.binary(), path.display());
    }
    let committed = collect(&root, kind.owned())?;
    if options.check {
        return compare(kind.binary(), &made, &committed);
    }
    for path in committed.keys().filter(|path| !made.contains_key(*path)) {
        fs::remove_file(root.join(path)).with_context(|| format!("cannot remove `{}`", path.display()))?;
    }
    for (path, bytes) in made.iter().filter(|(path, bytes)| committed.get(*path) != Some(bytes)) {
        shell::write(&root.join(path), bytes)?;
    }
    println!("{}: {} files", kind.binary(), made.len());
    Ok(())
}

/// As `--check`, with a generator that is built already.
pub(crate) fn check_with(kind: Kind, generator: Command) -> Result<()> {
    run_with(kind, &Options { check: true }, generator)
}

/// Files by their path in a folder.
pub(crate) type Files = BTreeMap<PathBuf, Vec<u8>>;

/// Lists every difference between what a chore made and what is committed; one is an error.
pub(crate) fn compare(chore: &str, made: &Files, committed: &Files) -> Result<()> {
    let paths: BTreeSet<&PathBuf> = made.keys().chain(committed.keys()).collect();
    let mut drifted = 0;
    for path in paths {
        let what = match (made.get(path), committed.get(path)) {
            (Some(made), Some(committed)) if made == committed => continue,
            (Some(_), Some(_)) => "differs from what is generated",
            (Some(_), None) => "is generated, but missing here",
            (None, _) => "is here, but not generated",
        };
        println!("{}: {what}", path.display());
        drifted += 1;
    }
    if drifted > 0 {
        bail!("{drifted} generated files drifted: run `cargo xtask {chore}` and commit what changes");
    }
    println!("{chore}: {} files are as generated", made.len());
    Ok(())
}

/// The files at or below some paths of a folder, by their path in that folder.
pub(crate) fn collect(folder: &Path, below: &[&str]) -> Result<Files> {
    let mut files = Files::new();
    let mut next: Vec<PathBuf> = below.iter().map(|path| folder.join(path)).collect();
    while let Some(path) = next.pop() {
        if path.is_dir() {
            let failed = || format!("cannot list `{}`", path.display());
            for entry in fs::read_dir(&path).with_context(failed)? {
                next.push(entry.with_context(failed)?.path());
            }
        } else if path.is_file() {
            let name = path.strip_prefix(folder).unwrap_or(&path).to_owned();
            files.insert(name, shell::read(&path)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(list: &[(&str, &str)]) -> Files {
        list.iter().map(|(path, text)| (PathBuf::from(path), text.as_bytes().to_vec())).collect()
    }

    #[test]
    fn drift_is_an_error_and_equality_none() {
        let made = files(&[("a", "1"), ("b", "2")]);
        assert!(compare("codes", &made, &made).is_ok());
        for other in
            [files(&[("a", "1")]), files(&[("a", "1"), ("b", "3")]), files(&[("a", "1"), ("b", "2"), ("c", "")])]
        {
            assert!(compare("codes", &made, &other).is_err());
            assert!(compare("codes", &other, &made).is_err());
        }
    }
}
