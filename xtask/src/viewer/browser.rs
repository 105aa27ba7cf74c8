//! Runs what needs a real browser: the viewer's tests, its pictures, its measurements. Debian's Chromium, driven by
//! `playwright-core`; it is installed where it is missing and this is for us to do.

use std::fs;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result, ensure};

use super::{SOURCES, work};
use crate::{shell, toolchain};

const PROGRAM: &str = "chromium";
/// The smallest font that has every sign of the page; a machine without any would show boxes.
const FONTS: &str = "fonts-dejavu-core";

/// Runs one of the scripts of `hosts/viewer/test`.
pub(super) fn run(root: &Path, page: &Path, script: &str) -> Result<()> {
    let file = bundle(root, script)?;
    shell::run(node(root, page)?.arg(file))
}

/// Runs every test; a line such as `cargo test` ends with.
pub(super) fn test(root: &Path, page: &Path) -> Result<String> {
    let folder = root.join(SOURCES).join("test");
    let mut names: Vec<String> = fs::read_dir(&folder)?
        .filter_map(|entry| Some(entry.ok()?.file_name().to_str()?.strip_suffix(".test.ts")?.to_owned()))
        .collect();
    names.sort();
    ensure!(!names.is_empty(), "the viewer has no tests");
    let files = names.iter().map(|name| bundle(root, &format!("{name}.test"))).collect::<Result<Vec<_>>>()?;
    let Tried { passed, failed, success } = tried(root, page, &files)?;
    ensure!(success && failed == 0, "{failed} tests of the viewer failed");
    ensure!(passed > 0, "the viewer's runner ran no test");
    Ok(format!("test result: ok. {passed} passed; {failed} failed"))
}

/// What one run of the tests came to.
struct Tried {
    passed: usize,
    failed: usize,
    success: bool,
}

/// Runs every test once, two files at a time.
fn tried(root: &Path, page: &Path, files: &[PathBuf]) -> Result<Tried> {
    let mut command = node(root, page)?;
    command.args(["--test", "--test-concurrency=2", "--test-reporter=tap"]).args(files).stdout(Stdio::piped());
    let mut child = command.spawn().context("cannot start Node")?;
    let printed = child.stdout.take().context("Node has no output")?;
    let (mut passed, mut failed) = (0_usize, 0_usize);
    for line in BufReader::new(printed).lines() {
        let line = line?;
        let count = |start: &str| line.strip_prefix(start).and_then(|number| number.parse::<usize>().ok());
        passed = count("# pass ").unwrap_or(passed);
        failed = count("# fail ").unwrap_or(failed);
        println!("{line}");
    }
    Ok(Tried { passed, failed, success: child.wait()?.success() })
}

/// A script as Node runs it, with what it imports from the viewer.
pub(super) fn bundle(root: &Path, script: &str) -> Result<PathBuf> {
    let out = work(root).join("test").join(format!("{script}.mjs"));
    let mut esbuild = Command::new("node");
    esbuild.current_dir(root.join(SOURCES)).arg("node_modules/esbuild/bin/esbuild").arg(format!("test/{script}.ts"));
    esbuild.args(["--bundle", "--platform=node", "--format=esm", "--target=node20", "--log-level=warning"]);
    // What is installed stays where it is: node finds it from the viewer's folder.
    esbuild.arg("--packages=external").arg(format!("--outfile={}", out.display()));
    shell::run(&mut esbuild)?;
    // Node looks for packages beside the file, so it has to lie in the viewer's folder tree.
    let link = work(root).join("test/node_modules");
    if !link.exists() {
        #[cfg(unix)]
        std::os::unix::fs::symlink(root.join(SOURCES).join("node_modules"), &link)?;
    }
    Ok(out)
}

fn node(root: &Path, page: &Path) -> Result<Command> {
    let mut node = Command::new("node");
    node.current_dir(root).envs(variables(root, page)?);
    Ok(node)
}

/// What the scripts read of their surroundings. The browser is installed where it is missing.
pub(super) fn variables(root: &Path, page: &Path) -> Result<Vec<(&'static str, PathBuf)>> {
    let chromium = match shell::which(PROGRAM) {
        Some(found) => found,
        None => {
            toolchain::install(&[PROGRAM, FONTS])?;
            shell::which(PROGRAM).context("Chromium is not here (on Debian: `apt-get install chromium`)")?
        }
    };
    Ok(vec![("CHROMIUM", chromium), ("VIEWER", page.to_owned()), ("REPOSITORY", root.to_owned())])
}
