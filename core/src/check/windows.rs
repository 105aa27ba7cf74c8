//! Check **windows**: every window that binds the release is open (`docs/calendar.md`).
//!
//! Each edge that lies ahead is asked about, so that the decision ends where the nearest window opens or closes.

use crate::base::code::Code;
use crate::base::finding::{Finding, Requirement};
use crate::check::Context;
use crate::policy::calendar::window::Window;

/// Looks at the windows that bind the release. A policy without windows asks for nothing.
pub fn check(context: &Context<'_>) -> Vec<Finding> {
    let windows = &context.policy.windows;
    if windows.is_empty() {
        return Vec::new();
    }
    let (question, class) = (context.question, &context.selection.class.name);
    let binds = |window: &&Window| window.applies_to.binds(&question.environment, &question.service, class);
    let mut findings: Vec<Finding> = windows.iter().filter(binds).map(|window| judge(context, window)).collect();
    if findings.is_empty() {
        let expected = "an open window, where one binds the release";
        findings.push(Finding::new(Requirement::Windows, Code::WindowNone, expected, "none binds it"));
    }
    findings
}

fn judge(context: &Context<'_>, window: &Window) -> Finding {
    let (moment, calendar) = (context.moment, &context.policy.calendar);
    let zone = window.zone(calendar);
    let finding = |code, found: String| {
        let expected = format!("`{}`, {}: {window} {zone}", window.name, window.applies_to);
        Finding::new(Requirement::Windows, code, expected, found)
    };
    // What is found is only good up to the horizon: asking about it ends the decision there at the latest.
    let horizon = Window::horizon(moment.shown());
    moment.has_come(horizon);
    for span in window.spans(calendar, moment.shown()) {
        if !moment.has_come(span.from) {
            let holiday = calendar.holidays.on(zone.local(moment.shown()).date()).filter(|_| !window.on_holidays);
            let why = holiday.map(|name| format!(" today, {name}")).unwrap_or_default();
            return finding(Code::WindowClosed, format!("closed{why}; opens at {}", zone.show(span.from)));
        }
        if !moment.has_come(span.until) {
            let least = if span.until > horizon { "at least " } else { "" };
            return finding(Code::WindowOpen, format!("open {least}until {}", zone.show(span.until.min(horizon))));
        }
    }
    finding(Code::WindowClosed, format!("closed, and no opening up to {}", zone.show(horizon)))
}
