//! Tries every mutant: a copy of the sources with all of them in it is compiled once, and its tests run once for each.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::process::ExitStatusExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use anyhow::{Context as _, Result, ensure};
use serde_json::Value;

use super::outcome::Outcome;
use super::weave::{self, Mutant};
use crate::shell;

const PACKAGES: [&str; 2] = ["countersign-core", "countersign-stored"];
const CORE: &str = "core/src/lib.rs";
/// What is not changed, and would take longer than everything else.
const SKIPPED: [&str; 4] = ["--skip", "crypto::", "--skip", "judge::"];
/// Runs a program with so many seconds of processor time, far more than all tests take: a mutant that does not end is noticed,
/// too. Of processor time, as a machine with other work takes longer for anything.
const LIMITED: &str = "ulimit -t 60 && exec \"$0\" \"$@\"";
/// What the compiler says where a `match` leaves something out.
const UNCOVERED: &str = "E0004";
const KILL: i32 = 9;
const SPREAD: u32 = 16;
const KEPT_EVERY: usize = 25;
const MUTANT: &str = "COUNTERSIGN_MUTANT";

/// The sources with every mutant in them that compiles, and what the tests are.
pub(super) struct Woven {
    tests: Vec<(PathBuf, PathBuf)>,
    /// What does not compile, or is nothing that can be chosen when the program runs.
    pub(super) left_out: BTreeSet<u32>,
}

/// Copies the sources, puts the mutants in, and builds the tests.
pub(super) fn build(root: &Path, tree: &Path, mutants: &[Mutant]) -> Result<Woven> {
    for file in shell::files(root)? {
        let (from, to) = (root.join(&file), tree.join(&file));
        if fs::read(&to).ok() != Some(shell::read(&from)?) {
            shell::write(&to, &shell::read(&from)?)?;
        }
    }
    let mut left_out = BTreeSet::new();
    loop {
        let woven = write(root, tree, mutants, &mut left_out)?;
        let blamed = complaints(tree, &woven)?;
        println!(
            "{} mutants compile so far, {} do not",
            mutants.len() - left_out.len() - blamed.len(),
            left_out.len() + blamed.len()
        );
        if blamed.is_empty() {
            break;
        }
        left_out.extend(blamed);
    }
    let mut cargo = cargo(tree, &["test", "--no-run", "--lib", "--tests"]);
    let printed = shell::output(cargo.stderr(Stdio::inherit()))?;
    let tests = messages(&printed).filter_map(|message| {
        let folder = Path::new(message["manifest_path"].as_str()?).parent()?.to_owned();
        (message["profile"]["test"] == true).then_some((PathBuf::from(message["executable"].as_str()?), folder))
    });
    Ok(Woven { tests: tests.collect(), left_out })
}

/// Writes the woven sources; those of each file.
fn write(
    root: &Path,
    tree: &Path,
    mutants: &[Mutant],
    left_out: &mut BTreeSet<u32>,
) -> Result<BTreeMap<String, String>> {
    let mut by_file: BTreeMap<&str, Vec<&Mutant>> = BTreeMap::new();
    for mutant in mutants {
        let of_file = by_file.entry(&mutant.file).or_default();
        of_file.extend((!left_out.contains(&mutant.id)).then_some(mutant));
    }
    let mut woven = BTreeMap::new();
    for (file, mutants) in by_file {
        let source = String::from_utf8(shell::read(&root.join(file))?)?;
        let (text, lost) = weave::weave(&source, &mutants).with_context(|| format!("cannot read `{file}`"))?;
        left_out.extend(lost);
        shell::write(&tree.join(file), text.as_bytes())?;
        woven.insert(file.to_owned(), text);
    }
    let library = [shell::read(&root.join(CORE))?, weave::ASKED.into()].concat();
    shell::write(&tree.join(CORE), &library)?;
    Ok(woven)
}

/// The mutants that the compiler complains about.
fn complaints(tree: &Path, woven: &BTreeMap<String, String>) -> Result<BTreeSet<u32>> {
    let output = cargo(tree, &["check"]).output().context("cannot start cargo")?;
    let mut blamed = BTreeSet::new();
    for message in messages(&String::from_utf8_lossy(&output.stdout)) {
        if message["message"]["level"] != "error" {
            continue;
        }
        for span in message["message"]["spans"].as_array().into_iter().flatten() {
            let (Some(file), Some(line)) = (span["file_name"].as_str(), span["line_start"].as_u64()) else { continue };
            if let (true, Some(text)) = (span["is_primary"] == true, woven.get(file)) {
                let line = usize::try_from(line)?;
                let is_arm = message["message"]["code"]["code"] == UNCOVERED;
                blamed.extend(if is_arm { weave::first_arm(text, line) } else { weave::blamed(text, line) });
            }
        }
    }
    ensure!(
        output.status.success() || !blamed.is_empty(),
        "the sources with mutants do not compile, and none is to blame:\n{}",
        String::from_utf8_lossy(&output.stderr)
    );
    Ok(blamed)
}

fn cargo(tree: &Path, arguments: &[&str]) -> Command {
    let mut cargo = shell::cargo();
    cargo.current_dir(tree).args(arguments).args(["--profile", "mutants", "--message-format=json", "--quiet"]);
    cargo.args(PACKAGES.iter().flat_map(|name| ["--package", name]));
    cargo.env("CARGO_TARGET_DIR", tree.join("target")).env("RUSTFLAGS", "--cap-lints=allow");
    cargo
}

fn messages(printed: &str) -> impl Iterator<Item = Value> {
    printed.lines().filter_map(|line| serde_json::from_str(line).ok())
}

impl Woven {
    /// Tries each mutant, as many at a time as there are processors. `keep` hears every now and then what is known so far: a
    /// campaign takes long, and may be ended.
    pub(super) fn outcomes(
        &self,
        mutants: &[Mutant],
        keep: impl Fn(&BTreeMap<u32, Outcome>) -> Result<()> + Sync,
    ) -> Result<BTreeMap<u32, Outcome>> {
        ensure!(self.tried(None)? == Outcome::Missed, "without a mutant the tests do not pass");
        let mut todo: Vec<u32> =
            mutants.iter().map(|mutant| mutant.id).filter(|id| !self.left_out.contains(id)).collect();
        // A campaign that is ended early is a sample of all files.
        todo.sort_by_key(|id| (id % SPREAD, *id));
        let (next, done) = (AtomicUsize::new(0), Mutex::new(BTreeMap::new()));
        let work = || -> Result<()> {
            while let Some(id) = todo.get(next.fetch_add(1, Ordering::Relaxed)) {
                let outcome = self.tried(Some(*id))?;
                let mut done = done.lock().map_err(|_| anyhow::anyhow!("another thread failed"))?;
                done.insert(*id, outcome);
                if done.len() % KEPT_EVERY == 0 {
                    println!("{} of {} tried", done.len(), todo.len());
                    keep(&done)?;
                }
            }
            Ok(())
        };
        let threads = thread::available_parallelism().map_or(1, usize::from);
        thread::scope(|scope| {
            let all: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            all.into_iter().try_for_each(|one| one.join().map_err(|_| anyhow::anyhow!("a thread failed"))?)
        })?;
        let mut all: BTreeMap<u32, Outcome> = done.into_inner().map_err(|_| anyhow::anyhow!("a thread failed"))?;
        all.extend(self.left_out.iter().map(|id| (*id, Outcome::LeftOut)));
        keep(&all)?;
        Ok(all)
    }

    /// Runs the tests with one mutant on.
    fn tried(&self, mutant: Option<u32>) -> Result<Outcome> {
        for (program, folder) in &self.tests {
            let mut test = Command::new("sh");
            test.args(["-c", LIMITED])
                .arg(program)
                .current_dir(folder)
                .env("CARGO_MANIFEST_DIR", folder)
                .args(["--test-threads", "1"])
                .args(SKIPPED);
            test.env(MUTANT, mutant.map(|id| id.to_string()).unwrap_or_default());
            test.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
            let status = test.status().with_context(|| format!("cannot start `{}`", program.display()))?;
            match (status.success(), status.signal()) {
                (true, _) => {}
                // At the limit the system kills.
                (false, Some(KILL)) => return Ok(Outcome::Endless),
                (false, _) => return Ok(Outcome::Caught),
            }
        }
        Ok(Outcome::Missed)
    }
}
