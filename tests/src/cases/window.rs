//! Cases **window**: releases go out in the hours of every window that binds them, to the second; and windows that do not load.
//!
//! It is 12:00 UTC on a Friday, 13:00 in Berlin.

use countersign_core::base::code::Code;

use super::say::{staging, staging_at};
use super::{Area, Case};
use crate::scenario::Scenario;

const CLOSED: &[(&str, Code)] = &[("windows", Code::WindowClosed)];
const INVALID: &[(&str, Code)] = &[("policy", Code::PolicyInvalid)];
const UNDECLARED: &[(&str, Code)] = &[("policy", Code::PolicyNameUndeclared)];
const FRIDAY: &str = r#"{ name: office, open: [{ days: [friday], from: "09:00", until: "13:30" }] }"#;

/// The policy has these windows, in Berlin, and whatever else is said.
fn windows(scenario: &mut Scenario, windows: &str, more: &str) {
    let fields = format!("calendar: {{ timeZone: Europe/Berlin{more} }}\nwindows: [{windows}]\nescalation:\n");
    scenario.policy("escalation:\n", &fields);
}

/// Staging at an instant, with one window.
fn at(window: &'static str, now: &'static str) -> impl FnOnce(&mut Scenario) {
    move |s| {
        staging_at(s, now);
        windows(s, window, "");
    }
}

pub(super) fn cases() -> Vec<Case> {
    let area = Area("window");
    let mut cases = edges(&area);
    cases.extend(summer_time(&area));
    cases.extend(several(&area));
    cases.extend(unloadable(&area));
    cases
}

fn edges(area: &Area) -> Vec<Case> {
    const ALWAYS: &str = r#"{ name: always, open: [{ days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday], from: "00:00", until: "24:00" }] }"#;
    // Ninety days that are counted from 1970 end on 4 September 2026, a Friday.
    const THURSDAY: &str =
        r#"{ name: thursday, timeZone: UTC, open: [{ days: [thursday], from: "00:00", until: "24:00" }] }"#;
    const NIGHT: &str = r#"{ name: night, open: [{ days: [friday], from: "22:00", until: "02:00" }] }"#;
    const DAY: &str = r#"{ name: day, open: [{ days: [friday], from: "22:00", until: "24:00" }] }"#;
    vec![
        area.allows("open", "A Friday noon in Berlin lies inside the hours; the decision ends with them.", &[], |s| {
            windows(s, FRIDAY, "");
        }),
        area.denies("before", "One second before the window opens it is closed.", CLOSED, at(FRIDAY, "2026-11-20T07:59:59Z")),
        area.allows("opens", "At the instant at which it opens it is open.", &[], at(FRIDAY, "2026-11-20T08:00:00Z")),
        area.allows("last-second", "One second before it closes it is open.", &[], at(FRIDAY, "2026-11-20T12:29:59Z")),
        area.allows("always", "It closes on no day that anybody looks at: open at least up to there.", &[], at(ALWAYS, "2026-09-03T12:00:00Z")),
        area.allows("until-the-horizon", "It closes at the very instant up to which anybody looks.", &[], at(THURSDAY, "2026-09-03T12:00:00Z")),
        area.denies("closes", "From the instant on at which it closes it is closed.", CLOSED, at(FRIDAY, "2026-11-20T12:30:00Z")),
        area.denies("other-day", "The hours are those of Friday alone.", CLOSED, at(FRIDAY, "2026-11-19T12:00:00Z")),
        area.allows("past-midnight", "Hours that end before they begin end on the next day.", &[], at(NIGHT, "2026-11-21T00:59:59Z")),
        area.denies("past-midnight-over", "And not a second later.", CLOSED, at(NIGHT, "2026-11-21T01:00:00Z")),
        area.denies("past-midnight-before", "The night before a Friday is not Friday night.", CLOSED, at(NIGHT, "2026-11-20T00:30:00Z")),
        area.allows("until-midnight", "24:00 is the end of the day.", &[], at(DAY, "2026-11-20T22:59:59Z")),
        area.denies("until-midnight-over", "And not a second later.", CLOSED, at(DAY, "2026-11-20T23:00:00Z")),
        area.denies(
            "other-zone",
            "A window with a zone of its own is read there: in New York it is seven in the morning.",
            CLOSED,
            |s| windows(s, r#"{ name: office, timeZone: America/New_York, open: [{ days: [friday], from: "09:00", until: "17:00" }] }"#, ""),
        ),
    ]
}

/// Berlin's clocks show 02:00–03:00 never on 29 March 2026, and twice on 25 October.
fn summer_time(area: &Area) -> Vec<Case> {
    const TO_GAP: &str = r#"{ name: w, open: [{ days: [sunday], from: "01:00", until: "02:30" }] }"#;
    const FROM_GAP: &str = r#"{ name: w, open: [{ days: [sunday], from: "02:30", until: "04:00" }] }"#;
    const INSIDE: &str = r#"{ name: w, open: [{ days: [sunday], from: "02:10", until: "02:50" }] }"#;
    vec![
        area.allows(
            "gap-last-second",
            "A window that would end in a gap is open up to the gap.",
            &[],
            at(TO_GAP, "2026-03-29T00:59:59Z"),
        ),
        area.denies(
            "gap-closes",
            "And not after it, though 02:30 is not yet over by the old offset.",
            CLOSED,
            at(TO_GAP, "2026-03-29T01:00:00Z"),
        ),
        area.allows(
            "gap-opens",
            "A window that would begin in a gap begins with the first instant after it.",
            &[],
            at(FROM_GAP, "2026-03-29T01:00:00Z"),
        ),
        area.denies(
            "gap-inside",
            "A window of which no clock shows a second is closed.",
            CLOSED,
            at(INSIDE, "2026-03-29T01:00:00Z"),
        ),
        area.allows(
            "overlap-first",
            "Up to the first 02:30 a window until then is open.",
            &[],
            at(TO_GAP, "2026-10-25T00:29:59Z"),
        ),
        area.denies(
            "overlap-closes",
            "Before the second 02:30 it is not: permission shrinks.",
            CLOSED,
            at(TO_GAP, "2026-10-25T01:15:00Z"),
        ),
        area.denies(
            "overlap-waits",
            "After the first 02:30 a window from then on is not open yet.",
            CLOSED,
            at(FROM_GAP, "2026-10-25T00:45:00Z"),
        ),
        area.allows("overlap-opens", "From the second 02:30 on it is.", &[], at(FROM_GAP, "2026-10-25T01:30:00Z")),
        area.denies(
            "overlap-inside",
            "A window inside the hour that comes twice is closed in both: its readings share nothing.",
            CLOSED,
            at(INSIDE, "2026-10-25T01:30:00Z"),
        ),
    ]
}

fn several(area: &Area) -> Vec<Case> {
    const NARROW: &str = r#"{ name: narrow, appliesTo: { classes: [production] }, open: [{ days: [friday], from: "10:00", until: "12:00" }] }"#;
    let holiday = ", holidays: [{ name: Founders' Day, date: 2020-11-20, yearly: true }]";
    vec![
        area.denies(
            "all-that-bind",
            "Every window that binds the release must be open: a broad one does not widen a narrow one.",
            CLOSED,
            |s| {
                windows(s, &format!("{FRIDAY}, {NARROW}"), "");
            },
        ),
        area.allows("one-of-other-class", "A window of another class binds nobody else.", &[], |s| {
            staging(s);
            windows(s, NARROW, "");
        }),
        area.allows("one-of-other-environment", "Nor does one of another environment.", &[], |s| {
            windows(s, &FRIDAY.replace("office,", "office, appliesTo: { environments: [staging] },"), "");
        }),
        area.allows("one-of-other-service", "Nor does one of another service.", &[], |s| {
            windows(s, &FRIDAY.replace("office,", "office, appliesTo: { services: [brochure] },"), "");
        }),
        area.denies("holiday", "On a holiday a window is closed.", CLOSED, move |s| windows(s, FRIDAY, holiday)),
        area.allows("on-holidays", "Unless it says that it is open on holidays, too.", &[], move |s| {
            windows(s, &FRIDAY.replace("office,", "office, onHolidays: true,"), holiday);
        }),
        area.denies(
            "never",
            "A window without an opening up to the horizon says so, and the question can be asked again there.",
            CLOSED,
            |s| {
                let fridays: Vec<String> = (0..30)
                    .map(|week| {
                        let friday = jiff::civil::date(2026, 11, 20).saturating_add(jiff::Span::new().weeks(week));
                        format!("{{ name: Friday off, date: {friday} }}")
                    })
                    .collect();
                windows(s, FRIDAY, &format!(", holidays: [{}]", fridays.join(", ")));
            },
        ),
    ]
}

fn unloadable(area: &Area) -> Vec<Case> {
    let refuses = |name, about, due, text: &'static str| area.refuses(name, about, due, |s| windows(s, text, ""));
    let mut cases = vec![
        refuses(
            "zone-unknown",
            "A zone that the database does not have is no zone.",
            INVALID,
            r#"{ name: w, timeZone: Europe/Berln, open: [{ days: [friday], from: "09:00", until: "10:00" }] }"#,
        ),
        refuses(
            "zone-spelt-otherwise",
            "A zone has one spelling.",
            INVALID,
            r#"{ name: w, timeZone: europe/berlin, open: [{ days: [friday], from: "09:00", until: "10:00" }] }"#,
        ),
        refuses("empty", "A window that is never open is a mistake.", INVALID, "{ name: w, open: [] }"),
        refuses(
            "no-day",
            "And so is one without a day.",
            INVALID,
            r#"{ name: w, open: [{ days: [], from: "09:00", until: "10:00" }] }"#,
        ),
        refuses(
            "no-hours",
            "Hours that end when they begin could be none, or a whole day.",
            INVALID,
            r#"{ name: w, open: [{ days: [friday], from: "09:00", until: "09:00" }] }"#,
        ),
        refuses(
            "overlapping",
            "Hours that overlap are a slip of somebody's hand.",
            INVALID,
            r#"{ name: w, open: [{ days: [friday], from: "22:00", until: "02:00" }, { days: [saturday], from: "01:00", until: "03:00" }] }"#,
        ),
        refuses(
            "time-impossible",
            "No clock shows 25:00.",
            INVALID,
            r#"{ name: w, open: [{ days: [friday], from: "09:00", until: "25:00" }] }"#,
        ),
        refuses(
            "named-twice",
            "Two windows of one name cannot be told apart in a report.",
            UNDECLARED,
            r#"{ name: w, open: [{ days: [friday], from: "09:00", until: "10:00" }] }, { name: w, open: [{ days: [monday], from: "09:00", until: "10:00" }] }"#,
        ),
        refuses(
            "environment-undeclared",
            "A misspelt environment would bind nothing.",
            UNDECLARED,
            r#"{ name: w, appliesTo: { environments: [producton] }, open: [{ days: [friday], from: "09:00", until: "10:00" }] }"#,
        ),
        refuses(
            "service-undeclared",
            "A misspelt service would bind nothing.",
            UNDECLARED,
            r#"{ name: w, appliesTo: { services: [chekout] }, open: [{ days: [friday], from: "09:00", until: "10:00" }] }"#,
        ),
        refuses(
            "class-undeclared",
            "A misspelt class would bind nothing.",
            UNDECLARED,
            r#"{ name: w, appliesTo: { classes: [producton] }, open: [{ days: [friday], from: "09:00", until: "10:00" }] }"#,
        ),
        refuses(
            "scope-empty",
            "An empty list would bind nothing.",
            INVALID,
            r#"{ name: w, appliesTo: { classes: [] }, open: [{ days: [friday], from: "09:00", until: "10:00" }] }"#,
        ),
    ];
    let holidays = |name, about, text: &'static str| {
        area.refuses(name, about, INVALID, move |s| windows(s, FRIDAY, &format!(", holidays: [{text}]")))
    };
    cases.extend([
        holidays("holiday-impossible", "30 February is no day.", "{ name: x, date: 2026-02-30 }"),
        holidays(
            "holiday-of-some-years",
            "29 February is not a day of every year.",
            "{ name: x, date: 2028-02-29, yearly: true }",
        ),
        holidays(
            "holiday-twice",
            "One day, one holiday.",
            "{ name: x, date: 2026-12-25 }, { name: other, date: 2026-12-25 }",
        ),
        area.refuses("no-zone", "Hours without a zone are nobody's hours.", INVALID, |s| {
            windows(s, FRIDAY, "");
            s.policy("timeZone: Europe/Berlin", "");
        }),
        area.refuses("too-many", "More windows than anybody means.", INVALID, |s| {
            let window =
                |n| format!(r#"{{ name: w{n}, open: [{{ days: [friday], from: "09:00", until: "10:00" }}] }}"#);
            windows(s, &(0..49).map(window).collect::<Vec<_>>().join(", "), "");
        }),
    ]);
    cases
}
