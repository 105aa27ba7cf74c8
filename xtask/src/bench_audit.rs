//! How many decisions an audit takes in a second, on one core and on all, and how its memory grows with the archive.
//!
//! The archives are made for the run by the virtual organisation, and kept below the target folder until one of another
//! content is due. What a decision takes is for `cargo bench`; here it is files, processes and memory as a user has them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;
use std::time::Instant;

use anyhow::{Context as _, Result, bail, ensure};
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
    /// Measure this program, instead of building one for release.
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
}

/// One audit, measured.
struct Run {
    seconds: f64,
    /// Seconds of processor time, of the program and of the system for it.
    processor: f64,
    /// KiB.
    memory: f64,
}

/// What is audited.
struct Archive {
    folder: PathBuf,
    files: usize,
    /// Seconds that it took to make it, in whatever run that was.
    made: f64,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let program = match &options.program {
        Some(program) => program.clone(),
        None => root.join(example::program(&root)?),
    };
    let time = shell::which("time").context("GNU `time` is not installed: it is in every package manager")?;
    let cores = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut text = format!(
        "Audits on {}; of {} runs each, the least time.\n\n\
         | decisions | files | made in s | jobs | seconds | decisions/s | times one job | processor s | times the first | peak memory MiB |\n\
         |---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|\n",
        measure::machine(),
        options.runs
    );
    // Processor time for each decision, with one job, of the first archive.
    let mut smallest = None;
    for decisions in &options.decisions {
        let Archive { folder, files, made } = archive(&root, *decisions)?;
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
            let Run { seconds, processor, memory } = best.context("`--runs` is at least 1")?;
            let first = *alone.get_or_insert(seconds);
            let each = processor / *decisions as f64;
            let row = format!(
                "| {decisions} | {files} | {made:.1} | {jobs} | {seconds:.2} | {:.0} | {:.2} | {processor:.2} | {:.2} | {:.1} |\n",
                *decisions as f64 / seconds,
                first / seconds,
                each / *smallest.get_or_insert(each),
                memory / 1024.0,
            );
            // The largest take long: what is known is shown.
            eprint!("{row}");
            text += &row;
        }
    }
    text += "\n*Times one job*: how many times as fast as with one job. *Times the first*: processor time for each decision, against the first row's.\n";
    print!("{text}");
    if let Some(out) = &options.out {
        shell::write(&root.join(out), text.as_bytes())?;
    }
    Ok(())
}

/// The archive, made unless it is there.
fn archive(root: &Path, decisions: usize) -> Result<Archive> {
    let folder = shell::target_dir(root).join("bench-audit").join(decisions.to_string());
    let stamp = folder.with_extension("made");
    let stamped = fs::read_to_string(&stamp).unwrap_or_default();
    let made = match stamped.split_once(' ').filter(|(version, _)| *version == ARCHIVE) {
        Some((_, made)) => made.parse().with_context(|| format!("`{}` holds no time", stamp.display()))?,
        None => {
            let made = make(root, &folder, decisions)?;
            shell::write(&stamp, format!("{ARCHIVE} {made:.3}").as_bytes())?;
            made
        }
    };
    let files = shell::output(Command::new("find").arg(&folder).args(["-type", "f", "-printf", "."]))?.len();
    Ok(Archive { folder, files, made })
}

/// Makes it, and says how long that took.
fn make(root: &Path, folder: &Path, decisions: usize) -> Result<f64> {
    if folder.exists() {
        fs::remove_dir_all(folder).with_context(|| format!("cannot remove `{}`", folder.display()))?;
    }
    let own = |what: &str| {
        let mut cargo = shell::cargo();
        cargo.current_dir(root).args([what, "--quiet", "--package", "countersign-tests", "--bin", "archive"]);
        cargo
    };
    // Built before the clock starts.
    shell::run(&mut own("build"))?;
    let begun = Instant::now();
    shell::run(own("run").arg("--").arg(folder).arg(decisions.to_string()))?;
    Ok(begun.elapsed().as_secs_f64())
}

/// Audits an archive, in which everything must agree.
fn audit(time: &Path, program: &Path, folder: &Path, jobs: usize) -> Result<Run> {
    let mut command = Command::new(time);
    command.args(["--format", "%M %U %S"]).arg(program).arg("audit").arg(folder);
    command.args(["--now", "2026-12-01T00:00:00Z", "--jobs"]).arg(jobs.to_string()).stdin(Stdio::null());
    let begun = Instant::now();
    let output = command.output().context("cannot start the audit")?;
    let seconds = begun.elapsed().as_secs_f64();
    let said = String::from_utf8_lossy(&output.stderr);
    ensure!(output.status.success(), "the audit does not agree ({}): nothing to measure: {said}", output.status);
    let measured = said.lines().last().unwrap_or_default().split(' ');
    let numbers = measured.map(str::parse).collect::<Result<Vec<f64>, _>>().unwrap_or_default();
    let [memory, user, system] = numbers[..] else { bail!("GNU `time` said something else: {said}") };
    Ok(Run { seconds, processor: user + system, memory })
}
