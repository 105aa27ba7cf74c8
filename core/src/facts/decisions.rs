//! What people decided about one release: rejections that stand, and approvals after rejection.
//!
//! A person's newest decision counts: a rejection cancels every approval that the person signed before it or at the same
//! instant, and stands until they approve again. Each approval after it is judged by itself, so that taking one away
//! never helps (law 2).
//!
//! A rejection is taken back only by a yes that stands: later, come, not expired, not withdrawn, about this release record
//! or the one that was rejected, and about every artefact of the question.

use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest::{RecordId, Sha256};
use crate::base::moment::Moment;
use crate::base::name::{Environment, PrincipalId};
use crate::base::signing::SignedAt;
use crate::base::time::Time;
use crate::facts::index::{Fact, Facts};
use crate::facts::revocations::Withdrawn;
use crate::format::approval::{Approval, Decision};

/// One person's signature on one decision.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// Who.
    pub by: &'a PrincipalId,
    /// What.
    pub fact: &'a Fact<Approval>,
    /// When.
    pub at: SignedAt,
}

/// What stands, about one release in one environment.
#[derive(Debug, Default)]
pub struct Decisions<'a> {
    /// Rejections that their signer has not taken back.
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

    fn is_covered_by(&self, fact: &Fact<Approval>) -> bool {
        self.artefacts.is_subset(&fact.subjects)
    }
}

impl<'a> Decisions<'a> {
    /// Sorts the decisions about one release.
    pub fn weigh(facts: &'a Facts, withdrawn: &Withdrawn, about: About<'_>, moment: &Moment) -> Self {
        let relevant = facts.approvals.iter().filter(|fact| about.concerns(fact));
        let (here, elsewhere): (Vec<_>, Vec<_>) =
            relevant.partition(|fact| fact.claim.environments.contains(about.environment));
        let (yes, early) = yes(&here).partition(|signed: &Signed<'_>| moment.has_come(signed.time()));
        let (no, yes): (Vec<_>, Vec<_>) = (no(&here).collect(), yes);
        let lifting = yes.iter().filter(|yes| yes.is_standing(withdrawn, moment) && about.is_covered_by(yes.fact));
        let lifted = latest(lifting.map(|yes| ((yes.by, yes.fact.claim.release), yes.time())));
        let rejected = latest(no.iter().map(|no| (no.by, no.time())));
        let stands = |no: &Signed<'_>| {
            let releases = [about.release, no.fact.claim.release];
            !releases.iter().any(|release| lifted.get(&(no.by, *release)).is_some_and(|yes| *yes > no.time()))
        };
        let counts = |yes: &Signed<'_>| rejected.get(yes.by).is_none_or(|no| yes.time() > *no);
        Self {
            approvals: yes.into_iter().filter(counts).collect(),
            rejections: no.into_iter().filter(stands).collect(),
            early,
            elsewhere: self::yes(&elsewhere).collect(),
        }
    }
}

impl Signed<'_> {
    /// How old it is, or how new: a yes is as old as it can be, and a no as new.
    fn time(&self) -> Time {
        match self.fact.claim.decision {
            Decision::Approved => self.at.earliest(),
            Decision::Rejected => self.at.latest(),
        }
    }

    /// Whether it has neither expired nor been withdrawn.
    fn is_standing(&self, withdrawn: &Withdrawn, moment: &Moment) -> bool {
        let expired = self.fact.claim.expires_at.is_some_and(|expires| moment.has_come(expires));
        !expired && withdrawn.of_signature(self.fact.id, self.by).next().is_none()
    }
}

/// Approvals, by everyone who signed one with a key that is theirs alone.
fn yes<'a>(facts: &[&'a Fact<Approval>]) -> impl Iterator<Item = Signed<'a>> {
    let yes = facts.iter().copied().filter(|fact| fact.claim.decision == Decision::Approved);
    yes.flat_map(|fact| {
        let each = move |by| fact.signed_at(by, fact.claim.signed_at).map(move |at| Signed { by, fact, at });
        fact.signers.iter().flat_map(each)
    })
}

/// Rejections, by everyone whose key signed one.
fn no<'a>(facts: &[&'a Fact<Approval>]) -> impl Iterator<Item = Signed<'a>> {
    let no = facts.iter().copied().filter(|fact| fact.claim.decision == Decision::Rejected);
    no.flat_map(|fact| {
        let each = move |by| fact.signed_by_anybody(by, fact.claim.signed_at).map(move |at| Signed { by, fact, at });
        fact.everyone().flat_map(each)
    })
}

/// The latest instant by key.
fn latest<K: Ord>(all: impl Iterator<Item = (K, Time)>) -> BTreeMap<K, Time> {
    let mut latest = BTreeMap::new();
    for (key, at) in all {
        let known = latest.entry(key).or_insert(at);
        *known = at.max(*known);
    }
    latest
}
