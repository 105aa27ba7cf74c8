//! What can happen to a release besides what its class asks for. Numbers choose among what is there, whatever is there;
//! `at` and its like are seconds from the base instant.

#![allow(missing_docs, reason = "fields of events are explained with the event")]

use proptest::prelude::*;

use super::DAY;

/// One thing that happens. Whether it harms depends on the rest.
#[derive(Clone, Debug)]
pub enum Event {
    /// Somebody approves besides.
    Approve(Vote),
    /// Somebody rejects.
    Reject(Vote),
    /// Somebody rejects, and approves later.
    ChangeTheirMind(Vote),
    /// Somebody withdraws something.
    Revoke { who: u8, target: Target, at: i64 },
    /// Another release record.
    Release { who: u8, at: i64, moved: bool, version: bool, author: u8 },
    /// Another register snapshot.
    Snapshot { older: bool, who: u8, at: i64, revoked: Option<Target> },
    /// The snapshot is issued at another time, or to be replaced at another.
    Timing { issued: i64, next: i64 },
    /// The newest snapshot knows of an emergency.
    Emergency { ours: bool, due: i64 },
    /// A record that the register holds is not handed in.
    Withhold,
    /// The register does not list this version.
    Unlist,
    /// A record is handed in again, in an envelope of somebody else.
    Wrap { record: u8, who: u8 },
    /// Something lies among the records.
    Junk(Junk),
    /// A key falls into somebody else's hands.
    Compromise { who: u8 },
    /// Somebody's roles end.
    Retire { who: u8, at: i64 },
    /// Somebody else deploys.
    Deployer(u8),
    /// Somebody else builds.
    Builder(u8),
    /// Somebody else is an author too.
    Author(u8),
    /// Somebody else reviews too, perhaps another commit.
    Review { who: u8, stale: bool },
    /// Nobody reviews.
    NoReview,
    /// The question has an artefact that was not released.
    Foreign,
    /// The release becomes ready at another time.
    Requested(i64),
    /// The host has seen a register sequence.
    Seen(u8),
    /// The policy was reviewed at another time.
    PolicyReview(i64),
    /// The question names a service or an environment that the policy does not know.
    Unknown(bool),
}

/// Somebody's decision.
#[derive(Clone, Debug)]
pub struct Vote {
    /// Whose.
    pub who: u8,
    /// In which role.
    pub role: u8,
    /// When.
    pub at: i64,
    /// Until when.
    pub expires: Option<i64>,
    /// For which environments.
    pub place: u8,
    /// Whether it names another release record.
    pub other: bool,
    /// Whether it names other artefacts only.
    pub uncovered: bool,
    /// Who signs the same payload.
    pub second: Option<u8>,
}

/// What somebody withdraws.
#[derive(Clone, Copy, Debug)]
pub enum Target {
    /// A release record.
    Release(u8),
    /// A decision.
    Decision(u8),
    /// A revocation, where there is one already.
    Revocation(u8),
    /// An artefact.
    Artefact(u8),
    /// Something that nobody has seen.
    Nothing,
}

/// What can lie among records.
#[derive(Clone, Copy, Debug)]
pub enum Junk {
    /// No bytes at all.
    Empty,
    /// Bytes that are no envelope.
    Bytes,
    /// An approval that a stranger signed.
    Stranger,
    /// A record of another tool, signed by somebody known.
    Foreign,
    /// A release record of another version with an unknown field, signed by the builder.
    OtherVersion,
    /// A record of ours with an unknown field, signed by somebody known.
    Invalid,
    /// A record of a type that a later version may know, signed by somebody known.
    Future,
    /// An anchor, signed by somebody known.
    Anchor,
}

/// An instant, often at a boundary.
pub fn offset() -> impl Strategy<Value = i64> {
    prop_oneof![
        3 => prop::sample::select(vec![-1, 0, 1, -7_200, -DAY, -DAY - 1, 1 - DAY, -7 * DAY, -7 * DAY - 1, 1 - 7 * DAY]),
        2 => -40 * DAY..0,
        1 => 1..40 * DAY,
    ]
}

fn vote() -> impl Strategy<Value = Vote> {
    let rarely = || prop::bool::weighted(0.1);
    let expires = prop::option::weighted(0.3, prop_oneof![Just(1), 1..40 * DAY]);
    let second = prop::option::weighted(0.15, any::<u8>());
    (any::<u8>(), any::<u8>(), offset(), expires, any::<u8>(), rarely(), rarely(), second).prop_map(
        |(who, role, at, life, place, other, uncovered, second)| {
            // A life that ends at or around now is worth trying more than one that ends anywhere.
            let expires = life.map(|life| if life % 3 == 0 { (at + 1).max(life % 2) } else { at + life });
            Vote { who, role, at, expires, place, other, uncovered, second }
        },
    )
}

fn target() -> impl Strategy<Value = Target> {
    prop_oneof![
        1 => any::<u8>().prop_map(Target::Release),
        4 => any::<u8>().prop_map(Target::Decision),
        2 => any::<u8>().prop_map(Target::Revocation),
        1 => any::<u8>().prop_map(Target::Artefact),
        2 => Just(Target::Nothing),
    ]
}

fn junk() -> impl Strategy<Value = Junk> {
    prop_oneof![
        2 => Just(Junk::Empty),
        2 => Just(Junk::Bytes),
        2 => Just(Junk::Stranger),
        2 => Just(Junk::Foreign),
        2 => Just(Junk::OtherVersion),
        1 => Just(Junk::Invalid),
        1 => Just(Junk::Future),
        2 => Just(Junk::Anchor),
    ]
}

/// One event; most harm nothing.
pub fn event() -> impl Strategy<Value = Event> {
    let who = any::<u8>;
    prop_oneof![
        12 => vote().prop_map(Event::Approve),
        2 => vote().prop_map(Event::Reject),
        3 => vote().prop_map(Event::ChangeTheirMind),
        5 => (who(), target(), offset()).prop_map(|(who, target, at)| Event::Revoke { who, target, at }),
        4 => (who(), offset(), prop::bool::weighted(0.3), any::<bool>(), who())
            .prop_map(|(who, at, moved, version, author)| Event::Release { who, at, moved, version, author }),
        5 => (prop::bool::weighted(0.8), who(), offset(), prop::option::weighted(0.3, target()))
            .prop_map(|(older, who, at, revoked)| Event::Snapshot { older, who, at, revoked }),
        1 => (offset(), offset()).prop_map(|(issued, next)| Event::Timing { issued, next }),
        3 => (any::<bool>(), offset()).prop_map(|(ours, due)| Event::Emergency { ours, due }),
        1 => Just(Event::Withhold),
        1 => Just(Event::Unlist),
        5 => (who(), who()).prop_map(|(record, who)| Event::Wrap { record, who }),
        8 => junk().prop_map(Event::Junk),
        1 => who().prop_map(|who| Event::Compromise { who }),
        2 => (who(), offset()).prop_map(|(who, at)| Event::Retire { who, at }),
        1 => who().prop_map(Event::Deployer),
        1 => who().prop_map(Event::Builder),
        1 => who().prop_map(Event::Author),
        4 => (who(), any::<bool>()).prop_map(|(who, stale)| Event::Review { who, stale }),
        1 => Just(Event::NoReview),
        1 => Just(Event::Foreign),
        1 => offset().prop_map(Event::Requested),
        1 => any::<u8>().prop_map(Event::Seen),
        1 => (-380 * DAY..DAY).prop_map(Event::PolicyReview),
        1 => any::<bool>().prop_map(Event::Unknown),
    ]
}
