//! Layer 8: one file per check. A check reads the context and returns findings; no check knows another.
//!
//! A check that a class requires returns at least one finding for every requirement it answers for, a pass too:
//! `decision` denies where one is absent.

pub mod approvals;
pub mod binding;
pub mod canary;
pub mod class;
pub mod peer_review;
pub mod policy_review;
pub mod provenance;
pub mod records;
pub mod register;
pub mod revocation;
pub mod separation;

use std::collections::BTreeSet;

use crate::base::finding::{Finding, Rule};
use crate::base::moment::Moment;
use crate::base::name::{Actor, PrincipalId};
use crate::base::question::Question;
use crate::facts::index::{Fact, Facts};
use crate::facts::releases::Candidates;
use crate::facts::revocations::Withdrawn;
use crate::format::release::Release;
use crate::policy::class::Selection;
use crate::policy::model::{Policy, Requirements};
use crate::policy::roster::{Principal, Roster};

/// Everything that checks look at.
#[derive(Debug)]
pub struct Context<'a> {
    /// What is asked.
    pub question: &'a Question,
    /// When.
    pub moment: &'a Moment,
    /// The rules.
    pub policy: &'a Policy,
    /// The people.
    pub roster: &'a Roster,
    /// What is known.
    pub facts: &'a Facts,
    /// What is withdrawn.
    pub withdrawn: &'a Withdrawn,
    /// The class that applies.
    pub selection: &'a Selection<'a>,
    /// The release records of the question's service and version.
    pub candidates: &'a Candidates<'a>,
}

impl<'a> Context<'a> {
    /// What the class needs.
    pub fn need(&self) -> &'a Requirements {
        &self.selection.class.require
    }

    /// The release record that is meant.
    pub fn release(&self) -> Option<&'a Fact<Release>> {
        self.candidates.chosen()
    }

    /// The authors whom the roster knows, unless the class gives up the rule against them.
    pub fn authors_barred_by(&self, rule: Rule) -> BTreeSet<&'a PrincipalId> {
        if self.need().relaxed(rule).is_some() {
            return BTreeSet::new();
        }
        let authors = self.release().map(|release| release.claim.authors.as_slice()).unwrap_or_default();
        authors.iter().filter_map(|author| self.resolve(author)).map(|principal| &principal.id).collect()
    }

    /// The principal whom an id or an alias names.
    pub fn resolve(&self, actor: &Actor) -> Option<&'a Principal> {
        self.roster.resolve(actor)
    }
}

/// Every check, in the order of the reference page.
pub const ALL: &[fn(&Context<'_>) -> Vec<Finding>] = &[
    records::check,
    class::check,
    binding::check,
    approvals::check,
    separation::check,
    peer_review::check,
    provenance::check,
    canary::check,
    revocation::check,
    register::check,
    policy_review::check,
];
