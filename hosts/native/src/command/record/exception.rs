//! `record exception`: somebody accepts the risk of a finding, for a while.
//!
//! It is about a finding, a package and services, and no artefact. Whether the signer may accept it is the gate's to say.

use countersign::records::{Kind, Records};

use super::fields::Fields;
use super::{Draft, finish, now};
use crate::args::Exception;
use crate::exit::Failure;

pub(super) fn run(arguments: &Exception) -> Result<(), Failure> {
    let mut records = Records::open()?;
    let mut predicate = Fields::start(&arguments.sealing)?;
    predicate.set_list("findings", arguments.findings.clone());
    predicate.set_if("package", arguments.package.clone());
    predicate.set_if("version", arguments.version.clone());
    predicate.set_list("services", arguments.services.clone());
    predicate.set_if("reason", arguments.reason.clone());
    predicate.set_if("controls", arguments.controls.clone());
    predicate.set_if("role", arguments.role.clone());
    predicate.set_time("signedAt", &arguments.sealing)?;
    let expires = arguments.expires.map(|until| until.from(now(&arguments.sealing)?)).transpose()?;
    predicate.set_if("expiresAt", expires);
    predicate.due(&[
        ("findings", "name what is accepted: `--finding ID`"),
        ("services", "say for which service: `--service NAME`"),
        ("reason", "say why the risk can be borne: `--reason TEXT`"),
        ("role", "say in which role: `--role NAME`"),
        ("expiresAt", "say until when: `--expires WHEN`"),
    ])?;
    let draft = Draft { kind: Kind::Exception, subjects: Vec::new(), predicate };
    finish(&mut records, &draft, &arguments.sealing, "")
}
