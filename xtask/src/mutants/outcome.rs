//! What became of mutants, by layer, from cargo-mutants' `outcomes.json`; and which were missed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context as _, Result};
use serde_json::Value;

/// How many mutants of a layer came out how.
#[derive(Default)]
struct Tally {
    caught: usize,
    missed: usize,
    unviable: usize,
    timeout: usize,
}

/// A table in Markdown, and the missed ones below it.
pub(super) fn table(outcomes: &Value) -> Result<String> {
    let mut layers: BTreeMap<String, Tally> = BTreeMap::new();
    let mut missed = Vec::new();
    for outcome in outcomes["outcomes"].as_array().context("`outcomes.json` has no outcomes")? {
        // The unchanged code is tried first: it is no mutant.
        let Some(mutant) = outcome["scenario"].get("Mutant") else { continue };
        let file = mutant["file"].as_str().context("a mutant is in no file")?;
        let tally = layers.entry(layer(file)).or_default();
        match outcome["summary"].as_str().context("a mutant came to nothing")? {
            "CaughtMutant" => tally.caught += 1,
            "Timeout" => tally.timeout += 1,
            "Unviable" => tally.unviable += 1,
            _ => {
                tally.missed += 1;
                missed.push(mutant["name"].as_str().unwrap_or(file).to_owned());
            }
        }
    }
    let mut text =
        "| layer | caught | missed | timeout | unviable | noticed, % |\n|---|--:|--:|--:|--:|--:|\n".to_owned();
    for (name, Tally { caught, missed, unviable, timeout }) in &layers {
        let (noticed, all) = (caught + timeout, caught + timeout + missed);
        let share = (noticed * 100).checked_div(all).unwrap_or_default();
        let _ = writeln!(text, "| `{name}` | {caught} | {missed} | {timeout} | {unviable} | {share} |");
    }
    missed.iter().for_each(|name| text.push_str(&format!("\nmissed: `{name}`")));
    text.push('\n');
    Ok(text)
}

/// The layer of a file: its folder below `core/src`.
fn layer(file: &str) -> String {
    let below = file.strip_prefix("core/src/").unwrap_or(file);
    below.split(['/', '.']).next().unwrap_or(below).to_owned()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn mutants_are_counted_by_layer_and_the_missed_are_named() {
        let of = |file: &str, summary: &str| json!({"scenario": {"Mutant": {"file": file, "name": format!("{file}: x")}}, "summary": summary});
        let outcomes = json!({"outcomes": [
            {"scenario": "Baseline", "summary": "Success"},
            of("core/src/check/a.rs", "CaughtMutant"), of("core/src/check/b/c.rs", "MissedMutant"),
            of("core/src/decision.rs", "Timeout"), of("core/src/decision.rs", "Unviable"),
        ]});
        let text = table(&outcomes).expect("a table");
        assert!(text.contains("| `check` | 1 | 1 | 0 | 0 | 50 |\n| `decision` | 0 | 0 | 1 | 1 | 100 |\n"), "{text}");
        assert!(text.ends_with("\nmissed: `core/src/check/b/c.rs: x`\n"), "{text}");
        assert!(table(&json!({})).is_err());
    }
}
