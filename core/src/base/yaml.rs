//! Strict YAML 1.2, for documents that people write: policy and roster.
//!
//! Refused: anchors, aliases, tags, directives, duplicate keys, keys that are not strings, a second document, plain
//! scalars that YAML 1.1 would read otherwise (`yes`, `on`, `0o17`, `1_000`, `.nan`), and characters by which a document
//! could look otherwise to a person than to a parser. A document whose first character is `{` is read as JSON.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScalarStyle, Span};
use serde_json::{Map, Value};

use crate::base::json;
use crate::base::limits::{DEPTH, NODES};
use crate::base::shown::is_hidden;

/// Reads one document. The error is a sentence with line and column.
pub fn parse(bytes: &[u8]) -> Result<Value, String> {
    let text = core::str::from_utf8(bytes).map_err(|e| format!("not UTF-8 at byte {}", e.valid_up_to()))?;
    if text.trim_start().starts_with('{') {
        return json::parse(bytes).map_err(|why| format!("read as JSON, for it starts with `{{`: {why}"));
    }
    check_characters(text)?;
    let mut reader = Reader { events: Parser::new_from_str(text), nodes: 0 };
    reader.expect(|event| matches!(event, Event::StreamStart))?;
    reader.expect(|event| matches!(event, Event::DocumentStart(_)))?;
    let value = reader.value(0)?;
    reader.expect(|event| matches!(event, Event::DocumentEnd))?;
    reader.expect(|event| matches!(event, Event::StreamEnd))?;
    Ok(value)
}

/// What people see must be what is read: no tabs, no control or formatting characters, line feeds alone (or behind
/// carriage returns) as line breaks, no directives.
fn check_characters(text: &str) -> Result<(), String> {
    for (number, line) in text.split('\n').enumerate() {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let place = |what: &str| Err(format!("line {}: {what}", number.saturating_add(1)));
        if line.contains('\t') {
            return place("holds a tab: indent with spaces");
        }
        if let Some(hidden) = line.chars().find(|c| is_hidden(*c)) {
            return place(&format!("holds the character `{}`, which people cannot see", hidden.escape_unicode()));
        }
        if line.starts_with('%') {
            return place("directives are not allowed");
        }
    }
    Ok(())
}

struct Reader<'a> {
    events: Parser<'a, saphyr_parser::StrInput<'a>>,
    nodes: usize,
}

fn at(span: Span, message: &str) -> String {
    format!("line {} column {}: {message}", span.start.line(), span.start.col().saturating_add(1))
}

impl<'a> Reader<'a> {
    fn next(&mut self) -> Result<(Event<'a>, Span), String> {
        match self.events.next_event() {
            Some(Ok(event)) => Ok(event),
            Some(Err(error)) => {
                let mark = error.marker();
                Err(format!("line {} column {}: {}", mark.line(), mark.col().saturating_add(1), error.info()))
            }
            None => Err("ends too early".to_owned()),
        }
    }

    fn expect(&mut self, wanted: impl Fn(&Event<'_>) -> bool) -> Result<(), String> {
        let (event, span) = self.next()?;
        match event {
            event if wanted(&event) => Ok(()),
            Event::StreamEnd => Err("holds no document".to_owned()),
            _ => Err(at(span, "more than one document")),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Value, String> {
        let (event, span) = self.next()?;
        self.build(event, span, depth)
    }

    fn build(&mut self, event: Event<'a>, span: Span, depth: usize) -> Result<Value, String> {
        self.nodes = self.nodes.saturating_add(1);
        if depth > DEPTH || self.nodes > NODES {
            return Err(at(span, "nested too deep, or too large"));
        }
        match event {
            Event::Scalar(text, style, 0, None) => scalar(text, style).map_err(|why| at(span, &why)),
            Event::SequenceStart(0, None) => self.list(depth),
            Event::MappingStart(0, None) => self.mapping(depth),
            Event::Alias(_) => Err(at(span, "aliases are not allowed: write the value out")),
            _ => Err(at(span, "anchors and tags are not allowed")),
        }
    }

    fn list(&mut self, depth: usize) -> Result<Value, String> {
        let mut list = Vec::new();
        loop {
            match self.next()? {
                (Event::SequenceEnd, _) => return Ok(Value::Array(list)),
                (event, span) => list.push(self.build(event, span, depth.saturating_add(1))?),
            }
        }
    }

    fn mapping(&mut self, depth: usize) -> Result<Value, String> {
        let mut map = Map::new();
        loop {
            let (event, span) = self.next()?;
            if matches!(event, Event::MappingEnd) {
                return Ok(Value::Object(map));
            }
            let Value::String(key) = self.build(event, span, depth.saturating_add(1))? else {
                return Err(at(span, "a key must be a string"));
            };
            if key == "<<" {
                return Err(at(span, "merge keys are not allowed"));
            }
            if map.contains_key(&key) {
                return Err(at(span, &format!("duplicate key `{key}`")));
            }
            let value = self.value(depth.saturating_add(1))?;
            map.insert(key, value);
        }
    }
}

/// The core schema (YAML 1.2.2 §10.3), without its second spellings.
fn scalar(text: Cow<'_, str>, style: ScalarStyle) -> Result<Value, String> {
    if style != ScalarStyle::Plain {
        return Ok(Value::String(text.into_owned()));
    }
    match text.as_ref() {
        "null" | "~" | "" => Ok(Value::Null),
        "true" => Ok(Value::Bool(true)),
        "false" => Ok(Value::Bool(false)),
        plain if is_integer(plain) => {
            plain.parse::<i64>().map(Value::from).map_err(|_| format!("`{plain}` is too large a number"))
        }
        plain if is_doubtful(plain) => Err(format!("`{plain}` reads differently elsewhere: quote it")),
        plain => Ok(Value::String(plain.to_owned())),
    }
}

fn is_integer(text: &str) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text);
    let leading = digits.len() > 1 && digits.starts_with('0');
    !digits.is_empty() && !leading && digits.bytes().all(|b| b.is_ascii_digit())
}

/// What YAML 1.1, or a laxer 1.2 reader, takes for a boolean, a null or a number.
fn is_doubtful(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let word = matches!(
        lower.as_str(),
        "true" | "false" | "null" | "yes" | "no" | "on" | "off" | "y" | "n" | ".inf" | "-.inf" | "+.inf" | ".nan"
    );
    let signless = lower.trim_start_matches(['+', '-']);
    let numeric = signless.starts_with(|c: char| c.is_ascii_digit() || c == '.')
        && (signless.bytes().all(|b| matches!(b, b'0'..=b'9' | b'_' | b'.' | b'e' | b'+' | b'-'))
            || signless.starts_with("0x")
            || signless.starts_with("0o")
            || signless.starts_with("0b"))
        && !looks_like_words(signless);
    let sexagesimal = signless.contains(':') && signless.bytes().all(|b| b.is_ascii_digit() || b == b':');
    word || numeric || sexagesimal || lower == "="
}

/// Version labels such as `2.4.1` and dates such as `2026-11-21` have two separators or more: nobody reads them as numbers.
fn looks_like_words(text: &str) -> bool {
    let separators = |c: char| text.matches(c).count();
    separators('.') > 1 || (separators('-') > 1 && !text.contains('e'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reads_what_people_write() {
        let text = "a: 1\nb: [x, \"y\", 'z']\nc:\n  d: true\n  e: |\n    line\n    two\nf: 2026-11-21T09:00:00Z\ng: 2.4.1\nh: 7d\n";
        let value = json!({"a": 1, "b": ["x", "y", "z"], "c": {"d": true, "e": "line\ntwo\n"},
            "f": "2026-11-21T09:00:00Z", "g": "2.4.1", "h": "7d"});
        assert_eq!(parse(text.as_bytes()), Ok(value));
        assert_eq!(parse(b" {\"a\": [1]}"), Ok(json!({"a": [1]})));
    }

    #[test]
    fn refuses_what_reads_differently_elsewhere() {
        for (bad, why) in [
            ("a: 1\na: 2\n", "line 2 column 1: duplicate key `a`"),
            ("a: &x 1\nb: *x\n", "anchors and tags"),
            ("b: *x\n", ""),
            ("a: !!str 1\n", "anchors and tags"),
            ("<<: {a: 1}\n", "merge keys"),
            ("1: a\n", "a key must be a string"),
            ("[a]: b\n", "a key must be a string"),
            ("a: 1\n---\nb: 2\n", "more than one document"),
            ("a: yes\n", "quote it"),
            ("a: True\n", "quote it"),
            ("a: 0x1f\n", "quote it"),
            ("a: 1.5\n", "quote it"),
            ("a: 007\n", "quote it"),
            ("a: 1_000\n", "quote it"),
            ("a: 99999999999999999999\n", "too large"),
            ("a: \"\0\"\n", "cannot see"),
            ("a: 1 # x\r      b: 2\n", "cannot see"),
            ("a: b\u{202e}c\n", "cannot see"),
            ("a:\u{a0}b\n", "cannot see"),
            ("\u{feff}a: b\n", "cannot see"),
            ("a: b\u{2028}c: d\n", "cannot see"),
            ("\ta: 1\n", "tab"),
            ("%YAML 1.2\n---\na: 1\n", "directives"),
            ("a: 12:30\n", "quote it"),
            ("a: 0b1\n", "quote it"),
            ("{a: 1}", "read as JSON"),
            ("", "no document"),
            ("{\"a\":1,\"a\":2}", "duplicate key"),
            ("a: [1, 2\n", ""),
        ] {
            let error = parse(bad.as_bytes()).expect_err(bad);
            assert!(error.contains(why), "{bad}: {error}");
        }
        assert!(parse(b"a: \xff").is_err());
        assert!(parse("[".repeat(100_000).as_bytes()).is_err());
    }
}
