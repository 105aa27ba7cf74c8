//! Which findings somebody has accepted for a while.
//!
//! Each exception is judged by itself, and covers a finding whole or not at all: two that each lack something never make one
//! that counts. One whose finding is there, and that does not count, says why.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement, Rule};
use crate::base::name::PrincipalId;
use crate::base::shown::{list, people};
use crate::base::signing::{Authority, SignedAt};
use crate::check::vulnerabilities::Steps;
use crate::check::{Context, Objection};
use crate::facts::index::Fact;
use crate::format::exception::Exception;
use crate::format::vulnerability::Vulnerability;
use crate::policy::evidence::vulnerabilities::ExceptionsRule;

/// One signature on one exception.
struct Signed<'a> {
    fact: &'a Fact<Exception>,
    by: &'a PrincipalId,
    /// Why it does not count.
    objection: Option<Objection>,
    /// How many findings it is about.
    about: usize,
}

/// The exceptions for the service of the question.
pub(super) struct Exceptions<'a> {
    signed: Vec<Signed<'a>>,
    /// By the id of a finding: those that count, and those that do not.
    counted: BTreeMap<&'a str, Vec<usize>>,
    idle: BTreeMap<&'a str, Vec<usize>>,
    steps: Steps,
}

/// Those that count, and those that do not.
#[derive(Clone, Copy)]
enum Index {
    Counted,
    Idle,
}

impl<'a> Exceptions<'a> {
    /// Judges every exception for the service.
    pub(super) fn collect(context: &'a Context<'_>, rule: Option<&ExceptionsRule>) -> Self {
        let mut all =
            Self { signed: Vec::new(), counted: BTreeMap::new(), idle: BTreeMap::new(), steps: Steps::default() };
        let barred = context.authors_barred_by(Rule::AuthorApprover);
        let ours = |fact: &&Fact<Exception>| fact.claim.services.contains(&context.question.service);
        for (fact, by) in context.facts.exceptions.iter().filter(ours).flat_map(|f| f.everyone().map(move |by| (f, by)))
        {
            let objection = objection(context, rule, fact, (by, barred.contains(by)));
            let index = if objection.is_none() { &mut all.counted } else { &mut all.idle };
            for id in &fact.claim.findings {
                index.entry(id).or_default().push(all.signed.len());
            }
            all.signed.push(Signed { fact, by, objection, about: 0 });
        }
        all
    }

    /// Whether those that count cover a finding, in one of the ways in which it can be met. Those that do not count are
    /// remembered where they do not.
    pub(super) fn cover(&mut self, found: &Vulnerability) -> bool {
        for way in found.ways() {
            let each: Vec<Vec<usize>> = way.iter().map(|names| self.about(Index::Counted, names, found)).collect();
            if each.iter().all(|places| !places.is_empty()) {
                self.note(each.into_iter().flatten());
                return true;
            }
        }
        let names: Vec<&str> = found.ways().flatten().flatten().collect();
        let idle = self.about(Index::Idle, &names, found);
        self.note(idle);
        false
    }

    /// The exceptions that are about a finding under one of these names, and about its package; none once the comparisons are
    /// spent.
    fn about(&mut self, index: Index, names: &[&str], found: &Vulnerability) -> Vec<usize> {
        let index = match index {
            Index::Counted => &self.counted,
            Index::Idle => &self.idle,
        };
        let places: Vec<&Vec<usize>> = names.iter().filter_map(|name| index.get(name)).collect();
        if !self.steps.take(places.iter().map(|places| places.len()).fold(0, usize::saturating_add)) {
            return Vec::new();
        }
        let covers = |place: &usize| self.signed.get(*place).is_some_and(|s| s.fact.claim.covers(&found.package));
        places.into_iter().flatten().copied().filter(covers).collect()
    }

    fn note(&mut self, places: impl IntoIterator<Item = usize>) {
        for place in places.into_iter().collect::<BTreeSet<_>>() {
            if let Some(exception) = self.signed.get_mut(place) {
                exception.about = exception.about.saturating_add(1);
            }
        }
    }

    /// What became of those that are about something that was found.
    pub(super) fn findings(&self, requirement: &'static Requirement) -> impl Iterator<Item = Finding> {
        let about = self.signed.iter().filter(|signed| signed.about > 0).map(move |signed| {
            let Signed { fact, by, objection, about } = signed;
            let claim = &fact.claim;
            let place = claim.package.as_ref().map(|name| format!(" in {}", name.escape_default())).unwrap_or_default();
            let what = format!("{}{place} ({about} times)", list(claim.findings.iter().map(|id| id.escape_default())));
            let (code, expected, found) = match objection {
                None => {
                    let controls = claim.controls.as_ref().map(|text| format!("; instead: {text}")).unwrap_or_default();
                    let found =
                        format!("{what}, accepted by {by} until {}: {}{controls}", claim.expires_at, claim.reason);
                    (Code::VulnerabilityExcepted, String::new(), found)
                }
                Some((code, expected, found)) => (*code, expected.clone(), format!("{what}, by {by}: {found}")),
            };
            Finding::new(requirement.clone(), code, expected, found).about([fact.id])
        });
        about.chain(self.steps.finding(requirement, "exceptions"))
    }
}

/// Why an exception does not count: the first reason.
fn objection(
    context: &Context<'_>,
    rule: Option<&ExceptionsRule>,
    fact: &Fact<Exception>,
    (by, is_author): (&PrincipalId, bool),
) -> Option<Objection> {
    let claim = &fact.claim;
    let Some(rule) = rule else {
        let found = "the class accepts none".to_owned();
        return Some((Code::ExceptionUnauthorised, "a class that accepts exceptions".to_owned(), found));
    };
    if let Some(withdrawn) = context.withdrawn.of_signature(fact.id, by).next() {
        let found = format!("revoked by {}: {}", people(&withdrawn.by), withdrawn.reason);
        return Some((Code::ExceptionRevoked, "an exception that stands".to_owned(), found));
    }
    if !context.roster.principal(by).is_some_and(|signer| signer.is_person) {
        return Some((Code::ExceptionUnauthorised, "a person".to_owned(), "an automation".to_owned()));
    }
    let Some(at) = authorised(context, rule, fact, by) else {
        let expected = format!("a signer who holds the role that they name, of {}", list(&rule.by));
        return Some((Code::ExceptionUnauthorised, expected, format!("signed as {}", claim.role)));
    };
    if is_author {
        let expected = "somebody who is not an author".to_owned();
        return Some((Code::ExceptionByAuthor, expected, "an author of the release".to_owned()));
    }
    if !context.moment.has_come(claim.signed_at) {
        let expected = format!("signed by {}", context.moment.shown());
        return Some((Code::ExceptionNotYet, expected, format!("signed at {}", claim.signed_at)));
    }
    if context.moment.has_come(claim.expires_at) {
        let found = format!("until {}", claim.expires_at);
        return Some((Code::ExceptionExpired, "an exception that has not expired".to_owned(), found));
    }
    (claim.expires_at > at.earliest().after(rule.max_duration)).then(|| {
        let found = format!("from {} until {}", at.earliest(), claim.expires_at);
        (Code::ExceptionTooLong, format!("at most {}", rule.max_duration), found)
    })
}

/// The signing that has full authority. Of several the latest: each is enough.
fn authorised(
    context: &Context<'_>,
    rule: &ExceptionsRule,
    fact: &Fact<Exception>,
    by: &PrincipalId,
) -> Option<SignedAt> {
    let signer = context.roster.principal(by).filter(|_| rule.by.contains(&fact.claim.role))?;
    let role = core::slice::from_ref(&fact.claim.role);
    let full = |at: &SignedAt| signer.authority(role, *at, context.moment) == Authority::Full;
    fact.signed_at(by, fact.claim.signed_at).filter(full).max_by_key(|at| at.earliest())
}
