//! The other end of the protocol: the core as a program, for whoever wants an example to compare with; and, on demand, one that lies.
//!
//! A lie is one flipped bit in each report, or another verdict: the harness must see either.

use std::io::{BufRead, Write};
use std::path::Path;

use countersign_core::base::encoding::base64;
use serde_json::{Value, json};

use crate::cases::files;

/// How the answers are wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lie {
    /// One bit of the report, in its middle.
    Bit,
    /// Another verdict.
    Verdict,
}

/// Answers every line until there is none.
pub fn serve(input: impl BufRead, mut output: impl Write, lie: Option<Lie>) -> std::io::Result<()> {
    for line in input.lines() {
        let said = answer(&line?, lie).unwrap_or_else(|why| json!({"error": why}));
        writeln!(output, "{said}")?;
        output.flush()?;
    }
    Ok(())
}

fn answer(line: &str, lie: Option<Lie>) -> Result<Value, String> {
    let asked: Value = serde_json::from_str(line).map_err(|error| format!("the question is no JSON: {error}"))?;
    let folder = asked["case"].as_str().ok_or("the question names no `case`")?;
    let decision = files::read(Path::new(folder))?.inputs.decide();
    let (mut verdict, mut report) = (files::verdict(decision.verdict), decision.report);
    match lie {
        None => {}
        Some(Lie::Bit) => {
            let middle = report.len() / 2;
            report[middle] ^= 1;
        }
        Some(Lie::Verdict) => verdict = if verdict == "allow" { "deny" } else { "allow" },
    }
    Ok(json!({"verdict": verdict, "report": base64::encode(&report)}))
}
