//! A spread sample of attacks: so many of each kind, on as many starts as there are, for asking hosts that are too slow for all.
//!
//! It judges nothing: what is demanded of attacks is `run`'s affair. The same numbers are the same attacks on every machine.

use std::collections::BTreeMap;

use super::run::Dice;
use super::start::{self, Start};
use super::{Attack, insiders, keyless, pairs};
use crate::cases::Case;

/// Generated releases that are allowed, and as many that are not.
const GENERATED: usize = 20;
/// One in so many of the starts that are denied is attacked; each that is allowed is.
const OF_DENIED: usize = 4;
/// Attacks on one start, at the most: of the kinds that there are fewest of so far.
const OF_START: usize = 3;

/// So many attacks of each kind, on one start in so many, each as a case: its name says the kind and the start.
pub fn sample(of_each: usize, every: usize) -> Vec<(String, Case)> {
    let mut dice = Dice::new("a sample");
    let starts = start::all(GENERATED);
    let wanted = starts.len() / every.max(1);
    let mut counts: BTreeMap<&'static str, usize> = BTreeMap::new();
    let mut sampled = Vec::new();
    for (name, inputs) in dice.some(starts, wanted) {
        let start = Start::new(name, inputs);
        if !start.is_allowed() && dice.below(OF_DENIED) > 0 {
            continue;
        }
        let mut attacks = keyless(&start, 1, &mut dice);
        attacks.extend(pairs::pair(&start, &attacks, &mut dice));
        if start.is_allowed() {
            attacks.extend(insiders(&start, 1, &mut dice));
        }
        // Shuffled, so that of kinds that are as few, and of attacks of one kind, any may come first.
        let count = attacks.len();
        let mut attacks = dice.some(attacks, count);
        attacks.sort_by_key(|attack| counts.get(attack.kind).copied().unwrap_or_default());
        let mut kinds = Vec::new();
        for attack in attacks {
            let count = counts.entry(attack.kind).or_default();
            if kinds.len() < OF_START && *count < of_each && !kinds.contains(&attack.kind) {
                *count += 1;
                kinds.push(attack.kind);
                sampled.push((format!("{} of {}", attack.kind, start.name), case(&start, &attack)));
            }
        }
    }
    sampled.sort_by(|(a, _), (b, _)| a.cmp(b));
    sampled
}

fn case(start: &Start, attack: &Attack) -> Case {
    let mut inputs = start.inputs.clone();
    (attack.change)(&mut inputs);
    let verdict = start.decide(&inputs).verdict;
    Case { area: "attacks", name: attack.kind, about: attack.kind, verdict, due: Vec::new(), inputs, in_memory: true }
}
