//! The published schemas (`core/schema/`) against the loaders: editors and the verifier say the same.
//!
//! - Whatever loads is valid: the documentation's examples, the virtual organisation, starters, fixtures, generated ones.
//! - Whatever is not valid does not load: a table of mistakes, each refused by both, with the loader's code.
//! - What a schema cannot say is listed, and shown to be refused by the loader alone.

mod canary;
mod policy;
mod roster;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use countersign_core::base::finding::Finding;
use countersign_core::base::yaml;
use countersign_core::crypto::key::PublicKey;
use countersign_core::policy::model::Policy;
use countersign_core::policy::roster::Roster;
use countersign_tests::generate::law::say;
use countersign_tests::generate::organisation::Organisation;
use countersign_tests::generate::plan::plan;
use countersign_tests::scenario::with_keys;
use jsonschema::Validator;
use proptest::strategy::{Strategy as _, ValueTree as _};
use proptest::test_runner::TestRunner;
use serde_json::Value;

/// One kind of document: its schema, and its loader.
struct Kind {
    name: &'static str,
    schema: Validator,
    load: fn(&[u8]) -> Result<(), Vec<Finding>>,
}

impl Kind {
    fn policy() -> Self {
        Self { name: "policy", schema: schema("policy"), load: |bytes| Policy::load(bytes).map(|_| ()) }
    }

    fn roster() -> Self {
        Self { name: "roster", schema: schema("roster"), load: |bytes| Roster::load(bytes).map(|_| ()) }
    }

    fn codes(&self, bytes: &[u8]) -> BTreeSet<&'static str> {
        (self.load)(bytes).err().into_iter().flatten().map(|finding| finding.code.id()).collect()
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

fn schema(name: &str) -> Validator {
    let text = std::fs::read(root().join(format!("core/schema/{name}.v1.json"))).expect("a schema");
    let schema: Value = serde_json::from_slice(&text).expect("JSON");
    jsonschema::meta::validate(&schema).unwrap_or_else(|why| panic!("{name}: {why}"));
    jsonschema::draft202012::new(&schema).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// Says that a document loads, and that the schema agrees.
#[track_caller]
fn agrees(text: &str, place: &str) {
    let value = yaml::parse(text.as_bytes()).unwrap_or_else(|why| panic!("{place}: {why}"));
    let of_policy = value["countersign"].as_str().is_some_and(|version| version.starts_with("policy/"));
    let kind = if of_policy { Kind::policy() } else { Kind::roster() };
    assert!((kind.load)(text.as_bytes()).is_ok(), "{place} does not load: {:?}", kind.codes(text.as_bytes()));
    let wrong: Vec<String> = kind.schema.iter_errors(&value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(wrong.is_empty(), "{place}: {wrong:?}");
}

#[test]
fn examples_are_valid() {
    let page = std::fs::read_to_string(root().join("docs/policy.md")).expect("the page");
    let blocks: Vec<&str> = page.split("```yaml\n").skip(1).filter_map(|rest| rest.split("```").next()).collect();
    assert!(blocks.len() >= 2, "the page has examples of both");
    for block in &blocks {
        agrees(block, "docs/policy.md");
    }
    for name in ["policy", "roster"] {
        let text = std::fs::read_to_string(root().join(format!("tests/src/{name}.yml"))).expect("text");
        agrees(&with_keys(&text), name);
        let text = std::fs::read_to_string(root().join(format!("hosts/native/starter/{name}.yml"))).expect("text");
        let pem = "          -----BEGIN PUBLIC KEY-----\n          AAAA\n          -----END PUBLIC KEY-----";
        let filled = text
            .replace("@CI_KEY@", pem)
            .replace("@NOW@", "2026-11-21T00:00:00Z")
            .replace("@TODAY@", "2026-11-21T00:00:00Z");
        agrees(&filled, "hosts/native/starter");
    }
}

/// Fixtures try mistakes, too: what loads is valid, and what is not valid does not load.
#[test]
fn fixtures_agree() {
    let mut files = Vec::new();
    collect(&root().join("fixtures"), &mut files);
    let (policy, roster) = (Kind::policy(), Kind::roster());
    let mut counts = [0, 0];
    for file in files {
        let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let kind = match name {
            "policy.yml" | "policy.json" => &policy,
            "roster.yml" | "roster.json" => &roster,
            _ => continue,
        };
        let bytes = std::fs::read(&file).expect("bytes");
        let valid = yaml::parse(&bytes).is_ok_and(|value| kind.schema.is_valid(&value));
        let loads = (kind.load)(&bytes).is_ok() && has_keys(&bytes);
        assert!(valid || !loads, "{} loads and is not valid", file.display());
        counts[usize::from(loads)] += 1;
    }
    say(&format!("schema: {} fixtures that load, {} that do not", counts[1], counts[0]));
}

/// Whether all keys of a roster are keys; the loader leaves that to whoever uses them.
fn has_keys(roster: &[u8]) -> bool {
    let value = yaml::parse(roster).unwrap_or_default();
    let lists = [&value["people"], &value["automations"]];
    let principals = lists.into_iter().filter_map(Value::as_array).flatten();
    let keys = principals.filter_map(|principal| principal["keys"].as_array()).flatten();
    keys.filter_map(|key| key["pem"].as_str()).all(|pem| PublicKey::from_pem(pem).is_ok())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten() {
        let path = entry.expect("an entry").path();
        if path.is_dir() { collect(&path, files) } else { files.push(path) }
    }
}

#[test]
fn generated_ones_are_valid() {
    let mut runner = TestRunner::deterministic();
    for _ in 0..60 {
        let plan = plan().new_tree(&mut runner).expect("a plan").current();
        let organisation = Organisation::of(&plan);
        agrees(&organisation.policy(plan.pinned), "a generated policy");
        agrees(&with_keys(&organisation.roster(plan.pinned)), "a generated roster");
    }
}

/// A mistake: where, what stands there instead (`null` removes it), and the loader's code.
type Mistake = (&'static str, Value, &'static str);

/// Tries mistakes in a document that is right; `by_schema` says whether the schema must see them.
fn refuse(kind: &Kind, good: &Value, mistakes: Vec<Mistake>, by_schema: bool) {
    assert!(kind.schema.is_valid(good) && kind.codes(good.to_string().as_bytes()).is_empty());
    let count = mistakes.len();
    for (pointer, wrong, code) in mistakes {
        let bad = changed(good, pointer, wrong);
        let codes = kind.codes(bad.to_string().as_bytes());
        assert!(codes.contains(code), "{} {pointer}: {codes:?} without {code}", kind.name);
        assert_eq!(
            kind.schema.is_valid(&bad),
            !by_schema,
            "{} {pointer}: {}",
            kind.name,
            bad.pointer(pointer).unwrap_or(&Value::Null)
        );
    }
    let whom = if by_schema { "schema and loader" } else { "the loader alone" };
    say(&format!("schema: {count} mistakes of a {}, refused by {whom}", kind.name));
}

fn changed(good: &Value, pointer: &str, wrong: Value) -> Value {
    let mut bad = good.clone();
    let (parent, field) = pointer.rsplit_once('/').expect("a pointer");
    match bad.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {parent}")) {
        Value::Object(map) if wrong.is_null() => {
            drop(map.remove(field).unwrap_or_else(|| panic!("nothing at {pointer}")))
        }
        Value::Object(map) => drop(map.insert(field.to_owned(), wrong)),
        Value::Array(list) => match field.parse::<usize>() {
            Ok(place) if place < list.len() => list[place] = wrong,
            _ => list.push(wrong),
        },
        _ => panic!("nothing at {parent}"),
    }
    bad
}
