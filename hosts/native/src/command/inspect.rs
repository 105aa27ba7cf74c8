//! `inspect`: what files are, as far as their bytes say.
//!
//! It verifies no signature by key: only a roster knows whose key is whose. A Sigstore bundle carries what it takes to
//! verify it, so of one each step is shown.

use std::process::ExitCode;

use countersign::bundles::Bundles;
use countersign::records::Records;

use crate::args::{Inspect, Shape};
use crate::exit::{ALLOW, Failure};
use crate::gather::{file, roots, time};
use crate::output;
use crate::render::{bundle, inspect};

pub(crate) fn run(arguments: &Inspect) -> Result<ExitCode, Failure> {
    let now = time::now(arguments.now)?;
    let trusted_roots = roots::read(&arguments.trusted_roots)?;
    let mut records = Records::open()?;
    let mut documents = Vec::new();
    for path in &arguments.files {
        documents.extend(records.expand(&file::read(path)?)?.into_iter().map(|document| (path, document)));
    }
    for (at, (path, document)) in documents.iter().enumerate() {
        let mut inspected = records.inspect(document)?;
        let is_bundle = inspect::parse(&inspected)?.kind == "bundle";
        if is_bundle {
            inspected = Bundles::open()?.inspect(document, &trusted_roots, now)?;
        }
        match arguments.format {
            Shape::Json => {
                inspected.push(b'\n');
                output::bytes(&inspected)?;
            }
            Shape::Text => {
                let gap = if at == 0 { "" } else { "\n" };
                let shown = match is_bundle {
                    true => bundle::text(path, &bundle::parse(&inspected)?),
                    false => inspect::text(path, &inspect::parse(&inspected)?),
                };
                output::text(&format!("{gap}{shown}"))?;
            }
        }
    }
    Ok(ExitCode::from(ALLOW))
}
