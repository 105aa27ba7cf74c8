//! `record approve` and `record reject`: one person, in one role, says yes or no to one release record.
//!
//! It shows the release record as its signer wrote it. Whether that signer may write one, only the preview says, which
//! asks the gate.

use countersign::records::{Kind, Records};
use countersign::{Anchors, Gate, Question, unanchored};

use super::fields::Fields;
use super::{Draft, finish, given, now, show};
use crate::args::{Decision, Preview, Sealing};
use crate::exit::Failure;
use crate::gather::{self, artefact, file, records};
use crate::render::inspect::Inspected;
use crate::render::{explain, report};

/// Yes or no.
#[derive(Clone, Copy)]
pub(super) enum Word {
    Approved,
    Rejected,
}

pub(super) fn run(decision: &Decision, sealing: &Sealing, word: Word) -> Result<(), Failure> {
    let mut records = Records::open()?;
    let envelope = file::read(&decision.release)?;
    let release = given::record(&mut records, &decision.release, &envelope, "release")?;

    let mut predicate = Fields::start(sealing)?;
    predicate.set(
        "decision",
        match word {
            Word::Approved => "approved",
            Word::Rejected => "rejected",
        },
    );
    predicate.set_if("release", release.record.clone());
    predicate.set_if("role", decision.role.clone());
    predicate.set_list("environments", decision.environments.clone());
    predicate.set_if("ticket", decision.ticket.clone());
    predicate.set_if("reason", decision.reason.clone());
    predicate.set_time("signedAt", sealing)?;
    let expires = decision.expires.map(|until| until.from(now(sealing)?)).transpose()?;
    predicate.set_if("expiresAt", expires);
    let evidence = decision.evidence.iter().map(|given| artefact::find(given)).collect::<Result<Vec<_>, _>>()?;
    predicate.set_list("evidence", evidence.into_iter().map(|evidence| evidence.digest).collect());

    let (where_to, why) = match word {
        Word::Approved => ("say where it may go: `--environment NAME`", None),
        Word::Rejected => {
            ("say where it may not go: `--environment NAME`", Some(("reason", "say why: `--reason TEXT`")))
        }
    };
    let due = [("role", "say in which role: `--role NAME`"), ("environments", where_to)];
    predicate.due(&due.into_iter().chain(why).collect::<Vec<_>>())?;

    let draft = Draft { kind: Kind::Approval, subjects: given::subjects(&release), predicate };
    let mut about = show::release(&release);
    about.push_str(&preview(&decision.preview, sealing, &release, envelope, &decision.environments)?);
    finish(&mut records, &draft, sealing, &about)
}

/// The class that the policy selects, and what is still missing, in each environment.
fn preview(
    preview: &Preview,
    sealing: &Sealing,
    release: &Inspected,
    envelope: Vec<u8>,
    environments: &[String],
) -> Result<String, Failure> {
    let (Some(policy), Some(roster)) = (&preview.policy, &preview.roster) else {
        return Ok(
            "\n  (give --policy and --roster to see who signed it, its class, and what is still missing)".to_owned()
        );
    };
    let mut known = vec![envelope];
    if sealing.records.is_dir() {
        known.extend(records::read(std::slice::from_ref(&sealing.records))?.into_iter().map(|document| document.bytes));
    }
    let mut gate = Gate::open(&file::read(policy)?, &file::read(roster)?, &anchors(preview)?)?;
    let field =
        |name: &str| release.predicate.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
    let mut question = Question {
        artefacts: release.subjects.iter().map(|subject| subject.digest.clone()).collect(),
        service: field("service"),
        version: field("version"),
        environment: String::new(),
        deployer: preview.deployer.clone(),
        min_register_sequence: 0,
        now: now(sealing)?,
        records: known,
    };
    let mut shown = String::new();
    for environment in environments {
        question.environment.clone_from(environment);
        let report = report::parse(&gate.decide(&question)?.report)?;
        let mut explained = explain::parse(&gate.explain(&question)?)?;
        if preview.deployer.is_none() {
            // Who deploys is said when it is deployed.
            explained.missing.retain(|missing| !missing.lacks_deployer());
        }
        shown.push_str(&show::preview(&report, &explained, environment));
    }
    Ok(shown)
}

/// Without a root key policy and roster are believed: they only inform here.
fn anchors(preview: &Preview) -> Result<Anchors, Failure> {
    let mut anchors = Anchors {
        allow_unanchored: preview.root_keys.is_empty(),
        trusted_roots: countersign::roots::default(),
        ..unanchored()
    };
    for path in &preview.root_keys {
        anchors.root_keys.push(file::read(path)?);
    }
    for document in preview.policy.iter().chain(&preview.roster) {
        let signature = gather::signature_path(document);
        if !preview.root_keys.is_empty() && signature.exists() {
            anchors.signatures.push(file::read(&signature)?);
        }
    }
    Ok(anchors)
}
