//! Changed bundles, asked of the core and of `sigstore-verify`: every published bundle and a sample of the virtual Sigstore's, as
//! it is and with seeded changes, each time the same question with the same trusted root.
//!
//! - Where one verifies and the other does not, the reason stands in [`class`]; so does the reason of every change that leaves
//!   a bundle verified. A reason that is not there fails the test.
//! - What the core verifies must say nothing that nobody signed ([`evidence`]), whatever the other says.
//!
//! - `COUNTERSIGN_MUTATIONS=N`: so many changes of each bundle, instead of a few.
//! - `COUNTERSIGN_MUTATIONS_OUT=FILE`: write the counts to this file, too; `docs/differential.md` keeps those of a long run.
//! - `COUNTERSIGN_SEED=TEXT`: other changes. Without it they are the same on every machine.

mod class;
mod evidence;
mod mutation;
mod question;
mod tally;

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};

use countersign_core::base::code::Code;

use class::{BEYOND_IT, Class, PUT_RIGHT, Verified};
use mutation::{Action, Mutation, Random};
use question::{Answers, Question, questions};
use tally::Tally;

/// Changes of each bundle, unless more are asked for.
const MUTATIONS: usize = 8;

/// A bundle, and what is known of it before it is changed.
struct Subject<'a> {
    question: &'a Question,
    original: Answers,
}

#[test]
fn what_was_changed_is_verified_by_neither_or_there_is_a_reason() {
    let questions = questions();
    let subjects: Vec<Subject<'_>> = parallel(&questions, |question| Subject { question, original: question.ask() });
    let genuine = subjects.iter().filter(|subject| is_genuine(&subject.original));
    let genuine = genuine.filter_map(|subject| Some(evidence::signed(&subject.question.bundle()?)));
    let genuine: BTreeSet<String> = genuine.flatten().collect();
    let tallies = parallel(&subjects, |subject| try_subject(subject, &questions, &genuine));
    tallies.into_iter().fold(Tally::default(), Tally::and).conclude();
}

/// Whether all that a bundle says is signed: it verifies, or lacks a proof that an older version need not have.
fn is_genuine(original: &Answers) -> bool {
    original.ours.as_ref().map_or_else(|code| code == Code::BundleProofMissing.id(), |()| true)
}

fn try_subject(subject: &Subject<'_>, questions: &[Question], genuine: &BTreeSet<String>) -> Tally {
    let seed = std::env::var("COUNTERSIGN_SEED").unwrap_or_default();
    let mut random = Random::of(&format!("{} {seed}", subject.question.name));
    let mut tally = Tally { bundles: 1, ..Tally::default() };
    let as_it_is = Mutation { action: Action::Nothing, at: String::new() };
    judge(subject, &as_it_is, subject.question, &subject.original, genuine, &mut tally);
    let all = subject.question.bundle().map(|bundle| mutation::all(&bundle)).unwrap_or_default();
    for _ in 0..mutations() {
        let Some(mutation) = all.get(random.below(all.len())) else { continue };
        let Some(mutant) = mutation.apply(subject.question, questions, &mut random) else { continue };
        tally.mutations += 1;
        judge(subject, mutation, &mutant, &mutant.ask(), genuine, &mut tally);
    }
    tally
}

fn judge(
    subject: &Subject<'_>,
    mutation: &Mutation,
    mutant: &Question,
    answers: &Answers,
    genuine: &BTreeSet<String>,
    tally: &mut Tally,
) {
    let verified = match (&answers.ours, &answers.theirs) {
        (Err(_), Err(_)) => return tally.refused += 1,
        (Ok(()), Ok(())) => Verified::Both,
        (Ok(()), Err(_)) => Verified::Ours,
        (Err(_), Ok(())) => Verified::Theirs,
    };
    let what = || {
        let says = [&answers.ours, &answers.theirs]
            .map(|said| said.as_ref().map_or_else(Clone::clone, |()| "verified".into()));
        let bundle = String::from_utf8_lossy(&mutant.case.bundle).into_owned();
        format!("{}: {:?} at `{}`: {says:?}\n{bundle}", subject.question.name, mutation.action, mutation.at)
    };
    if answers.ours.is_ok() {
        let signed = mutant.bundle().map(|bundle| evidence::signed(&bundle)).unwrap_or_default();
        if let Some(forged) = signed.iter().find(|said| !genuine.contains(*said)) {
            tally.wrong.push(format!("nobody signed this: {forged}\n{}", what()));
        }
    }
    let beyond_it = verified == Verified::Ours && subject.original.ours.is_ok() && subject.original.theirs.is_err();
    match Class::of(mutation, verified, answers).map(|class| class.why) {
        _ if beyond_it => tally.count(verified, BEYOND_IT),
        Some(why) => tally.count(verified, why),
        None if verified == Verified::Both && subject.original.ours.is_err() => tally.count(verified, PUT_RIGHT),
        None => tally.wrong.push(format!("no reason for this: {}", what())),
    }
}

fn mutations() -> usize {
    std::env::var("COUNTERSIGN_MUTATIONS").ok().and_then(|text| text.parse().ok()).unwrap_or(MUTATIONS)
}

/// Does something with each, on every processor, and keeps the order.
fn parallel<'a, T: Sync, R: Send>(all: &'a [T], work: impl Fn(&'a T) -> R + Sync) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(one) = all.get(at) else { return done };
            done.push((at, work(one)));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
    let mut done: Vec<(usize, R)> = std::thread::scope(|scope| {
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(run)).collect();
        running.into_iter().flat_map(|thread| thread.join().expect("it does not panic")).collect()
    });
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
