//! `verify`: the gate.
//!
//! It obeys the verdict of the component and adds nothing to it. Where the report was to be kept and cannot be, nothing
//! is allowed.

use std::process::ExitCode;

use crate::args::{Format, Verify};
use crate::exit::{self, Failure};
use crate::render::report::{self, Files};
use crate::render::{markdown, text};
use crate::{gather, output, write};

pub(crate) fn run(arguments: &Verify) -> Result<ExitCode, Failure> {
    let gathered = gather::question(&arguments.asked)?;
    let mut gate = gather::gate(&arguments.rules)?;

    let decision = gate.decide(&gathered.question)?;

    if let Some(path) = &arguments.report {
        write::replace(path, &decision.report)?;
    }
    match arguments.format {
        Format::Json => output::bytes(&decision.report)?,
        Format::Vsa => output::bytes(&decision.summary)?,
        people => {
            let report = report::parse(&decision.report)?;
            let files = Files::of(&report, &gathered);
            match people {
                Format::Markdown => output::bytes(markdown::decision(&report, &decision.id, &files).as_bytes())?,
                _ => output::text(&text::decision(&report, &decision.id, &files))?,
            }
        }
    }
    Ok(exit::of(decision.verdict))
}
