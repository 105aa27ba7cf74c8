//! Where two reports differ first, for people.

use serde_json::Value;

use super::safe;

/// Characters of a value that are shown.
const SHOWN: usize = 60;

/// The first difference of a saved report and the one that was decided again.
pub(crate) fn first(saved: &[u8], again: &[u8]) -> String {
    let parse = |bytes: &[u8]| serde_json::from_slice::<Value>(bytes).unwrap_or_default();
    match find(&parse(saved), &parse(again), String::new()) {
        Some((place, saved, again)) => {
            format!("at `{}`: saved {saved}, decided again {again}", safe::text(&place))
        }
        None => "only the form of the JSON differs: the file was written again by something else".to_owned(),
    }
}

/// The place, as a JSON pointer, and both values.
fn find(saved: &Value, again: &Value, place: String) -> Option<(String, String, String)> {
    match (saved, again) {
        (one, other) if one == other => None,
        (Value::Object(one), Value::Object(other)) => {
            let mut names: Vec<&String> = one.keys().chain(other.keys()).collect();
            names.sort_unstable();
            // What was decided says more than what follows from it.
            names.sort_by_key(|name| *name != "verdict");
            let differ = |name: &&String| one.get(*name) != other.get(*name);
            let name = names.into_iter().find(differ)?;
            let place = format!("{place}/{name}");
            match (one.get(name), other.get(name)) {
                (Some(one), Some(other)) => find(one, other, place),
                (one, other) => Some((place, shown(one), shown(other))),
            }
        }
        (Value::Array(one), Value::Array(other)) => {
            let at = (0..one.len().max(other.len())).find(|at| one.get(*at) != other.get(*at))?;
            let place = format!("{place}/{at}");
            match (one.get(at), other.get(at)) {
                (Some(one), Some(other)) => find(one, other, place),
                (one, other) => Some((place, shown(one), shown(other))),
            }
        }
        (one, other) => Some((place, shown(Some(one)), shown(Some(other)))),
    }
}

fn shown(value: Option<&Value>) -> String {
    let Some(value) = value else { return "nothing".to_owned() };
    let text = safe::text(&value.to_string());
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_difference_is_named() {
        let saved = br#"{"a":[1,{"b":2}],"verdict":"allow"}"#;
        assert_eq!(first(saved, br#"{"a":[1,{"b":3}],"verdict":"allow"}"#), "at `/a/1/b`: saved 2, decided again 3");
        assert_eq!(
            first(saved, br#"{"a":[1],"verdict":"allow"}"#),
            "at `/a/1`: saved {\"b\":2}, decided again nothing"
        );
        let both = first(saved, br#"{"verdict":"deny"}"#);
        assert_eq!(both, "at `/verdict`: saved \"allow\", decided again \"deny\"");
        assert!(first(saved, br#"{ "a":[1,{"b":2}],"verdict":"allow"}"#).starts_with("only the form"));
        let long = format!("{{\"a\":\"{}\"}}", "é".repeat(500));
        assert!(first(long.as_bytes(), b"{}").contains("…, decided again nothing"));
    }
}
