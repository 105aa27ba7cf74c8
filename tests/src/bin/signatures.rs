//! The differential of signatures, as long as wanted: `signatures INPUTS [SEED]`. Prints what it tried, for each curve.
//!
//! A tenth as many inputs go to P-384 as to P-256: it takes longer, and has the same formulas.

use std::process::ExitCode;

use countersign_tests::signatures::{Counts, on_p256, on_p384};

fn main() -> ExitCode {
    let mut numbers = std::env::args().skip(1).map(|text| text.parse::<u64>().ok());
    let (Some(Some(inputs)), Some(seed)) = (numbers.next(), numbers.next().unwrap_or(Some(0))) else {
        eprintln!("usage: signatures INPUTS [SEED]");
        return ExitCode::from(2);
    };
    print("P-256", &on_p256::run(seed, inputs));
    print("P-384", &on_p384::run(seed, inputs / 10));
    ExitCode::SUCCESS
}

fn print(curve: &str, counts: &Counts) {
    let total: u64 = counts.values().flatten().sum();
    println!("\n{curve}: {total} inputs, no difference\n\n| kind | verified | not |\n|---|---:|---:|");
    for (kind, [verified, not]) in counts {
        println!("| {kind} | {verified} | {not} |");
    }
}
