//! How long whole processes take, side by side in one run: an empty program, an empty Node, and `countersign verify`
//! of the example. Runs are interleaved, so that a change of the machine's load meets all alike.
//!
//! It measures what a pipeline waits for, start and end included. What the core alone takes is for `cargo bench`.

use std::fmt::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::{example, shell};

const WARM_UP: usize = 5;
/// Memory hardly varies: a few runs tell.
const MEMORY_RUNS: usize = 10;

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Runs of each program.
    #[arg(long, default_value_t = 200)]
    runs: usize,
    /// Write the table to this file, too.
    #[arg(long)]
    out: Option<PathBuf>,
    /// Another program to measure, as `NAME=PROGRAM ARGUMENT …`.
    #[arg(long)]
    also: Vec<String>,
}

struct Subject {
    name: String,
    arguments: Vec<String>,
    times: Vec<Duration>,
    /// Peak resident memory, KiB.
    memory: Option<u64>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    ensure!(options.runs > 0, "`--runs` is at least 1");
    let root = shell::root();
    let mut subjects = subjects(options)?;
    for round in 0..WARM_UP + options.runs {
        for subject in &mut subjects {
            let begun = Instant::now();
            let status = subject.command().status();
            let took = begun.elapsed();
            let status = status.with_context(|| format!("cannot start `{}`", subject.name))?;
            ensure!(status.success(), "`{}` failed ({status}): nothing to measure", subject.name);
            if round >= WARM_UP {
                subject.times.push(took);
            }
        }
    }
    for subject in &mut subjects {
        subject.times.sort();
        subject.memory = subject.peak_memory();
    }
    let table = table(&subjects, options.runs);
    print!("{table}");
    if let Some(out) = &options.out {
        shell::write(&root.join(out), table.as_bytes())?;
    }
    Ok(())
}

fn subjects(options: &Options) -> Result<Vec<Subject>> {
    let root = shell::root();
    let program = root.join(example::program(&root)?);
    let verify = example::command(&root, &program)?;
    let mut verify_arguments = vec![program.to_string_lossy().into_owned()];
    verify_arguments.extend(verify.get_args().map(|argument| argument.to_string_lossy().into_owned()));

    let mut subjects = vec![Subject::new("true", vec!["true".to_owned()])];
    if shell::which("node").is_some() {
        subjects.push(Subject::new("node -e 0", ["node", "-e", "0"].map(str::to_owned).to_vec()));
    }
    subjects.push(Subject::new("countersign verify", verify_arguments));
    for also in &options.also {
        let (name, line) = also.split_once('=').context("`--also` has the form `NAME=PROGRAM ARGUMENT …`")?;
        subjects.push(Subject::new(name, line.split_whitespace().map(str::to_owned).collect()));
    }
    Ok(subjects)
}

impl Subject {
    fn new(name: &str, arguments: Vec<String>) -> Self {
        Self { name: name.to_owned(), arguments, times: Vec::new(), memory: None }
    }

    fn command(&self) -> Command {
        let (program, arguments) = self.arguments.split_first().map_or(("true", &[][..]), |(p, a)| (p.as_str(), a));
        silent(program, arguments)
    }

    /// The largest of some runs. A small program has to start it: what a process had before `exec` counts as its own.
    fn peak_memory(&self) -> Option<u64> {
        let time = shell::which("time")?;
        let mut peak = None;
        for _ in 0..MEMORY_RUNS {
            let output = Command::new(&time)
                .args(["--format", "%M"])
                .args(&self.arguments)
                .current_dir(shell::root())
                .stdin(Stdio::null())
                .stdout(Stdio::null())
                .output()
                .ok()?;
            let said = String::from_utf8(output.stderr).ok()?;
            peak = peak.max(said.lines().last()?.trim().parse().ok());
        }
        peak
    }

    /// The time that a share of the runs stays below; milliseconds.
    fn quantile(&self, tenths: usize) -> f64 {
        let last = self.times.len().saturating_sub(1);
        self.times.get(last * tenths / 10).map_or(0.0, |time| time.as_secs_f64() * 1000.0)
    }
}

fn silent(program: &str, arguments: &[String]) -> Command {
    let mut command = Command::new(program);
    command.args(arguments).current_dir(shell::root());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    command
}

fn table(subjects: &[Subject], runs: usize) -> String {
    let median_of = |name: &str| subjects.iter().find(|one| one.name == name).map(|one| one.quantile(5));
    let mut text = format!(
        "Whole processes, {runs} interleaved runs of each on {}.\n\n\
         | process | median ms | 90 % below ms | times `true` | share of `node -e 0` | peak memory MiB |\n\
         |---|---|---|---|---|---|\n",
        machine()
    );
    let ratio = |own: f64, other: Option<f64>| match other {
        Some(other) if other > 0.0 => format!("{:.2}", own / other),
        _ => "–".to_owned(),
    };
    for subject in subjects {
        let own = subject.quantile(5);
        let memory = subject.memory.map_or_else(
            || "– (needs GNU `time`)".to_owned(),
            |kib| format!("{}.{}", kib / 1024, kib % 1024 * 10 / 1024),
        );
        let _ = writeln!(
            text,
            "| `{}` | {own:.2} | {:.2} | {} | {} | {memory} |",
            subject.name,
            subject.quantile(9),
            ratio(own, median_of("true")),
            ratio(own, median_of("node -e 0")),
        );
    }
    text
}

fn machine() -> String {
    let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let info = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = info
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name.to_owned()))
        .unwrap_or_else(|| "an unnamed processor".to_owned());
    format!("{cores} cores of {model}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_has_medians_and_ratios() {
        let subject = |name: &str, milliseconds: &[u64]| Subject {
            times: milliseconds.iter().map(|ms| Duration::from_millis(*ms)).collect(),
            memory: Some(1536),
            ..Subject::new(name, Vec::new())
        };
        let subjects = [
            subject("true", &[1, 2, 9]),
            subject("node -e 0", &[40, 40, 40]),
            subject("countersign verify", &[3, 4, 5]),
        ];
        let table = table(&subjects, 3);
        assert!(table.contains("| `countersign verify` | 4.00 | 4.00 | 2.00 | 0.10 | 1.5 |"), "{table}");
    }
}
