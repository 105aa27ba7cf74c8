//! The commands: each is a file, and reads as gather, call, render, exit.
//!
//! None of them decides what a record or a policy means.

mod audit;
mod explain;
mod init;
mod inspect;
mod judge;
mod keygen;
mod policy;
mod record;
mod replay;
mod shell;
mod sign;
mod verify;
mod verify_bundle;
mod version;

use std::process::ExitCode;

use crate::args::Command;
use crate::exit::Failure;

/// Does what was asked for.
pub(crate) fn run(command: Command) -> Result<ExitCode, Failure> {
    match command {
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Explain(arguments) => explain::run(&arguments),
        Command::Record(arguments) => record::run(&arguments),
        Command::Sign(arguments) => sign::run(&arguments),
        Command::VerifyBundle(arguments) => verify_bundle::run(&arguments),
        Command::Inspect(arguments) => inspect::run(&arguments),
        Command::Judge(arguments) => judge::run(&arguments),
        Command::Policy(arguments) => policy::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Audit(arguments) => audit::run(&arguments),
        Command::Keygen(arguments) => keygen::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Version(arguments) => version::run(&arguments),
        Command::Completions(arguments) => shell::completions(&arguments),
        Command::Man(arguments) => shell::man(&arguments),
    }
}
