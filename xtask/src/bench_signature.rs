//! How long one ECDSA signature takes to verify, in one run: aws-lc-rs and RustCrypto natively, the core natively, and the core
//! as a WebAssembly module (`tests/signature`) in wasmtime and in Node.
//!
//! `xtask/bench/signature` is a package of its own, so that what is only compared with is not of the workspace. Three programs
//! verify the same signatures in turns, a few rounds each, and of all rounds the least time counts: on a machine with other
//! work that is the one that says most. wasmtime is PyPI's.

use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::{component, python, shell};

const PACKAGE: &str = "xtask/bench/signature";
/// PyPI's wasmtime, and the version.
pub(crate) const WASMTIME: &str = "tests/signature/requirements.txt";
const CURVES: [&str; 2] = ["256", "384"];
/// What the ratios are of.
const REFERENCE: &str = "aws-lc-rs, native";

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Turns of each program.
    #[arg(long, default_value_t = 20)]
    turns: usize,
    /// Rounds of a turn; a round verifies eight signatures.
    #[arg(long, default_value_t = 25)]
    rounds: usize,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let target = shell::target_dir(&root).join("bench-signature");
    let manifest = root.join(PACKAGE).join("Cargo.toml");
    let mut cargo = shell::cargo();
    cargo.args(["build", "--release", "--manifest-path"]).arg(&manifest).arg("--target-dir").arg(&target);
    shell::run(&mut cargo)?;
    let module = component::signature_module(&root)?;
    let python = python::with(&root, WASMTIME, "wasmtime-venv")?;
    let native = target.join("release/countersign-bench-signature");
    for curve in CURVES {
        let questions = target.join(format!("questions-{curve}"));
        shell::write(&questions, shell::output(Command::new(&native).args([curve, "questions"]))?.as_bytes())?;
        let script = |name: &str| root.join("tests/signature").join(name);
        let mut programs = [
            Program::start(Command::new(&native).arg(curve))?,
            Program::start(Command::new(&python).arg(script("time.py")).arg(&module).arg(&questions))?,
            Program::start(Command::new("node").arg(script("time.mjs")).arg(&module).arg(&questions))?,
        ];
        for _ in 0..options.turns {
            for program in &mut programs {
                program.turn(options.rounds)?;
            }
        }
        print!("{}", table(curve, &programs)?);
    }
    Ok(())
}

/// A program that answers a line of rounds with a line of times.
struct Program {
    child: Child,
    ask: ChildStdin,
    answers: BufReader<ChildStdout>,
    /// Nanoseconds, the least so far.
    least: Vec<u64>,
}

impl Program {
    fn start(command: &mut Command) -> Result<Self> {
        let child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn();
        let mut child = child.with_context(|| format!("cannot start `{}`", shell::shown(command)))?;
        let (ask, answers) = (child.stdin.take(), child.stdout.take());
        let (ask, answers) = ask.zip(answers).context("it has no input and output")?;
        Ok(Self { child, ask, answers: BufReader::new(answers), least: Vec::new() })
    }

    fn turn(&mut self, rounds: usize) -> Result<()> {
        writeln!(self.ask, "{rounds}")?;
        self.ask.flush()?;
        let mut line = String::new();
        self.answers.read_line(&mut line)?;
        let times: Vec<u64> = line.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        ensure!(!times.is_empty(), "a program of the benchmark ended early");
        if self.least.is_empty() {
            self.least = times;
        } else {
            self.least = self.least.iter().zip(times).map(|(least, time)| time.min(*least)).collect();
        }
        Ok(())
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        // It ends by itself when its input does; nothing is lost if it must be ended.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn table(curve: &str, programs: &[Program; 3]) -> Result<String> {
    let [native, wasmtime, node] = programs.each_ref().map(|program| program.least.as_slice());
    let ([aws, rustcrypto, ours, read], [inside, inside_read], [in_node, node_read]) =
        (<[u64; 4]>::try_from(native)?, <[u64; 2]>::try_from(wasmtime)?, <[u64; 2]>::try_from(node)?);
    let rows = [
        (REFERENCE, aws),
        ("RustCrypto, native", rustcrypto),
        ("core, native", ours),
        ("core, wasmtime", inside),
        ("core, Node", in_node),
        ("core, native: reading a key", read),
        ("core, wasmtime: reading a key", inside_read),
        ("core, Node: reading a key", node_read),
    ];
    let mut text = format!("\n| P-{curve} | µs | times {REFERENCE} |\n|---|---:|---:|\n");
    for (name, time) in rows {
        writeln!(text, "| {name} | {:.1} | {:.2} |", time as f64 / 1_000.0, time as f64 / aws as f64)?;
    }
    Ok(text)
}
