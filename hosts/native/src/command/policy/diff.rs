//! `policy diff`: decides saved reports again under two policies, and shows what changes.
//!
//! Exit 1 means that a verdict, a class or a failure changes.

use std::fmt::Write as _;
use std::process::ExitCode;

use countersign::{Gate, Question};

use super::pinned;
use crate::args::DiffPolicy;
use crate::command::replay::verdict;
use crate::exit::{ALLOW, DENY, Failure};
use crate::gather::inputs::Inputs;
use crate::gather::{file, replayed};
use crate::output;
use crate::render::report::{self, Report};
use crate::render::{QUIET, STRONG, safe, styled};

pub(super) fn run(arguments: &DiffPolicy) -> Result<ExitCode, Failure> {
    let (old, new) = (file::read(&arguments.old)?, file::read(&arguments.new)?);
    let inputs = Inputs::read(&arguments.inputs, &arguments.trusted_roots)?;
    let reports: Vec<Report> = inputs.documents().filter_map(saved).collect();
    if reports.is_empty() {
        return Err(Failure::question(
            "the inputs hold no decision report: keep what `verify --report` writes".to_owned(),
        ));
    }
    let (mut shown, mut changed) = (String::new(), 0_usize);
    for report in &reports {
        let question = replayed::question(report, &inputs)?;
        let roster = match &arguments.roster {
            Some(path) => file::read(path)?,
            None => inputs.rules("roster", &report.roster)?.to_vec(),
        };
        let roots = replayed::anchors(report, &inputs)?.trusted_roots;
        let before = decide(&old, &roster, roots.clone(), &question)?;
        let after = decide(&new, &roster, roots, &question)?;
        if before == after {
            continue;
        }
        changed += 1;
        let asked = &report.asked;
        let (service, version, environment) =
            (safe::text(&asked.service), safe::text(&asked.version), safe::text(&asked.environment));
        let head = format!("{service} {version} to {environment}, as of {}", safe::text(&report.now));
        let _ = writeln!(shown, "{}\n{}", styled(STRONG, &head), difference(&before, &after));
    }
    let all = reports.len();
    let _ = writeln!(shown, "{}", styled(QUIET, &format!("{changed} of {all} decisions change")));
    output::text(&shown)?;
    Ok(ExitCode::from(if changed == 0 { ALLOW } else { DENY }))
}

/// A decision report, if the document is one.
fn saved(document: &[u8]) -> Option<Report> {
    serde_json::from_slice::<Report>(document).ok()
}

/// What matters of a decision.
#[derive(PartialEq, Eq)]
struct Decided {
    verdict: &'static str,
    class: String,
    /// Requirement and code of everything that fails.
    failures: Vec<(String, String)>,
}

fn decide(policy: &[u8], roster: &[u8], roots: Vec<Vec<u8>>, question: &Question) -> Result<Decided, Failure> {
    let decision = Gate::open(policy, roster, &pinned(policy, roster, roots))?.decide(question)?;
    let report = report::parse(&decision.report)?;
    let fails = report.findings.into_iter().filter(|finding| finding.outcome == "fail");
    Ok(Decided {
        verdict: verdict(decision.verdict),
        class: report.class.map(|class| class.name).unwrap_or_default(),
        failures: fails.map(|finding| (finding.requirement, finding.code)).collect(),
    })
}

fn difference(before: &Decided, after: &Decided) -> String {
    let mut shown = String::new();
    if before.verdict != after.verdict {
        let _ = writeln!(shown, "  verdict  {} → {}", before.verdict, after.verdict);
    }
    if before.class != after.class {
        let _ = writeln!(shown, "  class    {} → {}", safe::text(&before.class), safe::text(&after.class));
    }
    for (sign, these, those) in [("no longer", before, after), ("now", after, before)] {
        for (requirement, code) in these.failures.iter().filter(|failure| !those.failures.contains(failure)) {
            let _ = writeln!(shown, "  {sign:9} {} {}", safe::text(requirement), safe::text(code));
        }
    }
    shown
}
