//! `explain`: what a release still lacks, and who can give it.
//!
//! The exit code is the verdict's, as `verify` would give it.

use std::process::ExitCode;

use crate::args::{Explain, Shape};
use crate::exit::{self, Failure};
use crate::render::explain;
use crate::{gather, output};

pub(crate) fn run(arguments: &Explain) -> Result<ExitCode, Failure> {
    let gathered = gather::question(&arguments.asked)?;
    let mut gate = gather::gate(&arguments.rules)?;

    let explained = gate.explain(&gathered.question)?;
    let verdict = gate.decide(&gathered.question)?.verdict;

    match arguments.format {
        Shape::Json => output::bytes(&explained)?,
        Shape::Text => output::text(&explain::text(&explain::parse(&explained)?, &gathered.question))?,
    }
    Ok(exit::of(verdict))
}
