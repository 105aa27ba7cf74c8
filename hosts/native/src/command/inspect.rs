//! `inspect`: what files are, as far as their bytes say.
//!
//! It verifies no signature: only a roster knows whose key is whose.

use std::process::ExitCode;

use countersign::records::Records;

use crate::args::{Inspect, Shape};
use crate::exit::{ALLOW, Failure};
use crate::gather::file;
use crate::output;
use crate::render::inspect;

pub(crate) fn run(arguments: &Inspect) -> Result<ExitCode, Failure> {
    let mut records = Records::open()?;
    for (at, path) in arguments.files.iter().enumerate() {
        let inspected = records.inspect(&file::read(path)?)?;
        match arguments.format {
            Shape::Json => {
                let mut line = inspected;
                line.push(b'\n');
                output::bytes(&line)?;
            }
            Shape::Text => {
                let gap = if at == 0 { "" } else { "\n" };
                output::text(&format!("{gap}{}", inspect::text(path, &inspect::parse(&inspected)?)))?;
            }
        }
    }
    Ok(ExitCode::from(ALLOW))
}
