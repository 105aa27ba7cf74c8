//! `verify`: the gate.
//!
//! It obeys the verdict of the component and adds nothing to it. Where the report or another form of the decision
//! was to be kept and cannot be, nothing is allowed; what it was asked of is never written over.

use std::process::ExitCode;

use crate::args::{Format, Verify};
use crate::destinations::{self, Inputs};
use crate::exit::{self, Failure};
use crate::render::decision::Shown;
use crate::{gather, write};

pub(crate) fn run(arguments: &Verify) -> Result<ExitCode, Failure> {
    let gathered = gather::question(&arguments.asked)?;
    let inputs = Inputs::files(gather::sources(&arguments.rules, &arguments.asked, &gathered));
    let report = arguments.report.as_deref().map(|path| (Format::Json, path));
    destinations::check(report.into_iter().chain(arguments.outputs.places()), &inputs)?;
    let mut gate = gather::gate(&arguments.rules)?;

    let decision = gate.decide(&gathered.question)?;

    if let Some(path) = &arguments.report {
        write::replace(path, &decision.report)?;
    }
    let shown = Shown::of(&decision, Some(&gathered))?;
    shown.write(&arguments.outputs.files)?;
    shown.print(arguments.format)?;
    Ok(exit::of(decision.verdict))
}
