//! Which artefacts evidence covers: every newest piece is judged, and one that stands is enough for its artefact.
//!
//! What a piece says against the release counts whether it stands or not: taking it away must never help (law 2).

use std::collections::{BTreeMap, BTreeSet};

use crate::base::code::{Code, Outcome};
use crate::base::digest::Sha256;
use crate::base::finding::{Finding, Requirement};
use crate::base::name::PrincipalId;
use crate::base::shown::{list, people};
use crate::facts::produced::{Made, Newest};

/// Why something does not count, or what it says against the release: code, what was expected, what was found.
pub type Objection = (Code, String, String);

/// What one piece of evidence comes to.
#[derive(Debug, Default)]
pub struct Judged {
    /// What it says against the release, and what is worth knowing.
    pub says: Vec<Objection>,
    /// Why it is no yes, where it is none.
    pub aside: Option<Objection>,
}

/// What is covered, and by what.
#[derive(Clone, Debug)]
pub struct Subject<'a> {
    /// The requirement that findings are of.
    pub requirement: Requirement,
    /// What the evidence is, in words.
    pub what: &'a str,
    /// Every one of these must be covered.
    pub artefacts: &'a BTreeSet<Sha256>,
}

/// Every piece of the newest once, whatever number of artefacts it is the newest for, and those.
pub fn pieces<'n, 'a: 'n, T: 'a>(
    newest: impl IntoIterator<Item = &'n Newest<'a, T>>,
) -> Vec<(Made<'a, T>, BTreeSet<Sha256>)> {
    let mut places: BTreeMap<_, usize> = BTreeMap::new();
    let mut pieces: Vec<(Made<'a, T>, BTreeSet<Sha256>)> = Vec::new();
    for (newest, made) in newest.into_iter().flat_map(|newest| newest.made.iter().map(move |made| (newest, made))) {
        // Two facts may have one record and one document: what tells them apart is that they are two. They are met in
        // the order of artefacts, so that where they lie in memory decides no order.
        let place = *places.entry((std::ptr::from_ref(made.fact), made.by, made.at)).or_insert(pieces.len());
        if place == pieces.len() {
            pieces.push((*made, BTreeSet::new()));
        }
        if let Some((_, artefacts)) = pieces.get_mut(place) {
            artefacts.insert(newest.artefact);
        }
    }
    pieces
}

impl Subject<'_> {
    /// Judges every piece of the newest once, whatever number of artefacts it is about, and concludes.
    pub fn cover<'n, 'a: 'n, T: 'a>(
        &self,
        newest: impl IntoIterator<Item = &'n Newest<'a, T>>,
        mut judge: impl FnMut(Made<'a, T>) -> Judged,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let (mut covered, mut records, mut producers) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
        for (made, about) in pieces(newest) {
            let Judged { says, aside } = judge(made);
            if aside.is_none() && says.iter().all(|(code, ..)| code.outcome() != Outcome::Fail) {
                covered.extend(about);
                records.extend(made.fact.sources());
                producers.insert(made.by);
            }
            findings.extend(says.into_iter().chain(aside).map(|why| self.finding(made, why)));
        }
        findings.push(self.conclude(&covered, &producers).about(records));
        findings
    }

    /// What is to be said of one piece.
    pub fn finding<T>(&self, made: Made<'_, T>, (code, expected, found): Objection) -> Finding {
        let found = format!("{} by {}: {found}", self.what, made.by);
        Finding::new(self.requirement.clone(), code, expected, found).about(made.fact.sources())
    }

    fn conclude(&self, covered: &BTreeSet<Sha256>, producers: &BTreeSet<&PrincipalId>) -> Finding {
        let expected = format!("accepted {} of every artefact", self.what);
        let uncovered: Vec<&Sha256> = self.artefacts.difference(covered).collect();
        let (code, found) = match uncovered.is_empty() {
            true => (Code::EvidenceAccepted, format!("as {} says", people(producers))),
            false => (Code::EvidenceMissing, format!("none of {}", list(uncovered))),
        };
        Finding::new(self.requirement.clone(), code, expected, found)
    }
}
