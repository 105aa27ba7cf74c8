//! The keys of the virtual organisation and of the generated ones, by their ids: who signed once signs again.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use countersign_core::records::key_id;
use countersign_tests::key::Key;

/// The names of the virtual organisation's keys, and of those that cases add.
const NAMES: [&str; 13] = [
    "alice",
    "bob",
    "carol",
    "dave",
    "dave-2",
    "erin",
    "erin-new",
    "frank",
    "ci-builder",
    "ci-builder-1",
    "ci-builder-old",
    "ci-deployer",
    "register",
];
/// How many places a generated class has, people a place, and people there are besides.
const GENERATED: (usize, usize, usize) = (3, 3, 4);

fn all() -> &'static BTreeMap<String, Key> {
    static KEYS: OnceLock<BTreeMap<String, Key>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let (places, people, extras) = GENERATED;
        let filler = (0..places).flat_map(|place| (0..people).map(move |n| format!("f{place}{n}")));
        let extra = (0..extras).flat_map(|n| [format!("x{n}"), format!("x{n}-1")]);
        let names = NAMES.map(str::to_owned).into_iter().chain(filler).chain(extra);
        let keyed = |key: Key| (key_id(key.pem.as_bytes()).expect("a key of ours"), key);
        names.map(|name| keyed(Key::of(&name))).collect()
    })
}

/// The key of this id, if it is known.
pub(super) fn of(id: &str) -> Option<(&'static str, &'static Key)> {
    all().get_key_value(id).map(|(id, key)| (id.as_str(), key))
}

/// Some key.
pub(super) fn any(which: u8) -> (&'static str, &'static Key) {
    let keys = all();
    let at = usize::from(which >> 3) % keys.len();
    keys.iter().nth(at).map(|(id, key)| (id.as_str(), key)).expect("there are keys")
}
