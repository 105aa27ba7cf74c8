//! Check **records**: every document handed in is named, and what counts for nothing says why.
//!
//! A document that nobody of the roster signed can neither help nor hurt. A record of ours that somebody signed and that
//! cannot be read denies, for it might say no: a later version may have written it. Only a release record that says that it
//! is about another version is left out of that.

use crate::base::code::Code;
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::shown::people;
use crate::check::Context;
use crate::facts::index::Document;
use crate::trust::reading::Refusal;

/// Names what counts for nothing.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let facts = context.facts;
    let mut findings: Vec<Finding> = facts.documents.iter().filter_map(|document| refused(context, document)).collect();
    findings.extend(facts.unauthorised.iter().map(|record| {
        let found = format!("a `{}` record signed by {}", record.kind, people(&record.signers));
        let expected = "a signer whom the policy lets sign such records";
        Finding::new(Requirement::Records, Code::RecordUnauthorised, expected, found).about([record.id])
    }));
    findings.extend(context.withdrawn.idle.iter().map(|(id, signers)| {
        let found = format!("a revocation signed by {}", people(signers));
        let expected = "a signer of what is withdrawn, or somebody whom the policy lets revoke";
        Finding::new(Requirement::Records, Code::RecordUnauthorised, expected, found).about([*id])
    }));
    findings.extend(doubtful(context));
    findings.extend(facts.documents.iter().filter_map(|document| {
        let failure = document.doubt.as_ref()?;
        let finding = Finding::new(Requirement::Records, failure.code, &failure.expected, &failure.found);
        Some(finding.about([document.record.unwrap_or(document.digest)]))
    }));
    if findings.is_empty() {
        let found = format!("{} of {}", facts.documents.len(), facts.documents.len());
        findings.push(Finding::new(Requirement::Records, Code::RecordsRead, "every document is a record", found));
    }
    findings
}

fn refused(context: &Context<'_>, document: &Document) -> Option<Finding> {
    let finding = |code, expected: &str, found: String| {
        Finding::new(Requirement::Records, code, expected, found).about([document.record.unwrap_or(document.digest)])
    };
    let kind = document.predicate_type.as_deref().unwrap_or_default().escape_default();
    let signers = people(&document.signers);
    Some(match document.refusal.as_ref()? {
        Refusal::Unreadable(why) => {
            finding(Code::RecordUnreadable, "a DSSE envelope with an in-toto statement", why.clone())
                .about([document.digest])
        }
        Refusal::Untrusted => {
            finding(Code::RecordUntrusted, "a valid signature by a key of the roster", format!("none on a `{kind}`"))
        }
        Refusal::Stranger(identity) => {
            let (subject, issuer) = (identity.subject.escape_default(), identity.issuer.escape_default());
            let found = format!("`{subject}`, vouched for by `{issuer}`, on a `{kind}`");
            finding(Code::RecordIdentityUnknown, "an identity of the roster", found)
        }
        Refusal::Unverified(failure) => finding(failure.code, &failure.expected, failure.found.clone()),
        Refusal::Foreign(_) => finding(
            Code::RecordTypeUnknown,
            "a predicate type of `docs/records.md`",
            format!("`{kind}`, signed by {signers}"),
        ),
        Refusal::InvalidEvidence(invalid) => {
            let found = format!("{}; signed by {signers}", invalid.why);
            finding(Code::EvidenceInvalid, &format!("a `{kind}` as its type has it"), found)
        }
        Refusal::Invalid(invalid) => {
            let (service, version) = (&context.question.service, &context.question.version);
            let ours = |(s, v): &(String, String)| s == service.as_str() && v == version.as_str();
            let concerns = invalid.label.as_ref().is_none_or(ours);
            let code = if concerns { Code::RecordInvalidDenies } else { Code::RecordInvalid };
            finding(code, "a record as `docs/records.md` has it", format!("{}; signed by {signers}", invalid.why))
        }
    })
}

/// Records that can only say no: by a key that somebody else may have used, or by somebody who has lost the role since.
fn doubtful<'a>(context: &'a Context<'_>) -> impl Iterator<Item = Finding> + 'a {
    let facts = context.facts;
    let releases = facts.releases.iter().map(|f| (f.id, &f.signers, &f.doubtful));
    let approvals = facts.approvals.iter().map(|f| (f.id, &f.signers, &f.doubtful));
    let revocations = facts.revocations.iter().map(|f| (f.id, &f.signers, &f.doubtful));
    let registers = facts.registers.iter().map(|f| (f.id, &f.signers, &f.doubtful));
    let provenances = facts.provenances.iter().map(|f| (f.id, &f.signers, &f.doubtful));
    let canaries = facts.canaries.iter().map(|f| (f.id, &f.signers, &f.doubtful));
    let all = releases.chain(approvals).chain(revocations).chain(registers).chain(provenances).chain(canaries);
    all.filter(|(_, signers, _)| signers.is_empty()).map(|(id, _, doubtful): (Sha256, _, _)| {
        let found = format!("{}: a key that may not sign or is marked `compromisedAt`, a role that has ended, or a bundle whose proofs do not hold", people(doubtful));
        let expected = "a key that only its owner has, and a role that is still held";
        Finding::new(Requirement::Records, Code::RecordDoubtful, expected, found).about([id])
    })
}
