//! `record approve` and `record reject`: one person, in one role, says yes or no to one release record.
//!
//! It shows the release record as its signer wrote it. Whether that signer may write one, and whether an approval fills a place,
//! only the preview says, which asks the gate (`standing.rs`).

use countersign::records::{Kind, Records};

use super::fields::Fields;
use super::seal::Weigher;
use super::standing::Standing;
use super::{Draft, finish, finish_weighed, given, now, show};
use crate::args::{Decision, Sealing};
use crate::exit::Failure;
use crate::gather::{artefact, file};

/// Yes or no.
#[derive(Clone, Copy)]
pub(super) enum Word {
    /// Yes; `anyway` even where it fills no place.
    Approved {
        anyway: bool,
    },
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
            Word::Approved { .. } => "approved",
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
        Word::Approved { .. } => ("say where it may go: `--environment NAME`", None),
        Word::Rejected => {
            ("say where it may not go: `--environment NAME`", Some(("reason", "say why: `--reason TEXT`")))
        }
    };
    let due = [("role", "say in which role: `--role NAME`"), ("environments", where_to)];
    predicate.due(&due.into_iter().chain(why).collect::<Vec<_>>())?;

    let draft = Draft { kind: Kind::Approval, subjects: given::subjects(&release), predicate };
    let mut about = show::release(&release);
    let Some(mut standing) = Standing::of(&decision.preview, sealing, &release, envelope, &decision.environments)?
    else {
        about.push_str("\n  (give --policy and --roster to see who signed it, its class, and what is still missing)");
        return finish(&mut records, &draft, sealing, &about);
    };
    about.push_str(&standing.shown()?);
    let mut weigh = |envelope: &[u8], record: &str| standing.idle(envelope, record);
    let weigher: Option<Weigher<'_>> = match word {
        Word::Approved { anyway } => Some(Weigher { idle: &mut weigh, anyway }),
        // A no counts where the role is asked for, and is heard in any case.
        Word::Rejected => None,
    };
    finish_weighed(&mut records, &draft, sealing, &about, weigher)
}
