//! Evidence by who produced it: of each artefact, producer and stream the newest.
//!
//! Selected before anything asks whether it is good: an older result does not make a newer one good (law 2).

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::base::digest::Sha256;
use crate::base::name::PrincipalId;
use crate::base::signing::SignedAt;
use crate::base::time::Time;
use crate::facts::index::Fact;
use crate::format::evidence::Evident;

/// One producer's signature on one piece of evidence.
#[derive(Debug)]
pub struct Made<'a, T> {
    /// Who.
    pub by: &'a PrincipalId,
    /// When.
    pub at: SignedAt,
    /// What.
    pub fact: &'a Fact<T>,
}

impl<T> Clone for Made<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Made<'_, T> {}

/// The newest evidence of one producer and stream about one artefact that stands, what is as new, and what is newer and
/// does not stand.
#[derive(Debug)]
pub struct Newest<'a, T> {
    /// What it is about.
    pub artefact: Sha256,
    /// What it is a result of ([`Evident::streams`]).
    pub stream: String,
    /// All of one producer; never empty.
    pub made: Vec<Made<'a, T>>,
}

/// Evidence of one kind, sorted.
#[derive(Debug)]
pub struct Produced<'a, T> {
    /// What counts, unless something speaks against it; by artefact, producer and stream.
    pub newest: Vec<Newest<'a, T>>,
    /// What somebody signed who may not produce such evidence.
    pub unauthorised: Vec<Made<'a, T>>,
}

impl<'a, T: Evident> Produced<'a, T> {
    /// Sorts the evidence about `artefacts`. `stands` says whether a piece is neither withdrawn nor of tomorrow; `may` says whether somebody may have produced it at a time; the time is `None`
    /// where nobody says when that was.
    pub fn about(
        artefacts: &BTreeSet<Sha256>,
        facts: &'a [Fact<T>],
        may: impl Fn(&PrincipalId, Option<SignedAt>) -> bool,
        stands: impl Fn(&Made<'a, T>) -> bool,
    ) -> Self {
        let mut all: BTreeMap<(Sha256, &PrincipalId, String), Vec<Made<'a, T>>> = BTreeMap::new();
        let mut unauthorised = Vec::new();
        for fact in facts {
            let about: Vec<Sha256> = artefacts.intersection(&fact.subjects).copied().collect();
            for made in signings(fact).filter(|_| !about.is_empty()) {
                let dated = made.at.is_proved() || fact.claim.made().is_some();
                if !may(made.by, dated.then_some(made.at)) {
                    unauthorised.push(made);
                    continue;
                }
                for (artefact, stream) in about.iter().flat_map(|a| fact.claim.streams().into_iter().map(|s| (*a, s))) {
                    all.entry((artefact, made.by, stream)).or_default().push(made);
                }
            }
        }
        let newest = all.into_iter().map(|((artefact, _, stream), made)| {
            // What is withdrawn, or of tomorrow, hides nothing that is older: it is judged, and so is what it came after.
            let standing = made.iter().filter(|made| stands(made)).map(|made| made.at.earliest()).max();
            let latest = standing.or_else(|| made.iter().map(|made| made.at.earliest()).max());
            let made = made.into_iter().filter(|made| Some(made.at.earliest()) >= latest).collect();
            Newest { artefact, stream, made }
        });
        Self { newest: newest.collect(), unauthorised }
    }
}

/// Every signature on a piece of evidence that is its producer's alone.
pub fn signings<T: Evident>(fact: &Fact<T>) -> impl Iterator<Item = Made<'_, T>> {
    let claimed = fact.claim.made().unwrap_or(Time::EPOCH);
    fact.signers.iter().flat_map(move |by| fact.signed_at(by, claimed).map(move |at| Made { by, at, fact }))
}
