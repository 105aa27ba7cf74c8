//! What a release still lacks, for people.

use std::fmt::Write as _;

use countersign::Question;
use serde::Deserialize;

use super::report::from_component;
use super::safe::text as safe;
use super::{BAD, DOUBTFUL, GOOD, QUIET, STRONG, styled};
use crate::exit::Failure;

/// What the component explains.
#[derive(Deserialize)]
pub(crate) struct Explained {
    pub(crate) verdict: String,
    pub(crate) class: Option<String>,
    #[serde(default)]
    pub(crate) missing: Vec<Missing>,
    #[serde(default)]
    warnings: Vec<Missing>,
}

/// One requirement that fails; or what was handed in and does not count.
#[derive(Deserialize)]
pub(crate) struct Missing {
    requirement: String,
    code: String,
    #[serde(default)]
    expected: String,
    #[serde(default)]
    found: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    who: Vec<Person>,
}

/// Somebody who could help.
#[derive(Deserialize)]
struct Person {
    id: String,
    #[serde(default)]
    name: String,
}

/// An explanation of the component.
pub(crate) fn parse(json: &[u8]) -> Result<Explained, Failure> {
    from_component(json)
}

/// The explanation.
pub(crate) fn text(explained: &Explained, asked: &Question) -> String {
    let (service, version, environment) = (safe(&asked.service), safe(&asked.version), safe(&asked.environment));
    let class = explained.class.as_ref().map(|class| format!("  ({})", safe(class))).unwrap_or_default();
    let head = match explained.verdict.as_str() {
        "allow" => format!("{}  {service} {version} lacks nothing for {environment}{class}\n", styled(GOOD, "READY")),
        _ => format!("{}  {service} {version} for {environment}{class}\n\n", styled(BAD, "MISSING")),
    };
    head + &missing(explained)
}

/// One paragraph for each requirement that fails, and for each warning.
pub(crate) fn missing(explained: &Explained) -> String {
    paragraphs(&explained.missing, &styled(BAD, "✗")) + &paragraphs(&explained.warnings, &styled(DOUBTFUL, "!"))
}

fn paragraphs(all: &[Missing], mark: &str) -> String {
    let mut shown = String::new();
    for missing in all {
        let line = format!("{}  {}", safe(&missing.requirement), safe(&missing.code));
        let _ = writeln!(shown, "{mark} {}", styled(STRONG, &line));
        let who = missing.who.iter().map(Person::shown).collect::<Vec<_>>().join(", ");
        let sentences =
            [("expected", &missing.expected), ("found", &missing.found), ("next", &missing.next), ("who", &who)];
        for (label, sentence) in sentences {
            if !sentence.is_empty() {
                let _ = writeln!(shown, "    {}  {}", styled(QUIET, &format!("{label:8}")), safe(sentence));
            }
        }
    }
    shown
}

impl Missing {
    /// Whether it fails because nobody is named who deploys.
    pub(crate) fn lacks_deployer(&self) -> bool {
        self.code == "separation.actor-missing" && self.requirement.ends_with("-deployer")
    }
}

impl Person {
    fn shown(&self) -> String {
        match self.name.is_empty() || self.name == self.id {
            true => self.id.clone(),
            false => format!("{} ({})", self.name, self.id),
        }
    }
}
