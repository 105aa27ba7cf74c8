//! A judgement for people: the verdict, the groups, and what every metric came to.

use std::fmt::Write as _;
use std::path::Path;

use serde::Deserialize;

use super::report::from_component;
use super::safe::{self, text as safe};
use super::{BAD, DOUBTFUL, GOOD, QUIET, styled};
use crate::exit::Failure;

/// What the component says of a canary.
#[derive(Deserialize)]
pub(crate) struct Judgement {
    verdict: String,
    #[serde(default)]
    source: String,
    result: Outcome,
}

#[derive(Deserialize)]
struct Outcome {
    score: Option<String>,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    groups: Vec<Group>,
    #[serde(default)]
    metrics: Vec<Metric>,
}

#[derive(Deserialize)]
struct Group {
    name: String,
    score: String,
    weight: String,
}

#[derive(Deserialize)]
struct Metric {
    name: String,
    classification: String,
    #[serde(default)]
    critical: bool,
    #[serde(default)]
    reason: String,
    shift: Option<Shift>,
    effect: Option<String>,
}

#[derive(Deserialize)]
struct Shift {
    estimate: String,
    lower: String,
    upper: String,
}

impl Judgement {
    /// Whether it passes.
    pub(crate) fn passes(&self) -> bool {
        self.verdict == "pass"
    }
}

/// A judgement by the component.
pub(crate) fn parse(json: &[u8]) -> Result<Judgement, Failure> {
    from_component(json)
}

/// The whole.
pub(crate) fn text(path: &Path, judgement: &Judgement) -> String {
    let style = match judgement.verdict.as_str() {
        "pass" => GOOD,
        "marginal" => DOUBTFUL,
        _ => BAD,
    };
    let result = &judgement.result;
    let verdict = styled(style, &safe(&judgement.verdict.to_uppercase()));
    let mut shown = format!("{verdict}  {} ({})", safe::path(path), safe(&judgement.source));
    if let Some(score) = &result.score {
        let _ = write!(shown, ", score {}", safe(score));
    }
    if !result.reason.is_empty() {
        let _ = write!(shown, ": {}", safe(&result.reason));
    }
    shown.push('\n');
    for group in &result.groups {
        let (name, score, weight) = (safe(&group.name), safe(&group.score), safe(&group.weight));
        let _ = writeln!(shown, "  {} {name}  {score} of 100, weighs {weight}", styled(QUIET, "group"));
    }
    for metric in &result.metrics {
        let _ = writeln!(shown, "  {}", line(metric));
    }
    shown
}

fn line(metric: &Metric) -> String {
    let good = matches!(metric.classification.as_str(), "Pass" | "Successful");
    let (style, mark) = if good { (GOOD, "✓") } else { (BAD, "✗") };
    let mut line = format!("{} {}  {}", styled(style, mark), safe(&metric.name), safe(&metric.classification));
    if metric.critical {
        line.push_str(", critical");
    }
    if let Some(Shift { estimate, lower, upper }) = &metric.shift {
        let _ = write!(line, ", higher by {} (from {} to {})", safe(estimate), safe(lower), safe(upper));
    }
    if let Some(effect) = &metric.effect {
        let _ = write!(line, ", effect {}", safe(effect));
    }
    if !metric.reason.is_empty() {
        let _ = write!(line, ": {}", safe(&metric.reason));
    }
    line
}
