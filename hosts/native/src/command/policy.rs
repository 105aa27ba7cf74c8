//! `policy check`: what is wrong or doubtful in a policy and a roster.
//!
//! Exit 1 means that something fails: then the gate would deny everything.

use std::process::ExitCode;

use crate::args::{CheckPolicy, PolicyCommand, Shape};
use crate::exit::{ALLOW, DENY, Failure};
use crate::gather::file;
use crate::output;
use crate::render::report::Checked;
use crate::render::text;

pub(crate) fn run(command: &PolicyCommand) -> Result<ExitCode, Failure> {
    let PolicyCommand::Check(arguments) = command;
    check(arguments)
}

fn check(arguments: &CheckPolicy) -> Result<ExitCode, Failure> {
    let policy = file::read(&arguments.policy)?;
    let roster = file::read(&arguments.roster)?;

    let checked = countersign::policy::check(&policy, &roster)?;

    let result = Checked::parse(&checked)?;
    match arguments.format {
        Shape::Json => output::bytes(&checked)?,
        Shape::Text => output::text(&text::checked(&result, &arguments.policy, &arguments.roster))?,
    }
    Ok(ExitCode::from(if result.ok { ALLOW } else { DENY }))
}
