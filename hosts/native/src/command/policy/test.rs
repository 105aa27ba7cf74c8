//! `policy test`: tries a policy on a folder of cases.
//!
//! A case is a folder with `case.json` (what is due), `question.json` and `records/`; its roster is `roster.yml` there, or in
//! a folder above, up to the one that was named. Exit 1 means that something else came out than was due.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use countersign::{Gate, Question};
use serde::Deserialize;

use super::pinned;
use crate::args::TestPolicy;
use crate::exit::{ALLOW, DENY, Failure};
use crate::gather::{file, records, roots, time};
use crate::output;
use crate::render::report::{self, Report};
use crate::render::{BAD, GOOD, QUIET, safe, styled};

/// What is due.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    #[serde(default)]
    about: String,
    verdict: String,
    class: Option<String>,
    /// Everything that does not pass, where this is written.
    findings: Option<Vec<Due>>,
}

#[derive(Deserialize, PartialEq, Eq, PartialOrd, Ord)]
#[serde(deny_unknown_fields)]
struct Due {
    requirement: String,
    code: String,
}

/// What is asked.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Asked {
    artefacts: Vec<String>,
    service: String,
    version: String,
    environment: String,
    deployer: Option<String>,
    #[serde(default)]
    min_register_sequence: u64,
    now: String,
}

pub(super) fn run(arguments: &TestPolicy) -> Result<ExitCode, Failure> {
    let policy = file::read(&arguments.policy)?;
    let trusted_roots = roots::read(&arguments.trusted_roots)?;
    let cases = find(&arguments.cases)?;
    if cases.is_empty() {
        let shown = safe::path(&arguments.cases);
        return Err(Failure::question(format!(
            "{shown} has no case: a folder with `case.json`, `question.json` and `records`"
        )));
    }
    let (mut shown, mut failed) = (String::new(), 0_usize);
    for case in &cases {
        let wrong = try_case(arguments, &policy, &trusted_roots, case)?;
        let name = safe::path(case.strip_prefix(&arguments.cases).unwrap_or(case));
        let (style, mark) = if wrong.is_empty() { (GOOD, "✓") } else { (BAD, "✗") };
        let _ = writeln!(shown, "{} {name}", styled(style, mark));
        for line in &wrong {
            let _ = writeln!(shown, "    {line}");
        }
        failed += usize::from(!wrong.is_empty());
    }
    let _ = writeln!(shown, "\n{}", styled(QUIET, &format!("{} passed, {failed} failed", cases.len() - failed)));
    output::text(&shown)?;
    Ok(ExitCode::from(if failed == 0 { ALLOW } else { DENY }))
}

/// The folders that hold a case, in the order of their names.
fn find(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let failed = |error: std::io::Error| Failure::reading(folder, &error);
    if folder.join("case.json").is_file() {
        return Ok(vec![folder.to_owned()]);
    }
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut folders: Vec<PathBuf> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect::<Result<_, _>>().map_err(failed)?;
    folders.retain(|path| path.is_dir() && !path.is_symlink());
    folders.sort_unstable();
    folders.iter().map(|folder| find(folder)).collect::<Result<Vec<_>, _>>().map(|found| found.concat())
}

/// What came out that was not due; empty if nothing did.
fn try_case(
    arguments: &TestPolicy,
    policy: &[u8],
    trusted_roots: &[Vec<u8>],
    folder: &Path,
) -> Result<Vec<String>, Failure> {
    let due: Case = read(&folder.join("case.json"))?;
    let roster = file::read(&roster(arguments, folder)?)?;
    let question = question(folder)?;

    let decision = Gate::open(policy, &roster, &pinned(policy, &roster, trusted_roots.to_vec()))?.decide(&question)?;

    let report = report::parse(&decision.report)?;
    let mut wrong = Vec::new();
    let found = verdict_word(&report);
    if due.verdict != found {
        wrong.push(format!("verdict: `{}` is due, and it is `{}`", safe::text(&due.verdict), safe::text(found)));
    }
    let class = report.class.as_ref().map(|class| class.name.as_str()).unwrap_or_default();
    if let Some(due) = due.class.filter(|due| due != class) {
        wrong.push(format!("class: `{}` is due, and it is `{}`", safe::text(&due), safe::text(class)));
    }
    if let Some(findings) = due.findings {
        wrong.extend(differences(findings, &report));
    }
    if !wrong.is_empty() && !due.about.is_empty() {
        wrong.insert(0, safe::text(&due.about).to_string());
    }
    Ok(wrong)
}

fn verdict_word(report: &Report) -> &str {
    if report.question == "malformed" { "malformed" } else { &report.verdict }
}

/// Findings that are due and missing, and those that are there and not due.
fn differences(mut due: Vec<Due>, report: &Report) -> Vec<String> {
    let besides = report.findings.iter().filter(|finding| finding.outcome != "pass");
    let mut wrong = Vec::new();
    for finding in besides {
        let same = |due: &Due| due.requirement == finding.requirement && due.code == finding.code;
        match due.iter().position(same) {
            Some(at) => drop(due.swap_remove(at)),
            None => {
                let (requirement, code) = (safe::text(&finding.requirement), safe::text(&finding.code));
                wrong.push(format!("not due: {requirement} {code}: {}", safe::text(&finding.found)));
            }
        }
    }
    let missing = |due: &Due| format!("missing: {} {}", safe::text(&due.requirement), safe::text(&due.code));
    wrong.extend(due.iter().map(missing));
    wrong.sort_unstable();
    wrong
}

fn roster(arguments: &TestPolicy, folder: &Path) -> Result<PathBuf, Failure> {
    if let Some(roster) = &arguments.roster {
        return Ok(roster.clone());
    }
    let above = folder.ancestors().take_while(|above| above.starts_with(&arguments.cases));
    let found = above.map(|above| above.join("roster.yml")).find(|path| path.is_file());
    found.ok_or_else(|| {
        Failure::question(format!(
            "{} has no `roster.yml`, nor has a folder above: name one with `--roster`",
            safe::path(folder)
        ))
    })
}

fn question(folder: &Path) -> Result<Question, Failure> {
    let path = folder.join("question.json");
    let asked: Asked = read(&path)?;
    let now = time::parse(&asked.now)
        .map_err(|wanted| Failure::question(format!("{}: `now`: {wanted}", safe::path(&path))))?;
    let folder = folder.join("records");
    let documents = if folder.is_dir() { records::read(&[folder])? } else { Vec::new() };
    Ok(Question {
        artefacts: asked.artefacts,
        service: asked.service,
        version: asked.version,
        environment: asked.environment,
        deployer: asked.deployer,
        min_register_sequence: asked.min_register_sequence,
        now,
        records: documents.into_iter().map(|document| document.bytes).collect(),
    })
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path) -> Result<T, Failure> {
    let bytes = file::read(path)?;
    serde_json::from_slice(&bytes).map_err(|error| {
        Failure::question(format!("{}: {}: see `docs/policy.md`", safe::path(path), safe::text(&error.to_string())))
    })
}
