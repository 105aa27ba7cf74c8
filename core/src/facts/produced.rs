//! Evidence by who produced it: of each artefact, producer and stream the newest.
//!
//! Selected before anything asks whether it is good: an older result does not make a newer one good (law 2).
//!
//! What speaks against a release needs less proof than what speaks for it: a signature by a key or in a role that has ended
//! since is heard, and so is what may be as new as the newest, for all that is known of its time. A result that nobody dates
//! is replaced by nothing: its producer takes it back by revoking it.

use std::collections::BTreeMap;
use std::collections::BTreeSet;

use crate::base::digest::Sha256;
use crate::base::name::PrincipalId;
use crate::base::signing::{Authority, SignedAt};
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
    /// What it can be heard for.
    pub weight: Weight,
}

/// What a piece of evidence can be heard for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Weight {
    /// A yes and a no: the signature is its producer's alone, and they may produce such evidence still.
    Full,
    /// A no alone: something newer replaces it as a yes, and may not be newer, or may not be what replaces a no.
    Replaced,
    /// A no alone: its producer's key or role may not have been theirs alone, or has ended.
    Doubtful,
}

impl<T> Clone for Made<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Made<'_, T> {}

impl<T: Evident> Made<'_, T> {
    /// Whether anybody says since when it can have been made: it itself, or the certificate that it was signed under.
    pub fn is_dated(&self) -> bool {
        self.fact.claim.said().made.is_some() || self.at.has_beginning()
    }

    /// As old as it can be: what a yes is. What says when it was made gets no younger by being signed again.
    pub fn oldest(&self) -> Time {
        let said = self.fact.claim.said();
        let oldest = if said.made.is_some() { self.at.happened() } else { self.at.earliest() };
        said.begun.map_or(oldest, |begun| begun.min(oldest))
    }

    /// Whether anybody says by when it was made.
    pub fn is_bounded(&self) -> bool {
        self.fact.claim.said().made.is_some() || self.at.is_proved()
    }

    /// As new as it can be: what a no is. What nobody dates is never older than anything.
    pub fn newest(&self) -> Time {
        let latest = if self.is_bounded() { self.at.latest() } else { Time::END };
        // What is signed was made by then.
        let until = self.fact.claim.said().until.filter(|_| !self.at.is_proved());
        until.map_or(latest, |until| until.max(latest))
    }
}

/// The newest evidence of one producer and stream about one artefact that stands, what may be as new, and what is newer and
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

impl<'a, T: Evident> Newest<'a, T> {
    /// Those that are the newest and can be a yes: where an older piece says nothing.
    pub fn latest(&self) -> impl Iterator<Item = &Made<'a, T>> {
        let full = || self.made.iter().filter(|made| made.weight == Weight::Full);
        let since = full().map(|made| made.oldest()).max();
        full().filter(move |made| Some(made.oldest()) == since)
    }
}

/// Evidence of one kind, sorted.
#[derive(Debug)]
pub struct Produced<'a, T> {
    /// What counts, unless something speaks against it; by artefact, producer and stream.
    pub newest: Vec<Newest<'a, T>>,
    /// What somebody signed who may not produce such evidence.
    pub unauthorised: Vec<Made<'a, T>>,
}

/// How the signatures on evidence are judged.
pub struct Judges<M, S, R, B> {
    /// Whether somebody may have produced it at a time; the time is `None` where nobody says when that was.
    pub may: M,
    /// Whether a piece is neither withdrawn nor of tomorrow.
    pub stands: S,
    /// Whether a piece that stands is what replaces an older no, too.
    pub replaces: R,
    /// Whether its own producer has taken back what nobody can date.
    pub is_taken_back: B,
}

impl<'a, T: Evident> Produced<'a, T> {
    /// Sorts the evidence about `artefacts`.
    pub fn about<M, S, R, B>(artefacts: &BTreeSet<Sha256>, facts: &'a [Fact<T>], judges: &Judges<M, S, R, B>) -> Self
    where
        M: Fn(&PrincipalId, Option<SignedAt>) -> Authority,
        S: Fn(&Made<'a, T>) -> bool,
        R: Fn(&Made<'a, T>) -> bool,
        B: Fn(&Made<'a, T>) -> bool,
    {
        let mut all: BTreeMap<(Sha256, &PrincipalId, String), Vec<Made<'a, T>>> = BTreeMap::new();
        let mut unauthorised = Vec::new();
        for fact in facts {
            let about: Vec<Sha256> = artefacts.intersection(&fact.subjects).copied().collect();
            for made in signings(fact).filter(|_| !about.is_empty()) {
                let Some(made) = made.judged(&judges.may) else {
                    unauthorised.push(made);
                    continue;
                };
                for (artefact, stream) in about.iter().flat_map(|a| fact.claim.streams().into_iter().map(|s| (*a, s))) {
                    all.entry((artefact, made.by, stream)).or_default().push(made);
                }
            }
        }
        let newest = all.into_iter().map(|((artefact, _, stream), made)| Newest {
            artefact,
            stream,
            made: newest(made, judges),
        });
        Self { newest: newest.collect(), unauthorised }
    }
}

impl<T: Evident> Made<'_, T> {
    /// The same with what its producer's authority makes of it; `None` where they have none.
    pub fn judged(self, may: impl Fn(&PrincipalId, Option<SignedAt>) -> Authority) -> Option<Self> {
        match may(self.by, self.is_dated().then_some(self.at)) {
            Authority::Full => Some(self),
            Authority::Doubtful => Some(Self { weight: Weight::Doubtful, ..self }),
            Authority::None => None,
        }
    }
}

/// Of one producer and stream: what stands and is the newest, whatever may be as new or came after it, and every no that
/// nothing replaces. What is withdrawn, or of tomorrow, hides nothing; where nothing stands, all are heard.
pub fn newest<'a, T: Evident, M, S, R, B>(mut made: Vec<Made<'a, T>>, judges: &Judges<M, S, R, B>) -> Vec<Made<'a, T>>
where
    S: Fn(&Made<'a, T>) -> bool,
    R: Fn(&Made<'a, T>) -> bool,
    B: Fn(&Made<'a, T>) -> bool,
{
    let stands = |made: &&Made<'a, T>| made.weight == Weight::Full && (judges.stands)(made);
    let yes = made.iter().filter(stands).map(|made| made.oldest()).max();
    let no = made.iter().filter(stands).filter(|made| (judges.replaces)(made)).map(|made| made.oldest()).max();
    if yes.is_some() {
        made.retain(|made| !(judges.is_taken_back)(made));
    }
    made.retain(|made| Some(made.newest()) >= no);
    for piece in made.iter_mut().filter(|made| made.weight == Weight::Full && Some(made.oldest()) < yes) {
        piece.weight = Weight::Replaced;
    }
    made
}

/// Every signature on a piece of evidence, whosever it is.
pub fn signings<T: Evident>(fact: &Fact<T>) -> impl Iterator<Item = Made<'_, T>> {
    let claimed = fact.claim.said().made.unwrap_or(Time::EPOCH);
    fact.everyone().flat_map(move |by| {
        let sole = fact.signed_at(by, claimed).map(move |at| Made { by, at, fact, weight: Weight::Full });
        let doubtful = fact.signed_doubtfully_at(by, claimed);
        sole.chain(doubtful.map(move |at| Made { by, at, fact, weight: Weight::Doubtful }))
    })
}
