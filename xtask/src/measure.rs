//! How long whole processes take, side by side: runs are interleaved, so that a change of the machine's load meets all alike.
//!
//! It measures what a pipeline waits for, start and end included. What is measured, and against what, the chores say.

use std::fmt::Write as _;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};

use crate::shell;

const WARM_UP: usize = 5;
/// Memory hardly varies: a few runs tell.
const MEMORY_RUNS: usize = 10;

/// A program and what was measured of it.
pub(crate) struct Subject {
    name: String,
    arguments: Vec<String>,
    times: Vec<Duration>,
    /// Peak resident memory, KiB.
    memory: Option<u64>,
}

/// A column that holds each median against one program's.
pub(crate) struct Ratio {
    /// The column's head.
    pub(crate) head: &'static str,
    /// The program's name.
    pub(crate) of: &'static str,
}

/// How often programs are run.
pub(crate) struct Effort {
    /// Before anything is measured.
    pub(crate) warm_up: usize,
    /// For the time that they take.
    pub(crate) runs: usize,
    /// For the memory that they take.
    pub(crate) memory_runs: usize,
}

/// Runs every program so many times, in turn. One that fails is an error.
pub(crate) fn run(subjects: &mut [Subject], runs: usize) -> Result<()> {
    run_with(subjects, Effort { warm_up: WARM_UP, runs, memory_runs: MEMORY_RUNS })
}

/// The same for programs that take long.
pub(crate) fn run_with(subjects: &mut [Subject], effort: Effort) -> Result<()> {
    let Effort { warm_up, runs, memory_runs } = effort;
    ensure!(runs > 0, "`--runs` is at least 1");
    for round in 0..warm_up + runs {
        for subject in subjects.iter_mut() {
            let begun = Instant::now();
            let status = subject.command().status();
            let took = begun.elapsed();
            let status = status.with_context(|| format!("cannot start `{}`", subject.name))?;
            ensure!(status.success(), "`{}` failed ({status}): nothing to measure", subject.name);
            if round >= warm_up {
                subject.times.push(took);
            }
        }
    }
    for subject in subjects {
        subject.times.sort();
        subject.memory = subject.peak_memory(memory_runs);
    }
    Ok(())
}

impl Subject {
    /// A program by its name in the table, and its command line.
    pub(crate) fn new(name: &str, arguments: Vec<String>) -> Self {
        Self { name: name.to_owned(), arguments, times: Vec::new(), memory: None }
    }

    /// The program with nothing to read, and nobody to listen.
    fn command(&self) -> Command {
        let (program, arguments) = self.arguments.split_first().map_or(("true", &[][..]), |(p, a)| (p.as_str(), a));
        silent(program, arguments)
    }

    /// Whether one run succeeds.
    pub(crate) fn succeeds(&self) -> Result<bool> {
        Ok(self.command().status().with_context(|| format!("cannot start `{}`", self.name))?.success())
    }

    /// The largest of some runs. A small program has to start it: what a process had before `exec` counts as its own.
    fn peak_memory(&self, runs: usize) -> Option<u64> {
        let time = shell::which("time")?;
        let mut peak = None;
        for _ in 0..runs {
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

/// The table of what was measured.
pub(crate) fn table(subjects: &[Subject], runs: usize, ratios: &[Ratio]) -> String {
    let median_of = |name: &str| subjects.iter().find(|one| one.name == name).map(|one| one.quantile(5));
    let heads: String = ratios.iter().map(|ratio| format!(" {} |", ratio.head)).collect();
    let mut text = format!(
        "Whole processes, {runs} interleaved runs of each on {}.\n\n\
         | process | median ms | 90 % below ms |{heads} peak memory MiB |\n\
         |---|---:|---:|{}---:|\n",
        machine(),
        "---:|".repeat(ratios.len())
    );
    let ratio = |own: f64, other: Option<f64>| match other {
        Some(other) if other > 0.0 => format!("{:.2}", own / other),
        _ => "–".to_owned(),
    };
    for subject in subjects {
        let own = subject.quantile(5);
        let against: String = ratios.iter().map(|one| format!(" {} |", ratio(own, median_of(one.of)))).collect();
        let memory = subject.memory.map_or_else(
            || "– (needs GNU `time`)".to_owned(),
            |kib| format!("{}.{}", kib / 1024, kib % 1024 * 10 / 1024),
        );
        let _ = writeln!(text, "| `{}` | {own:.2} | {:.2} |{against} {memory} |", subject.name, subject.quantile(9));
    }
    text
}

/// The machine, in a few words.
pub(crate) fn machine() -> String {
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
        let ratios =
            [Ratio { head: "times `true`", of: "true" }, Ratio { head: "share of `node -e 0`", of: "node -e 0" }];
        let table = table(&subjects, 3, &ratios);
        assert!(table.contains("| `countersign verify` | 4.00 | 4.00 | 2.00 | 0.10 | 1.5 |"), "{table}");
    }
}
