//! How long a small decision takes beside the same rules in Rego, which is told who signed what and verifies nothing.
//!
//! The engines are PyPI's wheels of regorus (Rust) and rego-cpp (C++); `xtask/bench/policy` has the policy, its question and
//! the script. The comparison is not of equals, and the table says so. Programs take turns; of all turns the least
//! median counts.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context as _, Result};
use clap::Args;

use crate::{measure, python, shell};

const FOLDER: &str = "xtask/bench/policy";
/// What the ratios are of.
const OURS: &str = "decision, component";
const NATIVE: &str = "decision, native";
const SIGNATURES: &str = "its signatures alone, native";
const REST: &str = "the rest of it, native";

/// What to measure.
#[derive(Args)]
pub(crate) struct Options {
    /// Turns of each program.
    #[arg(long, default_value_t = 5)]
    turns: usize,
    /// Questions of a turn.
    #[arg(long, default_value_t = 300)]
    rounds: usize,
    /// The profile that the core is built with.
    #[arg(long, default_value = "bench")]
    profile: String,
    /// Write the table to this file, too.
    #[arg(long)]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Result<()> {
    let root = shell::root();
    let python = python::with(&root, &format!("{FOLDER}/requirements.txt"), "bench-policy")?;
    let rounds = options.rounds.to_string();
    let mut least: BTreeMap<String, u64> = BTreeMap::new();
    for _ in 0..options.turns.max(1) {
        let mut bench = shell::cargo();
        bench.current_dir(&root).args(["bench", "--quiet", "--workspace", "--bench", "policy", "--profile"]);
        bench.arg(&options.profile).args(["--", &rounds]);
        let mut rego = Command::new(&python);
        rego.arg(root.join(FOLDER).join("rego.py")).arg(&rounds);
        for line in [shell::output(&mut bench)?, shell::output(&mut rego)?].iter().flat_map(|said| said.lines()) {
            let (name, time) = line.split_once('\t').with_context(|| format!("`{line}` is no measurement"))?;
            let time: u64 = time.parse().with_context(|| format!("`{line}` is no measurement"))?;
            least.entry(name.to_owned()).and_modify(|least| *least = time.min(*least)).or_insert(time);
        }
    }
    let table = table(least, options)?;
    print!("{table}");
    if let Some(out) = &options.out {
        shell::write(&root.join(out), table.as_bytes())?;
    }
    Ok(())
}

fn table(mut times: BTreeMap<String, u64>, options: &Options) -> Result<String> {
    let of =
        |times: &BTreeMap<String, u64>, name: &str| times.get(name).copied().with_context(|| format!("no `{name}`"));
    let ours = of(&times, OURS)?;
    let rest = of(&times, NATIVE)?.saturating_sub(of(&times, SIGNATURES)?);
    times.insert(REST.to_owned(), rest);
    let mut rows: Vec<(&String, &u64)> = times.iter().collect();
    rows.sort_by_key(|(_, time)| **time);
    let mut text = format!(
        "One decision of the minimal policy on {}; {} turns of {}, profile {}.\n\n| | µs | times the component's decision |\n|---|---:|---:|\n",
        measure::machine(),
        options.turns,
        options.rounds,
        options.profile,
    );
    for (name, time) in rows {
        text += &format!("| {name} | {:.0} | {:.2} |\n", *time as f64 / 1_000.0, *time as f64 / ours as f64);
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rest_is_what_signatures_leave() {
        let options = Options { turns: 1, rounds: 1, profile: "bench".to_owned(), out: None };
        let times = [(NATIVE, 900_000), (SIGNATURES, 400_000), (OURS, 1_000_000)];
        let table = table(times.map(|(name, time)| (name.to_owned(), time)).into(), &options).unwrap();
        assert!(table.contains("| the rest of it, native | 500 | 0.50 |"), "{table}");
        assert!(super::table(BTreeMap::new(), &options).is_err());
    }
}
