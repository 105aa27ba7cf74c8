//! The gate: opened from a policy, a roster and what anchors them; then asked.
//!
//! It decides nothing itself: the component does.

use wasmtime::component::ResourceAny;

use crate::Error;
pub use crate::bindings::exports::countersign::verifier::gate::{Anchors, Decision, Question, Verdict};
use crate::component::Instance;

/// A policy and a roster, loaded once, that decide any number of questions.
///
/// A gate keeps the memory that its largest question took. One that returned [`Error::Tool`] is spent: open another.
pub struct Gate {
    instance: Instance,
    gate: ResourceAny,
}

impl Gate {
    /// Opens a gate.
    ///
    /// A policy or roster that does not load, or is not anchored, is no error here: such a gate answers every question
    /// with [`Verdict::Malformed`], and its reports say why.
    ///
    /// # Errors
    /// [`Error::Tool`] where the verifier itself failed.
    pub fn open(policy: &[u8], roster: &[u8], anchors: &Anchors) -> Result<Self, Error> {
        let mut instance = Instance::start()?;
        let gate = instance
            .exports
            .countersign_verifier_gate()
            .gate()
            .call_constructor(&mut instance.store, policy, roster, anchors)
            .map_err(|error| Error::tool(&error))?;
        Ok(Self { instance, gate })
    }

    /// Decides one question.
    ///
    /// # Errors
    /// [`Error::Tool`] where the verifier itself failed; there is no verdict then.
    pub fn decide(&mut self, question: &Question) -> Result<Decision, Error> {
        self.instance.refuel()?;
        let Instance { store, exports } = &mut self.instance;
        let decided = exports.countersign_verifier_gate().gate().call_decide(store, self.gate, question);
        decided.map_err(|error| Error::tool(&error))
    }

    /// What is still missing, and who can give it: canonical JSON, as `docs/report.md` says.
    ///
    /// # Errors
    /// [`Error::Tool`] where the verifier itself failed.
    pub fn explain(&mut self, question: &Question) -> Result<Vec<u8>, Error> {
        self.instance.refuel()?;
        let Instance { store, exports } = &mut self.instance;
        let explained = exports.countersign_verifier_gate().gate().call_explain(store, self.gate, question);
        explained.map_err(|error| Error::tool(&error))
    }
}

/// Anchors that pin nothing, to start from. Nothing is allowed with them: they do not allow what is unanchored either.
pub fn unanchored() -> Anchors {
    Anchors {
        root_keys: Vec::new(),
        signatures: Vec::new(),
        policy_digest: None,
        roster_digest: None,
        allow_unanchored: false,
        min_policy_serial: 0,
        min_roster_serial: 0,
        trusted_roots: Vec::new(),
    }
}
