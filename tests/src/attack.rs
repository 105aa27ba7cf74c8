//! Attacks on releases: from any starting point, systematically, each with the outcome that is demanded of it.
//!
//! ```text
//! start ─▶ attacks (one file for each kind) ─▶ attacked inputs ─▶ decision ─▶ judge (the demand) ─▶ table
//!                ├─▶ pairs: two of them at once                     └─▶ every Nth by a second host, byte for byte
//!                └─▶ sample: so many of each kind, for every host (`cargo xtask conformance`)
//! ```
//!
//! Law 2 says what may still be allowed after a change: removing what is positive never turns a deny into an allow, and neither does adding what is
//! negative. An allow that stays an allow is right where what was changed was not needed. So nearly every demand is a comparison:
//!
//! | demand | the attack must | who sees that the comparison is right |
//! |---|---|---|
//! | [`Demand::Deny`] | not be allowed | |
//! | [`Demand::Malformed`] | be malformed: exit 2 | |
//! | [`Demand::Equal`] | give the same report, to the byte (law 3) | |
//! | [`Demand::Keep`] | keep the verdict: it stops short of a boundary | |
//! | [`Demand::Keyless`] | be allowed only if **what is left that somebody really signed** is allowed by itself ([`authentic`]), nothing else counts, nothing is missing that a complete register lists; and where the start was denied, only if something was withheld that speaks against the release | `authentic` reads signed pieces byte for byte, and builds a question of nothing else |
//! | [`Demand::NoBetter`] | be allowed only if the question **without** what was changed is allowed, or if it reads as the start did | the other question, made by `desk` |
//! | [`Demand::Timely`] | be allowed only if everything that counts has begun and nothing of it is over, by the times in the records ([`times`]); and the verdict stays until `validUntil` (law 5) | |
//!
//! What is permitted, then:
//!
//! - leaving out, or breaking, a positive that nobody needs, and of a record that lies there twice one copy;
//! - withholding, or breaking, a negative where no complete register lists it, as `SECURITY.md` says;
//! - changing spaces, unknown members and key ids of an envelope, which nothing authenticates (DSSE), where no register lists the document;
//! - asking for some of a release's artefacts;
//! - a yes that takes back its signer's own no, in the role of that no, and approvals of an earlier release to go back to, which counted in their day: of these, the
//!   attacks that ask for a role or a time in force are not tried.
//!
//! How often that was, the table says for each kind, and how often an attack changed nothing that anyone reads. Not tried, for nothing speaks against them: bits of a policy or
//! roster that nobody vouches for (the host gave it up), trusted roots and pins (the host's own word), another deployer where the class gives the rule up.
//!
//! Attacks need no key ([`bits`], [`documents`], [`splice`], [`substitute`]), or are by somebody of the organisation, who has one
//! ([`signer`], [`times`], [`replay`]).

pub mod authentic;
pub mod bits;
mod desk;
pub mod documents;
pub mod judge;
pub mod pairs;
pub mod replay;
pub mod run;
pub mod sample;
pub mod signer;
pub mod splice;
pub mod start;
pub mod substitute;
pub mod table;
pub mod times;

use std::collections::BTreeMap;

use crate::scenario::Inputs;

/// What must come of an attack.
#[derive(Clone, Debug)]
pub enum Demand {
    /// It is not allowed.
    Deny,
    /// The question cannot be put.
    Malformed,
    /// The report of the start, to the byte.
    Equal,
    /// The verdict of the start.
    Keep,
    /// Allowed only if what is left that somebody really signed is allowed by itself.
    Keyless,
    /// Allowed only if this other question is allowed.
    NoBetter(Box<Inputs>),
    /// Allowed only if everything that counts has begun, and is not over.
    Timely,
}

/// Changes inputs.
pub type Change = Box<dyn Fn(&mut Inputs)>;

/// One attack on one start.
pub struct Attack {
    /// The row of the table.
    pub kind: &'static str,
    /// What is changed, for whoever has to look for it.
    pub what: String,
    /// What must come of it.
    pub demand: Demand,
    /// Changes the start's inputs.
    pub change: Change,
}

impl Attack {
    fn new(kind: &'static str, what: String, demand: Demand, change: impl Fn(&mut Inputs) + 'static) -> Self {
        Self { kind, what, demand, change: Box::new(change) }
    }

    /// An attack by somebody who has no key.
    fn keyless(kind: &'static str, what: String, change: impl Fn(&mut Inputs) + 'static) -> Self {
        Self::new(kind, what, Demand::Keyless, change)
    }
}

/// The attacks that need no key: the ones that are combined with each other. Of bits so many are drawn in each field.
pub fn keyless(start: &start::Start, limit: usize, dice: &mut run::Dice) -> Vec<Attack> {
    let mut all = bits::attacks(start, limit, dice);
    all.extend(documents::attacks(start));
    all.extend(splice::attacks(start));
    all.extend(substitute::attacks(start));
    all
}

/// The attacks of somebody in the organisation; only on what was allowed, for a yes can be missing that they may give. So many of each
/// kind are drawn and made.
pub fn insiders(start: &start::Start, limit: usize, dice: &mut run::Dice) -> Vec<Attack> {
    let mut all = times::clock(start);
    if let Some(desk) = desk::Desk::of(start) {
        let mut plans = signer::attacks(&desk);
        plans.extend(times::attacks(&desk));
        plans.extend(replay::attacks(&desk));
        let mut kinds: BTreeMap<&'static str, Vec<Plan<'_>>> = BTreeMap::new();
        plans.into_iter().for_each(|plan| kinds.entry(plan.kind).or_default().push(plan));
        let drawn = kinds.into_values().flat_map(|plans| dice.some(plans, limit));
        all.extend(drawn.filter_map(Plan::make));
    }
    all
}

/// An attack that takes signing, before anybody has signed.
struct Plan<'a> {
    kind: &'static str,
    what: String,
    make: Box<dyn FnOnce() -> Option<(Demand, Inputs)> + 'a>,
}

impl<'a> Plan<'a> {
    fn new(kind: &'static str, what: String, make: impl FnOnce() -> Option<(Demand, Inputs)> + 'a) -> Self {
        Self { kind, what, make: Box::new(make) }
    }

    fn make(self) -> Option<Attack> {
        let (demand, made) = (self.make)()?;
        Some(Attack::new(self.kind, self.what, demand, move |inputs| inputs.clone_from(&made)))
    }
}
