//! What became of mutants, by layer; and which were missed.

use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What became of one mutant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// Some test failed.
    Caught,
    /// The tests did not end.
    Endless,
    /// No test noticed.
    Missed,
    /// It does not compile, or cannot be chosen when the program runs.
    LeftOut,
}

/// How many mutants of a layer came out how.
#[derive(Default)]
struct Tally {
    caught: usize,
    endless: usize,
    missed: usize,
    left_out: usize,
}

/// A table in Markdown, and the missed ones below it. `all` are files, names and outcomes.
pub(super) fn table<'a>(all: impl Iterator<Item = (&'a str, &'a str, Outcome)>) -> String {
    let mut layers: BTreeMap<String, Tally> = BTreeMap::new();
    let mut missed = Vec::new();
    for (file, name, outcome) in all {
        for layer in [layer(file), "all".to_owned()] {
            let tally = layers.entry(layer).or_default();
            let count = match outcome {
                Outcome::Caught => &mut tally.caught,
                Outcome::Endless => &mut tally.endless,
                Outcome::Missed => &mut tally.missed,
                Outcome::LeftOut => &mut tally.left_out,
            };
            *count += 1;
        }
        if outcome == Outcome::Missed {
            missed.push(name);
        }
    }
    let mut text =
        "| layer | caught | without end | missed | left out | noticed, % |\n|---|--:|--:|--:|--:|--:|\n".to_owned();
    for (name, Tally { caught, endless, missed, left_out }) in &layers {
        let (noticed, all) = (caught + endless, caught + endless + missed);
        let tenths = (noticed * 1_000).checked_div(all).unwrap_or_default();
        let share = format!("{}.{}", tenths / 10, tenths % 10);
        let _ = writeln!(text, "| `{name}` | {caught} | {endless} | {missed} | {left_out} | {share} |");
    }
    missed.iter().for_each(|name| text.push_str(&format!("\nmissed: `{name}`")));
    text.push('\n');
    text
}

/// The layer of a file: its folder below `core/src`.
fn layer(file: &str) -> String {
    let below = file.strip_prefix("core/src/").unwrap_or(file);
    below.split(['/', '.']).next().unwrap_or(below).to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mutants_are_counted_by_layer_and_the_missed_are_named() {
        let all = [
            ("core/src/check/a.rs", "a", Outcome::Caught),
            ("core/src/check/b/c.rs", "c", Outcome::Missed),
            ("core/src/decision.rs", "d", Outcome::Endless),
            ("core/src/decision.rs", "e", Outcome::LeftOut),
        ];
        let text = table(all.into_iter());
        for row in [
            "| `all` | 1 | 1 | 1 | 1 | 66.6 |",
            "| `check` | 1 | 0 | 1 | 0 | 50.0 |",
            "| `decision` | 0 | 1 | 0 | 1 | 100.0 |",
        ] {
            assert!(text.contains(row), "{text}");
        }
        assert!(text.ends_with("\nmissed: `c`\n"), "{text}");
    }
}
