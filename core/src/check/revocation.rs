//! Check **revocation**: neither the release record nor an artefact of it is withdrawn, asked for or not: an index of several platforms
//! brings those along that it lists. Withdrawn approvals are seen to by
//! the check of approvals.

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::shown::people;
use crate::check::Context;
use crate::facts::revocations::Withdrawal;
use crate::format::approval::Decision;

/// Looks for withdrawals.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let withdrawn = context.withdrawn;
    let release = context.release().into_iter();
    let of_release =
        release.flat_map(|r| withdrawn.of_record(r).into_iter().map(|w| (r.id, Code::RevocationRelease, w)));
    let artefacts = context.own_artefacts().into_iter();
    let of_artefacts =
        artefacts.flat_map(|digest| withdrawn.of(digest).map(move |w| (digest, Code::RevocationArtefact, w)));
    let mut findings: Vec<Finding> = of_release.chain(of_artefacts).map(finding).collect();
    if findings.is_empty() {
        findings.push(Finding::new(
            Requirement::Revocation,
            Code::RevocationNone,
            "nothing revoked",
            "nothing is revoked",
        ));
    }
    findings.extend(of_rejections(context));
    findings
}

fn finding((digest, code, withdrawal): (Sha256, Code, &Withdrawal)) -> Finding {
    let found = format!("{digest} revoked by {}: {}", people(&withdrawal.by), withdrawal.reason);
    Finding::new(Requirement::Revocation, code, "nothing revoked", found).about([withdrawal.record])
}

/// Revocations of rejections, which have no effect: said, so that nobody waits for one.
fn of_rejections<'a>(context: &'a Context<'_>) -> impl Iterator<Item = Finding> + 'a {
    let rejections = context.facts.approvals.iter().filter(|fact| fact.claim.decision == Decision::Rejected);
    let named = rejections.flat_map(|fact| fact.everyone().map(move |by| (fact.id, by)));
    named.flat_map(|(id, by)| {
        context.withdrawn.of_signature(id, by).map(move |withdrawal| {
            let found = format!("the rejection {id} by {by}, revoked by {}", people(&withdrawal.by));
            let expected = "a rejection is taken back by an approval";
            Finding::new(Requirement::Revocation, Code::RevocationRejectionStands, expected, found)
                .about([withdrawal.record, id])
        })
    })
}
