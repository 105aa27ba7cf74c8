//! How long it takes, and how much memory, to gate a release with a large bill of materials and many findings: `countersign verify` beside
//! `jq empty`, which merely reads the same two files. Whole processes, interleaved.
//!
//! The documents are made for the run, and signed by the virtual organisation; nothing of them is kept in the repository.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::measure::{self, Effort, Ratio, Subject};
use crate::{example, shell};

const OURS: &str = "countersign verify";
const JQ: &str = "jq empty";
const RATIOS: [Ratio; 1] = [Ratio { head: "times `jq`", of: JQ }];

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Runs of each program.
    #[arg(long, default_value_t = 5)]
    runs: usize,
    /// Bytes of the bill of materials.
    #[arg(long, default_value_t = 200_000_000)]
    bytes: usize,
    /// Findings of the analysis.
    #[arg(long, default_value_t = 100_000)]
    findings: usize,
    /// Write the table to this file, too.
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    ensure!(shell::which("jq").is_some(), "`jq` is not installed: it is in every package manager");
    let root = shell::root();
    let folder = shell::target_dir(&root).join("bench-evidence");
    make(&root, &folder, options)?;
    let program = root.join(example::program(&root)?);
    let at = |name: &str| folder.join(name).to_string_lossy().into_owned();
    let artefact = String::from_utf8(shell::read(&folder.join("artefact"))?).context("no digest")?;
    let (program, (policy, roster)) = (program.to_string_lossy().into_owned(), (at("policy.yml"), at("roster.yml")));
    let (key, records) = (at("root.pub"), at("records"));
    let line = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<String>>();
    #[rustfmt::skip]
    let verify = line(&[&program, "verify", "--policy", &policy, "--roster", &roster, "--root-key", &key, "--records", &records,
        "--service", "checkout-api", "--version", "2.4.1", "--environment", "production", "--deployer", "ci-deployer",
        "--now", "2026-11-20T12:00:00Z", &artefact]);
    let read = line(&["jq", "empty", &at("records/sbom.json"), &at("records/log.sarif")]);
    let mut subjects = vec![Subject::new(JQ, read), Subject::new(OURS, verify)];
    measure::run_with(&mut subjects, Effort { warm_up: 1, runs: options.runs, memory_runs: 2 })?;
    let table = format!(
        "A bill of materials of {} MB and {} findings.\n{}",
        options.bytes / 1_000_000,
        options.findings,
        measure::table(&subjects, options.runs, &RATIOS)
    );
    print!("{table}");
    if let Some(out) = &options.out {
        shell::write(&root.join(out), table.as_bytes())?;
    }
    Ok(())
}

/// Makes the files of the question anew.
fn make(root: &Path, folder: &Path, options: &Options) -> Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder).with_context(|| format!("cannot remove `{}`", folder.display()))?;
    }
    let mut cargo = shell::cargo();
    cargo.current_dir(root).args(["run", "--quiet", "--package", "countersign-tests", "--bin", "large", "--"]);
    shell::run(cargo.arg(folder).arg(options.bytes.to_string()).arg(options.findings.to_string()))
}
