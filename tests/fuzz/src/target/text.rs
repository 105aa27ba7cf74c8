//! Layer 1: JSON, YAML, times, numbers, names, encodings, patterns, licences and package URLs.
//!
//! What has a writer must be read again as what it was. Patterns are held against a slow reading that goes by characters.

use core::fmt::{Debug, Display};
use core::str::FromStr;

use countersign_core::base::decimal::Decimal;
use countersign_core::base::digest::Sha256;
use countersign_core::base::encoding::{base64, hex, pem};
use countersign_core::base::licence::{Licence, Licences};
use countersign_core::base::name::{Actor, Alias, KeyId, PrincipalId, Service, Version};
use countersign_core::base::package::{Ban, Bans};
use countersign_core::base::package_url::{PackageUrl, covers};
use countersign_core::base::path::PathPattern;
use countersign_core::base::pattern::Pattern;
use countersign_core::base::shown::is_hidden;
use countersign_core::base::time::{Duration, Time};
use countersign_core::base::{canonical, json, yaml};
use serde_json::Value;

/// Strict JSON, and its canonical form.
pub(super) fn json(data: &[u8]) {
    let Ok(value) = json::parse(data) else { return };
    let lenient: Value = serde_json::from_slice(data).expect("strict JSON is JSON");
    assert_eq!(value, lenient, "strict JSON says something else than JSON");
    assert_stable(&value, json::parse);
}

/// Strict YAML. What it says can be said in JSON, which is YAML.
pub(super) fn yaml(data: &[u8]) {
    let Ok(value) = yaml::parse(data) else { return };
    assert_stable(&value, json::parse);
    if value.is_object() {
        assert_stable(&value, yaml::parse);
    }
}

/// The canonical form is read as itself.
fn assert_stable(value: &Value, read: fn(&[u8]) -> Result<Value, String>) {
    let written = canonical::to_bytes(value);
    let again = read(&written).unwrap_or_else(|why| panic!("the canonical form is refused: {why}"));
    assert_eq!(canonical::to_bytes(&again), written, "the canonical form has another canonical form");
}

/// Instants and durations.
pub(super) fn time(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    if let Ok(time) = text.parse::<Time>() {
        assert_eq!(time.to_string(), text, "one instant has two spellings");
        assert_eq!(Time::from_rfc3339(text), Ok(time));
    }
    if let Ok(time) = Time::from_rfc3339(text) {
        assert_eq!(time.to_string().parse(), Ok(time));
    }
    if let Ok(duration) = text.parse::<Duration>() {
        assert_eq!(duration.to_string().parse(), Ok(duration));
        assert!(Time::EPOCH.after(duration).before(duration) == Time::EPOCH);
    }
}

/// Decimal numbers.
pub(super) fn decimal(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Ok(decimal) = text.parse::<Decimal>() else { return };
    let value = decimal.value();
    assert!((0.0..1e6).contains(&value), "`{text}` is {value}");
    assert!(value.to_string().parse::<Decimal>().is_ok_and(|again| again == decimal), "{value} is not read as itself");
}

/// Names of every kind.
pub(super) fn name(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    assert_named::<Service>(text);
    assert_named::<PrincipalId>(text);
    assert_named::<Version>(text);
    assert_named::<Alias>(text);
    assert_named::<Actor>(text);
    assert_named::<KeyId>(text);
    assert_named::<Sha256>(text);
}

/// What is a name is printable ASCII without spaces, and is read as itself.
fn assert_named<T: FromStr + Display + PartialEq + Debug>(text: &str) {
    let Ok(name) = text.parse::<T>() else { return };
    let written = name.to_string();
    assert!(!written.is_empty() && written.bytes().all(|byte| byte.is_ascii_graphic()), "{written:?} is a name");
    assert!(written.parse::<T>().is_ok_and(|again| again == name), "{written:?} is not read as itself");
}

/// Hexadecimal, Base64 and PEM.
pub(super) fn encoding(data: &[u8]) {
    assert_eq!(hex::decode(&hex::encode(data)).as_deref(), Some(data));
    assert_eq!(base64::decode(&base64::encode(data)).as_deref(), Some(data));
    let Ok(text) = str::from_utf8(data) else { return };
    if let Some(bytes) = hex::decode(text) {
        assert_eq!(hex::encode(&bytes), text, "one text in hexadecimal has two spellings");
    }
    if let Some(bytes) = base64::decode(text) {
        let standard = text.replace('-', "+").replace('_', "/");
        assert_eq!(base64::encode(&bytes).trim_end_matches('='), standard.trim_end_matches('='));
    }
    pem::decode(text, "PUBLIC KEY");
}

/// A pattern and a text, a line each.
pub(super) fn pattern(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let (wanted, text) = text.split_once('\n').unwrap_or((text, text));
    if let Ok(pattern) = wanted.parse::<Pattern>() {
        let due = fits(wanted.as_bytes(), text.as_bytes());
        assert_eq!(pattern.fits(text), due, "{wanted:?} and {text:?}");
        assert!(!due || text.starts_with(pattern.literal_start()) && text.ends_with(pattern.literal_end()));
        assert!(pattern.is_exact() != wanted.contains('*'));
    }
    if let Ok(pattern) = wanted.parse::<PathPattern>() {
        let segments: Vec<&str> = text.split('/').collect();
        let goes_down = |segment: &&str| !["", ".", ".."].contains(segment) && segment.trim() == *segment;
        let is_raw = !text.starts_with('"') && !text.contains('\\') && !text.contains(is_hidden);
        let plain = is_raw && segments.len() <= 64 && segments.iter().all(goes_down);
        let wanted_segments: Vec<&str> = wanted.split('/').collect();
        if plain {
            assert_eq!(pattern.fits(text), fits_path(&wanted_segments, &segments), "{wanted:?} and {text:?}");
        } else {
            assert!(!pattern.fits(text), "{wanted:?} fits {text:?}");
        }
    }
}

/// Whether `text` fits, by characters: `*` takes nothing, or one more that is no `/`. Row by row, as both are bounded.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let mut open: Vec<bool> = (0..=text.len()).map(|at| at == 0).collect();
    for wanted in pattern {
        let mut next = vec![false; open.len()];
        for at in 0..open.len() {
            next[at] = match wanted {
                b'*' => open[at] || at > 0 && next[at - 1] && text[at - 1] != b'/',
                byte => at > 0 && open[at - 1] && text[at - 1] == *byte,
            };
        }
        open = next;
    }
    open[text.len()]
}

/// The same by segments, where `**` takes any number of them.
fn fits_path(pattern: &[&str], path: &[&str]) -> bool {
    let mut open: Vec<bool> = (0..=path.len()).map(|at| at == 0).collect();
    for wanted in pattern {
        let mut next = vec![false; open.len()];
        for at in 0..open.len() {
            next[at] = match *wanted {
                "**" => open[at] || at > 0 && next[at - 1],
                one => at > 0 && open[at - 1] && fits(one.as_bytes(), path[at - 1].as_bytes()),
            };
        }
        open = next;
    }
    open[path.len()]
}

/// Licence expressions.
pub(super) fn licence(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let Some(licences) = Licences::parse(text) else { return };
    assert!(licences.are_met(|_| true), "{text:?} is not met where everything is allowed");
    assert!(!licences.are_met(|_| false), "{text:?} is met where nothing is allowed");
    if let Some(licence) = Licence::parse(text) {
        assert!(licence.allows(&licence) && licence.denies(&licence), "{text:?} is not itself");
        assert!(licences.are_met(|one| licence.allows(one)), "{text:?} does not allow itself");
    }
}

/// Package URLs, and bans of packages.
pub(super) fn package(data: &[u8]) {
    let Ok(text) = str::from_utf8(data) else { return };
    let parsed = PackageUrl::parse(text);
    assert_eq!(covers(text, text), parsed.is_some(), "{text:?} does not cover itself");
    let Ok(ban) = json::typed::<Ban>(Value::from(text)) else { return };
    assert_eq!(ban.as_str(), text);
    if !text.contains('*') {
        let bans = [ban];
        assert!(Bans::of(&bans).find(text).is_ok_and(|found| found.is_some()), "{text:?} does not ban itself");
    }
}
