//! Every test of the project, in one command: `cargo xtask test`. README and `.ci/run` name no other.
//!
//! Steps run in order, cheap ones first, and the first that fails ends the run. What a step tests is the step's
//! own affair; this file only says which there are, and adds up what the test runners count.
//!
//! Everything is built once, as a whole. A package built by itself has other features in its dependencies, and the
//! compiler that the native host builds with takes minutes: so later steps run the programs of that one build.

use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
use clap::Args;

use crate::generated::{self, Kind};
use crate::{action, component, conformance, gitlab, python, sbom, shell, signatures, tidy, viewer};

const DENY_VERSION: &str = "0.20.2";
/// The checks of cargo-deny that need nothing but the lock file and `deny.toml`.
const DENY_CHECKS: [&str; 3] = ["bans", "licenses", "sources"];
const INTEROP: &str = "tests/interop/run.py";
const INTEROP_PACKAGES: &str = "tests/interop/requirements.txt";

/// How much to test.
#[derive(Args)]
pub(crate) struct Options {
    /// Leave out what is slow and seldom fails: rebuilding the component, and cargo-deny.
    #[arg(long)]
    quick: bool,
    /// Run only the steps whose names hold this word, such as `tidy`.
    #[arg(long, value_name = "WORD", conflicts_with = "quick")]
    only: Option<String>,
    /// Try each law on so many generated releases, instead of its own number.
    #[arg(long, value_name = "NUMBER", value_parser = clap::value_parser!(u32).range(1..))]
    releases: Option<u32>,
}

/// What the runners counted.
#[derive(Default)]
pub(crate) struct Count {
    passed: usize,
    failed: usize,
}

type Step = (&'static str, bool, fn(&Path, &Options, &mut Count) -> Result<()>);

const TESTS: &str = "tests";
const ACTION: &str = "github action";
const GITLAB: &str = "gitlab";
const CONFORMANCE: &str = "conformance";
/// The steps that end in counts.
const COUNTED: [&str; 4] = [TESTS, ACTION, GITLAB, CONFORMANCE];
/// Below the target folder: what each law was tried on, in the last run.
const TRIED: &str = "laws.txt";

/// In order; `true` marks what `--quick` leaves out.
const STEPS: [Step; 15] = [
    ("format", false, |root, _, _| cargo(root, &["fmt", "--all", "--check"])),
    ("lints", false, |root, _, _| {
        cargo(root, &["clippy", "--quiet", "--workspace", "--all-targets", "--", "-D", "warnings"])
    }),
    ("tidy", false, |_, _, _| tidy::run()),
    ("dependencies", true, |root, _, _| deny(root)),
    ("component", true, |_, _, _| component::check_committed()),
    ("bill of materials", false, |root, _, _| sbom::check_committed(root)),
    ("generated fixtures", false, |root, _, _| generated(root, Kind::Fixtures)),
    ("generated reference of codes", false, |root, _, _| generated(root, Kind::Codes)),
    ("interoperability", false, |root, _, _| interop(root)),
    ("signatures in WebAssembly", false, |root, _, _| signatures::test(root, &program(root, signatures::PROGRAM)?)),
    (GITLAB, false, |root, _, count| {
        let (countersign, gatherer) = (program(root, "countersign")?, program(root, "countersign-gitlab")?);
        count.run(&mut gitlab::tests(root, &countersign, &gatherer)?)
    }),
    (ACTION, false, |root, _, count| action::test(root, count)),
    ("viewer", false, |root, _, count| viewer::test(root).map(|line| count.add(&line))),
    (CONFORMANCE, false, |root, _, count| count.run(&mut conformance::command(root, conformance::FEW_ATTACKS)?)),
    (TESTS, false, cargo_test),
];

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let start = Instant::now();
    let wanted = |(name, slow, _): &&Step| match &options.only {
        Some(word) => name.contains(word.as_str()),
        None => !(options.quick && *slow),
    };
    let steps: Vec<&Step> = STEPS.iter().filter(wanted).collect();
    ensure!(!steps.is_empty(), "no step has such a name; they are {}", STEPS.map(|(name, _, _)| name).join(", "));
    let mut count = Count::default();
    for (number, (name, _, step)) in steps.iter().enumerate() {
        println!("\n== {}/{} {name}", number + 1, steps.len());
        let begun = Instant::now();
        step(&root, options, &mut count).with_context(|| format!("step `{name}`"))?;
        println!("== {name}: {:.1} s", begun.elapsed().as_secs_f64());
    }
    println!("\n{} steps passed in {:.1} s", steps.len(), start.elapsed().as_secs_f64());
    if steps.iter().any(|(name, _, _)| COUNTED.contains(name)) {
        ensure!(count.passed > 0, "the test runner ran no test");
        println!("{} passed, {} failed", count.passed, count.failed);
    }
    Ok(())
}

fn cargo(root: &Path, arguments: &[&str]) -> Result<()> {
    shell::run(shell::cargo().current_dir(root).args(arguments))
}

fn deny(root: &Path) -> Result<()> {
    if shell::which("cargo-deny").is_none() {
        println!("cargo-deny is not here: installing it (some minutes, once)");
        cargo(root, &["install", "--locked", "cargo-deny", "--version", DENY_VERSION])?;
    }
    let mut arguments = vec!["deny", "check", "--hide-inclusion-graph"];
    arguments.extend(DENY_CHECKS);
    cargo(root, &arguments)
}

/// A program of the workspace, built together with everything that is tested.
pub(crate) fn program(root: &Path, name: &str) -> Result<PathBuf> {
    cargo(root, &["test", "--quiet", "--workspace", "--no-run"])?;
    Ok(shell::target_dir(root).join("debug").join(name))
}

fn generated(root: &Path, kind: Kind) -> Result<()> {
    generated::check_with(kind, Command::new(program(root, kind.binary())?))
}

/// Another implementation signs for us, and reads what we signed.
fn interop(root: &Path) -> Result<()> {
    let script = root.join(INTEROP);
    if !script.is_file() {
        println!("skipped: there is no `{INTEROP}`");
        return Ok(());
    }
    let binary = program(root, "countersign")?;
    let python = python::with(root, INTEROP_PACKAGES, "interop-venv")?;
    shell::run(Command::new(python).current_dir(root).arg(script).env("COUNTERSIGN", binary))
}

/// `cargo test`, with its own lines shown, and counted on the way. The laws leave in a file what they were tried on.
fn cargo_test(root: &Path, options: &Options, count: &mut Count) -> Result<()> {
    let tried = shell::target_dir(root).join(options.releases.map_or_else(|| TRIED.to_owned(), campaign));
    shell::write(&tried, b"")?;
    let mut cargo = shell::cargo();
    cargo.current_dir(root).args(["test", "--workspace"]).env("COUNTERSIGN_TRIED", &tried);
    if let Some(releases) = options.releases {
        cargo.env("PROPTEST_CASES", releases.to_string());
    }
    count.run(&mut cargo)?;
    println!("what the laws were tried on stands in `{}`", tried.display());
    Ok(())
}

/// A campaign keeps its figures in a file of its own, which the next ordinary run leaves alone.
fn campaign(releases: u32) -> String {
    format!("laws-{releases}.txt")
}

impl Count {
    /// Runs a test runner, with its own lines shown, and counted on the way.
    pub(crate) fn run(&mut self, command: &mut Command) -> Result<()> {
        let name = shell::shown(command);
        let started = command.stdout(Stdio::piped()).spawn();
        let mut child = started.with_context(|| format!("cannot start `{name}`"))?;
        let printed = child.stdout.take().with_context(|| format!("`{name}` has no output"))?;
        let mut shown = std::io::stdout().lock();
        for line in BufReader::new(printed).split(b'\n') {
            let line = line?;
            shown.write_all(&line)?;
            shown.write_all(b"\n")?;
            self.add(&String::from_utf8_lossy(&line));
        }
        let status = child.wait()?;
        if !status.success() {
            bail!("`{name}` failed ({status})");
        }
        Ok(())
    }

    /// Adds a line such as `test result: ok. 3 passed; 0 failed; 0 ignored; …`, or one of Node's such as `ℹ pass 3`.
    fn add(&mut self, line: &str) {
        if let Some((word, number)) = line.strip_prefix("ℹ ").and_then(|count| count.split_once(' ')) {
            self.add_pair(number, word);
        }
        let Some(counts) = line.strip_prefix("test result: ") else { return };
        let words: Vec<&str> = counts.split([' ', ';', '.']).filter(|word| !word.is_empty()).collect();
        for pair in words.windows(2) {
            self.add_pair(pair[0], pair[1]);
        }
    }

    fn add_pair(&mut self, number: &str, word: &str) {
        let number = number.parse().unwrap_or(0);
        match word {
            "passed" | "pass" => self.passed += number,
            "failed" | "fail" | "cancelled" => self.failed += number,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_are_added_up() {
        let mut count = Count::default();
        count.add("running 19 tests");
        count.add("test result: ok. 19 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        count.add("test result: FAILED. 2 passed; 3 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s");
        assert_eq!((count.passed, count.failed), (21, 3));
        for line in
            ["✔ a test that passes (1.5ms)", "ℹ tests 6", "ℹ pass 4", "ℹ fail 1", "ℹ cancelled 1", "ℹ duration_ms 9.5"]
        {
            count.add(line);
        }
        assert_eq!((count.passed, count.failed), (25, 5));
    }
}
