//! What befalls a question before it is asked: documents are lost, doubled, damaged, altered and signed again; anchors are
//! damaged; the question itself is another.
//!
//! After it all, [`Deviated::is_vouched_for`] says from what was changed, not from what the gate read, whether anybody
//! still vouches for policy and roster.

mod alter;
mod document;
pub mod script;
mod signer;

use countersign_core::anchoring::Anchors;
use countersign_core::base::digest::Sha256;
use countersign_core::format::dsse::Envelope;
use countersign_stored::Inputs;

use script::Script;

/// At most so many deviations of one question.
const MOST: usize = 6;

/// A question, and what it was.
#[derive(Clone, Debug)]
pub struct Deviated {
    /// What is asked.
    pub inputs: Inputs,
    policy: Vec<u8>,
    roster: Vec<u8>,
    signatures: Vec<Vec<u8>>,
}

impl Deviated {
    /// A question that nothing befell.
    pub fn new(inputs: &Inputs) -> Self {
        Self {
            policy: inputs.policy.clone(),
            roster: inputs.roster.clone(),
            signatures: inputs.anchors.signatures.clone(),
            inputs: inputs.clone(),
        }
    }

    /// Lets things happen, as long as the script has something to say.
    pub fn befall(&mut self, script: &mut Script<'_>) {
        for _ in 0..MOST {
            if script.is_over() {
                break;
            }
            match script.byte() % 16 {
                0..=5 => document::alter_and_sign(&mut self.inputs.request.records, script),
                6 => document::damage(&mut self.inputs.request.records, script),
                7 => document::lose_or_double(&mut self.inputs.request.records, script),
                8 => document::exchange(&mut self.inputs.request.records, script),
                9 => document::damage_signature(&mut self.inputs.anchors.signatures, script),
                10 => document::damage(&mut self.inputs.anchors.signatures, script),
                11 => script.damage(&mut self.inputs.policy),
                12 => script.damage(&mut self.inputs.roster),
                13 => self.rewrite(script),
                14 => document::damage(&mut self.inputs.anchors.trusted_roots, script),
                _ => self.ask_otherwise(script),
            }
        }
    }

    /// Another policy or roster, by lines, which the host pins.
    fn rewrite(&mut self, script: &mut Script<'_>) {
        let Anchors { policy_digest, roster_digest, .. } = &mut self.inputs.anchors;
        let (text, digest) = match script.byte() % 4 {
            0 => (&mut self.inputs.roster, roster_digest),
            _ => (&mut self.inputs.policy, policy_digest),
        };
        script.rewrite_line(text);
        *digest = Some(Sha256::of(text).to_string());
    }

    fn ask_otherwise(&mut self, script: &mut Script<'_>) {
        let request = &mut self.inputs.request;
        match script.byte() % 8 {
            0 => request.now = request.now.saturating_add(script.span()),
            1 => request.now = request.now.saturating_sub(script.span()),
            2 => request.environment = script.word(),
            3 => request.service = script.word(),
            4 => request.version = script.word(),
            5 => request.deployer = Some(script.word()),
            6 => request.min_register_sequence = script.span(),
            _ => request.artefacts.push(Sha256::of(&[script.byte()]).to_string()),
        }
    }

    /// Whether both documents are pinned, or are what they were and still have a signature that they had; or the host
    /// asked to go without.
    pub fn is_vouched_for(&self) -> bool {
        let Anchors { policy_digest, roster_digest, allow_unanchored, signatures, .. } = &self.inputs.anchors;
        let signed = |after: &[u8], before: &[u8]| after == before && signatures.iter().any(|s| self.was_there(s));
        let pinned = |digest: &Option<String>, bytes: &[u8]| *digest == Some(Sha256::of(bytes).to_string());
        let policy = pinned(policy_digest, &self.inputs.policy) || signed(&self.inputs.policy, &self.policy);
        let roster = pinned(roster_digest, &self.inputs.roster) || signed(&self.inputs.roster, &self.roster);
        *allow_unanchored || policy && roster
    }

    /// Whether an anchor has a payload and a signature that one had before.
    fn was_there(&self, signature: &[u8]) -> bool {
        let Ok(after) = Envelope::parse(signature) else { return false };
        self.signatures.iter().filter_map(|before| Envelope::parse(before).ok()).any(|before| {
            let had = |bytes: &[u8]| before.signatures.iter().any(|one| one.bytes == bytes);
            before.payload == after.payload && after.signatures.iter().any(|one| had(&one.bytes))
        })
    }
}
