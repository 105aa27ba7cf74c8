//! Decisions per second of one opened gate, natively and in the component, and how they grow with the records of a release.
//!
//! `cargo bench -p countersign-tests --bench gate` prints a table of medians and ratios, all measured in one run, native
//! and component in turns. It asserts nothing: machines are noisy. That growth is linear is held by counting in
//! `tests/laws/work.rs`, not here.

use std::time::{Duration, Instant};

use countersign::{Anchors, Gate as Component, Question};
use countersign_core::gate::Gate as Native;
use countersign_tests::scenario::{Inputs, Scenario};
use serde_json::json;

const SIZES: [usize; 6] = [1, 6, 10, 100, 1_000, 10_000];

fn main() {
    println!("| records | native, ms | component, ms | ratio | decisions/s in the component | ms per record |");
    println!("|---:|---:|---:|---:|---:|---:|");
    for size in SIZES {
        let inputs = with_records(size);
        let native = Native::open(&inputs.policy, &inputs.roster, &inputs.anchors);
        let (anchors, question) = (anchors(&inputs), question(&inputs));
        let mut component = Component::open(&inputs.policy, &inputs.roster, &anchors).expect("the component starts");
        let rounds = (2_000 / size).clamp(3, 200);
        let (mut natively, mut inside) = (Vec::new(), Vec::new());
        for _ in 0..rounds {
            natively.push(timed(|| native.decide(&inputs.request).report));
            inside.push(timed(|| component.decide(&question).expect("the component decides").report));
        }
        let (native, component) = (median(natively), median(inside));
        println!(
            "| {size} | {native:.2} | {component:.2} | {:.2} | {:.0} | {:.3} |",
            component / native,
            1_000.0 / component,
            component / size as f64,
        );
    }
}

/// A release with `size` records: the allowed one's, as far as they go, then more approvals, each with a signature of its own.
fn with_records(size: usize) -> Inputs {
    let mut scenario = Scenario::allowed();
    let approval = scenario.decisions[0].clone();
    for number in 0..size.saturating_sub(4) {
        let mut more = approval.clone();
        more.predicate["ticket"] = json!(format!("CHG-{number}"));
        scenario.decisions.push(more);
    }
    let mut inputs = scenario.build();
    inputs.request.records.truncate(size);
    inputs
}

fn timed(work: impl FnOnce() -> Vec<u8>) -> Duration {
    let start = Instant::now();
    std::hint::black_box(work());
    start.elapsed()
}

/// In milliseconds.
fn median(mut times: Vec<Duration>) -> f64 {
    times.sort_unstable();
    times.get(times.len() / 2).map_or(f64::NAN, Duration::as_secs_f64) * 1_000.0
}

fn anchors(inputs: &Inputs) -> Anchors {
    let given = &inputs.anchors;
    Anchors { root_keys: given.root_keys.clone(), signatures: given.signatures.clone(), ..countersign::unanchored() }
}

fn question(inputs: &Inputs) -> Question {
    let request = &inputs.request;
    Question {
        artefacts: request.artefacts.clone(),
        service: request.service.clone(),
        version: request.version.clone(),
        environment: request.environment.clone(),
        deployer: request.deployer.clone(),
        min_register_sequence: request.min_register_sequence,
        now: request.now,
        records: request.records.clone(),
    }
}
