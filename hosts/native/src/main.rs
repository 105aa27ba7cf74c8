//! The command line: arguments, gather, call, render, exit. Each step is a file or a folder of this name.
//!
//! It decides nothing about a release: the component does, and this program obeys.

mod args;
mod command;
mod destinations;
mod exit;
mod gather;
mod json;
mod keys;
mod output;
mod render;
mod terminal;
mod write;

use std::process::ExitCode;

fn main() -> ExitCode {
    let arguments = args::Arguments::read();
    match command::run(arguments.command) {
        Ok(code) => code,
        Err(failure) => failure.report(),
    }
}
