//! `countersign-gitlab`: what GitLab knows about a release and its deployment, as predicates for `countersign record`.
//!
//! The command line that decides never opens a connection, so this is a program of its own. It reads, signs nothing, and
//! decides nothing: whether what GitLab says is enough is the verifier's to say. A listing that fails is a failure,
//! never an empty list.

mod api;
mod args;
mod branches;
mod client;
mod decision;
mod deployment;
mod failure;
mod limits;
mod output;
mod paths;
mod record;
mod release;

use std::process::ExitCode;

use crate::args::{Arguments, Command};

fn main() -> ExitCode {
    let done = match Arguments::read().command {
        Command::Release(arguments) => release::run(&arguments),
        Command::Approvals(arguments) => deployment::run(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => failure.report(),
    }
}
