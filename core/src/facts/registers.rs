//! The newest register snapshot, and whether the register contradicts itself.

use crate::facts::index::{Fact, Facts};
use crate::format::register::Register;

/// The snapshots that are to be trusted.
#[derive(Debug)]
pub struct Snapshots<'a> {
    /// Those with the highest sequence number; several if the register issued it twice.
    pub newest: Vec<&'a Fact<Register>>,
}

impl<'a> Snapshots<'a> {
    /// Finds them. A snapshot signed with a doubtful key alone proves nothing (its revocations still count).
    pub fn find(facts: &'a Facts) -> Self {
        let trusted = || facts.registers.iter().filter(|fact| !fact.signers.is_empty());
        let highest = trusted().map(|fact| fact.claim.sequence).max();
        Self { newest: trusted().filter(|fact| Some(fact.claim.sequence) == highest).collect() }
    }
}
