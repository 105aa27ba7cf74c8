//! Python with the packages that a list pins: a virtual environment below the target folder, made once for each list.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};

use crate::shell;

/// The Python that has the packages of `list`, in an environment called `name`.
pub(crate) fn with(root: &Path, list: &str, name: &str) -> Result<PathBuf> {
    let packages = root.join(list);
    let wanted = shell::sha256(&shell::read(&packages)?);
    let folder = shell::target_dir(root).join(name);
    let python = folder.join("bin/python");
    let stamp = folder.join("packages.sha256");
    if fs::read_to_string(&stamp).is_ok_and(|made| made == wanted) && python.is_file() {
        return Ok(python);
    }
    shell::run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))
        .context("Python makes no virtual environment here (on Debian: `apt-get install python3-venv`)")?;
    let pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"];
    shell::run(Command::new(&python).args(pip).arg(&packages))?;
    shell::write(&stamp, wanted.as_bytes())?;
    Ok(python)
}
