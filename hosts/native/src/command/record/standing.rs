//! How a release stands in each environment: before a signature, for its signer to see, and with it.
//!
//! The gate says so, of the policy and the roster of the preview. Without a root key those are believed: they only inform here.

use countersign::{Anchors, Gate, Question, unanchored};

use super::{now, show};
use crate::args::{Preview, Sealing};
use crate::exit::Failure;
use crate::gather::{self, artefact, file, records};
use crate::render::inspect::Inspected;
use crate::render::report::{Finding, Report};
use crate::render::{explain, report, safe};

/// A release, and who judges it.
pub(super) struct Standing {
    gate: Gate,
    question: Question,
    environments: Vec<String>,
    /// Nobody has said who deploys.
    nobody_deploys: bool,
}

impl Standing {
    /// Nothing where there is neither policy nor roster.
    pub(super) fn of(
        preview: &Preview,
        sealing: &Sealing,
        release: &Inspected,
        envelope: Vec<u8>,
        environments: &[String],
    ) -> Result<Option<Self>, Failure> {
        let (Some(policy), Some(roster)) = (&preview.policy, &preview.roster) else { return Ok(None) };
        let mut known = vec![envelope];
        if sealing.records.is_dir() {
            let documents = records::read(std::slice::from_ref(&sealing.records))?;
            known.extend(documents.into_iter().map(|document| document.bytes));
        }
        let gate = Gate::open(&file::read(policy)?, &file::read(roster)?, &anchors(preview)?)?;
        let field =
            |name: &str| release.predicate.get(name).and_then(|value| value.as_str()).unwrap_or_default().to_owned();
        let question = Question {
            artefacts: release.subjects.iter().map(|subject| subject.digest.clone()).collect(),
            service: field("service"),
            version: field("version"),
            environment: String::new(),
            deployer: preview.deployer.clone(),
            min_register_sequence: 0,
            now: now(sealing)?,
            records: known,
        };
        let (environments, nobody_deploys) = (environments.to_vec(), preview.deployer.is_none());
        Ok(Some(Self { gate, question, environments, nobody_deploys }))
    }

    /// The class that the policy selects, and what is still missing, in each environment.
    pub(super) fn shown(&mut self) -> Result<String, Failure> {
        let mut shown = String::new();
        for environment in &self.environments {
            self.question.environment.clone_from(environment);
            let report = report::parse(&self.gate.decide(&self.question)?.report)?;
            let mut explained = explain::parse(&self.gate.explain(&self.question)?)?;
            if self.nobody_deploys {
                // Who deploys is said when it is deployed.
                explained.missing.retain(|missing| !missing.lacks_deployer());
            }
            shown.push_str(&show::preview(&report, &explained, environment));
        }
        Ok(shown)
    }

    /// Why an approval fills no place in any environment, by what the gate says of it; nothing where it fills one, or where no
    /// word is said against it, as where every place is filled.
    pub(super) fn idle(&mut self, envelope: &[u8], record: &str) -> Result<Option<String>, Failure> {
        let document = artefact::of_bytes(envelope);
        self.question.records.push(envelope.to_vec());
        let mut reasons = Vec::new();
        for environment in &self.environments {
            self.question.environment.clone_from(environment);
            let report = report::parse(&self.gate.decide(&self.question)?.report)?;
            match objection(&report, &[record, &document]) {
                None => return Ok(None),
                Some(finding) => {
                    let [environment, expected, found, code] =
                        [environment, &finding.expected, &finding.found, &finding.code].map(|text| safe::text(text));
                    reasons.push(format!("for {environment}: expected {expected}; found {found} ({code})"));
                }
            }
        }
        reasons.dedup();
        Ok((!reasons.is_empty()).then(|| reasons.join("; ")))
    }
}

/// What speaks against a record: that the question itself cannot be answered with yes, or, unless it fills a place, what the
/// gate says of it.
fn objection<'a>(report: &'a Report, ids: &[&str]) -> Option<&'a Finding> {
    let hopeless = |finding: &&Finding| {
        finding.fails() && (report.question == "malformed" || finding.code == "class.environment-unknown")
    };
    let names = |finding: &&Finding| finding.records.iter().any(|record| ids.contains(&record.as_str()));
    let fills = |finding: &Finding| matches!(finding.code.as_str(), "approvals.filled" | "approvals.missing");
    let named = || report.findings.iter().filter(names);
    report.findings.iter().find(hopeless).or_else(|| match named().any(fills) {
        true => None,
        false => named().find(|finding| finding.outcome != "pass"),
    })
}

/// Without a root key policy and roster are believed.
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
