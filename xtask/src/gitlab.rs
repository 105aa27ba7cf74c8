//! The GitLab CI components, run without a GitLab: `tests/gitlab/run.py`, with the programs that its lock files pin.
//!
//! It installs and names them; what is tried is the script's own affair.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, bail, ensure};
use serde_json::Value;

use crate::toolchain::debian;
use crate::{python, shell};

const FOLDER: &str = "tests/gitlab";

/// The script, with the programs of this project that it is to run.
pub(crate) fn tests(root: &Path, countersign: &Path, gatherer: &Path) -> Result<Command> {
    // It copies what git tracks with a program that not every machine has.
    if shell::which("rsync").is_none() && !debian::install(&["rsync"])? {
        bail!("`gitlab-ci-local` needs rsync: install it (on Debian: `apt-get install rsync`)");
    }
    let python = python::with(root, &format!("{FOLDER}/requirements.txt"), "gitlab-venv")?;
    let mut command = Command::new(python);
    command.current_dir(root).arg("-B").arg(root.join(FOLDER).join("run.py"));
    command.env("COUNTERSIGN", countersign).env("COUNTERSIGN_GITLAB", gatherer);
    command.env("GITLAB_CI_LOCAL", gitlab_ci_local(root)?).env("SARIF_SCHEMA", sarif_schema(root)?);
    Ok(command)
}

/// `gitlab-ci-local`, installed once for each lock file, without running anything of what is installed.
fn gitlab_ci_local(root: &Path) -> Result<PathBuf> {
    let folder = shell::target_dir(root).join("gitlab-ci-local");
    let program = folder.join("node_modules/gitlab-ci-local/dist/index.js");
    let lock = shell::read(&root.join(FOLDER).join("package-lock.json"))?;
    let (wanted, stamp) = (shell::sha256(&lock), folder.join("packages.sha256"));
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) && program.is_file() {
        return Ok(program);
    }
    for name in ["package.json", "package-lock.json"] {
        shell::write(&folder.join(name), &shell::read(&root.join(FOLDER).join(name))?)?;
    }
    let mut npm = Command::new("npm");
    npm.current_dir(&folder).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
    shell::run(&mut npm).context("npm comes with Node 20 or newer")?;
    shell::write(&stamp, wanted.as_bytes())?;
    Ok(program)
}

/// The published JSON Schema of SARIF, out of the crate that carries it.
fn sarif_schema(root: &Path) -> Result<PathBuf> {
    let mut cargo = shell::cargo();
    cargo.current_dir(root.join(FOLDER).join("schemas")).args(["metadata", "--locked", "--format-version", "1"]);
    let metadata: Value = serde_json::from_str(&shell::output(&mut cargo)?)?;
    let packages = metadata["packages"].as_array().into_iter().flatten();
    let manifest = packages
        .filter(|package| package["name"] == "serde-sarif")
        .find_map(|package| package["manifest_path"].as_str())
        .context("`cargo metadata` does not know `serde-sarif`")?;
    let schema = Path::new(manifest).with_file_name("src").join("schema.json");
    ensure!(schema.is_file(), "there is no schema in `{}`", schema.display());
    Ok(schema)
}
