//! Makes the fixtures from their seeds: lays every file, as it lies in the repository, into the folder that it is given.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};

use countersign_core::base::digest::Sha256;
use countersign_core::format::dsse::Envelope;
use countersign_core::format::statement::Statement;
use countersign_tests::{cases, example, policies, sigstore};

const COMPONENT: &str = "wasm/dist/countersign.component.wasm";
/// What the component is built from.
const SOURCES: [&str; 4] = ["core/src", "wasm/src", "wasm/wit", "Cargo.lock"];

fn main() -> ExitCode {
    let Some(folder) = std::env::args_os().nth(1).map(PathBuf::from) else {
        eprintln!("error: name the folder to write to; `cargo xtask fixtures` does");
        return ExitCode::FAILURE;
    };
    match files().and_then(|files| write(&folder, &files)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn files() -> Result<BTreeMap<String, Vec<u8>>, String> {
    let component = std::fs::read(COMPONENT).map_err(|error| format!("{COMPONENT}: {error}"))?;
    let mut files: BTreeMap<String, Vec<u8>> = cases::files::written().into_iter().collect();
    files.extend(example::files(&component, &commit(&component)?));
    files.extend(sigstore::fixture::files());
    files.extend(sigstore::stored::files());
    files.extend(policies::files());
    Ok(files)
}

/// The commit that the example's release record names: the one that it names already, as long as the component is the same;
/// otherwise the last that changed a source.
fn commit(component: &[u8]) -> Result<String, String> {
    if let Some(commit) = committed(component) {
        return Ok(commit);
    }
    let output = Command::new("git").args(["log", "-1", "--format=%H", "--"]).args(SOURCES).output();
    let output = output.map_err(|error| format!("git: {error}"))?;
    let commit = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    if commit.is_empty() { Err("git knows no commit of the component's sources".to_owned()) } else { Ok(commit) }
}

fn committed(component: &[u8]) -> Option<String> {
    let record = std::fs::read(format!("{}/records/01-release.json", example::FOLDER)).ok()?;
    let statement = Statement::parse(&Envelope::parse(&record).ok()?.payload).ok()?;
    let same = statement.digests().ok()?.contains(&Sha256::of(component));
    statement.predicate.get("commit")?.as_str().filter(|_| same).map(str::to_owned)
}

fn write(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> Result<(), String> {
    for (path, bytes) in files {
        let path = folder.join(path);
        let made = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, bytes));
        made.map_err(|error| format!("{}: {error}", path.display()))?;
    }
    Ok(())
}
