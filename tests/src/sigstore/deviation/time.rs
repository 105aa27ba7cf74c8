//! Times that are not proved, or are not now: signed entry timestamps, and the clock.

use countersign_core::base::code::Code;

use super::List;
use crate::sigstore::ask::{Ask, Log, STRAIGHT, Signer, Twist};
use crate::sigstore::bundle::{Hint, Version};
use crate::sigstore::case::Case;
use crate::sigstore::entry::Entry;
use crate::sigstore::key::Key;
use crate::sigstore::world::{DAY, SIGNED_AT, World};

pub(super) fn list(list: &mut List) {
    missing(list);
    promises(list);
    future(list);
}

fn missing(list: &mut List) {
    let code = Code::BundleTimeMissing;
    let unstamped = Ask { timestamp: false, ..Ask::message() };
    let without = Twist { entry: |_, entry| entry.promise = None, ..STRAIGHT };
    list.twisted(code, "time: an integrated time that nobody signed", unstamped, without);
    list.twisted(code, "time: Rekor v2 without timestamp", Ask { timestamp: false, ..Ask::tiles() }, STRAIGHT);
    let alone = Ask { timestamp: false, log: Log::None, ..Ask::message() };
    let case = Case::of(&World::private(), &alone);
    list.case(code, "time: an instance without logs, and no timestamp", case);
    let old = Ask { version: Version::V01, ..Ask::message() };
    list.twisted(Code::BundlePromiseMissing, "promise: none in version 0.1", old, without);
}

/// The promise is of the entry after `change`, which the bundle's entry does not show.
fn promised(world: &World, entry: &mut Entry, change: impl FnOnce(&mut Entry)) {
    let mut other = entry.clone();
    change(&mut other);
    entry.promise = Some(world.rekor.promise(&other));
}

fn promises(list: &mut List) {
    let mut promise = |name: &str, entry: fn(&World, &mut Entry)| {
        let twist = Twist { entry, ..STRAIGHT };
        for (timestamp, stamped) in [(false, ""), (true, ", beside a timestamp")] {
            let ask = Ask { timestamp, ..Ask::message() };
            list.twisted(Code::BundlePromiseInvalid, &format!("promise: {name}{stamped}"), ask, twist);
        }
    };
    promise("of another time", |world, entry| promised(world, entry, |other| other.time = Some(SIGNED_AT)));
    promise("of another index", |world, entry| promised(world, entry, |other| other.index += 1));
    promise("of another log", |world, entry| promised(world, entry, |other| other.log[0] ^= 1));
    promise("of another body", |world, entry| promised(world, entry, |other| other.body.push(b' ')));
    promise("by another key", |world, entry| {
        let mut log = world.rekor.clone();
        log.signatory.key = Key::p256("other");
        entry.promise = Some(log.promise(entry));
    });
    promise("no signature", |_, entry| entry.promise = Some(vec![0; 70]));
    promise("of no time", |_, entry| entry.time = None);
    // Nothing else says that the log has the entry.
    let alone = Twist {
        entry: |_, entry| (entry.time, entry.promise, entry.proof) = (None, Some(vec![0; 70]), None),
        ..STRAIGHT
    };
    let code = Code::BundlePromiseInvalid;
    for (signer, name) in [(Ask::message().signer, "an identity's"), (Signer::Key(Hint::Base64), "a managed key's")] {
        let ask = Ask { signer, version: Version::V01, ..Ask::message() };
        list.twisted(code, &format!("promise: no signature, of no time, without a proof, {name}"), ask, alone);
    }
}

fn future(list: &mut List) {
    let code = Code::BundleTimeInFuture;
    let early = |ask: &Ask, world: &World| Case { now: SIGNED_AT - DAY, ..Case::of(world, ask) };
    let case = early(&Ask::tiles(), &list.world);
    list.case(code, "time: a timestamp of tomorrow", case);
    let case = early(&Ask { timestamp: false, ..Ask::message() }, &list.world);
    list.case(code, "time: an integrated time of tomorrow", case);
    let late = Twist {
        leaf: |_, leaf| leaf.not_after = SIGNED_AT + 100 * DAY,
        entry: |world, entry| {
            entry.time = Some(SIGNED_AT + 50 * DAY);
            entry.promise = Some(world.rekor.promise(entry));
        },
        ..STRAIGHT
    };
    list.twisted(code, "time: an integrated time to come, beside a timestamp", Ask::message(), late);
}
