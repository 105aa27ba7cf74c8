//! `record emergency`: somebody breaks the glass for one release. `record review`: that was looked at afterwards.

use countersign::records::{Kind, Records};

use super::fields::Fields;
use super::{Draft, finish, given, now, show, waivable};
use crate::args::{Emergency, Review};
use crate::exit::Failure;
use crate::gather::{artefact, file};

pub(super) fn declare(arguments: &Emergency) -> Result<(), Failure> {
    let mut records = Records::open()?;
    let release = given::record(&mut records, &arguments.release, &file::read(&arguments.release)?, "release")?;
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
    predicate.due(&[
        ("role", "say in which role: `--role NAME`"),
        ("environment", "say where to: `--environment NAME`"),
        ("incident", "name the incident: `--incident ID`"),
        ("reason", "say what happened: `--reason TEXT`"),
        ("bypasses", "name what it waives: `--bypass REQUIREMENT`"),
        ("expiresAt", "say when it ends: `--expires WHEN`"),
    ])?;
    waivable::check(predicate.texts("bypasses"))?;
    let draft = Draft { kind: Kind::Emergency, subjects: given::subjects(&release), predicate };
    finish(&mut records, &draft, &arguments.sealing, &show::release(&release))
}

pub(super) fn review(arguments: &Review) -> Result<(), Failure> {
    let mut records = Records::open()?;
    let emergency = given::record(&mut records, &arguments.emergency, &file::read(&arguments.emergency)?, "emergency")?;
    let mut predicate = Fields::start(&arguments.sealing)?;
    predicate.set_if("emergency", emergency.record.clone());
    predicate.set_if("service", emergency.predicate.get("service").cloned());
    predicate.set_if("role", arguments.role.clone());
    predicate.set_if("outcome", arguments.outcome.map(crate::args::Outcome::word));
    predicate.set_if("summary", arguments.summary.clone());
    predicate.set_list("followUps", arguments.follow_ups.clone());
    predicate.set_time("signedAt", &arguments.sealing)?;
    predicate.due(&[
        ("role", "say in which role: `--role NAME`"),
        ("outcome", "say whether it was right: `--outcome justified` or `unjustified`"),
        ("summary", "say what came of it: `--summary TEXT`"),
    ])?;
    let draft = Draft { kind: Kind::Review, subjects: Vec::new(), predicate };
    finish(&mut records, &draft, &arguments.sealing, &show::emergency(&emergency))
}
