//! `replay`: decides a saved report again, from its inputs, at its own time.
//!
//! The inputs are found by digest, so names and folders do not matter. It says whether the bytes agree, and does not
//! decide anything anew.

use std::path::PathBuf;
use std::process::ExitCode;

use countersign::records::Records;
use countersign::{Gate, Verdict};

use crate::args::Replay;
use crate::destinations;
use crate::exit::{ALLOW, DENY, Failure};
use crate::gather::inputs::Inputs;
use crate::gather::{artefact, file, replayed};
use crate::output;
use crate::render::decision::Shown;
use crate::render::report::Report;
use crate::render::{inspect, safe};

pub(crate) fn run(arguments: &Replay) -> Result<ExitCode, Failure> {
    let saved = file::read(&arguments.report)?;
    let shown = safe::path(&arguments.report);
    let is_report = inspect::parse(&Records::open()?.inspect(&saved)?)?.kind == "report";
    let report: Report = match serde_json::from_slice(&saved) {
        Ok(report) if is_report => report,
        _ => {
            return Err(Failure::question(format!(
                "{shown} is no decision report: give the file that `verify --report` wrote"
            )));
        }
    };
    let inputs = Inputs::read(&arguments.inputs, &arguments.trusted_roots)?;
    let given = arguments.trusted_roots.iter().chain([&arguments.report]).map(PathBuf::as_path);
    let read = destinations::Inputs::files(inputs.named_by(&report).chain(given));
    destinations::check(arguments.outputs.places(), &read)?;
    must_hold(&inputs, &report)?;
    let (policy, roster) = (inputs.rules("policy", &report.policy)?, inputs.rules("roster", &report.roster)?);
    let question = replayed::question(&report, &inputs)?;

    let decision = Gate::open(policy, roster, &replayed::anchors(&report, &inputs)?)?.decide(&question)?;

    Shown::of(&decision, None)?.write(&arguments.outputs.files)?;
    let (agree, word) = match decision.report == saved {
        true => (ALLOW, format!("AGREES  {shown} is decided the same again: {}\n", verdict(decision.verdict))),
        false => (
            DENY,
            format!(
                "DIFFERS  {shown} is decided differently: {}\n{}",
                verdict(decision.verdict),
                differences(&saved, &decision.report)
            ),
        ),
    };
    output::text(&format!("{word}saved    {}\nreplayed {}\n", artefact::of_bytes(&saved), decision.id))?;
    Ok(ExitCode::from(agree))
}

/// Names everything that is not there, so that nobody fetches one file at a time.
fn must_hold(inputs: &Inputs, report: &Report) -> Result<(), Failure> {
    let missing = replayed::missing(report, inputs);
    let named: Vec<String> = missing.iter().map(|one| format!("the {} `{}`", one.what, safe::text(&one.id))).collect();
    let (are, them) = if named.len() == 1 { ("is", "it") } else { ("are", "them") };
    match named.is_empty() {
        true => Ok(()),
        false => Err(Failure::question(format!(
            "{} of the report {are} not in the inputs: add {them} with `--inputs`",
            named.join(", ")
        ))),
    }
}

pub(super) fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Allow => "allow",
        Verdict::Deny => "deny",
        Verdict::Malformed => "deny, as the question was malformed",
    }
}

/// The fields that are not equal; where there are none, the saved bytes are not canonical.
fn differences(saved: &[u8], replayed: &[u8]) -> String {
    let parse = |bytes: &[u8]| serde_json::from_slice::<serde_json::Map<_, _>>(bytes).unwrap_or_default();
    let (saved, replayed) = (parse(saved), parse(replayed));
    let mut names: Vec<&str> = saved.keys().chain(replayed.keys()).map(String::as_str).collect();
    names.sort_unstable();
    names.dedup();
    names.retain(|name| saved.get(*name) != replayed.get(*name));
    match names.is_empty() {
        true => "only the form of the JSON differs: the file was written again by something else\n".to_owned(),
        false => format!("these fields differ: {}\n", safe::text(&names.join(", "))),
    }
}
