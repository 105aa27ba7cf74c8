//! Check **binding**: one release record binds the version label to exactly these artefacts, and none moved the label.
//!
//! A label that was once given to other bytes stays moved, even where one of the records is revoked or doubtful: labels
//! are for life.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::shown::{list, people};
use crate::check::Context;
use crate::facts::index::Fact;
use crate::format::release::Release;

/// Binds artefacts, label and release record together.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let finding = |code, expected: String, found: String| Finding::new(Requirement::Binding, code, expected, found);
    let question = context.question;
    let label = format!("{} {}", question.service, question.version);
    let Some(release) = context.release() else {
        let newest = &context.candidates.newest;
        let (code, found) = match newest.len() {
            0 => (Code::BindingReleaseMissing, elsewhere(context)),
            several => (Code::BindingReleaseAmbiguous, format!("{several} equally new ones")),
        };
        let expected = format!("one newest release record for {label}");
        return vec![finding(code, expected, found).about(newest.iter().map(|fact| fact.id))];
    };
    let mut findings = uncovered(context, release);
    let moved = context.candidates.moved(release);
    if !moved.is_empty() {
        let found = format!("other artefacts in {}", list(moved.iter().map(|fact| fact.id)));
        let ids = moved.iter().map(|fact| fact.id).chain([release.id]);
        findings.push(finding(Code::BindingMovedTag, format!("one set of artefacts for {label}"), found).about(ids));
    }
    if !context.moment.has_come(release.claim.requested_at) {
        let (expected, found) =
            (format!("ready by {}", context.moment.shown()), format!("ready at {}", release.claim.requested_at));
        findings.push(finding(Code::BindingReleaseNotReady, expected, found).about([release.id]));
    }
    if findings.is_empty() {
        let found = format!("{} signed by {}", release.id, people(&release.signers));
        findings.push(
            finding(Code::BindingHolds, format!("one release record for {label} and these artefacts"), found)
                .about([release.id]),
        );
    }
    findings
}

/// Under which names these artefacts were released, where there is no release record for the one that is asked for.
fn elsewhere(context: &Context<'_>) -> String {
    let ours = context.facts.releases.iter().filter(|fact| !context.question.artefacts.is_disjoint(&fact.subjects));
    let names: BTreeSet<String> = ours.map(|fact| format!("{} {}", fact.claim.service, fact.claim.version)).collect();
    if names.is_empty() { "none".to_owned() } else { format!("none; these artefacts were released as {}", list(names)) }
}

fn uncovered(context: &Context<'_>, release: &Fact<Release>) -> Vec<Finding> {
    let foreign: Vec<_> = context.question.artefacts.difference(&release.subjects).collect();
    if foreign.is_empty() {
        return Vec::new();
    }
    let expected = format!("only artefacts of the release: {}", list(&release.subjects));
    vec![
        Finding::new(Requirement::Binding, Code::BindingArtefactUncovered, expected, list(foreign)).about([release.id]),
    ]
}
