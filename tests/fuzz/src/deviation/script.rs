//! Bytes as instructions: which document, where, what instead. A script that is over says zero, for ever.

use countersign_tests::scenario::NOW;
use serde_json::{Value, json};

/// What is left of the instructions.
#[derive(Clone, Copy, Debug)]
pub struct Script<'a>(&'a [u8]);

/// Words that mean something somewhere in a question.
const WORDS: [&str; 32] = [
    "production",
    "staging",
    "checkout-api",
    "brochure",
    "2.4.1",
    "alice",
    "bob",
    "carol",
    "github:dave",
    "email:alice@acme.example",
    "ci-builder",
    "ci-deployer",
    "register",
    "release-manager",
    "security",
    "builder",
    "approved",
    "rejected",
    "CVE-2026-0001",
    "critical",
    "high",
    "low",
    "not_affected",
    "pkg:npm/left-pad@1.3.0",
    "GPL-3.0-only",
    "MIT",
    NOW,
    "2026-11-20T12:00:01Z",
    "1970-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "approvals:security",
    "",
];
/// Spans of time in seconds, and other numbers at which something changes.
const SPANS: [u64; 12] =
    [1, 59, 3_600, 7_200, 86_399, 86_400, 604_800, 2_592_000, 31_536_000, 1 << 53, u64::MAX, u64::MAX >> 1];

impl<'a> Script<'a> {
    /// A script that says what `bytes` say.
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// Whether nothing is left.
    pub fn is_over(&self) -> bool {
        self.0.is_empty()
    }

    /// The next byte.
    pub fn byte(&mut self) -> u8 {
        let Some((first, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        *first
    }

    /// The next two bytes, as a number.
    pub fn number(&mut self) -> usize {
        usize::from(self.byte()) << 8 | usize::from(self.byte())
    }

    /// One of so many; `None` of none.
    pub fn one_of(&mut self, count: usize) -> Option<usize> {
        let number = if count > 256 { self.number() } else { usize::from(self.byte()) };
        number.checked_rem(count)
    }

    /// A word.
    pub fn word(&mut self) -> String {
        WORDS[usize::from(self.byte()) % WORDS.len()].to_owned()
    }

    /// A span, or another number.
    pub fn span(&mut self) -> u64 {
        SPANS[usize::from(self.byte()) % SPANS.len()]
    }

    /// A value of JSON.
    pub fn value(&mut self) -> Value {
        match self.byte() % 12 {
            0 => Value::Null,
            1 => json!(true),
            2 => json!(false),
            3 => json!([]),
            4 => json!({}),
            5 => json!(self.span()),
            6 => json!(self.byte()),
            7 => json!([self.word()]),
            8 => json!(-1.5),
            _ => json!(self.word()),
        }
    }

    /// Flips a bit, cuts off, takes out, puts in, or takes half of the bytes twice.
    pub fn damage(&mut self, bytes: &mut Vec<u8>) {
        let how = self.byte();
        let Some(at) = self.one_of(bytes.len()) else { return };
        match how % 8 {
            0 => bytes.truncate(at),
            1 => drop(bytes.remove(at)),
            2 => bytes.insert(at, self.byte()),
            3 => {
                let again = bytes[at..].to_vec();
                bytes.extend(again);
            }
            _ => bytes[at] ^= 1 << (how >> 5),
        }
    }

    /// Takes out a line, says it twice, or has a word of it be another.
    pub fn rewrite_line(&mut self, bytes: &mut Vec<u8>) {
        let Ok(text) = String::from_utf8(bytes.clone()) else { return };
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        let Some(at) = self.one_of(lines.len()) else { return };
        match self.byte() % 4 {
            0 => drop(lines.remove(at)),
            1 => lines.insert(at, lines[at].clone()),
            _ => {
                let parts: Vec<&str> = lines[at].split_inclusive([' ', ',', '[', ']', '{', '}', ':']).collect();
                let Some(which) = self.one_of(parts.len()) else { return };
                let end = parts[which].chars().last().filter(|c| !c.is_alphanumeric()).map(String::from);
                let new = match self.byte() % 3 {
                    0 => self.byte().to_string(),
                    _ => self.word(),
                } + &end.unwrap_or_default();
                let mut parts: Vec<String> = parts.into_iter().map(str::to_owned).collect();
                parts[which] = new;
                lines[at] = parts.concat();
            }
        }
        *bytes = (lines.join("\n") + "\n").into_bytes();
    }
}
