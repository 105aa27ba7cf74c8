//! Asks the core's ECDSA, compiled to a WebAssembly module with the component's flags, what RustCrypto and the core have answered
//! natively.
//!
//! The component multiplies in vectors, which a native build does not: so what the native differential says of the formulas is
//! said here of the instructions, in both of the engines that hosts have. The inputs are those of `tests/src/signatures.rs`. Then
//! both hash: SHA-2 has vectors, too.

use std::path::Path;
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::bench_signature::WASMTIME;
use crate::{component, python, shell};

/// How much to ask.
#[derive(Args)]
pub(crate) struct Options {
    /// Inputs on P-256, for each engine; a tenth as many are tried on P-384.
    #[arg(long, default_value_t = 1_000_000)]
    inputs: u64,
    /// Where the inputs start.
    #[arg(long, default_value_t = 0)]
    seed: u64,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let mut cargo = shell::cargo();
    shell::run(cargo.current_dir(&root).args([
        "build",
        "--release",
        "--package",
        "countersign-tests",
        "--bin",
        PROGRAM,
    ]))?;
    ask(&root, &shell::target_dir(&root).join("release").join(PROGRAM), options)
}

pub(crate) const PROGRAM: &str = "signatures";
/// What the suite asks.
const SHORT: Options = Options { inputs: 2_000, seed: 1 };

/// A short run, with the program that the suite has built.
pub(crate) fn test(root: &Path, program: &Path) -> Result<()> {
    ask(root, program, &SHORT)
}

fn ask(root: &Path, program: &Path, options: &Options) -> Result<()> {
    let module = component::signature_module(root)?;
    let script = |name: &str| root.join("tests/signature").join(name);
    let python = python::with(root, WASMTIME, "wasmtime-venv")?;
    for (number, (engine, script)) in
        [(python.as_path(), script("ask.py")), (Path::new("node"), script("ask.mjs"))].into_iter().enumerate()
    {
        // Each engine has inputs of its own.
        let seed = options.seed.saturating_mul(2).saturating_add(number as u64);
        let numbers = [options.inputs, seed].map(|number| number.to_string());
        let mut questions = Command::new(program).args(&numbers).arg("--questions").stdout(Stdio::piped()).spawn()?;
        let pipe = questions.stdout.take().context("there are no questions")?;
        let answered = Command::new(engine).arg(script).arg(&module).stdin(pipe).status();
        // Where an engine stopped early, the program that asks it ends by itself: nobody reads what it says.
        let asked = questions.wait()?;
        ensure!(answered?.success() && asked.success(), "{} gives other answers", engine.display());
    }
    Ok(())
}
