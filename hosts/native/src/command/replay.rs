//! `replay`: decides a saved report again, from its inputs, at its own time.
//!
//! The inputs are found by digest, so names and folders do not matter. It says whether the bytes agree, and does not
//! decide anything anew.

use std::collections::BTreeMap;
use std::process::ExitCode;

use countersign::records::Records;
use countersign::roots::BUILT_IN;
use countersign::{Anchors, Gate, Question, Verdict};

use crate::args::Replay;
use crate::exit::{ALLOW, DENY, Failure};
use crate::gather::{artefact, file, records, roots, time};
use crate::output;
use crate::render::decision::Shown;
use crate::render::report::{self, Report};
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
    let inputs = Inputs::read(arguments)?;
    let (policy, roster) = (inputs.rules("policy", &report.policy)?, inputs.rules("roster", &report.roster)?);
    let question = question(&report, &inputs)?;

    let decision = Gate::open(policy, roster, &inputs.anchors(&report)?)?.decide(&question)?;

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

/// Everything in the inputs, and the built-in trusted roots, by digest.
struct Inputs {
    by_digest: BTreeMap<String, Vec<u8>>,
    /// Public keys by key id.
    keys: BTreeMap<String, Vec<u8>>,
}

impl Inputs {
    fn read(arguments: &Replay) -> Result<Self, Failure> {
        let mut verifier = Records::open()?;
        let mut inputs = Self { by_digest: BTreeMap::new(), keys: BTreeMap::new() };
        for document in records::read(&arguments.inputs)? {
            if document.bytes.starts_with(b"-----BEGIN PUBLIC KEY-----")
                && let Ok(id) = verifier.key_id(&document.bytes)
            {
                inputs.keys.insert(id, document.bytes.clone());
            }
            inputs.by_digest.insert(artefact::of_bytes(&document.bytes), document.bytes);
        }
        let named = roots::files(&arguments.trusted_roots)?;
        for root in BUILT_IN.map(|root| root.json.to_vec()).into_iter().chain(named) {
            inputs.by_digest.insert(artefact::of_bytes(&root), root);
        }
        Ok(inputs)
    }

    fn find(&self, what: &str, digest: &str) -> Result<&[u8], Failure> {
        self.by_digest.get(digest).map(Vec::as_slice).ok_or_else(|| missing(what, digest))
    }

    fn rules(&self, what: &str, rules: &Option<report::Rules>) -> Result<&[u8], Failure> {
        match rules {
            Some(rules) => self.find(what, &rules.digest),
            None => Err(Failure::question(format!("the report names no {what}: it cannot be replayed"))),
        }
    }

    fn anchors(&self, report: &Report) -> Result<Anchors, Failure> {
        let anchors = &report.anchors;
        let root_keys =
            anchors.root_keys.iter().map(|id| self.keys.get(id).cloned().ok_or_else(|| missing("root public key", id)));
        let signatures = anchors.signatures.iter().map(|digest| self.find("signature", digest).map(<[u8]>::to_vec));
        let trusted_roots = anchors.trusted_roots.iter().map(|it| self.find("trusted root", it).map(<[u8]>::to_vec));
        Ok(Anchors {
            root_keys: root_keys.collect::<Result<_, _>>()?,
            signatures: signatures.collect::<Result<_, _>>()?,
            policy_digest: anchors.policy_digest.clone(),
            roster_digest: anchors.roster_digest.clone(),
            allow_unanchored: anchors.allow_unanchored,
            min_policy_serial: anchors.min_policy_serial,
            min_roster_serial: anchors.min_roster_serial,
            trusted_roots: trusted_roots.collect::<Result<_, _>>()?,
        })
    }
}

fn question(report: &Report, inputs: &Inputs) -> Result<Question, Failure> {
    let asked = &report.asked;
    let documents = report.documents.iter().map(|document| inputs.find("record", &document.digest).map(<[u8]>::to_vec));
    Ok(Question {
        artefacts: asked.artefacts.clone(),
        service: asked.service.clone(),
        version: asked.version.clone(),
        environment: asked.environment.clone(),
        deployer: asked.deployer.clone(),
        min_register_sequence: asked.min_register_sequence,
        now: time::parse(&report.now)
            .map_err(|wanted| Failure::question(format!("the report's `now` is no time: {wanted}")))?,
        records: documents.collect::<Result<_, _>>()?,
    })
}

fn missing(what: &str, digest: &str) -> Failure {
    Failure::question(format!(
        "the {what} `{}` of the report is not in the inputs: add it with `--inputs`",
        safe::text(digest)
    ))
}

fn verdict(verdict: Verdict) -> &'static str {
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
