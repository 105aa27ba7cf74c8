//! Attacks as many as wanted: `attacks OF_EACH PAIRS [FILE]`. Writes what came of them to FILE (`docs/attacks.md`), or prints it.
//!
//! OF_EACH attacks of each kind and PAIRS pairs on each allowed start, and on each fourth that is denied. Every 100th is asked of the component, too. An example, as examples may use the host library. The same numbers are the same attacks on every machine.

use std::process::ExitCode;

use countersign_tests::attack::run::{Options, run};

#[path = "../tests/support/component.rs"]
mod component;

const EVERY: usize = 100;
const OF_DENIED: usize = 4;
const GENERATED: usize = 100;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let number = |n: usize| words.get(n).and_then(|word| word.parse::<usize>().ok());
    let (Some(of_each), Some(pairs)) = (number(0), number(1)) else {
        eprintln!("usage: attacks OF_EACH PAIRS [FILE]");
        return ExitCode::from(2);
    };
    let options =
        Options { of_each, of_denied: OF_DENIED, pairs, generated: GENERATED, every: EVERY, seed: String::new() };
    let table = run(&options, &|inputs| {
        let (verdict, decision) = component::decide(inputs).map_err(|error| error.to_string())?;
        Ok((verdict.to_owned(), decision.report))
    });
    let (tried, compared) = table.tried();
    let (allowed, denied) = table.starts;
    let text = format!(
        "# Attacks\n\n{tried} attacks of {} kinds on {allowed} starts that are allowed and {denied} that are not; wrong allows: {}. {compared} were asked of the component, too: the same bytes.\n\n\
         `cargo run --release -p countersign-tests --example attacks -- {of_each} {pairs} docs/attacks.md` makes this file.\n\
         What is demanded of each kind, and what is permitted, stands in `tests/src/attack.rs`. Of a sample of each kind every host is asked: [conformance.md](conformance.md#attacks).\n\n\
         *Reads the same*: the attack changed nothing that anyone reads: the report is that of the start but for the digests of documents. *By withholding*: a deny became an allow as\n\
         something that speaks against the release was taken away, which no complete register lists (`SECURITY.md` names that, and a class may demand the register).\n\n{}",
        table.kinds(),
        table.wrong.len(),
        table.markdown()
    );
    table.wrong.iter().for_each(|what| eprintln!("{what}"));
    let written = match words.get(2) {
        Some(path) => std::fs::write(path, &text),
        None => {
            print!("{text}");
            Ok(())
        }
    };
    match (written, table.wrong.is_empty()) {
        (Ok(()), true) => ExitCode::SUCCESS,
        (Err(error), _) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
        (Ok(()), false) => ExitCode::FAILURE,
    }
}
