//! What a generated release is made from: a policy, people, a question, and what happens. Every part shrinks.

use std::collections::BTreeMap;

use proptest::prelude::*;

use super::DAY;
use super::calendar::{CalendarPlan, calendar};
use super::event::{Event, event, offset};

/// The roles that a class may ask for.
pub const ROLES: [&str; 4] = ["release-manager", "security", "risk", "operations"];
/// The rules that a class may relax.
pub const RULES: [&str; 4] = ["author-approver", "author-deployer", "builder-deployer", "reviewer-author"];

/// Everything that is drawn.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The policy's classes, strictest first.
    pub classes: Vec<ClassPlan>,
    /// Who may revoke: `security`, or nobody, or two roles.
    pub revokers: u8,
    /// The policy's windows and freezes.
    pub calendar: CalendarPlan,
    /// What is asked.
    pub asked: Asked,
    /// How the people whom the class needs sign.
    pub fillers: Vec<(i64, Option<i64>, u8)>,
    /// Whether those people hold a second role, and sign in it too.
    pub shared: bool,
    /// People besides: their roles, during an interval each.
    pub extras: Vec<Vec<(u8, Tenure)>>,
    /// What happens, in this order.
    pub events: Vec<Event>,
    /// Whether digests are pinned, instead of a root key.
    pub pinned: bool,
    /// Numbers for the laws to choose by.
    pub probes: Vec<u64>,
}

/// One class.
#[derive(Clone, Debug)]
pub struct ClassPlan {
    /// Its alternatives: facts and allowed values.
    pub when: Vec<BTreeMap<&'static str, Vec<&'static str>>>,
    /// Roles, each once, with counts.
    pub places: Vec<(&'static str, u64)>,
    /// The age of approvals, in seconds.
    pub max_age: Option<i64>,
    /// How many reviewers.
    pub peer_review: Option<u64>,
    /// The age of snapshots in seconds, and completeness.
    pub register: Option<(Option<i64>, bool)>,
    /// Rules that are given up.
    pub relax: Vec<&'static str>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The service: `checkout-api` or `brochure`.
    pub service: bool,
    /// The environment: `production` or `staging`.
    pub environment: bool,
    /// Whether the release record says what sort of change it is: kind, reversibility, schema migration.
    pub change: (Option<bool>, Option<bool>, Option<bool>),
    /// How many artefacts the release has; from 1.
    pub artefacts: usize,
    /// Whether the question asks for the first alone.
    pub first_only: bool,
}

/// When a role is held, around the base instant.
pub type Tenure = (i64, Option<i64>);

fn tenure() -> impl Strategy<Value = Tenure> {
    prop_oneof![
        5 => Just((-300 * DAY, None)),
        1 => (-40 * DAY..-DAY, 1..80 * DAY).prop_map(|(from, life)| (from, Some(from + life))),
        1 => (offset(), 1..DAY).prop_map(|(until, life)| (until - life, Some(until))),
    ]
}

fn alternative() -> impl Strategy<Value = BTreeMap<&'static str, Vec<&'static str>>> {
    let fact = prop::sample::select(vec![
        ("environment", ["production", "staging"]),
        ("environment", ["production", "staging"]),
        ("service", ["checkout-api", "brochure"]),
        ("criticality", ["high", "low"]),
        ("kind", ["feature", "fix"]),
        ("reversibility", ["reversible", "irreversible"]),
        ("schemaMigration", ["true", "false"]),
    ]);
    let values = (fact, 0..4_u8).prop_map(|((name, [first, second]), which)| match which {
        0 | 1 => (name, vec![first]),
        2 => (name, vec![second]),
        _ => (name, vec![first, second]),
    });
    prop::collection::vec(values, 1..=2).prop_map(|facts| facts.into_iter().collect())
}

prop_compose! {
    fn class()(
        when in prop::collection::vec(alternative(), 1..=2),
        roles in prop::sample::subsequence(ROLES.to_vec(), 0..=3),
        counts in prop::collection::vec(prop::sample::select(vec![1, 1, 1, 2, 3]), 3),
        max_age in prop::option::of(prop::sample::select(vec![DAY, 7 * DAY, 30 * DAY])),
        peer_review in prop::option::of(prop::sample::select(vec![1, 1, 2])),
        register in prop::option::of(prop::sample::select(vec![
            (Some(DAY), false), (Some(DAY), true), (Some(7_200), true), (None, true),
        ])),
        relax in prop_oneof![3 => Just(Vec::new()), 1 => prop::sample::subsequence(RULES.to_vec(), 0..=2)],
    ) -> ClassPlan {
        let places = roles.into_iter().zip(counts).collect();
        ClassPlan { when, places, max_age, peer_review, register, relax }
    }
}

prop_compose! {
    fn asked()(
        service in any::<bool>(),
        environment in any::<bool>(),
        change in (prop::option::of(any::<bool>()), prop::option::of(any::<bool>()), prop::option::of(any::<bool>())),
        artefacts in 1..=3_usize,
        first_only in prop::bool::weighted(0.3),
    ) -> Asked {
        Asked { service, environment, change, artefacts, first_only }
    }
}

/// Generated releases, as plans.
pub fn plan() -> impl Strategy<Value = Plan> {
    let life = prop::option::weighted(0.4, prop::sample::select(vec![1, 2, 3_600, DAY, 30 * DAY]));
    let at = prop::sample::select(vec![-7_200, -7_200, -3_601, 1 - DAY, -1, 0]);
    let fillers = prop::collection::vec((at, life, any::<u8>()), 4);
    let extras = prop::collection::vec(prop::collection::vec((any::<u8>(), tenure()), 0..=3), 0..=4);
    (
        prop::collection::vec(class(), 1..=4),
        any::<u8>(),
        calendar(),
        asked(),
        fillers,
        any::<bool>(),
        extras,
        prop::collection::vec(event(), 0..=9),
        any::<bool>(),
        prop::collection::vec(any::<u64>(), 32).no_shrink(),
    )
        .prop_map(|(classes, revokers, calendar, asked, fillers, shared, extras, events, pinned, probes)| Plan {
            classes,
            revokers,
            calendar,
            asked,
            fillers,
            shared,
            extras,
            events,
            pinned,
            probes,
        })
}
