//! Cases **freeze**: nothing goes out in a freeze that binds it, to the second; and freezes that do not load.
//!
//! It is 12:00 UTC on 20 November 2026, 13:00 in Berlin.

use countersign_core::base::code::Code;

use super::say::{EMERGENCY, staging_at};
use super::{Area, Case};
use crate::scenario::Scenario;

const ACTIVE: &[(&str, Code)] = &[("freezes", Code::FreezeActive)];
const INVALID: &[(&str, Code)] = &[("policy", Code::PolicyInvalid)];
const UNDECLARED: &[(&str, Code)] = &[("policy", Code::PolicyNameUndeclared)];
const DAY: &str =
    "{ name: books-close, reason: The books of the year are closed., from: 2026-11-20, until: 2026-11-20 }";

/// The policy has these freezes, read in Berlin, and a way out of them.
fn freezes(scenario: &mut Scenario, freezes: &str) {
    let fields = format!("calendar: {{ timeZone: Europe/Berlin }}\nfreezes: [{freezes}]\n{EMERGENCY}escalation:\n");
    scenario.policy("escalation:\n", &fields);
}

fn freeze(from: &str, until: &str) -> String {
    format!("{{ name: books-close, reason: The books of the year are closed., from: {from}, until: {until} }}")
}

pub(super) fn cases() -> Vec<Case> {
    let area = Area("freeze");
    let mut cases = edges(&area);
    cases.extend(scopes(&area));
    cases.extend(unloadable(&area));
    cases
}

fn edges(area: &Area) -> Vec<Case> {
    let at = |from: &'static str, until: &'static str, now: &'static str| {
        move |s: &mut Scenario| {
            staging_at(s, now);
            freezes(s, &freeze(from, until));
        }
    };
    let day = |now| at("2026-12-18", "2026-12-31", now);
    let instants = |now| at("2026-12-18T17:00:00Z", "2027-01-04T05:00:00Z", now);
    let local = |now| at("2026-12-18T18:00", "2027-01-04T06:00", now);
    let overlap = |now| at("2026-10-25T02:30", "2026-10-25T02:30", now);
    vec![
        area.denies("active", "A day that is frozen is frozen to its end.", ACTIVE, |s| freezes(s, DAY)),
        area.allows(
            "day-before",
            "One second before the day begins in Berlin, nothing is frozen.",
            &[],
            day("2026-12-17T22:59:59Z"),
        ),
        area.denies("day-begins", "With the day begins the freeze.", ACTIVE, day("2026-12-17T23:00:00Z")),
        area.denies(
            "day-last-second",
            "The last day is frozen to its last second.",
            ACTIVE,
            day("2026-12-31T22:59:59Z"),
        ),
        area.allows("day-over", "With the next day it is over.", &[], day("2026-12-31T23:00:00Z")),
        area.allows(
            "instant-before",
            "One second before an instant it is not on.",
            &[],
            instants("2026-12-18T16:59:59Z"),
        ),
        area.denies("instant-begins", "At the instant it is.", ACTIVE, instants("2026-12-18T17:00:00Z")),
        area.denies("instant-last-second", "Up to its end.", ACTIVE, instants("2027-01-04T04:59:59Z")),
        area.allows("instant-over", "And not at its end.", &[], instants("2027-01-04T05:00:00Z")),
        area.denies("local-begins", "18:00 in Berlin is 17:00 UTC in winter.", ACTIVE, local("2026-12-18T17:00:00Z")),
        area.allows("local-over", "06:00 in Berlin is 05:00 UTC in winter.", &[], local("2027-01-04T05:00:00Z")),
        area.allows(
            "overlap-before",
            "Before the first 02:30 of the night in which it comes twice, nothing is frozen.",
            &[],
            overlap("2026-10-25T00:29:59Z"),
        ),
        area.denies(
            "overlap-begins",
            "A freeze begins with the first of two readings.",
            ACTIVE,
            overlap("2026-10-25T00:30:00Z"),
        ),
        area.denies(
            "overlap-last-second",
            "And ends with the last: prohibition grows.",
            ACTIVE,
            overlap("2026-10-25T01:29:59Z"),
        ),
        area.allows("overlap-over", "At the last reading it is over.", &[], overlap("2026-10-25T01:30:00Z")),
    ]
}

fn scopes(area: &Area) -> Vec<Case> {
    let bound = |to: &str| DAY.replace("books-close,", &format!("books-close, appliesTo: {{ {to} }},"));
    vec![
        area.denies("all-lists-fit", "A freeze binds what all of its lists name.", ACTIVE, move |s| {
            freezes(s, &bound("environments: [production], services: [checkout-api], classes: [production]"));
        }),
        area.allows("other-environment", "A freeze of another environment binds nobody here.", &[], move |s| {
            freezes(s, &bound("environments: [staging], services: [checkout-api]"));
        }),
        area.allows("other-service", "Nor does one of another service.", &[], move |s| {
            freezes(s, &bound("services: [brochure]"))
        }),
        area.allows("other-class", "Nor does one of another class.", &[], move |s| {
            freezes(s, &bound("classes: [staging]"))
        }),
        area.denies("two", "Of several freezes each is named; one that is over is not.", ACTIVE, |s| {
            let over = freeze("2026-11-01", "2026-11-19").replace("books-close", "over");
            let other = freeze("2026-11-20T12:00:00Z", "2026-11-21").replace("books-close", "audit");
            freezes(s, &format!("{DAY}, {over}, {other}"));
        }),
        area.denies("beside-a-window", "A window does not open a freeze.", ACTIVE, |s| {
            freezes(s, DAY);
            s.policy(
                "freezes:",
                "windows: [{ name: w, open: [{ days: [friday], from: \"09:00\", until: \"17:00\" }] }]\nfreezes:",
            );
        }),
    ]
}

fn unloadable(area: &Area) -> Vec<Case> {
    let dates = |name, about, from: &'static str, until: &'static str| {
        area.refuses(name, about, INVALID, move |s| freezes(s, &freeze(from, until)))
    };
    let wide = |text: String| move |s: &mut Scenario| freezes(s, &text);
    vec![
        area.refuses(
            "no-emergency",
            "A policy that can stop everything says how an emergency goes out.",
            &[("policy", Code::PolicyFreezeWithoutEmergency)],
            |s| {
                freezes(s, DAY);
                s.policy(EMERGENCY, "");
            },
        ),
        dates("ends-before", "A freeze that ends before it begins is a slip.", "2026-12-31", "2026-12-18"),
        dates("ends-at-once", "A freeze of no second is one, too.", "2026-12-18T17:00:00Z", "2026-12-18T18:00"),
        dates("date-impossible", "30 February is no day.", "2026-02-30", "2026-03-02"),
        dates("time-impossible", "No clock shows 24:30.", "2026-02-20T24:30", "2026-03-02"),
        dates(
            "offset",
            "An instant has one spelling, and a local time has its zone beside it.",
            "2026-12-18T18:00+01:00",
            "2026-12-31",
        ),
        area.refuses("no-zone", "A date without a zone is nobody's day.", INVALID, |s| {
            freezes(s, DAY);
            s.policy("timeZone: Europe/Berlin", "");
        }),
        area.refuses(
            "no-reason",
            "Whoever runs into a freeze wants to know why.",
            INVALID,
            wide(DAY.replace("The books of the year are closed.", "\" \"")),
        ),
        area.refuses(
            "named-twice",
            "Two freezes of one name cannot be told apart in a report.",
            UNDECLARED,
            wide(format!("{DAY}, {DAY}")),
        ),
        area.refuses(
            "environment-undeclared",
            "A misspelt environment would freeze nothing.",
            UNDECLARED,
            wide(DAY.replace("books-close,", "books-close, appliesTo: { environments: [producton] },")),
        ),
        area.refuses(
            "service-undeclared",
            "A misspelt service would freeze nothing.",
            UNDECLARED,
            wide(DAY.replace("books-close,", "books-close, appliesTo: { services: [chekout] },")),
        ),
        area.refuses(
            "class-undeclared",
            "A misspelt class would freeze nothing.",
            UNDECLARED,
            wide(DAY.replace("books-close,", "books-close, appliesTo: { classes: [producton] },")),
        ),
        area.refuses(
            "scope-empty",
            "An empty list would freeze nothing.",
            INVALID,
            wide(DAY.replace("books-close,", "books-close, appliesTo: { services: [] },")),
        ),
        area.refuses("too-many", "More freezes than anybody means.", INVALID, |s| {
            let named = |n: usize| DAY.replace("books-close", &format!("f{n}"));
            freezes(s, &(0..513).map(named).collect::<Vec<_>>().join(", "));
        }),
        area.refuses("emergency-by-nobody", "An emergency that nobody may declare is no way out.", INVALID, |s| {
            freezes(s, DAY);
            s.policy("by: [security]", "by: []");
        }),
        area.refuses("emergency-role-undeclared", "A misspelt role would leave nobody.", UNDECLARED, |s| {
            freezes(s, DAY);
            s.policy("by: [security]", "by: [securty]");
        }),
    ]
}
