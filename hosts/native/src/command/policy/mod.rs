//! `policy check`: what is wrong or doubtful in a policy and a roster. `policy test` and `policy diff` are files of their own.
//!
//! Exit 1 of `check` means that something fails: rules that do not load, or that some releases can never meet.

mod diff;
mod test;

use std::process::ExitCode;

use countersign::Anchors;

use crate::args::{CheckPolicy, PolicyCommand, Shape};
use crate::exit::{ALLOW, DENY, Failure};
use crate::gather::{artefact, file, time};
use crate::output;
use crate::render::report::Checked;
use crate::render::text;

pub(crate) fn run(command: &PolicyCommand) -> Result<ExitCode, Failure> {
    match command {
        PolicyCommand::Check(arguments) => check(arguments),
        PolicyCommand::Test(arguments) => test::run(arguments),
        PolicyCommand::Diff(arguments) => diff::run(arguments),
    }
}

/// Rules that are tried out are those that were named: pinned by their digests, whoever signed them.
fn pinned(policy: &[u8], roster: &[u8], trusted_roots: Vec<Vec<u8>>) -> Anchors {
    let digest = |bytes| Some(artefact::of_bytes(bytes));
    Anchors { policy_digest: digest(policy), roster_digest: digest(roster), trusted_roots, ..countersign::unanchored() }
}

fn check(arguments: &CheckPolicy) -> Result<ExitCode, Failure> {
    let policy = file::read(&arguments.policy)?;
    let roster = file::read(&arguments.roster)?;

    let checked = countersign::policy::check(&policy, &roster, time::now(arguments.now)?)?;

    let result = Checked::parse(&checked)?;
    match arguments.format {
        Shape::Json => output::bytes(&checked)?,
        Shape::Text => output::text(&text::checked(&result, &arguments.policy, &arguments.roster))?,
    }
    Ok(ExitCode::from(if result.ok { ALLOW } else { DENY }))
}
