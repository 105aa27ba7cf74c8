//! Runs attacks: so many of each kind on each start, drawn from a fixed seed, on two threads; every Nth is asked of a second host, too.

use std::collections::BTreeMap;
use std::thread;

use countersign_core::base::digest::Sha256;
use countersign_core::gate::Verdict;

use super::start::{self, Start};
use super::table::Table;
use super::{Attack, Demand, insiders, judge, keyless, pairs};
use crate::cases::files;
use crate::generate::law::say;
use crate::scenario::Inputs;

/// What a second host makes of a question: verdict and report.
pub type Second<'a> = &'a (dyn Fn(&Inputs) -> Result<(String, Vec<u8>), String> + Sync);

/// How much to try.
#[derive(Clone, Debug)]
pub struct Options {
    /// Attacks of each kind on each start, at the most.
    pub of_each: usize,
    /// One in so many of the starts that are denied is attacked; each that is allowed is.
    pub of_denied: usize,
    /// Pairs of attacks on each start.
    pub pairs: usize,
    /// Generated releases that are allowed, and as many that are not.
    pub generated: usize,
    /// Every so many attacks are asked of the second host.
    pub every: usize,
    /// Other attacks.
    pub seed: String,
}

/// Attacks every start.
pub fn run(options: &Options, second: Second<'_>) -> Table {
    let starts = start::all(options.generated);
    let part = |first: usize| {
        let mut table = Table::default();
        for (number, (name, inputs)) in starts.iter().enumerate().skip(first).step_by(2) {
            let start = Start::new(name.clone(), inputs.clone());
            if start.is_allowed() || (number / 2).is_multiple_of(options.of_denied.max(1)) {
                attack(&start, options, second, &mut table);
            }
        }
        table
    };
    thread::scope(|scope| {
        let other = scope.spawn(|| part(1));
        let mut table = part(0);
        table.merge(other.join().expect("a thread that attacks"));
        table
    })
}

fn attack(start: &Start, options: &Options, second: Second<'_>, table: &mut Table) {
    let allowed = start.is_allowed();
    table.starts.0 += u64::from(allowed);
    table.starts.1 += u64::from(!allowed);
    let mut dice = Dice::new(&format!("{} {}", options.seed, start.name));
    let mut hosts = Hosts { start, second, every: options.every.max(1), table, asked: dice.below(options.every) };
    let attacks = keyless(start, options.of_each, &mut dice);
    for attack in drawn(&attacks, options.of_each, &mut dice) {
        let mut attacked = start.inputs.clone();
        (attack.change)(&mut attacked);
        hosts.ask(attack.kind, &attack.what, &attack.demand, &attacked);
    }
    let both: Vec<&Attack> = attacks.iter().filter(|attack| pairs::combines(attack)).collect();
    let by_kind = grouped(both.iter().copied());
    let kinds: Vec<_> = by_kind.values().collect();
    for _ in 0..options.pairs {
        let mut draw = || {
            let of_kind = kinds[dice.below(kinds.len())];
            of_kind[dice.below(of_kind.len())]
        };
        let (first, second) = (draw(), draw());
        let (attacked, demand) = pairs::combine(start, first, second);
        hosts.ask(pairs::KIND, &pairs::said(first, second), &demand, &attacked);
    }
    if allowed {
        let attacks = insiders(start, options.of_each, &mut dice);
        for attack in drawn(&attacks, options.of_each, &mut dice) {
            let mut attacked = start.inputs.clone();
            (attack.change)(&mut attacked);
            hosts.ask(attack.kind, &attack.what, &attack.demand, &attacked);
        }
    }
}

/// The hosts that are asked, and where their answers are counted.
struct Hosts<'a> {
    start: &'a Start,
    second: Second<'a>,
    every: usize,
    table: &'a mut Table,
    asked: usize,
}

impl Hosts<'_> {
    fn ask(&mut self, kind: &'static str, what: &str, demand: &Demand, attacked: &Inputs) {
        let decision = self.start.decide(attacked);
        self.asked += 1;
        let compared = self.asked.is_multiple_of(self.every);
        let judged = judge::judge(self.start, demand, attacked, &decision).and_then(|outcome| {
            if compared {
                let (verdict, report) = (self.second)(attacked)?;
                let same = verdict == files::verdict(decision.verdict) && report == decision.report;
                if !same {
                    return Err(format!("{verdict} by the second host, {:?} by the first", decision.verdict));
                }
            }
            Ok(outcome)
        });
        match judged {
            Ok(outcome) => self.table.add(kind, outcome, compared),
            Err(why) => {
                let verdict = if decision.verdict == Verdict::Allow { "WRONG ALLOW: " } else { "" };
                say(&format!("attack not borne: {kind}: {what} of {}: {why}", self.start.name));
                self.table.fail(kind, format!("{verdict}{} of {}: {why}", what, self.start.name));
            }
        }
    }
}

fn grouped<'a>(attacks: impl Iterator<Item = &'a Attack>) -> BTreeMap<&'static str, Vec<&'a Attack>> {
    let mut kinds: BTreeMap<&'static str, Vec<&Attack>> = BTreeMap::new();
    attacks.for_each(|attack| kinds.entry(attack.kind).or_default().push(attack));
    kinds
}

/// So many of each kind.
fn drawn<'a>(attacks: &'a [Attack], limit: usize, dice: &mut Dice) -> Vec<&'a Attack> {
    let mut all = Vec::new();
    for of_kind in grouped(attacks.iter()).into_values() {
        all.extend(dice.some(of_kind, limit));
    }
    all
}

/// Numbers from a seed, the same on every machine (SplitMix64).
pub struct Dice(u64);

impl Dice {
    /// The numbers of a seed.
    pub fn new(seed: &str) -> Self {
        let hex = Sha256::of(seed.as_bytes()).to_hex();
        Self(u64::from_str_radix(&hex[..16], 16).expect("hexadecimal digits"))
    }

    /// A number below `limit`, or 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((mixed ^ (mixed >> 31)) >> 1).unwrap_or_default() % limit.max(1)
    }

    /// So many of a list, none twice.
    pub(super) fn some<T>(&mut self, mut list: Vec<T>, limit: usize) -> Vec<T> {
        let count = list.len().min(limit);
        for place in 0..count {
            let other = place + self.below(list.len() - place);
            list.swap(place, other);
        }
        list.truncate(count);
        list
    }
}
