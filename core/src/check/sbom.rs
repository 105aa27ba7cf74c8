//! Check **SBOM**: a bill of materials of every artefact, in which every licence is let through and no package is banned.
//!
//! What nobody knows denies unless the class records it: a licence that is not stated or is no SPDX expression, and, where
//! packages are banned, one without a package URL.

use std::collections::BTreeSet;

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::base::licence::Licences;
use crate::base::package::{Bans, NoPackage};
use crate::base::shown::list;
use crate::check::{Context, Objection, unauthorised};
use crate::facts::coverage::{Judged, Subject};
use crate::format::sbom::{Names, Packages};
use crate::policy::evidence::sbom::{Let, LicenceRule, PackageRule, SbomRule, Unknown};

/// Checks the bills of materials of every artefact, where the class asks for them.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let Some(rule) = &context.need().evidence.sbom else { return Vec::new() };
    let produced = context.produced(&context.facts.sboms, &rule.by);
    let (requirement, artefacts) = (Requirement::Evidence("sbom"), &context.question.artefacts);
    let subject = Subject { requirement, what: "bill of materials", artefacts };
    let strangers = produced.unauthorised.iter().map(|made| subject.finding(*made, unauthorised(&rule.by)));
    let mut findings: Vec<Finding> = strangers.collect();
    findings.extend(subject.cover(&produced.newest, |made| Judged {
        says: says(rule, &made.fact.claim.packages),
        aside: context.standing(made, rule.max_age),
    }));
    findings
}

fn says(rule: &SbomRule, packages: &Packages) -> Vec<Objection> {
    let mut says = Vec::new();
    if packages.count == 0 {
        says.push((Code::SbomEmpty, "at least one package".to_owned(), "lists none".to_owned()));
    }
    if let Some(rule) = &rule.licences {
        says.extend(licences(rule, packages));
    }
    if let Some(rule) = &rule.packages {
        says.extend(banned(rule, packages));
    }
    says
}

fn licences(rule: &LicenceRule, packages: &Packages) -> Vec<Objection> {
    let (mut refused, mut unknown) = (Vec::new(), Vec::new());
    if packages.unlicensed.count > 0 {
        unknown.push(format!("none of {}", shown(&packages.unlicensed)));
    }
    for (text, names) in &packages.licences {
        match Licences::parse(text).map_or(Let::Unknown, |licences| rule.lets(&licences)) {
            Let::Unknown => unknown.push(format!("`{}` of {}", short(text), shown(names))),
            Let::Not => refused.push(format!("{} of {}", short(text), shown(names))),
            Let::Through => {}
        }
    }
    let mut says = Vec::new();
    if !refused.is_empty() {
        says.push((Code::SbomLicence, "licences that the class lets through".to_owned(), list(refused)));
    }
    let codes = (Code::SbomLicenceUnknown, Code::SbomLicenceRecorded);
    says.extend(unclear(rule.unknown, codes, "licences that SPDX knows", unknown));
    says
}

fn banned(rule: &PackageRule, packages: &Packages) -> Vec<Objection> {
    let bans = Bans::of(&rule.deny);
    let (mut found, mut unidentified) = (Vec::new(), packages.unidentified.clone());
    for purl in &packages.purls {
        match bans.find(purl) {
            Ok(Some(ban)) => found.push(format!("{} ({})", purl.escape_default(), ban.as_str().escape_default())),
            Ok(None) => {}
            Err(NoPackage) => unidentified.add(purl),
        }
    }
    let mut says = Vec::new();
    if !found.is_empty() {
        says.push((Code::SbomPackage, "no banned package".to_owned(), list(found)));
    }
    let codes = (Code::SbomPackageUnidentified, Code::SbomPackageRecorded);
    let unidentified = (unidentified.count > 0).then(|| shown(&unidentified));
    says.extend(unclear(rule.unidentified, codes, "packages with package URLs", unidentified.into_iter().collect()));
    says
}

/// What nobody knows: it denies, or is recorded.
fn unclear(rule: Unknown, (blocks, records): (Code, Code), expected: &str, what: Vec<String>) -> Option<Objection> {
    let code = if rule == Unknown::Record { records } else { blocks };
    (!what.is_empty()).then(|| (code, expected.to_owned(), list(what)))
}

/// How many, and the first of them.
fn shown(names: &Names) -> String {
    let first: BTreeSet<&String> = names.first.iter().collect();
    let more = if names.count > first.len() as u64 { " and others" } else { "" };
    let noun = if names.count == 1 { "package" } else { "packages" };
    format!("{} {noun}: {}{more}", names.count, list(first))
}

fn short(text: &str) -> String {
    let short: String = text.chars().take(SHOWN).collect();
    let more = if short.len() < text.len() { "…" } else { "" };
    format!("{}{more}", short.escape_default())
}

/// Characters of a licence's text that are shown: some tools put the whole text there.
const SHOWN: usize = 80;
