//! Attacks on every case, the example, the shipped policies and generated releases: none makes an allow that is not due, and the component says the same.
//!
//! `tests/src/attack.rs` says what is demanded of each kind. This is the bounded part; `docs/attacks.md` has the long one.

use std::collections::BTreeMap;

use countersign_core::gate::Verdict;
use countersign_tests::attack::run::{Dice, Options, run};
use countersign_tests::attack::start::Start;
use countersign_tests::attack::{Demand, judge, keyless};
use countersign_tests::generate::law::say;
use countersign_tests::scenario::{Anchoring, Scenario};

#[path = "support/component.rs"]
mod component;

/// Kinds of attacks, at the least.
const KINDS: usize = 40;
/// Attacks, at the least.
const ATTACKS: u64 = 8_000;
/// Bits of each field that a gate which believes everything is tried with.
const BITS: usize = 8;

#[test]
fn no_attack_makes_an_allow_that_is_not_due() {
    let options = Options { of_each: 1, of_denied: 8, pairs: 3, generated: 8, every: 20, seed: String::new() };
    let table = run(&options, &|inputs| {
        let (verdict, decision) = component::decide(inputs).map_err(|error| error.to_string())?;
        Ok((verdict.to_owned(), decision.report))
    });
    let (tried, compared) = table.tried();
    let (allowed, denied) = table.starts;
    say(&format!(
        "attacks: {tried} of {} kinds on {allowed} allowed and {denied} denied starts, {compared} by the component too; {} wrong",
        table.kinds(),
        table.wrong.len()
    ));
    println!("{}", table.markdown());
    assert!(table.wrong.is_empty(), "{} attacks\n{}", table.wrong.len(), table.wrong.join("\n"));
    assert!(table.kinds() >= KINDS && tried >= ATTACKS, "{tried} of {} kinds are too few", table.kinds());
    assert!(compared > tried / 100, "{compared} by the component are too few");
}

/// A gate that believed everything would be found out: each demand refuses an allow that is not due.
#[test]
fn a_gate_that_allows_everything_is_found_out() {
    let start = Start::new("the virtual organisation's".to_owned(), Scenario::allowed().build());
    assert!(start.is_allowed());
    let mut seen: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for attack in keyless(&start, BITS, &mut Dice::new("found out")) {
        let mut attacked = start.inputs.clone();
        (attack.change)(&mut attacked);
        // What the start got, whatever is asked now.
        let refused = judge::judge(&start, &attack.demand, &attacked, &start.decision).is_err();
        let (tried, found) = seen.entry(attack.kind).or_default();
        *tried += 1;
        *found += u32::from(refused);
    }
    for kind in [
        "bits: payload",
        "bits: signature",
        "bits: policy",
        "bits: roster",
        "bits: artefact's digest",
        "another deployer",
    ] {
        let (tried, found) = seen[kind];
        assert!(tried > 0 && found == tried, "{kind}: {found} of {tried} found out");
    }
}

/// Where the host gave anchoring up, a laxer policy is allowed: the judge says so, where it demands that it is not.
#[test]
fn an_allow_that_is_not_due_is_named() {
    let mut lax = Scenario::allowed();
    lax.anchoring = Anchoring::Nothing;
    let mut inputs = lax.build();
    inputs.anchors.allow_unanchored = true;
    let start = Start::new("unanchored".to_owned(), inputs.clone());
    let decision = start.decide(&inputs);
    assert_eq!(decision.verdict, Verdict::Allow);
    assert!(judge::judge(&start, &Demand::Malformed, &inputs, &decision).is_err());
    assert!(judge::judge(&start, &Demand::Deny, &inputs, &decision).is_err());
    assert!(judge::judge(&start, &Demand::Keep, &inputs, &decision).is_ok());
    inputs.request.records.clear();
    assert!(judge::judge(&start, &Demand::Keyless, &inputs, &decision).is_err(), "nothing is left, and it is allowed");
}
