//! The question itself: may these artefacts, as this version, go to this environment now?

use std::collections::BTreeSet;

use crate::base::digest::Sha256;
use crate::base::name::{Actor, Environment, Service, Version};

/// What is asked, apart from the records and the moment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    /// The artefacts to deploy; never empty.
    pub artefacts: BTreeSet<Sha256>,
    /// The named thing.
    pub service: Service,
    /// Its label.
    pub version: Version,
    /// Where it is to go.
    pub environment: Environment,
    /// Who deploys it, where the host said so.
    pub deployer: Option<Actor>,
    /// The highest register sequence that the host has seen.
    pub min_register_sequence: u64,
}
