//! A software bill of materials, whatever its format: which packages there are, and under which licences.
//!
//! Packages are folded while they are read: what is kept grows with the distinct licences and package URLs, and only a
//! dozen names are kept for each licence.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::base::limits::LISTED;
use crate::format::evidence::{Claim, Evident};
use crate::format::said::Said;

/// What an SBOM says.
#[derive(Clone, Debug)]
pub struct Sbom {
    /// What it describes, by its own word.
    pub name: String,
    /// When it was made, by its own word.
    pub said: Said,
    /// What is in it.
    pub packages: Packages,
}

/// Packages, folded.
#[derive(Clone, Debug, Default)]
pub struct Packages {
    /// How many there are.
    pub count: u64,
    /// Which packages state which licence, as it is written. One that states several needs all of them.
    pub licences: BTreeMap<String, Names>,
    /// Packages that state no licence.
    pub unlicensed: Names,
    /// The package URLs.
    pub purls: BTreeSet<String>,
    /// Packages without one.
    pub unidentified: Names,
}

/// How many, and the names of the first.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// How many.
    pub count: u64,
    /// The first dozen.
    pub first: Vec<String>,
}

impl Names {
    /// One more.
    pub fn add(&mut self, name: &str) {
        self.count = self.count.saturating_add(1);
        if self.first.len() < LISTED {
            self.first.push(name.escape_default().to_string());
        }
    }

    /// All of these.
    pub fn merge(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        self.first.extend(other.first);
        self.first.truncate(LISTED);
    }
}

impl Packages {
    /// One more package.
    pub fn add(&mut self, name: &str, licences: Vec<String>, purls: Vec<String>) {
        self.count = self.count.saturating_add(1);
        if licences.is_empty() {
            self.unlicensed.add(name);
        }
        for licence in licences {
            self.licences.entry(licence).or_default().add(name);
        }
        if purls.is_empty() {
            self.unidentified.add(name);
        }
        self.purls.extend(purls);
    }

    /// All of these.
    pub fn merge(&mut self, other: Self) {
        self.count = self.count.saturating_add(other.count);
        for (licence, names) in other.licences {
            self.licences.entry(licence).or_default().merge(names);
        }
        self.unlicensed.merge(other.unlicensed);
        self.purls.extend(other.purls);
        self.unidentified.merge(other.unidentified);
    }
}

impl Sbom {
    /// The claim.
    pub fn claim(self) -> Claim {
        Claim::Sbom(Rc::new(self))
    }
}

impl Evident for Sbom {
    fn said(&self) -> Said {
        self.said
    }

    fn streams(&self) -> Vec<String> {
        vec![self.name.clone()]
    }

    fn names(&self) -> Vec<&str> {
        vec![&self.name]
    }
}
