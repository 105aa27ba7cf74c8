//! Every kept input, and mutations of them from a fixed seed, through every target: natively, with the stable toolchain,
//! and without libFuzzer.
//!
//! `COUNTERSIGN_FUZZ_MUTATIONS=N` tries so many times as many mutations; `COUNTERSIGN_SEED=N` tries others;
//! `COUNTERSIGN_TARGET=NAME` tries that target alone.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_fuzz::mutation::Mutator;
use countersign_fuzz::{TARGETS, Target, corpus};

fn number(variable: &str, otherwise: usize) -> usize {
    std::env::var(variable).ok().and_then(|text| text.parse().ok()).unwrap_or(otherwise)
}

/// Tries one input; where that breaks, says which.
fn attempt(target: &Target, what: &str, input: &[u8]) {
    if catch_unwind(AssertUnwindSafe(|| (target.run)(input))).is_err() {
        panic!("`{}` breaks on {what}: {:?}", target.name, input.escape_ascii().to_string());
    }
}

/// How many inputs were kept, and how many mutations tried.
fn replay(target: &Target) -> (usize, usize) {
    let kept = corpus::read(target.name);
    assert!(!kept.is_empty(), "`{}` has no kept inputs: `cargo xtask fuzz --keep` makes them", target.name);
    for (name, input) in &kept {
        attempt(target, name, input);
    }
    let mutations = target.mutations * number("COUNTERSIGN_FUZZ_MUTATIONS", 1);
    let mut mutator = Mutator::new(u64::try_from(number("COUNTERSIGN_SEED", 1)).unwrap_or(1));
    for _ in 0..mutations {
        let (one, other) = (mutator.below(kept.len()), mutator.below(kept.len()));
        let input = mutator.mutated(&kept[one].1, &kept[other].1, target.longest);
        attempt(target, "a mutation", &input);
    }
    (kept.len(), mutations)
}

#[test]
fn no_kept_input_and_no_mutation_of_one_breaks_a_target() {
    let only = std::env::var("COUNTERSIGN_TARGET").ok();
    let wanted = |target: &&Target| only.as_deref().is_none_or(|name| name == target.name);
    let targets: Vec<&Target> = TARGETS.iter().filter(wanted).collect();
    assert!(!targets.is_empty(), "COUNTERSIGN_TARGET names no target");
    let next = AtomicUsize::new(0);
    let workers = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(target) = targets.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let (kept, mutations) = replay(target);
                    println!("{}: {kept} kept inputs, {mutations} mutations", target.name);
                }
            });
        }
    });
}
