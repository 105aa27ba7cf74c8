//! What people decided about one release: rejections that stand, and approvals after rejection.
//!
//! A person's newest decision counts: a rejection cancels every approval that the person signed before it or at the same
//! instant, and stands until they approve again. Each approval after it is judged by itself, so that taking one away
//! never helps (law 2).
//!
//! A rejection is taken back only by a yes that stands: later, come, not expired, not withdrawn, about this release record
//! or the one that was rejected, about every artefact of the question, the person's own word, and in the role that the
//! rejection was written in, though they may have lost it since. Whoever rejected in a role that they did not hold takes that
//! back in any that they hold and that the class asks for.
//!
//! What an automation signed for somebody who decided on a platform is that person's decision, where the class takes that
//! automation's word; where it does not, it neither approves nor takes a rejection back. It takes back what the person rejected on a
//! platform alone: when they approved there, the automation says, and it can say so again. What a person rejects with a key of theirs is
//! theirs, whomever the record says that it is told of.
//!
//! A rejection is of every environment that it names; one that names an environment which the policy does not know is of all.

use core::fmt;
use std::collections::{BTreeMap, BTreeSet};

use crate::base::digest::{RecordId, Sha256};
use crate::base::moment::Moment;
use crate::base::name::{Environment, PrincipalId, Role};
use crate::base::signing::SignedAt;
use crate::base::time::Time;
use crate::facts::index::{Fact, Facts};
use crate::facts::revocations::{Withdrawal, Withdrawn};
use crate::format::approval::{Approval, Decision, Relay};

/// One person's decision.
#[derive(Clone, Copy, Debug)]
pub struct Signed<'a> {
    /// Who decided.
    pub by: &'a PrincipalId,
    /// Who signed it in their place, where they decided on a platform.
    pub via: Option<&'a PrincipalId>,
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
    /// Decisions about this release for other environments only.
    pub elsewhere: Vec<Signed<'a>>,
    /// What people decided on a platform whom the roster does not know by their number there: `by` is who signed.
    pub strangers: Vec<Signed<'a>>,
    /// Rejections that somebody signed in the place of others, and may not.
    pub hearsay: Vec<Signed<'a>>,
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
    pub fn weigh(
        facts: &'a Facts,
        withdrawn: &Withdrawn,
        about: About<'_>,
        rules: &impl Rules,
        moment: &Moment,
    ) -> Self {
        let relevant = facts.approvals.iter().filter(|fact| about.concerns(fact));
        let is_here = |fact: &&Fact<Approval>| {
            let environments = &fact.claim.environments;
            let is_unclear = || fact.claim.decision == Decision::Rejected && !rules.are_known(environments);
            environments.contains(about.environment) || is_unclear()
        };
        let (here, elsewhere): (Vec<_>, Vec<_>) = relevant.partition(is_here);
        let people = &facts.relayed;
        let own_no: Vec<_> = own_no(&here, people, rules).collect();
        let (here, strangers): (Vec<_>, Vec<_>) = here.into_iter().partition(|fact| people.knows(fact));
        let (yes, early) = yes(&here, people).partition(|signed: &Signed<'_>| moment.has_come(signed.time()));
        let (no, hearsay): (Vec<_>, Vec<_>) = no(&here, people).chain(own_no).partition(|no| rules.is_heard(no));
        let yes: Vec<_> = yes;
        let stands = |yes: &&Signed<'_>| yes.is_standing(withdrawn, moment) && about.is_covered_by(yes.fact);
        let taken_back = TakenBack::by(yes.iter().filter(stands), rules);
        let rejected = latest(no.iter().map(|no| (no.by, no.time())));
        let counts = |yes: &Signed<'_>| rejected.get(yes.by).is_none_or(|no| yes.time() > *no);
        Self {
            approvals: yes.iter().filter(|yes| counts(yes)).copied().collect(),
            rejections: no.into_iter().filter(|no| !taken_back.has(no, about.release, rules)).collect(),
            early,
            elsewhere: self::yes(&elsewhere, people).chain(self::no(&elsewhere, people)).collect(),
            strangers: strangers.into_iter().flat_map(everybody).collect(),
            hearsay,
        }
    }
}

/// What the class makes of decisions.
pub trait Rules {
    /// Whether the policy knows every one of these environments.
    fn are_known(&self, environments: &[Environment]) -> bool;

    /// Whether what somebody signed is their own word, whomever it says that it is told of: a person's is, and that of an automation
    /// which the class asks for, and which does not tell of others.
    fn is_own_word(&self, signed: &Signed<'_>) -> bool;

    /// Whether a rejection is the word of whoever it is said to be by.
    fn is_heard(&self, no: &Signed<'_>) -> bool;

    /// Whether an approval can take a rejection of its signer back: it is their own word, and dated as the class asks.
    fn can_take_back(&self, yes: &Signed<'_>) -> bool;

    /// Whether the class asks for approvals in the role that an approval names, and its signer holds it.
    fn is_asked(&self, yes: &Signed<'_>) -> bool;

    /// Whether its signer held the role that a rejection names.
    fn is_in_role(&self, no: &Signed<'_>) -> bool;
}

/// Until when people have taken back what they rejected, with a signature of their own or on a platform: by person, release record
/// and role, and in any that is asked for.
struct TakenBack<'a> {
    in_role: BTreeMap<(bool, &'a PrincipalId, RecordId, &'a Role), Time>,
    in_any: BTreeMap<(bool, &'a PrincipalId, RecordId), Time>,
}

impl<'a> TakenBack<'a> {
    fn by<'s>(yes: impl Iterator<Item = &'s Signed<'a>>, rules: &impl Rules) -> Self
    where
        'a: 's,
    {
        let all: Vec<&Signed<'a>> = yes.filter(|yes| rules.can_take_back(yes)).collect();
        let claim = |yes: &Signed<'a>| &yes.fact.claim;
        let asked = all.iter().filter(|yes| rules.is_asked(yes));
        Self {
            in_role: latest(
                all.iter().map(|yes| ((yes.is_own(), yes.by, claim(yes).release, &claim(yes).role), yes.time())),
            ),
            in_any: latest(asked.map(|yes| ((yes.is_own(), yes.by, claim(yes).release), yes.time()))),
        }
    }

    /// Whether a rejection is taken back, about `release` or about what it rejected.
    fn has(&self, no: &Signed<'_>, release: RecordId, rules: &impl Rules) -> bool {
        let claim = &no.fact.claim;
        let words: &[bool] = if no.is_own() { &[true] } else { &[true, false] };
        let about = [release, claim.release];
        about.into_iter().flat_map(|about| words.iter().map(move |own| (*own, about))).any(|(own, about)| {
            let yes = match rules.is_in_role(no) {
                true => self.in_role.get(&(own, no.by, about, &claim.role)),
                false => self.in_any.get(&(own, no.by, about)),
            };
            yes.is_some_and(|yes| *yes > no.time())
        })
    }
}

impl Signed<'_> {
    /// Whether who decided has signed it.
    fn is_own(&self) -> bool {
        self.via.is_none_or(|via| via == self.by)
    }

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
        !expired && self.withdrawal(withdrawn).is_none()
    }

    /// What withdraws it: the word of who decided, of who signed, or of somebody who may withdraw anything.
    pub fn withdrawal<'w>(&self, withdrawn: &'w Withdrawn) -> Option<&'w Withdrawal> {
        let signers = [Some(self.by), self.via].into_iter().flatten();
        signers.flat_map(|who| withdrawn.of_signature(self.fact.id, who)).next()
    }
}

impl fmt::Display for Signed<'_> {
    /// Who decided, and by whose word.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.via, &self.fact.claim.relay) {
            (Some(via), Some(relay)) => write!(f, "{} (on {}, says {via})", self.by, relay.platform),
            (None, Some(relay)) => {
                let (login, id) = (relay.login.escape_default(), relay.id.escape_default());
                write!(f, "`{login}` ({id}) of {}, says {}", relay.platform, self.by)
            }
            (_, None) => write!(f, "{}", self.by),
        }
    }
}

/// Who decided what an automation signed in somebody's place, as far as the roster knows them.
#[derive(Clone, Debug, Default)]
pub struct Relayed(BTreeMap<RecordId, PrincipalId>);

impl Relayed {
    /// Finds the people. `who` knows them by the platform's account.
    pub fn find(approvals: &[Fact<Approval>], who: impl Fn(&Relay) -> Option<PrincipalId>) -> Self {
        let person = |fact: &Fact<Approval>| Some((fact.id, who(fact.claim.relay.as_ref()?)?));
        Self(approvals.iter().filter_map(person).collect())
    }

    /// Who decided what a record says, where somebody else signed it.
    pub fn person(&self, id: RecordId) -> Option<&PrincipalId> {
        self.0.get(&id)
    }

    /// Whether it is known who decided.
    fn knows(&self, fact: &Fact<Approval>) -> bool {
        fact.claim.relay.is_none() || self.0.contains_key(&fact.id)
    }

    /// Who decided, and who signed that in their place.
    fn attribute<'a>(
        &'a self,
        fact: &'a Fact<Approval>,
        signer: &'a PrincipalId,
    ) -> (&'a PrincipalId, Option<&'a PrincipalId>) {
        self.0.get(&fact.id).map_or((signer, None), |person| (person, Some(signer)))
    }
}

/// Approvals, by everyone who signed one with a key that is theirs alone.
fn yes<'a>(facts: &[&'a Fact<Approval>], people: &'a Relayed) -> impl Iterator<Item = Signed<'a>> {
    let yes = facts.iter().copied().filter(|fact| fact.claim.decision == Decision::Approved);
    yes.flat_map(move |fact| {
        let each = move |signer| {
            let (by, via) = people.attribute(fact, signer);
            fact.signed_at(signer, fact.claim.signed_at).map(move |at| Signed { by, via, fact, at })
        };
        fact.signers.iter().flat_map(each)
    })
}

/// Rejections, by everyone whose key signed one.
fn no<'a>(facts: &[&'a Fact<Approval>], people: &'a Relayed) -> impl Iterator<Item = Signed<'a>> {
    let no = facts.iter().copied().filter(|fact| fact.claim.decision == Decision::Rejected);
    no.flat_map(move |fact| {
        everybody(fact).map(move |signed| {
            let (by, via) = people.attribute(fact, signed.by);
            Signed { by, via, ..signed }
        })
    })
}

/// Rejections of somebody's own that name somebody else as who decided.
fn own_no<'a>(
    facts: &[&'a Fact<Approval>],
    people: &'a Relayed,
    rules: &impl Rules,
) -> impl Iterator<Item = Signed<'a>> {
    let told = |fact: &&Fact<Approval>| fact.claim.decision == Decision::Rejected && fact.claim.relay.is_some();
    let told = facts.iter().copied().filter(told).flat_map(everybody);
    told.filter(|signed| rules.is_own_word(signed) && people.person(signed.fact.id) != Some(signed.by))
}

/// Every signature on a decision, whoever decided.
fn everybody(fact: &Fact<Approval>) -> impl Iterator<Item = Signed<'_>> {
    let each =
        move |by| fact.signed_by_anybody(by, fact.claim.signed_at).map(move |at| Signed { by, via: None, fact, at });
    fact.everyone().flat_map(each)
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
