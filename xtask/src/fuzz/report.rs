//! What libFuzzer says, as figures; and the page of them.

use std::fmt::Write as _;

use anyhow::{Context as _, Result};

use super::Run;

pub(super) const PAGE: &str = "docs/fuzzing.md";

/// What stands above the table. The figures below it are of the last campaign.
const HEAD: &str = "# Fuzzing

Every parser of the core, and the whole gate, is tried with inputs that nobody thought of. The targets are plain functions in
[`tests/fuzz/src/target/`](../tests/fuzz/src/target); each fails where the core panics, and where it breaks its word:

- what has a writer is read again as what it was, and canonical JSON is its own canonical form;
- patterns of texts and paths fit what a slow reading of them fits; ECDSA signatures are taken where RustCrypto takes them;
- what is read twice is read alike; what does not load is malformed, and nothing is allowed without a record;
- `case` and `release` start from a stored case, or from a generated release of the laws, let up to six things befall it (a field of a record altered and the record signed
  again, documents damaged, lost, doubled or given another's signature, policy and roster changed, anchors damaged, another question), and ask: the same question gets
  the same bytes, the order of records changes none, the report is canonical and its verdict is what its findings say, every requirement has an answer, `validUntil` lies ahead, and **nothing is allowed by a
  policy or roster that nobody vouches for any more**.

`cargo test` tries every kept input ([`tests/fuzz/corpus`](../tests/fuzz/corpus)) and thousands of mutations of them on each target, with the stable toolchain
(`COUNTERSIGN_FUZZ_MUTATIONS=100` tries a hundred times as many). `cargo xtask fuzz` runs libFuzzer, which needs a nightly toolchain:

```console
$ cargo xtask fuzz --seconds 600                     # every target for ten minutes, on one core
$ cargo xtask fuzz --only case --sanitizer address   # one target, watching memory
$ cargo xtask fuzz --keep --report                   # minimise what was collected, and write this page
```

A crash is an input in `target/fuzz/crashes/TARGET`: put it into `tests/fuzz/corpus/TARGET`, see `cargo test` fail, and mend what it found.
";

/// One line for people who watch.
pub(super) fn line(run: &Run) -> String {
    let Run { target, executions, each_second, edges, crashes } = run;
    format!("{target}: {executions} executions, {each_second} a second, {edges} edges, {crashes} crashes")
}

/// Reads the figures from what libFuzzer printed.
pub(super) fn read(target: &str, said: &str, crashes: usize) -> Result<Run> {
    let last = |label: &str| {
        let found = said.rsplit_once(label).map(|(_, rest)| rest.trim_start());
        let digits = found.and_then(|rest| rest.split(|c: char| !c.is_ascii_digit()).next());
        digits.and_then(|digits| digits.parse().ok())
    };
    let figure = |label: &str| last(label).with_context(|| format!("libFuzzer did not say `{label}` of `{target}`"));
    Ok(Run {
        target: target.to_owned(),
        executions: figure("stat::number_of_executed_units:")?,
        each_second: figure("stat::average_exec_per_sec:")?,
        edges: figure(" cov: ")?,
        crashes,
    })
}

/// The page.
pub(super) fn page(runs: &[Run], seconds: u32) -> String {
    let mut page = format!("{HEAD}\n## The last campaign\n\n{seconds} seconds for each target, on one core.\n\n");
    page.push_str("| target | executions | a second | edges reached | crashes |\n|---|--:|--:|--:|--:|\n");
    for Run { target, executions, each_second, edges, crashes } in runs {
        let _ = writeln!(page, "| `{target}` | {executions} | {each_second} | {edges} | {crashes} |");
    }
    let all: u64 = runs.iter().map(|run| run.executions).sum();
    let _ = writeln!(page, "\n{all} executions in all.");
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_figures_count() {
        let said = "#1\tINITED cov: 12 ft: 13\n#9\tNEW    cov: 34 ft: 99 corp: 3\nstat::number_of_executed_units: 5600\nstat::average_exec_per_sec:     78\n";
        let run = read("json", said, 0).expect("figures");
        assert_eq!((run.executions, run.each_second, run.edges), (5_600, 78, 34));
        assert!(page(&[run], 60).contains("| `json` | 5600 | 78 | 34 | 0 |\n\n5600 executions in all."));
        assert!(read("json", "", 0).is_err());
    }
}
