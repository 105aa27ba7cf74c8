//! Trusted roots with several authorities or instances: of several reasons, the one of whoever knows the bundle best is said.

use countersign_core::base::code::Code;
use serde_json::Value;

use super::List;
use crate::sigstore::ask::{Ask, Log};
use crate::sigstore::case::Case;
use crate::sigstore::trusted_root::rfc3339;
use crate::sigstore::world::{DAY, SIGNED_AT, World};

const AUTHORITIES: &str = "certificateAuthorities";
const STAMPS: &str = "timestampAuthorities";

pub(super) fn list(list: &mut List) {
    authorities(list);
    timestamps(list);
    instances(list);
}

/// Another instance of the same services.
fn other() -> World {
    World::of("other.example", true, 2)
}

/// The authorities of a list, and behind them `more`; and the other way round.
fn both(list: &mut List, code: Code, name: &str, ask: &Ask, of: &str, more: &Value, change: fn(&mut Value)) {
    let uri = more["uri"].as_str().expect("an address");
    for (order, is_first) in [("before", true), ("after", false)] {
        list.rooted(code, &format!("{name}, {order} {uri}"), ask, |root| {
            let own = root[of][0].clone();
            root[of] = if is_first { vec![own, more.clone()] } else { vec![more.clone(), own] }.into();
            change(&mut root[of][usize::from(!is_first)]);
        });
    }
}

fn authorities(list: &mut List) {
    let ask = Ask::message();
    let stranger = other().trusted_root()[AUTHORITIES][0].clone();
    let mut expired = list.world.clone();
    expired.fulcio.line[1].certificate.not_after = SIGNED_AT - DAY;
    let mut expired = expired.trusted_root()[AUTHORITIES][0].clone();
    expired["uri"] = "https://fulcio.expired.example".into();
    let over = |own: &mut Value| own["validFor"]["end"] = rfc3339(SIGNED_AT - DAY).into();
    let outside = Code::BundleAuthorityOutsideWindow;
    both(list, outside, "authorities: one outside its window", &ask, AUTHORITIES, &stranger, over);
    both(list, outside, "authorities: one outside its window", &ask, AUTHORITIES, &expired, over);
    for (name, members) in [
        ("authorities: an expired one, before a stranger", [&expired, &stranger]),
        ("authorities: an expired one, after a stranger", [&stranger, &expired]),
    ] {
        list.rooted(Code::BundleCertificateExpired, name, &ask, |root| {
            root[AUTHORITIES] = members.map(Clone::clone).to_vec().into();
        });
    }
}

fn timestamps(list: &mut List) {
    let ask = Ask::tiles();
    let stranger = other().trusted_root()[STAMPS][0].clone();
    let over = |own: &mut Value| own["validFor"]["end"] = rfc3339(SIGNED_AT - DAY).into();
    let code = Code::BundleTimestampOutsideWindow;
    both(list, code, "timestamp authorities: one outside its window", &ask, STAMPS, &stranger, over);
}

/// A trusted root of several instances, as JSON Lines.
fn lines(list: &mut List, code: Code, name: &str, ask: &Ask, roots: &[Value]) {
    let lines: Vec<String> = roots.iter().map(Value::to_string).collect();
    let case = Case { trusted_root: lines.join("\n").into_bytes(), ..Case::of(&list.world, ask) };
    list.case(code, name, case);
}

fn instances(list: &mut List) {
    let (stranger, own) = (other().trusted_root(), list.world.trusted_root());
    let mut over = own.clone();
    over[STAMPS][0]["validFor"]["end"] = rfc3339(SIGNED_AT - DAY).into();
    let code = Code::BundleTimestampOutsideWindow;
    let ask = Ask::tiles();
    lines(
        list,
        code,
        "instances: one that knows the authority, before a stranger",
        &ask,
        &[over.clone(), stranger.clone()],
    );
    lines(
        list,
        code,
        "instances: one that knows the authority, after a stranger",
        &ask,
        &[stranger.clone(), over.clone()],
    );
    // One that gets further says more than one that knows the authority.
    let mut unlogged = own;
    unlogged["ctlogs"] = stranger["ctlogs"].clone();
    let code = Code::BundleSctLogUnknown;
    lines(list, code, "instances: one that gets further, before another", &ask, &[unlogged.clone(), over.clone()]);
    lines(list, code, "instances: one that gets further, after another", &ask, &[over, unlogged]);
    let code = Code::BundleTimestampAuthorityUnknown;
    let strangers = [stranger, World::of("third.example", true, 2).trusted_root()];
    lines(list, code, "instances: of two strangers, the first", &ask, &strangers);
    let nothing = Ask { log: Log::None, timestamp: false, ..Ask::message() };
    let worlds = ["one.private.example", "two.private.example"].map(|name| World::of(name, false, 3).trusted_root());
    lines(list, Code::BundleTimeMissing, "instances: two without logs, and no timestamp", &nothing, &worlds);
}
