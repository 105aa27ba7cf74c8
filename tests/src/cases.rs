//! The cases: one question each, the verdict that is due, and exactly the findings besides passes that explain it.
//!
//! One file per area, by the name of the folder under `fixtures/cases`. A case starts from [`Scenario::allowed`] and
//! changes one thing; where that is not enough it hands in inputs of its own. Whoever adds a finding code adds a case here.
//! How cases lie on disk is [`files`]' work; nothing here compares anything.

mod allowed;
mod analysis;
mod anchor;
mod approvals;
mod assessment;
mod binding;
mod canary;
mod chain;
mod class;
mod decisions;
mod emergency;
mod envelope;
mod evidence;
mod exceptions;
pub mod files;
mod freeze;
mod limits;
mod peer_review;
mod policy;
mod policy_review;
mod provenance;
mod question;
mod records;
mod register;
mod relays;
mod revocation;
mod rollback;
mod roster;
mod say;
mod sbom;
mod scans;
mod separation;
mod sigstore;
mod statement;
mod summary;
mod tests;
mod vulnerabilities;
mod window;

use countersign_core::base::code::Code;
use countersign_core::gate::Verdict;
use serde_json::Value;

use crate::scenario::{Inputs, Scenario};

/// A finding that is due: the requirement as reports write it, and the code.
pub type Due = (&'static str, Code);

/// One case.
#[derive(Clone, Debug)]
pub struct Case {
    /// The folder, and the file here.
    pub area: &'static str,
    /// Unique within the area.
    pub name: &'static str,
    /// Why there is this case, in a sentence.
    pub about: &'static str,
    /// What must come out.
    pub verdict: Verdict,
    /// Every finding that must come out, apart from those that pass.
    pub due: Vec<Due>,
    /// What the host hands in.
    pub inputs: Inputs,
    /// Too large to be committed: made anew for every run.
    pub in_memory: bool,
}

/// Every case, by area.
pub fn all() -> Vec<Case> {
    let areas: &[fn() -> Vec<Case>] = &[
        allowed::cases,
        analysis::cases,
        anchor::cases,
        approvals::cases,
        assessment::cases,
        binding::cases,
        chain::cases,
        canary::cases,
        class::cases,
        decisions::cases,
        emergency::cases,
        envelope::cases,
        exceptions::cases,
        freeze::cases,
        limits::cases,
        peer_review::cases,
        policy::cases,
        policy_review::cases,
        provenance::cases,
        question::cases,
        records::cases,
        register::cases,
        relays::cases,
        revocation::cases,
        rollback::cases,
        roster::cases,
        sbom::cases,
        scans::cases,
        separation::cases,
        sigstore::cases,
        statement::cases,
        tests::cases,
        vulnerabilities::cases,
        window::cases,
        summary::cases,
    ];
    areas.iter().flat_map(|cases| cases()).collect()
}

/// Makes the cases of one area.
struct Area(&'static str);

impl Area {
    /// A case with inputs of its own.
    fn given(&self, verdict: Verdict, name: &'static str, about: &'static str, due: &[Due], inputs: Inputs) -> Case {
        Case { area: self.0, name, about, verdict, due: due.to_vec(), inputs, in_memory: false }
    }

    /// The allowed release with one change, still allowed; `due` are warnings.
    fn allows(&self, name: &'static str, about: &'static str, due: &[Due], change: impl FnOnce(&mut Scenario)) -> Case {
        self.given(Verdict::Allow, name, about, due, changed(change).build())
    }

    /// The allowed release with one change, denied for one reason.
    fn denies(&self, name: &'static str, about: &'static str, due: &[Due], change: impl FnOnce(&mut Scenario)) -> Case {
        self.given(Verdict::Deny, name, about, due, changed(change).build())
    }

    /// The allowed release with one change, after which the question cannot be put. Where records are not even read,
    /// one is enough.
    fn refuses(
        &self,
        name: &'static str,
        about: &'static str,
        due: &[Due],
        change: impl FnOnce(&mut Scenario),
    ) -> Case {
        let mut inputs = changed(change).build();
        let report: Value = serde_json::from_slice(&inputs.decide().report).expect("a report is JSON");
        if report.get("class").is_none() {
            inputs.request.records.truncate(1);
        }
        self.given(Verdict::Malformed, name, about, due, inputs)
    }
}

fn changed(change: impl FnOnce(&mut Scenario)) -> Scenario {
    let mut scenario = Scenario::allowed();
    change(&mut scenario);
    scenario
}
