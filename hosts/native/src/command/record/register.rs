//! `record register`: a snapshot of the system of record.
//!
//! What belongs to which release is worked out in `holdings.rs`.

use std::path::{Path, PathBuf};

use countersign::records::{Kind, Records};
use serde_json::{Value, json};

use super::fields::Fields;
use super::holdings::Holdings;
use super::{Draft, finish, given, now};
use crate::args::Register;
use crate::exit::Failure;
use crate::gather::records::{self, Document};
use crate::gather::{artefact, file, time};
use crate::output;
use crate::render::safe;

pub(super) fn run(arguments: &Register) -> Result<(), Failure> {
    let mut records = Records::open()?;
    let mut predicate = Fields::start(&arguments.sealing)?;
    predicate.set_if("sequence", arguments.sequence);
    predicate.set_time("issuedAt", &arguments.sealing)?;
    let next_update = arguments.next_update.map(|until| until.from(now(&arguments.sealing)?)).transpose()?;
    predicate.set_if("nextUpdate", next_update);
    predicate.due(&[
        ("sequence", "number the snapshot: `--sequence N`, one more than the last"),
        ("nextUpdate", "say until when it may be trusted: `--next-update WHEN`"),
    ])?;
    for list in ["revoked", "emergencies", "holdings"] {
        let _ = predicate.list(list);
    }
    for given in &arguments.revoked {
        let (id, reason) = given.split_once('=').ok_or_else(|| {
            Failure::question(format!("`{}` names no reason: write `sha256:…=REASON`", safe::text(given)))
        })?;
        let entry = json!({ "id": artefact::checked(id)?, "reason": reason });
        if let Some(revoked) = predicate.list("revoked") {
            revoked.push(entry);
        }
    }
    for given in &arguments.emergencies {
        let entry = open_emergency(&mut records, given)?;
        if let Some(emergencies) = predicate.list("emergencies") {
            emergencies.push(entry);
        }
    }
    if !arguments.holdings_from.is_empty() {
        let held = Holdings::of(&mut records, &documents(&arguments.holdings_from)?)?;
        for path in &held.homeless {
            output::note(&format!(
                "note: {} belongs to no release in these folders, so it is not listed",
                safe::path(path)
            ));
        }
        if held.is_empty() {
            return Err(Failure::question(
                "no release record is in these folders: name those of the records with `--holdings-from`, or leave it out",
            ));
        }
        if let Some(holdings) = predicate.list("holdings") {
            holdings.extend(held.entries());
        }
    }
    let draft = Draft { kind: Kind::Register, subjects: Vec::new(), predicate };
    finish(&mut records, &draft, &arguments.sealing, "")
}

/// The files of the folders, in each of which there is one: an empty folder is not the one that was meant.
fn documents(folders: &[PathBuf]) -> Result<Vec<Document>, Failure> {
    let documents = records::read(folders)?;
    let empty = |folder: &&PathBuf| !documents.iter().any(|document| document.path.starts_with(folder));
    match folders.iter().find(empty) {
        None => Ok(documents),
        Some(folder) => Err(Failure::question(format!(
            "no record is in {}: name the folder of the records with `--holdings-from`, or leave it out",
            safe::path(folder)
        ))),
    }
}

/// An emergency that still owes its review: `FILE=TIME`.
fn open_emergency(records: &mut Records, given: &str) -> Result<Value, Failure> {
    let split = given.rsplit_once('=').and_then(|(file, due)| Some((Path::new(file), time::parse(due).ok()?)));
    let Some((path, due)) = split else {
        let found = safe::text(given);
        return Err(Failure::question(format!(
            "`{found}` does not say by when its review is due: write `FILE=2026-11-24T17:00:00Z`"
        )));
    };
    let emergency = given::record(records, path, &file::read(path)?, "emergency")?;
    Ok(json!({
        "record": emergency.record, "service": emergency.predicate.get("service"), "reviewDue": time::format(due)?,
    }))
}
