//! RFC 8785: strict JSON in, canonical JSON out.
//!
//! Published: cyberphone/json-canonicalization. Own: `fixtures/vectors/canonical.json`, one reason each; `canonical` is
//! what must come out, and an entry without it must be refused.

use countersign_core::base::{canonical, json};
use countersign_tests::generate::law::say;

fn canonicalise(text: &[u8]) -> Result<String, String> {
    let value = json::parse(text)?;
    Ok(String::from_utf8(canonical::to_bytes(&value)).expect("JSON is UTF-8"))
}

#[test]
fn own() {
    let cases = crate::own("canonical.json");
    let cases = cases.as_array().expect("a list");
    for case in cases {
        let text = |field: &str| case[field].as_str().map(str::to_owned);
        let json = text("json").expect("every case has JSON");
        let found = canonicalise(json.as_bytes());
        assert_eq!(found.clone().ok(), text("canonical"), "{}: {found:?}", case["reason"]);
        if let Ok(once) = found {
            assert_eq!(canonicalise(once.as_bytes()), Ok(once), "{}", case["reason"]);
        }
    }
    say(&format!("vectors: {} own canonical JSON cases", cases.len()));
}

#[test]
fn published() {
    let Some(folder) = crate::published("jcs") else { return };
    let mut count = 0;
    for entry in std::fs::read_dir(folder.join("input")).expect("a folder") {
        let input = entry.expect("an entry").path();
        let output = folder.join("output").join(input.file_name().expect("a name"));
        let expected = std::fs::read_to_string(&output).expect("text");
        let found = canonicalise(&std::fs::read(&input).expect("bytes")).expect("strict JSON");
        assert_eq!(found, expected.trim_end_matches('\n'), "{}", input.display());
        count += 1;
    }
    assert!(count > 0);
    say(&format!("vectors: {count} published canonical JSON cases"));
}
