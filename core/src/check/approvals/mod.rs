//! Check **approvals**: enough people approve in every role that the class and the evidence name, and nobody who matters
//! rejects.
//!
//! People are assigned to places by matching, one person to one place. Whatever does not count says why.

mod places;

use std::collections::BTreeSet;

use crate::base::code::{Code, Outcome};
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::{PrincipalId, Role};
use crate::base::shown::list;
use crate::check::{Context, Decided, Objection, fillers, is_told, matters};
use crate::facts::decisions::{Decisions, Signed};
use crate::format::approval::Decision;
use crate::policy::model::Fillers;
use crate::policy::roster::Principal;

/// Fills the places of the class.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(release) = context.release() else { return places::fill(context, &[]) };
    let decided = Decided::about(context, release, &context.question.artefacts);
    let decisions = decided.weigh();
    let mut findings = rejections(context, &decisions);
    let mut counted: Vec<Signed<'_>> = Vec::new();
    for signed in &decisions.approvals {
        match objection(&decided, signed) {
            None => counted.push(*signed),
            Some(objection) => findings.push(not_counted(objection, *signed)),
        }
    }
    for signed in &decisions.early {
        let (expected, found) =
            (format!("signed by {}", context.moment.shown()), format!("signed at {}", signed.at.earliest()));
        findings.push(not_counted((Code::ApprovalsNotYet, expected, found), *signed));
    }
    for signed in &decisions.elsewhere {
        let (expected, word) = match signed.fact.claim.decision {
            Decision::Approved => (format!("an approval for {}", context.question.environment), ""),
            Decision::Rejected => ("nobody's rejection".to_owned(), "rejected "),
        };
        let found = format!("{word}for {}", list(&signed.fact.claim.environments));
        findings.push(not_counted((Code::ApprovalsOtherEnvironment, expected, found), *signed));
    }
    findings.extend(places::fill(context, &counted));
    findings
}

/// The people who could fill a place of `role` now: holders who are no authors and have not filled one.
pub fn candidates<'a>(context: &Context<'a>, role: &Role) -> Vec<&'a Principal> {
    let barred = context.authors_barred_by(Rule::AuthorApprover);
    let done: BTreeSet<&PrincipalId> = context.release().map_or_else(BTreeSet::new, |release| {
        let decided = Decided::about(context, release, &context.question.artefacts);
        let approvals = decided.weigh().approvals.into_iter().filter(|signed| signed.fact.claim.role == *role);
        approvals.filter(|signed| objection(&decided, signed).is_none()).map(|signed| signed.by).collect()
    });
    let people = fillers(context, role) != Some(Fillers::Automations);
    let can = |p: &&Principal| {
        p.is_person == people && p.holds(role, context.moment) && !barred.contains(&p.id) && !done.contains(&p.id)
    };
    context.roster.principals().filter(can).collect()
}

/// Why an approval fills no place: what speaks against it at any time, or that its own has gone.
fn objection(decided: &Decided<'_>, signed: &Signed<'_>) -> Option<Objection> {
    let context = decided.context;
    let past = |instant| context.moment.has_come(instant);
    decided
        .objection(signed)
        .or_else(|| {
            let expires = signed.fact.claim.expires_at.filter(|expires| past(*expires))?;
            Some((Code::ApprovalsExpired, "an approval that has not expired".into(), format!("expired at {expires}")))
        })
        .or_else(|| {
            let at = signed.at.earliest();
            let age = context.need().approval_max_age.filter(|age| past(at.after(*age)))?;
            Some((Code::ApprovalsTooOld, format!("younger than {age}"), format!("signed at {at}")))
        })
}

/// Rejections by anyone who holds a required role, now or when signing, whatever role they wrote down.
fn rejections(context: &Context<'_>, decisions: &Decisions<'_>) -> Vec<Finding> {
    let finding = |code, signed: &Signed<'_>| {
        let claim = &signed.fact.claim;
        let reason = claim.reason.as_deref().unwrap_or_default();
        let found = format!("rejected by {signed} as {} at {}: {reason}", claim.role, signed.at.shown());
        Finding::new(Requirement::Approvals, code, "no standing rejection", found).about([signed.fact.id])
    };
    let (standing, idle): (Vec<_>, Vec<_>) = decisions.rejections.iter().partition(|signed| matters(context, signed));
    let mut findings: Vec<Finding> = standing.iter().map(|signed| finding(Code::ApprovalsRejected, signed)).collect();
    findings.extend(idle.iter().map(|signed| finding(Code::ApprovalsRejectionIdle, signed)));
    findings.extend(decisions.hearsay.iter().map(|signed| finding(Code::ApprovalsRejectionHearsay, signed)));
    findings.extend(decisions.strangers.iter().map(|signed| stranger(context, *signed)));
    if !findings.iter().any(|finding| finding.outcome == Outcome::Fail) {
        let nobody = "nobody rejects";
        findings.push(Finding::new(
            Requirement::Approvals,
            Code::ApprovalsNotRejected,
            "no standing rejection",
            nobody,
        ));
    }
    findings
}

/// A decision on a platform by somebody whom the roster does not know.
fn stranger(context: &Context<'_>, signed: Signed<'_>) -> Finding {
    let code = match (signed.fact.claim.decision, is_told(context, &signed)) {
        (Decision::Rejected, true) => Code::ApprovalsRejectedByStranger,
        _ => Code::ApprovalsRelayUnknown,
    };
    let word = match signed.fact.claim.decision {
        Decision::Approved => "approved",
        Decision::Rejected => "rejected",
    };
    let expected = "somebody whom the roster knows by the number of their account";
    Finding::new(Requirement::Approvals, code, expected, format!("{word} by {signed}")).about([signed.fact.id])
}

fn not_counted((code, expected, found): Objection, signed: Signed<'_>) -> Finding {
    let requirement = match code {
        Code::SeparationAuthorApproves => Requirement::Separation(Rule::AuthorApprover),
        _ => Requirement::ApprovalsIn(signed.fact.claim.role.clone()),
    };
    let found = format!("{signed} as {}: {found}", signed.fact.claim.role);
    Finding::new(requirement, code, expected, found).about([signed.fact.id])
}
