//! A year by `validUntil` alone: asking again only when a decision ends finds every opening, closing and freeze of the year
//! to the minute, over both changes of the clocks.

use countersign_core::anchoring::Anchors;
use countersign_core::gate::Gate;
use countersign_core::request::Request;
use countersign_tests::scenario::{Scenario, seconds};
use jiff::civil::date;
use serde_json::Value;

use crate::oracle::{Minutes, Span, runs};
use crate::windows::{Hours, allowed};
use crate::zone;

const ZONES: [&str; 6] =
    ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Pacific/Apia", "Africa/Casablanca"];
/// Weekdays from nine to five; and every night from one to half past two.
const HOURS: [Hours; 2] = [(0b001_1111, 540, 1_020), (0b111_1111, 60, 150)];

#[test]
fn asking_again_when_a_decision_ends_misses_nothing() {
    for name in ZONES {
        let year = (seconds("2025-11-20T00:00:00Z"), seconds("2026-11-20T00:00:00Z"));
        let rules = zone(name);
        let as_signed = |second: u64| i64::try_from(second).expect("a time of this century");
        let minutes = Minutes::of(&rules, as_signed(year.0) - 10 * 86_400, as_signed(year.1) + 10 * 86_400);
        let holidays = [date(2025, 12, 25), date(2026, 4, 3)];
        let local = allowed(&minutes, &HOURS, &holidays);
        let open: Vec<Span> =
            runs(&local).into_iter().filter_map(|(from, until)| minutes.permitted(from, until)).collect();
        let frozen =
            minutes.forbidden(date(2026, 3, 20).at(18, 0, 0, 0), date(2026, 4, 6).at(0, 0, 0, 0)).expect("a freeze");
        let within = |span: &Span, at: u64| span.0 <= as_signed(at) && as_signed(at) < span.1;

        let (gate, request) = gate(name);
        let (mut now, mut asked) = (year.0, 0);
        while now < year.1 {
            let report = decide(&gate, &request, now);
            let until = report["validUntil"].as_str().map_or(year.1, seconds);
            assert!(until > now, "{name}: `validUntil` {until} is not after {now}");
            let (windows, freezes) = (code(&report, "windows"), code(&report, "freezes"));
            // Every minute of the decision, and its last second.
            for at in (now..until.min(year.1)).step_by(60).chain([until.min(year.1) - 1]) {
                let last = open[..open.partition_point(|(from, _)| *from <= as_signed(at))].last();
                let due = if last.is_some_and(|span| within(span, at)) { "window.open" } else { "window.closed" };
                assert_eq!(windows, due, "{name} at {at}, asked at {now}");
                let due = if within(&frozen, at) { "freeze.active" } else { "freeze.none" };
                assert_eq!(freezes, due, "{name} at {at}, asked at {now}");
            }
            (now, asked) = (until, asked + 1);
        }
        assert!((1_000..2_000).contains(&asked), "{name}: asked {asked} times");
        eprintln!("calendar: {name}, a year in {asked} questions");
    }
}

/// A gate with a window, a freeze and holidays; the policy's review holds for long.
fn gate(zone: &str) -> (Gate, Request) {
    let mut scenario = Scenario::allowed();
    scenario.policy("every: 365d", "every: 3650d").policy("reviewedAt: 2026-10-01", "reviewedAt: 2025-10-01");
    let every_day = "days: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]";
    let weekdays = "days: [monday, tuesday, wednesday, thursday, friday]";
    scenario.policy(
        "escalation:\n",
        &format!(
            "calendar:\n  timeZone: {zone}\n  holidays: [{{ name: a, date: 2024-12-25, yearly: true }}, {{ name: b, date: 2026-04-03 }}]\n\
             windows:\n  - name: w\n    open: [{{ {weekdays}, from: \"09:00\", until: \"17:00\" }}, {{ {every_day}, from: \"01:00\", until: \"02:30\" }}]\n\
             freezes:\n  - {{ name: f, reason: r, from: 2026-03-20T18:00, until: 2026-04-05 }}\n\
             emergency: {{ by: [security] }}\nescalation:\n"
        ),
    );
    scenario.question.environment = "staging".to_owned();
    scenario.decisions.clear();
    scenario.registers.clear();
    let inputs = scenario.build();
    let gate = Gate::open(&inputs.policy, &inputs.roster, &Anchors { allow_unanchored: true, ..Anchors::default() });
    // Without a record nothing but the calendar changes in that year.
    (gate, Request { records: Vec::new(), ..inputs.request })
}

fn decide(gate: &Gate, request: &Request, now: u64) -> Value {
    let decision = gate.decide(&Request { now, ..request.clone() });
    serde_json::from_slice(&decision.report).expect("a report is JSON")
}

fn code(report: &Value, requirement: &str) -> String {
    let findings = report["findings"].as_array().expect("findings");
    let found = findings.iter().find(|finding| finding["requirement"] == requirement);
    found.and_then(|finding| finding["code"].as_str()).unwrap_or_default().to_owned()
}
