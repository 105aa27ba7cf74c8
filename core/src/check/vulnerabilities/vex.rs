//! Which findings do not affect the artefacts, as somebody says whom the policy believes.
//!
//! Every statement is judged by itself: one lowers a finding if it stands, says so of this product and vulnerability, and is
//! newer than everything that says otherwise. What says otherwise needs less proof, and counts though it was withdrawn: only
//! a newer word takes it back. So at the same instant the stricter counts.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::digest::{RecordId, Sha256};
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::PrincipalId;
use crate::base::package_url::PackageUrl;
use crate::base::shown::list;
use crate::base::signing::{Authority, SignedAt};
use crate::base::time::Time;
use crate::check::Context;
use crate::check::vulnerabilities::Steps;
use crate::facts::index::Fact;
use crate::format::openvex::{Component, Product, Statement, Status, Vex};
use crate::format::vulnerability::Vulnerability;
use crate::policy::evidence::vulnerabilities::VexRule;

/// One statement by one signer.
#[derive(Clone, Copy)]
struct Word<'a> {
    fact: &'a Fact<Vex>,
    statement: &'a Statement,
    by: &'a PrincipalId,
    /// As old as a yes, and as new as a no can be.
    time: Time,
    lowers: bool,
    /// How many comparisons it takes.
    weight: usize,
}

/// Every statement about an artefact of the question, by vulnerability.
pub(super) struct Words<'a> {
    by_name: BTreeMap<&'a str, Vec<Word<'a>>>,
    used: BTreeMap<(RecordId, &'a PrincipalId, &'static str, String), Used>,
    steps: Steps,
}

/// What a statement was good for.
#[derive(Default)]
struct Used {
    sources: BTreeSet<Sha256>,
    names: BTreeSet<String>,
}

/// Whether a statement is about something.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fit {
    No,
    /// It may be: enough for a no.
    Perhaps,
    Yes,
}

impl<'a> Words<'a> {
    /// Collects what everyone says who may.
    pub(super) fn collect(context: &'a Context<'_>, rule: Option<&VexRule>) -> Self {
        let mut words = Self { by_name: BTreeMap::new(), used: BTreeMap::new(), steps: Steps::default() };
        let Some(rule) = rule else { return words };
        let barred = context.authors_barred_by(Rule::AuthorApprover);
        let ours = |fact: &&Fact<Vex>| !context.question.artefacts.is_disjoint(&fact.subjects);
        for fact in context.facts.vexes.iter().filter(ours) {
            for (statement, by) in fact.claim.statements.iter().flat_map(|s| fact.everyone().map(move |by| (s, by))) {
                let weight = weight(statement);
                // Nobody judges their own work: an author's word can only say no.
                let heard = said(context, rule, fact, statement, by);
                for (lowers, time) in heard.into_iter().filter(|(lowers, _)| !lowers || !barred.contains(by)) {
                    for name in &statement.vulnerabilities {
                        let word = Word { fact, statement, by, time, lowers, weight };
                        words.by_name.entry(name).or_default().push(word);
                    }
                }
            }
        }
        words
    }

    /// Whether a finding affects none of the artefacts, in one of the ways in which it can be met.
    pub(super) fn lower(&mut self, found: &Vulnerability, artefacts: &BTreeSet<Sha256>) -> bool {
        let purl = found.package.purl.as_deref().and_then(PackageUrl::parse);
        let by_name = &self.by_name;
        let mut names: BTreeSet<&str> = found.ways().flatten().flatten().collect();
        // Whoever lowers it under several names is spoken against under each.
        let lowering = about(by_name, &names).into_iter().filter(|word| word.lowers);
        let others: Vec<&'a str> =
            lowering.flat_map(|word| &word.statement.vulnerabilities).map(String::as_str).collect();
        names.extend(others);
        let all = about(by_name, &names);
        let weight = all.iter().fold(0_usize, |sum, word| sum.saturating_add(word.weight));
        if all.is_empty() || !self.steps.take(weight.saturating_mul(artefacts.len())) {
            return false;
        }
        let fit = |word: &Word<'a>, artefact: &Sha256| word.fit(*artefact, purl.as_ref());
        // A no may be about any of what the finding is about.
        let no = |artefact: &Sha256| {
            let no = all.iter().filter(|word| !word.lowers && fit(word, artefact) != Fit::No);
            no.map(|word| word.time).max()
        };
        let no: Vec<(&Sha256, Option<Time>)> = artefacts.iter().map(|artefact| (artefact, no(artefact))).collect();
        let lowering = |names: &[&str], (artefact, no): &(&Sha256, Option<Time>)| {
            let yes =
                about(by_name, names).into_iter().filter(|word| word.lowers && no.is_none_or(|no| no < word.time));
            yes.filter(|word| fit(word, artefact) == Fit::Yes).max_by_key(|word| word.time)
        };
        let each = |names: &Vec<&str>| no.iter().map(|of| lowering(names, of)).collect::<Option<Vec<_>>>();
        let lowered = found.ways().find_map(|way| way.iter().map(each).collect::<Option<Vec<_>>>());
        let Some(words) = lowered.map(|words| words.concat()) else { return false };
        for word in words {
            let key = (word.fact.id, word.by, word.statement.status.word(), word.statement.why.clone());
            let used = self.used.entry(key).or_default();
            used.sources.extend(word.fact.sources());
            used.names.insert(found.to_string());
        }
        true
    }

    /// What was lowered, and by whom.
    pub(super) fn findings(&self, requirement: &'static Requirement) -> impl Iterator<Item = Finding> {
        let used = self.used.iter().map(move |((_, by, status, why), used)| {
            let found = format!("{}: {status}, as {by} says: {why}", list(&used.names));
            Finding::new(requirement.clone(), Code::VulnerabilityNotAffected, "", found)
                .about(used.sources.iter().copied())
        });
        used.chain(self.steps.finding(requirement, "statements of VEX"))
    }
}

/// The statements about a vulnerability under any of these names.
fn about<'a, 'n>(
    by_name: &BTreeMap<&'a str, Vec<Word<'a>>>,
    names: impl IntoIterator<Item = &'n &'n str>,
) -> Vec<Word<'a>> {
    names.into_iter().filter_map(|name| by_name.get(name)).flatten().copied().collect()
}

/// How many comparisons a statement takes.
fn weight(statement: &Statement) -> usize {
    let each = statement.products.iter().map(|product| product.subcomponents.len().saturating_add(1));
    each.fold(1, usize::saturating_add)
}

/// What a signer's statement is worth: whether it lowers, and as of when.
fn said(
    context: &Context<'_>,
    rule: &VexRule,
    fact: &Fact<Vex>,
    statement: &Statement,
    by: &PrincipalId,
) -> Vec<(bool, Time)> {
    let Some(signer) = context.roster.principal(by) else { return Vec::new() };
    let authority = |at: &SignedAt| signer.authority(&rule.by, *at, context.moment);
    match statement.status {
        Status::NotAffected | Status::Fixed => {
            let withdrawn = context.withdrawn.of_signature(fact.id, by).next().is_some()
                || fact.document.is_some_and(|document| context.withdrawn.of(document).next().is_some());
            let full = fact.signed_at(by, statement.time).filter(|at| !withdrawn && authority(at) == Authority::Full);
            let come =
                full.filter(|at| context.moment.has_come(statement.time) && context.moment.has_come(at.happened()));
            let old = |at: &SignedAt| rule.max_age.is_some_and(|age| context.moment.has_come(at.happened().after(age)));
            come.filter(|at| !old(at)).map(|at| (true, at.happened())).collect()
        }
        Status::Affected | Status::UnderInvestigation => {
            let some = fact.signed_by_anybody(by, statement.time).filter(|at| authority(at) != Authority::None);
            some.map(|at| (false, at.latest())).collect()
        }
        Status::Unfounded => Vec::new(),
    }
}

impl Word<'_> {
    /// Whether it is about a package in an artefact.
    fn fit(&self, artefact: Sha256, purl: Option<&PackageUrl>) -> Fit {
        if !self.fact.subjects.contains(&artefact) {
            return Fit::No;
        }
        if self.statement.products.is_empty() {
            return Fit::Yes;
        }
        let fits = self.statement.products.iter().map(|product| fit_product(product, artefact, purl));
        fits.fold(Fit::No, |best, fit| match (best, fit) {
            (Fit::Yes, _) | (_, Fit::Yes) => Fit::Yes,
            (Fit::Perhaps, _) | (_, Fit::Perhaps) => Fit::Perhaps,
            _ => Fit::No,
        })
    }
}

fn fit_product(product: &Product, artefact: Sha256, purl: Option<&PackageUrl>) -> Fit {
    let package = |component: &Component| purl.map_or(Fit::No, |found| fit_package(component, found));
    let itself = package(&product.component);
    let whole = match (itself, fit_artefact(&product.component, artefact)) {
        (Fit::No, fit) => fit,
        // By its digest it is something else, by its package URL what is meant.
        (_, Fit::No) => Fit::Perhaps,
        (fit, _) => fit,
    };
    let part = match product.subcomponents.as_slice() {
        [] => Fit::Yes,
        parts if parts.iter().any(|part| package(part) == Fit::Yes) => Fit::Yes,
        parts if parts.iter().any(|part| package(part) == Fit::Perhaps) => Fit::Perhaps,
        // Nobody knows which package is meant on one side.
        _ if purl.is_none() => Fit::Perhaps,
        parts if parts.iter().any(|part| part.purls.is_empty()) => Fit::Perhaps,
        // Of a part of the package: whether what was found is in it, nobody says.
        _ if itself != Fit::No => Fit::Perhaps,
        _ => Fit::No,
    };
    match (whole, part) {
        (Fit::No, _) | (_, Fit::No) => Fit::No,
        (Fit::Yes, Fit::Yes) => Fit::Yes,
        _ => Fit::Perhaps,
    }
}

/// Whether a component is the package that something was found in, or may be: a part of it.
fn fit_package(component: &Component, found: &PackageUrl) -> Fit {
    let (covers, touches) = (|purl: &PackageUrl| purl.covers(found), |purl: &PackageUrl| purl.touches(found));
    match (component.purls.iter().any(covers), component.purls.iter().any(touches)) {
        (true, _) => Fit::Yes,
        (false, true) => Fit::Perhaps,
        (false, false) => Fit::No,
    }
}

/// Whether a product is the artefact: by its digest, in its hashes or in its package URL. A name without a digest may be
/// anything's.
fn fit_artefact(component: &Component, artefact: Sha256) -> Fit {
    let of_purl = |purl: &PackageUrl| purl.version.as_deref().and_then(|version| version.parse::<Sha256>().ok());
    let known: Vec<Sha256> = component.purls.iter().filter_map(of_purl).chain(component.sha256).collect();
    match (known.is_empty(), known.iter().all(|digest| *digest == artefact)) {
        (true, _) => Fit::Perhaps,
        (false, true) => Fit::Yes,
        (false, false) => Fit::No,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_costs_itself_its_products_and_their_parts() {
        let product = |parts: usize| Product {
            component: Component::default(),
            subcomponents: vec![Component::default(); parts],
        };
        let cost = |products: Vec<Product>| {
            let time = Time::EPOCH;
            weight(&Statement {
                time,
                vulnerabilities: Vec::new(),
                products,
                status: Status::Fixed,
                why: String::new(),
            })
        };
        assert_eq!(cost(Vec::new()), 1);
        assert_eq!(cost(vec![product(0), product(2)]), 5);
    }
}
