//! How long whole processes take, side by side in one run: an empty program, an empty Node, and `countersign verify`
//! of the example. Runs are interleaved, so that a change of the machine's load meets all alike.
//!
//! It measures what a pipeline waits for, start and end included. What the core alone takes is for `cargo bench`.

use std::path::PathBuf;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::measure::{self, Ratio, Subject};
use crate::{example, shell};

/// What every program is held against.
const RATIOS: [Ratio; 2] =
    [Ratio { head: "times `true`", of: "true" }, Ratio { head: "share of `node -e 0`", of: "node -e 0" }];

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

pub(crate) fn run(options: &Options) -> Result<()> {
    let mut subjects = subjects(options)?;
    measure::run(&mut subjects, options.runs)?;
    let table = measure::table(&subjects, options.runs, &RATIOS);
    print!("{table}");
    if let Some(out) = &options.out {
        shell::write(&shell::root().join(out), table.as_bytes())?;
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
