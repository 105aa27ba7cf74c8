//! Fuzzing with coverage: every target of `tests/fuzz` under libFuzzer, for so many seconds each, on one core.
//!
//! Needs a nightly toolchain, for the compiler's instrumentation; nothing else of the project does. What it found out stands in
//! `docs/fuzzing.md`; `--keep` replaces the kept corpus, `tests/fuzz/corpus`, by a minimised one. The suite tries that
//! corpus, and mutations of it, without any of this.

mod kept;
mod report;

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use clap::{Args, ValueEnum};

use crate::shell;

/// What to fuzz, for how long, and what to do with what comes of it.
#[derive(Args)]
pub(crate) struct Options {
    /// Seconds for each target.
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u32).range(1..))]
    seconds: u32,
    /// Only this target.
    #[arg(long, value_name = "TARGET")]
    only: Option<String>,
    /// What watches besides the targets' own assertions: `address` finds misuse of memory, at half the speed.
    #[arg(long, value_enum, default_value_t = Sanitizer::None)]
    sanitizer: Sanitizer,
    /// Replace the kept corpus by what reaches the same with least.
    #[arg(long)]
    keep: bool,
    /// Write docs/fuzzing.md.
    #[arg(long, conflicts_with = "only")]
    report: bool,
}

/// A sanitizer of the compiler.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Sanitizer {
    /// None.
    None,
    /// AddressSanitizer.
    Address,
}

const PACKAGE: &str = "tests/fuzz/libfuzzer";
const TRIPLE: &str = "x86_64-unknown-linux-gnu";
/// The variable that tells the one program which target to try.
const TARGET: &str = "COUNTERSIGN_TARGET";
/// An input that takes longer than so many seconds counts as a crash.
const SLOWEST: u32 = 10;
/// The compiler's part in it: counters on edges, a table of places, and comparisons.
const FLAGS: [&str; 6] = [
    "-Cpasses=sancov-module",
    "-Cllvm-args=-sanitizer-coverage-level=4",
    "-Cllvm-args=-sanitizer-coverage-inline-8bit-counters",
    "-Cllvm-args=-sanitizer-coverage-pc-table",
    "-Cllvm-args=-sanitizer-coverage-trace-compares",
    "--cfg fuzzing",
];

/// What one target did.
pub(crate) struct Run {
    pub(crate) target: String,
    pub(crate) executions: u64,
    pub(crate) each_second: u64,
    pub(crate) edges: u64,
    pub(crate) crashes: usize,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let program = build(&root, options.sanitizer)?;
    let work = shell::target_dir(&root).join("fuzz");
    let targets = seeds(&root, &work.join("seeds"))?;
    let wanted = |name: &str| options.only.as_deref().is_none_or(|only| only == name);
    let targets: Vec<_> = targets.into_iter().filter(|(name, _)| wanted(name)).collect();
    ensure!(!targets.is_empty(), "no target has such a name; `tests/fuzz/src/target.rs` has them all");
    let mut runs = Vec::new();
    for (name, longest) in &targets {
        let one = fuzz(&program, &work, name, longest, options.seconds)?;
        println!("{}", report::line(&one));
        runs.push(one);
        if options.keep {
            kept::keep(&root, &program, &work, name, longest)?;
        }
    }
    if options.report {
        shell::write(&root.join(report::PAGE), report::page(&runs, options.seconds).as_bytes())?;
    }
    let crashes: usize = runs.iter().map(|run| run.crashes).sum();
    ensure!(crashes == 0, "{crashes} crashes: their inputs lie in `{}`", work.join("crashes").display());
    Ok(())
}

/// The program, instrumented. Only what is compiled for the target is: build scripts and macros are not.
fn build(root: &Path, sanitizer: Sanitizer) -> Result<PathBuf> {
    let mut flags = FLAGS.join(" ");
    if sanitizer == Sanitizer::Address {
        flags.push_str(" -Zsanitizer=address");
    }
    let out = shell::target_dir(root).join("fuzz");
    let mut cargo = Command::new("rustup");
    cargo.args(["run", "nightly", "cargo", "build", "--release", "--locked", "--target", TRIPLE]);
    cargo.current_dir(root.join(PACKAGE)).env("RUSTFLAGS", flags).env("CARGO_TARGET_DIR", &out);
    // Variables of the cargo that runs this chore would choose its own compiler for the other one.
    for variable in ["CARGO", "RUSTC", "RUSTUP_TOOLCHAIN"] {
        cargo.env_remove(variable);
    }
    shell::run(&mut cargo).context("fuzzing needs a nightly toolchain: `rustup toolchain install nightly`")?;
    Ok(out.join(TRIPLE).join("release/any"))
}

/// Lays the seeds, and says which targets there are, with the longest input of each.
fn seeds(root: &Path, folder: &Path) -> Result<Vec<(String, String)>> {
    // With the whole workspace's features, as the suite builds it: by itself it would compile the core once more.
    let mut cargo = shell::cargo();
    shell::run(cargo.current_dir(root).args(["build", "--quiet", "--workspace", "--bin", "seeds"]))?;
    let said = shell::output(Command::new(shell::target_dir(root).join("debug/seeds")).arg(folder))?;
    Ok(said.lines().filter_map(|line| line.split_once(' ')).map(|(n, l)| (n.to_owned(), l.to_owned())).collect())
}

/// Fuzzes one target. What it finds new is added to `target/fuzz/corpus/NAME`.
fn fuzz(program: &Path, work: &Path, name: &str, longest: &str, seconds: u32) -> Result<Run> {
    let (corpus, crashes) = (work.join("corpus").join(name), work.join("crashes").join(name));
    for folder in [&corpus, &crashes] {
        std::fs::create_dir_all(folder).with_context(|| format!("cannot make `{}`", folder.display()))?;
    }
    let mut command = libfuzzer(program, name, longest);
    command.arg(format!("-max_total_time={seconds}")).arg("-print_final_stats=1");
    command.arg(format!("-artifact_prefix={}/", crashes.display()));
    command.arg(&corpus).arg(work.join("seeds").join(name)).arg(kept::folder(&shell::root(), name));
    let output = command.output().with_context(|| format!("cannot start `{}`", shell::shown(&command)))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let crashes = std::fs::read_dir(&crashes)?.count();
    ensure!(output.status.success() || crashes > 0, "`{}` failed: {said}", shell::shown(&command));
    report::read(name, &said, crashes)
}

fn libfuzzer(program: &Path, name: &str, longest: &str) -> Command {
    let mut command = Command::new(program);
    command.env(TARGET, name).arg(format!("-max_len={longest}")).arg(format!("-timeout={SLOWEST}")).arg("-seed=1");
    command.stdin(Stdio::null());
    command
}
