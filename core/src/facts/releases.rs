//! Which release record is meant, and whether the version label was moved.

use crate::base::name::{Service, Version};
use crate::facts::index::{Fact, Facts};
use crate::format::release::Release;

/// The release records of one service and version.
#[derive(Debug)]
pub struct Candidates<'a> {
    /// All of them, those with doubtful signatures too.
    pub all: Vec<&'a Fact<Release>>,
    /// The newest that somebody signed with a key of their own; several if they are equally new.
    pub newest: Vec<&'a Fact<Release>>,
}

impl<'a> Candidates<'a> {
    /// Finds them.
    ///
    /// The newest is chosen before anything asks whether it is revoked, so that a revocation never brings an older
    /// record back (law 2).
    pub fn find(facts: &'a Facts, service: &Service, version: &Version) -> Self {
        let same = |fact: &&Fact<Release>| fact.claim.service == *service && fact.claim.version == *version;
        let all: Vec<_> = facts.releases.iter().filter(same).collect();
        let trusted = || all.iter().filter(|fact| !fact.signers.is_empty());
        let latest = trusted().map(|fact| fact.claim.requested_at).max();
        let newest = trusted().filter(|fact| Some(fact.claim.requested_at) == latest).copied().collect();
        Self { all, newest }
    }

    /// The one that is meant, if there is exactly one.
    pub fn chosen(&self) -> Option<&'a Fact<Release>> {
        match self.newest.as_slice() {
            [only] => Some(only),
            _ => None,
        }
    }

    /// Those that give the label to other artefacts than `chosen` does.
    pub fn moved(&self, chosen: &Fact<Release>) -> Vec<&'a Fact<Release>> {
        self.all.iter().filter(|fact| fact.subjects != chosen.subjects).copied().collect()
    }
}
