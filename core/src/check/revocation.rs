//! Check **revocation**: neither the release record nor an artefact is withdrawn. Withdrawn approvals are seen to by
//! the check of approvals.

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement, list};
use crate::check::Context;

/// Looks for withdrawals.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let release = context.release().map(|release| (release.id, Code::RevocationRelease));
    let artefacts = context.question.artefacts.iter().map(|digest| (*digest, Code::RevocationArtefact));
    let mut findings = Vec::new();
    for (digest, code) in release.into_iter().chain(artefacts) {
        for withdrawal in context.withdrawn.of(digest).unwrap_or_default() {
            let found = format!("{digest} revoked by {}: {}", list(&withdrawal.by), withdrawal.reason);
            findings
                .push(Finding::new(Requirement::Revocation, code, "nothing revoked", found).about([withdrawal.record]));
        }
    }
    if findings.is_empty() {
        findings.push(Finding::new(Requirement::Revocation, Code::RevocationNone, "nothing revoked", "nothing"));
    }
    findings
}
