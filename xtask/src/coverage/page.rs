//! The page of what is reached: layers, and the files with most that is not.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::Lines;

const HEAD: &str = "# Coverage

Which lines of the core its unit tests and the stored cases ([`fixtures/cases`](../fixtures/cases)) reach. The laws, the virtual Sigstore, the vectors and fuzzing
reach more, and are not counted here. Lines of tests are not counted either. `cargo xtask coverage --report` measures it and writes this page.

A line that is reached is not a line that is tested: what tests would not notice is [mutation testing](mutants.md)'s question.
";
/// So many files are named.
const NAMED: usize = 15;

/// Lines, and how many of them were reached.
#[derive(Clone, Copy, Default)]
struct Share {
    lines: usize,
    reached: usize,
}

impl Share {
    fn add(&mut self, other: Self) {
        self.lines += other.lines;
        self.reached += other.reached;
    }

    /// In per cent, to one place.
    fn shown(self) -> String {
        let thousandths = (self.reached * 1_000).checked_div(self.lines).unwrap_or_default();
        format!("{}.{}", thousandths / 10, thousandths % 10)
    }
}

/// The page.
pub(super) fn of(files: &BTreeMap<String, Lines>) -> String {
    let share = |lines: &Lines| Share { lines: lines.len(), reached: lines.values().filter(|n| **n > 0).count() };
    let mut layers: BTreeMap<&str, (usize, Share)> = BTreeMap::new();
    let mut all = Share::default();
    for (name, lines) in files {
        let layer = layers.entry(layer(name)).or_default();
        layer.0 += 1;
        layer.1.add(share(lines));
        all.add(share(lines));
    }
    let mut page = format!("{HEAD}\n| layer | files | lines | reached, % |\n|---|--:|--:|--:|\n");
    for (name, (count, share)) in &layers {
        let _ = writeln!(page, "| `{name}` | {count} | {} | {} |", share.lines, share.shown());
    }
    let _ = writeln!(page, "| all | {} | {} | {} |", files.len(), all.lines, all.shown());
    let mut missed: Vec<(usize, &String, Share)> = files
        .iter()
        .map(|(name, lines)| (name, share(lines)))
        .map(|(name, share)| (share.lines - share.reached, name, share))
        .filter(|(missed, ..)| *missed > 0)
        .collect();
    missed.sort_by(|one, other| other.0.cmp(&one.0).then(one.1.cmp(other.1)));
    page.push_str("\nThe files with most lines that are not reached:\n\n| file | not reached | of | reached, % |\n|---|--:|--:|--:|\n");
    for (missed, name, share) in missed.into_iter().take(NAMED) {
        let _ = writeln!(page, "| `{name}` | {missed} | {} | {} |", share.lines, share.shown());
    }
    page
}

/// The layer of a file: its folder below `core/src`, or `entry points`.
fn layer(name: &str) -> &str {
    let below = name.strip_prefix("core/src/").unwrap_or(name);
    match below.split_once('/') {
        Some(("lint", _)) => "entry points",
        Some((folder, _)) => folder,
        None if below == "decision.rs" => "decision",
        None => "entry points",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layers_are_added_up() {
        let file = |name: &str, reached: &[u64]| (name.to_owned(), (1..).zip(reached.iter().copied()).collect());
        let files = BTreeMap::from([
            file("core/src/check/a.rs", &[1, 0]),
            file("core/src/check/b/c.rs", &[3, 4]),
            file("core/src/gate.rs", &[1]),
        ]);
        let page = of(&files);
        assert!(
            page.contains("| `check` | 2 | 4 | 75.0 |\n| `entry points` | 1 | 1 | 100.0 |\n| all | 3 | 5 | 80.0 |")
        );
        assert!(page.ends_with("| `core/src/check/a.rs` | 1 | 2 | 50.0 |\n"), "{page}");
    }
}
