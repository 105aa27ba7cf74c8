//! How many decisions an audit takes in a second, on one core and on all, and how its memory grows with the archive.
//!
//! The archives are made for the run by the virtual organisation, and kept below the target folder until one of another
//! content is due. What a decision takes is for `cargo bench`; here it is files, processes and memory as a user has them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::{example, measure, shell};

/// Raised when archives are made in another way.
const ARCHIVE: &str = "1";

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Decisions of each archive.
    #[arg(long, value_delimiter = ',', default_value = "1000,10000,100000")]
    decisions: Vec<usize>,
    /// Runs of each; the least time counts.
    #[arg(long, default_value_t = 1)]
    runs: usize,
    /// Write the table to this file, too.
    #[arg(long)]
    out: Option<PathBuf>,
}

/// One audit, measured.
struct Run {
    seconds: f64,
    /// KiB.
    memory: u64,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let program = root.join(example::program(&root)?);
    let time = shell::which("time").context("GNU `time` is not installed: it is in every package manager")?;
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut text = format!(
        "Audits on {}; of {} runs each, the least time.\n\n\
         | decisions | files | jobs | seconds | decisions/s | times one job | peak memory MiB |\n\
         |---:|---:|---:|---:|---:|---:|---:|\n",
        measure::machine(),
        options.runs
    );
    for decisions in &options.decisions {
        let folder = archive(&root, *decisions)?;
        let files = shell::output(Command::new("find").arg(&folder).args(["-type", "f", "-printf", "."]))?.len();
        let mut alone = None;
        for jobs in if cores == 1 { vec![1] } else { vec![1, cores] } {
            let mut best: Option<Run> = None;
            for _ in 0..options.runs.max(1) {
                let run = audit(&time, &program, &folder, jobs)?;
                best = Some(match best {
                    Some(best) if best.seconds <= run.seconds => Run { memory: best.memory.max(run.memory), ..best },
                    _ => run,
                });
            }
            let Run { seconds, memory } = best.context("`--runs` is at least 1")?;
            let first = *alone.get_or_insert(seconds);
            text += &format!(
                "| {decisions} | {files} | {jobs} | {seconds:.2} | {:.0} | {:.2} | {:.1} |\n",
                *decisions as f64 / seconds,
                first / seconds,
                memory as f64 / 1024.0,
            );
        }
    }
    print!("{text}");
    if let Some(out) = &options.out {
        shell::write(&root.join(out), text.as_bytes())?;
    }
    Ok(())
}

/// The archive, made unless it is there.
fn archive(root: &Path, decisions: usize) -> Result<PathBuf> {
    let folder = shell::target_dir(root).join("bench-audit").join(decisions.to_string());
    let stamp = folder.with_extension("made");
    if fs::read(&stamp).is_ok_and(|made| made == ARCHIVE.as_bytes()) {
        return Ok(folder);
    }
    if folder.exists() {
        fs::remove_dir_all(&folder).with_context(|| format!("cannot remove `{}`", folder.display()))?;
    }
    let mut cargo = shell::cargo();
    cargo.current_dir(root).args(["run", "--quiet", "--package", "countersign-tests", "--bin", "archive", "--"]);
    shell::run(cargo.arg(&folder).arg(decisions.to_string()))?;
    shell::write(&stamp, ARCHIVE.as_bytes())?;
    Ok(folder)
}

/// Audits an archive, in which everything must agree.
fn audit(time: &Path, program: &Path, folder: &Path, jobs: usize) -> Result<Run> {
    let mut command = Command::new(time);
    command.args(["--format", "%M"]).arg(program).arg("audit").arg(folder);
    command.args(["--now", "2026-12-01T00:00:00Z", "--jobs"]).arg(jobs.to_string()).stdin(Stdio::null());
    let begun = Instant::now();
    let output = command.output().context("cannot start the audit")?;
    let seconds = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the audit does not agree ({}): nothing to measure: {said}", output.status);
    let memory = said.lines().last().and_then(|line| line.trim().parse().ok()).context("GNU `time` said nothing")?;
    Ok(Run { seconds, memory })
}
