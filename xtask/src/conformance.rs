//! Every host over every case, and over attacks: `cargo xtask conformance` builds what is to be asked, and has `tests/examples/conformance` ask it.
//!
//! Node runs the action's committed bytes, Chromium the committed viewer. How they are asked, `docs/conformance.md` describes; what is equal, the program
//! decides. `--host NAME=COMMAND` adds a host of somebody else's.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::{action, shell, viewer};

const PROGRAM: &str = "debug/examples/conformance";
const NODE: &str = "hosts/github-action/test/conformance.ts";

/// Whom to ask besides, and what.
#[derive(Args)]
pub(crate) struct Options {
    /// Ask this program, too: it speaks the protocol of docs/conformance.md.
    #[arg(long, value_name = "NAME=COMMAND")]
    host: Vec<String>,
    /// Only cases whose names hold this word, such as `canary/`.
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
    /// Ask so many attacks of each kind, too; up to 3, on one start in ten.
    #[arg(long, value_name = "NUMBER", default_value_t = FEW_ATTACKS)]
    attacks: usize,
}

/// Attacks of each kind that every run asks.
pub(crate) const FEW_ATTACKS: usize = 1;

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let mut command = command(&root, options.attacks)?;
    options.host.iter().for_each(|host| {
        command.args(["--host", host]);
    });
    options.only.iter().for_each(|word| {
        command.args(["--only", word]);
    });
    shell::run(&mut command)
}

/// The program, with the five hosts of this repository, and so many attacks of each kind.
pub(crate) fn command(root: &Path, attacks: usize) -> Result<Command> {
    shell::run(shell::cargo().current_dir(root).args(["test", "--quiet", "--workspace", "--no-run"]))?;
    let node = action::installed_node(root)?;
    let (script, surroundings) = viewer::host(root)?;
    let mut command = Command::new(shell::target_dir(root).join(PROGRAM));
    command.current_dir(root).envs(surroundings).args(["--attacks", &attacks.to_string()]);
    command.arg("--host").arg(format!("Node, the action's bytes={} {}", node.display(), root.join(NODE).display()));
    command.arg("--host").arg(format!("Chromium, the viewer=node {}", script.display()));
    Ok(command)
}
