//! `record emergency`: somebody breaks the glass for one release. `record review`: that was looked at afterwards.

use std::path::Path;

use countersign::records::{Kind, Records, Subject};

use super::fields::Fields;
use super::{Draft, finish, now, show};
use crate::args::{Emergency, Review};
use crate::exit::Failure;
use crate::gather::{artefact, file};
use crate::render::inspect::{self, Inspected};
use crate::render::safe;

pub(super) fn declare(arguments: &Emergency) -> Result<(), Failure> {
    let mut records = Records::open()?;
    let release = read(&mut records, &arguments.release, "release")?;
    let mut predicate = Fields::start(&arguments.sealing)?;
    predicate.set_if("service", release.predicate.get("service").cloned());
    predicate.set_if("release", release.record.clone());
    predicate.set_if("environment", arguments.environment.clone());
    predicate.set_if("role", arguments.role.clone());
    predicate.set_if("incident", arguments.incident.clone());
    predicate.set_if("reason", arguments.reason.clone());
    predicate.set_list("bypasses", arguments.bypasses.clone());
    let evidence = arguments.evidence.iter().map(|given| artefact::find(given)).collect::<Result<Vec<_>, _>>()?;
    predicate.set_list("evidence", evidence.into_iter().map(|evidence| evidence.digest).collect());
    predicate.set_time("signedAt", &arguments.sealing)?;
    let expires = arguments.expires.map(|until| until.from(now(&arguments.sealing)?)).transpose()?;
    predicate.set_if("expiresAt", expires);
    let subject = |subject: &inspect::Subject| Subject { name: subject.name.clone(), digest: subject.digest.clone() };
    let subjects = release.subjects.iter().map(subject).collect();
    let draft = Draft { kind: Kind::Emergency, subjects, predicate };
    finish(&mut records, &draft, &arguments.sealing, &show::release(&release))
}

pub(super) fn review(arguments: &Review) -> Result<(), Failure> {
    let mut records = Records::open()?;
    let emergency = read(&mut records, &arguments.emergency, "emergency")?;
    let mut predicate = Fields::start(&arguments.sealing)?;
    predicate.set_if("emergency", emergency.record.clone());
    predicate.set_if("service", emergency.predicate.get("service").cloned());
    predicate.set_if("role", arguments.role.clone());
    predicate.set_if("outcome", arguments.outcome.map(crate::args::Outcome::word));
    predicate.set_if("summary", arguments.summary.clone());
    predicate.set_list("followUps", arguments.follow_ups.clone());
    predicate.set_time("signedAt", &arguments.sealing)?;
    let draft = Draft { kind: Kind::Review, subjects: Vec::new(), predicate };
    finish(&mut records, &draft, &arguments.sealing, &show::statement(&emergency))
}

/// A record of the kind that is needed here, which can be read.
fn read(records: &mut Records, path: &Path, name: &str) -> Result<Inspected, Failure> {
    let inspected = inspect::parse(&records.inspect(&file::read(path)?)?)?;
    if inspected.kind != "envelope" || inspected.name.as_deref() != Some(name) {
        let shown = safe::path(path);
        return Err(Failure::question(format!("{shown} is no {name} record: `countersign inspect` says what it is")));
    }
    match inspected.problems.first() {
        Some(problem) => {
            let (shown, message) = (safe::path(path), safe::text(&problem.message));
            Err(Failure::question(format!("{shown} cannot be used: {message} ({})", problem.code)))
        }
        None => Ok(inspected),
    }
}
