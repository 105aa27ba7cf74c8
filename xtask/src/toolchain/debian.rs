//! Debian's packages for building WebAssembly: which they are, whether they are here, and installing them.
//!
//! What they are good for is decided in `toolchain.rs`.

use std::process::Command;

use anyhow::{Result, bail};

use super::TARGET;
use crate::shell;

pub(super) const RUSTC: &str = "/usr/bin/rustc";
pub(super) const PACKAGES: [&str; 2] = ["rustc-web", "rust-web-src"];
/// The linker, where no Rust toolchain brings its own.
pub(super) const LINKER: &str = "lld-22";

/// The version of an installed Debian package.
pub(super) fn version(package: &str) -> Option<String> {
    let query = ["--show", "--showformat=${db:Status-Status} ${Version}", package];
    let answer = shell::output(Command::new("dpkg-query").args(query)).ok()?;
    answer.strip_prefix("installed ").map(str::to_owned)
}

fn install_command(packages: &[&str]) -> String {
    format!("apt-get install --no-install-recommends --yes {}", packages.join(" "))
}

pub(super) fn missing() -> String {
    let packages = [&PACKAGES[..], &[LINKER]].concat();
    format!(
        "no compiler for {TARGET} is here. On Debian 12: `sudo apt-get update && sudo {}`; elsewhere: `rustup target add {TARGET}`",
        install_command(&packages)
    )
}

/// Installs Debian packages. False where that is not for us to do.
pub(crate) fn install(packages: &[&str]) -> Result<bool> {
    let root = shell::output(Command::new("id").arg("-u")).is_ok_and(|id| id == "0");
    if !root || shell::which("apt-get").is_none() {
        return Ok(false);
    }
    eprintln!("installing: {}", install_command(packages));
    let apt = |arguments: &[&str]| {
        shell::run(Command::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive").args(arguments))
    };
    apt(&["update", "--quiet=2"])?;
    let mut arguments = vec!["install", "--quiet=2", "--no-install-recommends", "--yes"];
    arguments.extend(packages);
    apt(&arguments)?;
    if packages.iter().any(|package| version(package).is_none()) {
        bail!("apt-get reported success, but `{}` are not all installed", packages.join(" "));
    }
    Ok(true)
}
