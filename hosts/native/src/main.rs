//! The command line: arguments, gather, call, render, exit. Each step is a file or a folder of this name.
//!
//! It decides nothing about a release: the component does, and this program obeys.

mod args;
mod command;
mod exit;
mod gather;
mod json;
mod keys;
mod output;
mod render;
mod terminal;
mod write;

use std::process::ExitCode;

use clap::Parser as _;

fn main() -> ExitCode {
    // Usage errors leave here, with exit 2; help and `--version` with 0.
    let arguments = args::Arguments::try_parse().unwrap_or_else(|error| error.exit());
    match command::run(arguments.command) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
