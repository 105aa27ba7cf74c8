//! Which lines of the core its unit tests and the stored cases reach, by layer: `docs/coverage.md`.
//!
//! Only our own crates are instrumented, and only lines that ship are counted: modules of tests are not. LLVM's two programs come from
//! rustup's `llvm-tools`, or from a Debian package of the same LLVM as the compiler's.

mod page;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use crate::shell;

/// What to write.
#[derive(Args)]
pub(crate) struct Options {
    /// Write docs/coverage.md; otherwise its table is only printed.
    #[arg(long)]
    report: bool,
}

/// What is run: both are built in a minute or two, and together try every layer.
const PACKAGES: [&str; 4] = ["--package", "countersign-core", "--package", "countersign-stored"];
/// Quickly built: see `Cargo.toml`. What is counted is not optimised, so that no line is folded into another.
const PROFILE: [&str; 4] = ["--profile", "mutants", "--config", "profile.mutants.package.countersign-core.opt-level=0"];
/// The long trials of curve arithmetic, which are slow where it is not optimised: signatures of the cases go through it, too.
const SKIPPED: [&str; 3] = ["--", "--skip", "crypto::ecdsa::tests::on_"];
const PAGE: &str = "docs/coverage.md";

/// Lines of one file: how many times each was reached.
type Lines = BTreeMap<usize, u64>;

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let out = shell::target_dir(&root).join("coverage");
    let (profdata, cov) = (tool("llvm-profdata")?, tool("llvm-cov")?);
    let raw = out.join("raw");
    if raw.is_dir() {
        std::fs::remove_dir_all(&raw).with_context(|| format!("cannot empty `{}`", raw.display()))?;
    }
    let mut tests = cargo(&root, &out)?;
    shell::run(tests.args(SKIPPED).env("LLVM_PROFILE_FILE", raw.join("%p-%m.profraw")))?;
    let merged = out.join("merged.profdata");
    let raws = std::fs::read_dir(&raw)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    shell::run(Command::new(&profdata).args(["merge", "--sparse", "--output"]).arg(&merged).args(raws))?;
    let mut export = Command::new(&cov);
    export.args(["export", "--format=lcov", "--instr-profile"]).arg(&merged);
    for (at, program) in programs(&root, &out)?.iter().enumerate() {
        if at > 0 {
            export.arg("--object");
        }
        export.arg(program);
    }
    let files = read(&shell::output(export.arg("--sources").arg(root.join("core/src")))?, &root);
    ensure!(!files.is_empty(), "nothing of `core/src` was reached, which cannot be");
    let text = page::of(&files);
    if options.report {
        return shell::write(&root.join(PAGE), text.as_bytes());
    }
    print!("{text}");
    Ok(())
}

/// `cargo test`, with our own crates instrumented by a wrapper around the compiler.
fn cargo(root: &Path, out: &Path) -> Result<Command> {
    let wrapper = out.join("instrumented");
    shell::write(&wrapper, b"#!/bin/sh\nexec \"$@\" -C instrument-coverage\n")?;
    shell::run(Command::new("chmod").arg("+x").arg(&wrapper))?;
    let mut cargo = shell::cargo();
    cargo.current_dir(root).args(["test", "--quiet", "--lib", "--tests"]).args(PROFILE).args(PACKAGES);
    cargo.env("RUSTC_WORKSPACE_WRAPPER", &wrapper).env("CARGO_TARGET_DIR", out);
    Ok(cargo)
}

/// The test programs, which also hold the map from counters to lines.
fn programs(root: &Path, out: &Path) -> Result<Vec<PathBuf>> {
    let mut cargo = cargo(root, out)?;
    let said = shell::output(cargo.args(["--no-run", "--message-format=json"]))?;
    let messages = said.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
    Ok(messages.filter_map(|message| message["executable"].as_str().map(PathBuf::from)).collect())
}

/// One of LLVM's programs, of the compiler's own LLVM.
fn tool(name: &str) -> Result<PathBuf> {
    let version = shell::output(Command::new("rustc").arg("-vV"))?;
    let said = |label: &str| version.lines().find_map(|line| line.strip_prefix(label)).map(str::to_owned);
    let (host, llvm) = (said("host: ").unwrap_or_default(), said("LLVM version: ").unwrap_or_default());
    let sysroot = PathBuf::from(shell::output(Command::new("rustc").args(["--print", "sysroot"]))?);
    let own = sysroot.join("lib/rustlib").join(host).join("bin").join(name);
    let major = llvm.split('.').next().unwrap_or_default();
    match own.is_file().then_some(own).or_else(|| shell::which(format!("{name}-{major}"))) {
        Some(path) => Ok(path),
        None => bail!("`{name}` is not here: `rustup component add llvm-tools`, or `apt-get install llvm-{major}`"),
    }
}

/// Lines by file, from LCOV (`SF:path`, `DA:line,count`); without those of a file's module of tests.
fn read(lcov: &str, root: &Path) -> BTreeMap<String, Lines> {
    let mut files: BTreeMap<String, Lines> = BTreeMap::new();
    let mut current = None;
    for line in lcov.lines() {
        if let Some(path) = line.strip_prefix("SF:") {
            let name = Path::new(path).strip_prefix(root).unwrap_or(Path::new(path)).to_string_lossy().into_owned();
            let tests = std::fs::read_to_string(path).map_or(usize::MAX, |text| first_of_tests(&text));
            current =
                Some((name, tests)).filter(|(name, _)| !name.ends_with("/tests.rs") && !name.ends_with("sample.rs"));
        } else if let (Some((name, tests)), Some((number, count))) =
            (&current, line.strip_prefix("DA:").and_then(|rest| rest.split_once(',')))
        {
            let (Ok(number), Ok(count)) = (number.parse::<usize>(), count.parse::<u64>()) else { continue };
            if number < *tests {
                *files.entry(name.clone()).or_default().entry(number).or_default() += count;
            }
        }
    }
    files
}

/// The line on which a file's module of tests starts.
fn first_of_tests(text: &str) -> usize {
    let start = text.lines().position(|line| line == "#[cfg(test)]");
    start.map_or(usize::MAX, |before| before + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_counted_once_and_those_of_tests_never() {
        assert_eq!(first_of_tests("a\n#[cfg(test)]\nmod tests {}\n"), 2);
        let lcov = "SF:/r/core/src/a.rs\nDA:1,2\nDA:2,0\nend_of_record\nSF:/r/core/src/a.rs\nDA:2,1\nSF:/r/core/src/x/tests.rs\nDA:1,9\n";
        let read = read(lcov, Path::new("/r"));
        assert_eq!(read, BTreeMap::from([("core/src/a.rs".to_owned(), Lines::from([(1, 2), (2, 1)]))]));
    }
}
