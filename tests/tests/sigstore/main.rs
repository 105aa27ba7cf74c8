//! Sigstore bundles: those that others published, through the built binary, as the public conformance suite runs it; and
//! those of the virtual Sigstore, good ones and every deviation, each for its own reason.
//!
//! Published ones are looked for in `../shared/vectors`; where they are not, a test says so and passes. Every expectation
//! stands in a table, and a table must name exactly what is there: a new or a missing case fails.

mod conformance;
mod differential;
mod evidence;
mod oracle;
mod real;
mod verifier;
mod virtual_sigstore;

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::Command;

use countersign_tests::generate::law::say;
use sha2::{Digest as _, Sha256};

/// After the newest published bundle: what verifies today must verify on every day.
const NOW: &str = "2026-11-21T09:00:00Z";

/// What a run gave: the exit code, and the code of the finding in the one line on standard error.
#[derive(Debug, PartialEq, Eq)]
struct Outcome {
    exit: i32,
    code: Option<String>,
}

impl Outcome {
    /// What a table expects: `None` verifies, a bundle's code is a refusal, any other a question that cannot be put.
    fn expected(code: Option<&str>) -> Self {
        let exit = match code {
            None => 0,
            Some(code) if code.starts_with("bundle.") => 1,
            Some(_) => 2,
        };
        Self { exit, code: code.map(str::to_owned) }
    }
}

/// A published folder, if it is here; says so if it is not.
fn published(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/vectors").join(name);
    let here = Some(path).filter(|path| path.exists());
    if here.is_none() {
        say(&format!("sigstore: `{name}` is not here; skipped"));
    }
    here
}

/// The built binary. A test of another package gets no path to it, so it is looked for beside this one, and must carry
/// the component that these tests were built with.
fn binary() -> PathBuf {
    let this = std::env::current_exe().expect("a path of this test");
    let folder = this.parent().and_then(Path::parent).expect("a folder of what was built");
    let binary = folder.join(format!("countersign{}", std::env::consts::EXE_SUFFIX));
    let hint = "build it: `cargo build -p countersign`";
    let version = Command::new(&binary).args(["version", "--json"]).output();
    let version = version.unwrap_or_else(|why| panic!("{}: {why}: {hint}", binary.display()));
    let version = String::from_utf8(version.stdout).expect("text");
    assert!(version.contains(countersign::COMPONENT_SHA256), "{} is of another build: {hint}", binary.display());
    binary
}

/// Runs `verify-bundle`.
fn verify(binary: &Path, arguments: &[&OsStr]) -> Outcome {
    let mut command = Command::new(binary);
    let ran = command.arg("verify-bundle").args(arguments).args(["--now", NOW]).output().expect("it runs");
    let exit = ran.status.code().expect("it was not killed by a signal");
    let said = String::from_utf8(ran.stderr).expect("text");
    if exit == 0 {
        assert!(said.is_empty(), "verified, and yet: {said}");
        return Outcome { exit, code: None };
    }
    assert_eq!(said.trim_end().lines().count(), 1, "not one line: {said}");
    let code = said.trim_end().strip_suffix(')').and_then(|line| line.rsplit_once('('));
    Outcome { exit, code: Some(code.unwrap_or_else(|| panic!("no code in: {said}")).1.to_owned()) }
}

/// The digest of a file, as the command line takes it.
fn digest(path: &Path) -> String {
    let bytes = std::fs::read(path).unwrap_or_else(|why| panic!("{}: {why}", path.display()));
    let hex: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}")
}

/// The table names exactly what is there.
fn exhaustive(table: impl IntoIterator<Item = &'static str>, there: BTreeSet<String>) {
    let table: BTreeSet<String> = table.into_iter().map(str::to_owned).collect();
    let missing: Vec<_> = table.difference(&there).collect();
    let new: Vec<_> = there.difference(&table).collect();
    assert!(missing.is_empty() && new.is_empty(), "not there: {missing:?}; not in the table: {new:?}");
}

/// Says how many went right, and fails with every one that went wrong.
fn conclude(what: &str, runs: usize, wrong: &[String]) {
    assert!(runs > 0, "nothing was run");
    assert!(wrong.is_empty(), "{} of {runs} {what} went wrong:\n{}", wrong.len(), wrong.join("\n"));
    say(&format!("sigstore: {runs} {what}"));
}
