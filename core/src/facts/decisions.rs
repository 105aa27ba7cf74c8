//! What people decided about one release: rejections that stand, and approvals after rejection.
//!
//! A person's newest decision counts: a rejection cancels every approval that the person signed before it or at the same
//! instant, and stands until they approve again. Each approval after it is judged by itself, so that taking one away
//! never helps (law 2). An approval from the future decides nothing, and takes no rejection back.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest::{RecordId, Sha256};
use crate::base::moment::Moment;
use crate::base::name::{Environment, PrincipalId};
use crate::base::time::Time;
use crate::facts::index::{Fact, Facts};
use crate::format::approval::{Approval, Decision};

/// One person's signature on one decision.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// Who.
    pub by: &'a PrincipalId,
    /// What.
    pub fact: &'a Fact<Approval>,
}

/// What stands, about one release in one environment.
#[derive(Debug, Default)]
pub struct Decisions<'a> {
    /// Each person's newest decision, where it is a rejection.
    pub rejections: Vec<Signed<'a>>,
    /// Every approval that its signer has not taken back by rejecting since.
    pub approvals: Vec<Signed<'a>>,
    /// Approvals signed at an instant that has not come.
    pub early: Vec<Signed<'a>>,
    /// Approvals of this release for other environments only.
    pub elsewhere: Vec<Signed<'a>>,
}

/// What decisions must be about.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The release record.
    pub release: RecordId,
    /// The artefacts of the question: a rejection follows the bytes, whatever release record it names.
    pub artefacts: &'a BTreeSet<Sha256>,
    /// Where they are to go.
    pub environment: &'a Environment,
}

impl About<'_> {
    /// Whether a decision is about this release, in whatever environment.
    pub fn concerns(&self, fact: &Fact<Approval>) -> bool {
        fact.claim.release == self.release || fact.subjects.iter().any(|digest| self.artefacts.contains(digest))
    }
}

impl<'a> Decisions<'a> {
    /// Sorts the decisions about one release.
    pub fn weigh(facts: &'a Facts, about: About<'_>, moment: &Moment) -> Self {
        let relevant = facts.approvals.iter().filter(|fact| about.concerns(fact));
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            relevant.partition(|fact| fact.claim.environments.contains(about.environment));
        let (yes, early) = yes(&here).partition(|signed: &Signed<'_>| moment.has_come(signed.at()));
        let (no, yes): (_, Vec<_>) = (last(no(&here)), yes);
        let approved = last(yes.iter().copied());
        let stands = |no: &Signed<'_>| approved.get(no.by).is_none_or(|yes| yes.at() <= no.at());
        let counts = |yes: &Signed<'_>| no.get(yes.by).is_none_or(|no| yes.at() > no.at());
        Self {
            approvals: yes.into_iter().filter(counts).collect(),
            rejections: no.values().copied().filter(stands).collect(),
            early,
            elsewhere: self::yes(&elsewhere).collect(),
        }
    }
}

impl Signed<'_> {
    fn at(&self) -> Time {
        self.fact.claim.signed_at
    }
}

/// Approvals, by everyone who signed one with a key that is theirs alone.
fn yes<'a>(facts: &[&'a Fact<Approval>]) -> impl Iterator<Item = Signed<'a>> {
    let yes = facts.iter().copied().filter(|fact| fact.claim.decision == Decision::Approved);
    yes.flat_map(|fact| fact.signers.iter().map(move |by| Signed { by, fact }))
}

/// Rejections, by everyone whose key signed one.
fn no<'a>(facts: &[&'a Fact<Approval>]) -> impl Iterator<Item = Signed<'a>> {
    let no = facts.iter().copied().filter(|fact| fact.claim.decision == Decision::Rejected);
    no.flat_map(|fact| fact.everyone().map(move |by| Signed { by, fact }))
}

/// Each person's last; record ids break ties, so that the choice is the same everywhere.
fn last<'a>(all: impl Iterator<Item = Signed<'a>>) -> BTreeMap<&'a PrincipalId, Signed<'a>> {
    let mut last: BTreeMap<&PrincipalId, Signed<'_>> = BTreeMap::new();
    for new in all {
        let age = |signed: &Signed<'_>| (signed.at(), signed.fact.id);
        if last.get(new.by).is_none_or(|old| age(&new) > age(old)) {
            last.insert(new.by, new);
        }
    }
    last
}
