//! The differential of signatures, as long as wanted: `signatures INPUTS [SEED]`. Prints what it tried, for each curve.
//!
//! A tenth as many inputs go to P-384 as to P-256: it takes longer, and has the same formulas. With `--questions` after these
//! it prints every input for others to answer, a line each: key (SPKI), digest and signature (DER) in Base64, and 1 if it
//! verifies, else 0. `cargo xtask signatures` asks the core as a WebAssembly module.

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use base64ct::{Base64, Encoding as _};
use countersign_tests::signatures::{Asked, Counts, on_p256, on_p384};

fn main() -> ExitCode {
    let mut words: Vec<String> = std::env::args().skip(1).collect();
    let questions = words.pop_if(|word| word == "--questions").is_some();
    let numbers: Result<Vec<u64>, _> = words.iter().map(|word| word.parse()).collect();
    let (inputs, seed) = match numbers.as_deref() {
        Ok([inputs]) => (*inputs, 0),
        Ok([inputs, seed]) => (*inputs, *seed),
        _ => {
            eprintln!("usage: signatures INPUTS [SEED] [--questions]");
            return ExitCode::from(2);
        }
    };
    if questions { print_questions(inputs, seed) } else { print_counts(inputs, seed) }
}

fn print_counts(inputs: u64, seed: u64) -> ExitCode {
    let print = |curve: &str, counts: Counts| {
        let total: u64 = counts.values().flatten().sum();
        println!("\n{curve}: {total} inputs, no difference\n\n| kind | verified | not |\n|---|---:|---:|");
        for (kind, [verified, not]) in counts {
            println!("| {kind} | {verified} | {not} |");
        }
    };
    print("P-256", on_p256::run(seed, inputs, |_| {}));
    print("P-384", on_p384::run(seed, inputs / 10, |_| {}));
    ExitCode::SUCCESS
}

fn print_questions(inputs: u64, seed: u64) -> ExitCode {
    let mut out = BufWriter::new(io::stdout().lock());
    let mut failed = None;
    let mut print = |asked: Asked<'_>| {
        let [key, digest, signature] = [asked.key, asked.digest, asked.signature].map(Base64::encode_string);
        let written = writeln!(out, "{key} {digest} {signature} {}", u8::from(asked.verified));
        failed = failed.take().or(written.err());
    };
    on_p256::run(seed, inputs, &mut print);
    on_p384::run(seed, inputs / 10, &mut print);
    match failed.or(out.flush().err()) {
        None => ExitCode::SUCCESS,
        Some(error) => {
            eprintln!("cannot print the questions: {error}");
            ExitCode::FAILURE
        }
    }
}
