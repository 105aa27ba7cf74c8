//! Mutation testing of what verdicts come from: one thing in the core is changed at a time, and some test must notice.
//!
//! `cargo-mutants` says what can be changed. It would compile the core once for each; here all of them go into one program, and which
//! one is on is said when its tests run. The figures stand in `docs/mutants.md`, with what was missed and why.

mod outcome;
mod run;
mod weave;

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, Result, ensure};
use clap::Args;
use serde_json::Value;

use crate::shell;
use outcome::Outcome;
use weave::Mutant;

/// How many mutants to try.
#[derive(Args)]
pub(crate) struct Options {
    /// One mutant in so many, spread evenly over the files.
    #[arg(long, value_name = "NUMBER", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..))]
    one_in: u32,
    /// Only those whose names hold this word, such as `check/approvals`.
    #[arg(long, value_name = "WORD")]
    only: Option<String>,
    /// Only list them.
    #[arg(long)]
    list: bool,
}

const VERSION: &str = "27.1.0";
const PACKAGE: &str = "countersign-core";

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    install(&root)?;
    let mutants = listed(&root, options)?;
    if options.list {
        mutants.iter().for_each(|mutant| println!("{}", mutant.name));
        return Ok(());
    }
    let work = shell::target_dir(&root).join("mutants");
    let woven = run::build(&root, &work, &mutants)?;
    let kept = work.join("outcomes.md");
    let table = |outcomes: &BTreeMap<u32, Outcome>| {
        let all = mutants.iter().filter_map(|m| Some((m.file.as_str(), m.name.as_str(), *outcomes.get(&m.id)?)));
        outcome::table(all)
    };
    let outcomes = woven.outcomes(&mutants, |known| shell::write(&kept, table(known).as_bytes()))?;
    println!("{}\nkept in {}", table(&outcomes), kept.display());
    Ok(())
}

/// The mutants that are asked for.
fn listed(root: &Path, options: &Options) -> Result<Vec<Mutant>> {
    let mut cargo = shell::cargo();
    cargo.current_dir(root).args(["mutants", "--package", PACKAGE, "--list", "--json"]);
    let listed: Value = serde_json::from_str(&shell::output(&mut cargo)?)?;
    let listed = listed.as_array().context("`cargo mutants` lists nothing")?.iter();
    let all: Vec<Mutant> = listed.zip(1..).map(|(one, id)| Mutant::read(id, one)).collect::<Result<_>>()?;
    let asked = |mutant: &Mutant| {
        let named = options.only.as_ref().is_none_or(|word| mutant.name.contains(word.as_str()));
        named && mutant.id.is_multiple_of(options.one_in)
    };
    let chosen: Vec<Mutant> = all.into_iter().filter(asked).collect();
    ensure!(!chosen.is_empty(), "no mutant is asked for");
    Ok(chosen)
}

fn install(root: &Path) -> Result<()> {
    if shell::which("cargo-mutants").is_some() {
        return Ok(());
    }
    println!("cargo-mutants is not here: installing it (some minutes, once)");
    let mut cargo = shell::cargo();
    shell::run(cargo.current_dir(root).args(["install", "--locked", "cargo-mutants", "--version", VERSION]))
}
