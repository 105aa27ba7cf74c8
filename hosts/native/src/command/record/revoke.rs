//! `record revoke`: withdraws records or artefacts.
//!
//! Whether the signer may withdraw them is the gate's to say, with policy and roster.

use std::path::Path;

use countersign::records::{Kind, Records};

use super::fields::Fields;
use super::{Draft, finish, show};
use crate::args::Revoke;
use crate::exit::Failure;
use crate::gather::{artefact, file};
use crate::render::{inspect, safe};

pub(super) fn run(arguments: &Revoke) -> Result<(), Failure> {
    let mut records = Records::open()?;
    let mut predicate = Fields::start(&arguments.sealing)?;
    let (mut ids, mut about) = (Vec::new(), String::new());
    for given in &arguments.revoked {
        let (id, shown) = record(&mut records, given)?;
        ids.push(id);
        about.push_str(&shown);
    }
    predicate.set_list("records", ids);
    let artefacts = arguments.artefacts.iter().map(|given| artefact::find(given)).collect::<Result<Vec<_>, _>>()?;
    predicate.set_list("artefacts", artefacts.into_iter().map(|artefact| artefact.digest).collect());
    if ["records", "artefacts"].iter().all(|list| predicate.texts(list).next().is_none()) {
        return Err(Failure::question("name what to withdraw: a record's file or id, or `--artefact FILE|DIGEST`"));
    }
    predicate.set_if("reason", arguments.reason.clone());
    predicate.set_time("signedAt", &arguments.sealing)?;
    predicate.due(&[("reason", "say why: `--reason TEXT`")])?;
    let draft = Draft { kind: Kind::Revocation, subjects: Vec::new(), predicate };
    finish(&mut records, &draft, &arguments.sealing, about.trim_end())
}

/// The id of a record, as given, or of the record in a file, which is shown.
fn record(records: &mut Records, given: &Path) -> Result<(String, String), Failure> {
    if let Some(digest) = given.to_str().filter(|text| text.starts_with("sha256:")) {
        return Ok((artefact::checked(digest)?, String::new()));
    }
    let inspected = inspect::parse(&records.inspect(&file::read(given)?)?)?;
    match (inspected.kind.as_str(), &inspected.record) {
        ("envelope", Some(id)) => Ok((id.clone(), show::withdrawn(&inspected) + "\n")),
        _ => Err(Failure::question(format!(
            "{} is no record: to withdraw an artefact, say `--artefact`",
            safe::path(given)
        ))),
    }
}
