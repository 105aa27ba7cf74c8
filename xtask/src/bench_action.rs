//! How long the GitHub Action takes from its start to its end on the bundled example, as whole processes side by side in one run: an empty Node, the gate's
//! `dist/`, and npm's `@sigstore/verify` with one bundle, all on the Node that the action's lock file pins.
//!
//! The question is that of `fixtures/example`, in the words of the command line, handed over as the runner does. Sizes are printed besides.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::measure::{self, Ratio, Subject};
use crate::shell::{self, Scratch};
use crate::{action, bench_bundle, example};

const EMPTY: &str = "node -e 0";
const SIGSTORE: &str = "@sigstore/verify (npm), one bundle";

/// How many times as long as the others.
const RATIOS: [Ratio; 2] =
    [Ratio { head: "times `node -e 0`", of: EMPTY }, Ratio { head: "times `@sigstore/verify`", of: SIGSTORE }];

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Runs of each program.
    #[arg(long, default_value_t = 50)]
    runs: usize,
    /// Write the table to this file, too.
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    action::build(&root)?;
    let scratch = Scratch::new("bench-action")?;
    let node = action::node(&root).to_string_lossy().into_owned();
    let mut sigstore = vec![node.clone()];
    sigstore.extend(bench_bundle::by_npm(&root)?);
    let mut subjects = vec![
        Subject::new(EMPTY, vec![node.clone(), "-e".to_owned(), "0".to_owned()]),
        Subject::new("the gate's dist/, the example", gate(&root, &node, scratch.path())?),
        Subject::new(SIGSTORE, sigstore),
    ];
    measure::run(&mut subjects, options.runs)?;
    let table = measure::table(&subjects, options.runs, &RATIOS);
    print!("{table}");
    if let Some(out) = &options.out {
        shell::write(&root.join(out), table.as_bytes())?;
    }
    Ok(())
}

/// The example's question as a runner puts it: a clean environment, and inputs in it.
fn gate(root: &Path, node: &str, folder: &Path) -> Result<Vec<String>> {
    let file = |name: &str| folder.join(name).to_string_lossy().into_owned();
    for name in ["output", "summary"] {
        shell::write(&folder.join(name), b"")?;
    }
    let mut line = vec!["env".to_owned(), "-i".to_owned()];
    line.push(format!("GITHUB_OUTPUT={}", file("output")));
    line.push(format!("GITHUB_STEP_SUMMARY={}", file("summary")));
    line.push(format!("RUNNER_TEMP={}", folder.to_string_lossy()));
    line.extend(inputs(&example::command(root, Path::new("countersign"))?)?);
    line.extend([node.to_owned(), action::gate(root).to_string_lossy().into_owned()]);
    Ok(line)
}

/// `--root-key FILE` of the command line is `INPUT_ROOT-KEYS=FILE` of the runner.
fn inputs(command: &Command) -> Result<Vec<String>> {
    let words: Vec<String> = command.get_args().skip(1).map(|word| word.to_string_lossy().into_owned()).collect();
    let mut inputs = Vec::new();
    let mut rest = words.as_slice();
    while let [option, value, more @ ..] = rest
        && let Some(name) = option.strip_prefix("--")
    {
        let name = if name == "root-key" { "root-keys" } else { name };
        inputs.push(format!("INPUT_{}={value}", name.to_uppercase()));
        rest = more;
    }
    let artefact = rest.first().context("the example names no artefact")?;
    inputs.push(format!("INPUT_ARTEFACTS={artefact}"));
    Ok(inputs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_runner_is_asked_what_the_command_line_is_asked() -> Result<()> {
        let mut command = Command::new("countersign");
        command.args(["verify", "--root-key", "root.pub", "--min-policy-serial", "2", "x.wasm"]);
        assert_eq!(
            inputs(&command)?,
            ["INPUT_ROOT-KEYS=root.pub", "INPUT_MIN-POLICY-SERIAL=2", "INPUT_ARTEFACTS=x.wasm"]
        );
        Ok(())
    }
}
