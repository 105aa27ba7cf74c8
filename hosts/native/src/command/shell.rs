//! `completions` and `man`: made from the same description of the command line that parses it.

use std::fs;
use std::process::ExitCode;

use clap::CommandFactory as _;

use crate::args::{Arguments, Completions, Man};
use crate::exit::{ALLOW, Failure};
use crate::{output, write};

pub(crate) fn completions(arguments: &Completions) -> Result<ExitCode, Failure> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut Arguments::command(), "countersign", &mut script);
    output::bytes(&script)?;
    Ok(ExitCode::from(ALLOW))
}

pub(crate) fn man(arguments: &Man) -> Result<ExitCode, Failure> {
    match &arguments.dir {
        Some(folder) => {
            write::folder(folder)?;
            let probed = fs::metadata(folder).and_then(|_| clap_mangen::generate_to(Arguments::command(), folder));
            probed.map_err(|error| Failure::writing(folder, &error))?;
        }
        None => {
            let mut page = Vec::new();
            let rendered = clap_mangen::Man::new(Arguments::command()).render(&mut page);
            rendered.map_err(|error| Failure::tool(format!("the man page cannot be made: {error}")))?;
            output::bytes(&page)?;
        }
    }
    Ok(ExitCode::from(ALLOW))
}
