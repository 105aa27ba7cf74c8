//! Python packages that a chore needs, in a virtual environment below the target folder; made once per list of packages.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::shell;

/// The Python of an environment that has the packages of a list.
pub(crate) fn environment(root: &Path, name: &str, packages: &Path) -> Result<PathBuf> {
    let wanted = shell::sha256(&shell::read(packages)?);
    let folder = shell::target_dir(root).join(name);
    let python = folder.join("bin/python");
    let stamp = folder.join("packages.sha256");
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) && python.is_file() {
        return Ok(python);
    }
    shell::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))
        .context("Python makes no virtual environment here (on Debian: `apt-get install python3-venv`)")?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    shell::run(Command::new(&python).args(pip).arg(packages))?;
    shell::write(&stamp, wanted.as_bytes())?;
    Ok(python)
}
