//! The GitHub Action: builds `hosts/github-action/dist` from its sources and the committed component, holds it against what is committed, and runs its tests.
//!
//! What is bundled and how, `hosts/github-action/build.ts` decides; what is tested, the tests there. Everything is installed from lock files, Node itself too:
//! only npm has to be here.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result, ensure};
use clap::Args;

use crate::suite::{self, Count};
use crate::{generated, python, shell};

/// Where the action lies in the repository.
const FOLDER: &str = "hosts/github-action";
const DIST: &str = "dist";
/// Another runner for it, with packages of its own.
const LOCAL: &str = "test/local-action";
/// The linters of workflows and actions, from PyPI.
const LINTERS: &str = "hosts/github-action/test/requirements.txt";
/// Kayenta's own cases.
const PUBLISHED: &str = "../shared/vectors/kayenta/classifier.json";
const ACTIONS: [&str; 2] = ["action.yml", "release-record/action.yml"];
const EXAMPLES: &str = "examples";
/// The largest that the JavaScript of one action may get: it is loaded before anything is decided.
const SCRIPT_BYTES: u64 = 160 << 10;

/// How to build the action.
#[derive(Args)]
pub(crate) struct Options {
    /// Build, and compare with hosts/github-action/dist instead of writing there.
    #[arg(long)]
    check: bool,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    if !options.check {
        return build(&root);
    }
    let out = shell::target_dir(&root).join("github-action/dist");
    build_into(&root, &out)?;
    generated::compare("action", &below(&out)?, &below(&root.join(FOLDER).join(DIST))?)
}

/// Builds `dist/`.
pub(crate) fn build(root: &Path) -> Result<()> {
    build_into(root, &root.join(FOLDER).join(DIST))
}

fn build_into(root: &Path, out: &Path) -> Result<()> {
    let folder = root.join(FOLDER);
    install(&folder)?;
    npm(&folder, &["run", "--silent", "bindings"])?;
    npm(&folder, &["run", "--silent", "types"])?;
    npm(&folder, &["run", "--silent", "bundle", "--", &out.to_string_lossy()])?;
    sizes(out)
}

/// The committed `dist/` is what the sources make, and passes the tests.
pub(crate) fn test(root: &Path, count: &mut Count) -> Result<()> {
    let folder = root.join(FOLDER);
    run(&Options { check: true })?;
    lint(root)?;
    install(&folder.join(LOCAL))?;
    let judged = judged(root)?;
    let mut npm = Command::new("npm");
    npm.args(["test", "--silent"]).current_dir(folder).env("NO_COLOR", "1").env("COUNTERSIGN_JUDGED", judged);
    count.run(&mut npm)
}

/// Canary analyses with what the core makes of them: our own, and Kayenta's where they lie beside the repository.
fn judged(root: &Path) -> Result<PathBuf> {
    let mut program = Command::new(suite::program(root, "judged")?);
    let theirs = root.join(PUBLISHED);
    match theirs.exists() {
        true => drop(program.arg(theirs)),
        false => println!("skipped: `{PUBLISHED}` is not here"),
    }
    let made = program.output().context("cannot start `judged`")?;
    ensure!(made.status.success(), "`judged` failed: {}", String::from_utf8_lossy(&made.stderr));
    let path = shell::target_dir(root).join("judged.jsonl");
    shell::write(&path, &made.stdout)?;
    Ok(path)
}

/// Installs what a lock file says, once per lock file.
fn install(folder: &Path) -> Result<()> {
    let wanted = shell::sha256(&shell::read(&folder.join("package-lock.json"))?);
    let stamp = folder.join("node_modules/.installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    npm(folder, &["ci", "--silent", "--no-audit", "--no-fund"]).context("the packages come from npm")?;
    shell::write(&stamp, wanted.as_bytes())
}

/// The Node that the action's lock file pins: the one that runners have.
pub(crate) fn node(root: &Path) -> PathBuf {
    root.join(FOLDER).join("node_modules/.bin/node")
}

/// The same, installed where it is missing.
pub(crate) fn installed_node(root: &Path) -> Result<PathBuf> {
    install(&root.join(FOLDER))?;
    Ok(node(root))
}

/// What the runner starts for the gate.
pub(crate) fn gate(root: &Path) -> PathBuf {
    root.join(FOLDER).join("dist/gate.start.js")
}

/// Metadata and example workflows, by the linters that others use for theirs.
fn lint(root: &Path) -> Result<()> {
    let bin = python::with(root, LINTERS, "action-venv")?.with_file_name("");
    let folder = root.join(FOLDER);
    let schema = |name: &str, files: &[PathBuf]| {
        shell::run(Command::new(bin.join("check-jsonschema")).args(["--builtin-schema", name]).args(files))
    };
    let examples: Vec<PathBuf> =
        below(&folder.join(EXAMPLES))?.into_keys().map(|file| folder.join(EXAMPLES).join(file)).collect();
    ensure!(!examples.is_empty(), "there are no example workflows to check");
    let actions = ACTIONS.map(|file| folder.join(file));
    schema("vendor.github-actions", &actions)?;
    schema("vendor.github-workflows", &examples)?;
    let mut zizmor = Command::new(bin.join("zizmor"));
    zizmor.args(["--offline", "--no-progress", "--no-config", "--persona=pedantic"]);
    shell::run(zizmor.args(actions).args(examples))
}

fn npm(folder: &Path, arguments: &[&str]) -> Result<()> {
    shell::run(Command::new("npm").args(arguments).current_dir(folder))
}

fn below(folder: &Path) -> Result<generated::Files> {
    generated::collect(folder, &[""])
}

fn sizes(dist: &Path) -> Result<()> {
    let files = below(dist)?;
    let total: usize = files.values().map(Vec::len).sum();
    for (path, bytes) in &files {
        println!("{:>9}  {}", bytes.len(), path.display());
        let script = path.extension().is_some_and(|extension| extension == "js");
        ensure!(
            !script || bytes.len() as u64 <= SCRIPT_BYTES,
            "`{}` has more than {SCRIPT_BYTES} bytes",
            path.display()
        );
    }
    println!("{total:>9}  in all");
    Ok(())
}
