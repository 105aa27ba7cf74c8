//! An archive of any number of decisions: releases of one service under one policy, each asked about several times, with every
//! record and report in a file of its own.

use std::fs;
use std::io;
use std::path::Path;
use std::thread;

use countersign_core::base::digest::Sha256;
use countersign_core::gate::Gate;
use serde_json::json;

use crate::key::Key;
use crate::scenario::{Inputs, Scenario};

/// How often each release is asked about: a pipeline that tries again.
pub const QUESTIONS: usize = 4;
/// Seconds between two questions.
const BETWEEN: u64 = 300;
/// Every so many releases lack an approval, and are denied.
const DENIED: usize = 10;

/// Writes so many decisions, and what they were decided on, below a folder.
pub fn write(folder: &Path, decisions: usize) -> io::Result<()> {
    let rules = Scenario::allowed().build();
    let own = folder.join("rules");
    fs::create_dir_all(&own)?;
    fs::write(own.join("policy.yml"), &rules.policy)?;
    fs::write(own.join("roster.yml"), &rules.roster)?;
    fs::write(own.join("root.pub"), Key::of("root").pem)?;
    for (number, signature) in rules.anchors.signatures.iter().enumerate() {
        fs::write(own.join(format!("{number}.sig.json")), signature)?;
    }
    let gate = Gate::open(&rules.policy, &rules.roster, &rules.anchors);
    let workers = thread::available_parallelism().map_or(1, std::num::NonZero::get);
    thread::scope(|scope| {
        let gate = &gate;
        let part = |worker: usize| {
            move || {
                let own = (0..decisions.div_ceil(QUESTIONS)).skip(worker).step_by(workers);
                own.map(|release| (release, QUESTIONS.min(decisions - release * QUESTIONS)))
                    .try_for_each(|(number, questions)| release(folder, gate, number, questions))
            }
        };
        let parts: Vec<_> = (0..workers).map(|worker| scope.spawn(part(worker))).collect();
        parts
            .into_iter()
            .try_for_each(|part| part.join().unwrap_or_else(|_| Err(io::Error::other("a worker broke off"))))
    })
}

/// One release: its records, and a report for each question.
fn release(folder: &Path, gate: &Gate, number: usize, questions: usize) -> io::Result<()> {
    let version = format!("1.{number}.0");
    let mut scenario = Scenario::allowed();
    scenario.artefacts = vec![Sha256::of(version.as_bytes())];
    scenario.releases[0].predicate["version"] = json!(version);
    scenario.question.version = version;
    if number.is_multiple_of(DENIED) {
        scenario.decisions.pop();
    }
    let Inputs { mut request, .. } = scenario.build();
    // Folders of a hundred releases, so that none is large.
    let own = folder.join(format!("releases/{:04}/{number:06}", number / 100));
    fs::create_dir_all(&own)?;
    for (at, record) in request.records.iter().enumerate() {
        fs::write(own.join(format!("record-{at}.json")), record)?;
    }
    for question in 0..questions {
        fs::write(own.join(format!("report-{question}.json")), gate.decide(&request).report)?;
        request.now += BETWEEN;
    }
    Ok(())
}
