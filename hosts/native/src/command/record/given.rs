//! Records that a new one is about, handed in as files.

use std::path::Path;

use countersign::records::{Records, Subject};

use crate::exit::Failure;
use crate::render::inspect::{self, Inspected};
use crate::render::safe;

/// A record of the kind that is needed, which can be read.
pub(super) fn record(records: &mut Records, path: &Path, envelope: &[u8], name: &str) -> Result<Inspected, Failure> {
    let inspected = inspect::parse(&records.inspect(envelope)?)?;
    let shown = safe::path(path);
    if inspected.kind != "envelope" || inspected.name.as_deref() != Some(name) {
        return Err(Failure::question(format!("{shown} is no {name} record: `countersign inspect` says what it is")));
    }
    match inspected.problems.first() {
        Some(problem) => {
            let message = safe::text(&problem.message);
            Err(Failure::question(format!("{shown} cannot be used: {message} ({})", problem.code)))
        }
        None => Ok(inspected),
    }
}

/// What it is about.
pub(super) fn subjects(record: &Inspected) -> Vec<Subject> {
    let subject = |subject: &inspect::Subject| Subject { name: subject.name.clone(), digest: subject.digest.clone() };
    record.subjects.iter().map(subject).collect()
}
