//! Mutation testing of what verdicts come from: `cargo-mutants` changes one thing in the core, and some test must notice.
//!
//! `.cargo/mutants.toml` says what is changed and what must notice. All mutants take a night on one core; `--one-in N` takes a sample
//! that is spread evenly. The figures stand in `docs/mutants.md`, with what was missed and why.

mod outcome;

use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::shell;

/// How many mutants to try.
#[derive(Args)]
pub(crate) struct Options {
    /// One mutant in so many, spread evenly over the files.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    one_in: u32,
    /// Which of those samples: from 0 on.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    sample: u32,
    /// Only list them.
    #[arg(long)]
    list: bool,
}

const VERSION: &str = "27.1.0";
const PACKAGE: &str = "countersign-core";
/// `cargo mutants` ends so where mutants were missed, and so where some took too long: figures, not failures of this chore.
const MISSED: i32 = 2;
const SLOW: i32 = 3;

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    ensure!(options.sample < options.one_in, "`--sample` counts from 0 to `--one-in` less one");
    install(&root)?;
    let out = shell::target_dir(&root).join("mutants");
    let mut mutants = shell::cargo();
    mutants.current_dir(&root).args(["mutants", "--package", PACKAGE, "--jobs", "1", "--no-shuffle"]);
    if options.one_in > 1 {
        mutants.args(["--sharding", "round-robin", "--shard", &format!("{}/{}", options.sample, options.one_in)]);
    }
    if options.list {
        return shell::run(mutants.arg("--list"));
    }
    mutants.arg("--output").arg(&out);
    let status = mutants.status().context("cannot start `cargo mutants`")?;
    ensure!(
        status.success() || matches!(status.code(), Some(MISSED | SLOW)),
        "`cargo mutants` failed ({status}): its log is below `{}`",
        out.display()
    );
    let outcomes = shell::read(&out.join("mutants.out/outcomes.json"))?;
    print!("{}", outcome::table(&serde_json::from_slice(&outcomes)?)?);
    Ok(())
}

fn install(root: &Path) -> Result<()> {
    if shell::which("cargo-mutants").is_some() {
        return Ok(());
    }
    println!("cargo-mutants is not here: installing it (some minutes, once)");
    let mut cargo = shell::cargo();
    shell::run(cargo.current_dir(root).args(["install", "--locked", "cargo-mutants", "--version", VERSION]))
}
