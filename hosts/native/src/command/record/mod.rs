//! `record`: builds a statement, shows it, signs it, puts it with the others.
//!
//! Which fields a predicate must have is checked by the component, which also builds what is signed.

mod decision;
mod emergency;
mod evidence;
mod exception;
mod fields;
mod given;
mod holdings;
mod register;
mod release;
mod revoke;
mod seal;
mod show;
mod standing;
mod waivable;

use std::process::ExitCode;

use countersign::records::{Kind, Prepared, Records, Subject};

use crate::args::{Record, Sealing, Sign};
use crate::exit::{ALLOW, Failure};
use crate::gather::time;
use crate::output;
use crate::render::inspect::{self, Inspected};

pub(crate) fn run(record: &Record) -> Result<ExitCode, Failure> {
    match record {
        Record::Release(arguments) => release::run(arguments),
        Record::Approve(arguments) => {
            let word = decision::Word::Approved { anyway: arguments.anyway };
            decision::run(&arguments.decision, &arguments.sealing, word)
        }
        Record::Reject(arguments) => decision::run(&arguments.decision, &arguments.sealing, decision::Word::Rejected),
        Record::Revoke(arguments) => revoke::run(arguments),
        Record::Register(arguments) => register::run(arguments),
        Record::Emergency(arguments) => emergency::declare(arguments),
        Record::Review(arguments) => emergency::review(arguments),
        Record::Exception(arguments) => exception::run(arguments),
        Record::Canary(arguments) => evidence::canary(arguments),
        Record::Reference(arguments) => evidence::reference(arguments),
        Record::Assessment(arguments) => evidence::assessment(arguments),
    }?;
    Ok(ExitCode::from(ALLOW))
}

/// A record before the component has seen it.
struct Draft {
    kind: Kind,
    subjects: Vec<Subject>,
    predicate: fields::Fields,
}

/// From a draft to a record in its place. `about` is shown besides what is signed.
fn finish(records: &mut Records, draft: &Draft, sealing: &Sealing, about: &str) -> Result<(), Failure> {
    finish_weighed(records, draft, sealing, about, None)
}

/// The same, of a record that is weighed before it is kept.
fn finish_weighed(
    records: &mut Records,
    draft: &Draft,
    sealing: &Sealing,
    about: &str,
    weigher: Option<seal::Weigher<'_>>,
) -> Result<(), Failure> {
    let prepared = records.prepare(draft.kind, &draft.subjects, draft.predicate.bytes().as_bytes());
    let prepared = prepared.map_err(|error| draft.predicate.blame(error))?;
    seal_prepared(records, &prepared, sealing, about, weigher)
}

/// Shows a statement, signs it, and puts it in its place.
fn seal_prepared(
    records: &mut Records,
    prepared: &Prepared,
    sealing: &Sealing,
    about: &str,
    weigher: Option<seal::Weigher<'_>>,
) -> Result<(), Failure> {
    let statement = inspect::parse(&records.inspect(&prepared.payload)?)?;
    output::note(&show::statement(&statement));
    if !about.is_empty() {
        output::note(about);
    }
    let place = seal::Place { folder: &sealing.records, file: sealing.out.as_deref() };
    match &sealing.key {
        Some(key) if !sealing.unsigned => {
            let signer = seal::Signer { key, passphrase_env: sealing.passphrase_env.as_deref(), yes: sealing.yes };
            seal::sign(records, prepared, &statement, &signer, &place, weigher)
        }
        _ => seal::unsigned(prepared, &statement, &place),
    }
}

/// `sign STATEMENT`: what another program, or another person, prepared.
pub(super) fn sign_statement(
    arguments: &Sign,
    records: &mut Records,
    payload: &[u8],
    statement: &Inspected,
) -> Result<(), Failure> {
    let prepared: Prepared = records.reopen(payload).map_err(|error| Failure::from(error).about(&arguments.file))?;
    output::note(&show::statement(statement));
    let signer =
        seal::Signer { key: &arguments.key, passphrase_env: arguments.passphrase_env.as_deref(), yes: arguments.yes };
    let place = seal::Place { folder: &arguments.records, file: arguments.out.as_deref() };
    seal::sign(records, &prepared, statement, &signer, &place, None)
}

/// The moment of signing.
fn now(sealing: &Sealing) -> Result<u64, Failure> {
    time::now(sealing.now)
}
