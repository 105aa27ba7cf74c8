//! Attack **pairs**: two attacks that need no key, at once, drawn from a fixed seed.
//!
//! The second may undo the first, or meet another document in its place: so the demand is read off what came out of both.

use super::run::Dice;
use super::start::Start;
use super::{Attack, Demand};
use crate::scenario::Inputs;

/// What the table calls them.
pub(super) const KIND: &str = "two attacks at once";

/// Two of these attacks, drawn, as one; `None` where no two can be combined.
pub(super) fn pair(start: &Start, attacks: &[Attack], dice: &mut Dice) -> Option<Attack> {
    let both: Vec<&Attack> = attacks.iter().filter(|attack| combines(attack)).collect();
    let (first, second) = (both.get(dice.below(both.len()))?, both.get(dice.below(both.len()))?);
    let (made, demand) = combine(start, first, second);
    Some(Attack::new(KIND, said(first, second), demand, move |inputs| inputs.clone_from(&made)))
}

/// What two attacks are, for whoever has to look for them.
pub(super) fn said(first: &Attack, second: &Attack) -> String {
    format!("{} ({}) and {} ({})", first.kind, first.what, second.kind, second.what)
}

/// What two attacks make of a start, and what is demanded of that.
pub(super) fn combine(start: &Start, first: &Attack, second: &Attack) -> (Inputs, Demand) {
    let mut inputs = start.inputs.clone();
    (first.change)(&mut inputs);
    (second.change)(&mut inputs);
    let demand = demanded(start, &inputs);
    (inputs, demand)
}

/// Whether an attack can be one of two. Whom the host names as deployer, and which root keys it pins, is its own word.
pub(super) fn combines(attack: &Attack) -> bool {
    !["another deployer", "bits: root key"].contains(&attack.kind)
}

fn demanded(start: &Start, inputs: &Inputs) -> Demand {
    let (was, is) = (&start.inputs.request, &inputs.request);
    let known = is.artefacts.iter().all(|artefact| was.artefacts.contains(artefact));
    let same = (&was.service, &was.version, &was.environment) == (&is.service, &is.version, &is.environment);
    if !start.same_documents(inputs) && start.is_anchored() {
        Demand::Malformed
    } else if !known || !same || is.artefacts.is_empty() {
        Demand::Deny
    } else {
        Demand::Keyless
    }
}
