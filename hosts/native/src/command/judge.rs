//! `judge`: what the numbers of a canary come to. The statistics are the component's.

use std::process::ExitCode;

use crate::args::{Judge, Shape};
use crate::exit::{ALLOW, DENY, Failure};
use crate::gather::file;
use crate::output;
use crate::render::judge;

pub(crate) fn run(arguments: &Judge) -> Result<ExitCode, Failure> {
    let document = file::read(&arguments.file)?;

    let judged =
        countersign::canaries::judge(&document).map_err(|error| Failure::from(error).about(&arguments.file))?;

    let judgement = judge::parse(&judged)?;
    match arguments.format {
        Shape::Json => output::bytes(&judged)?,
        Shape::Text => output::text(&judge::text(&arguments.file, &judgement))?,
    }
    Ok(ExitCode::from(if judgement.passes() { ALLOW } else { DENY }))
}
