//! An audit as JSON Lines.
//!
//! Texts from records are as they were written, escaped as JSON has it: they are for programs.

use serde::Serialize;
use serde_json::json;

use super::{Row, Summary};
use crate::render::safe;

/// One decision.
pub(super) fn line(row: &Row) -> String {
    shown(row)
}

/// The last line.
pub(super) fn summary(summary: &Summary) -> String {
    shown(&json!({ "summary": summary }))
}

/// Characters that steer a terminal are escaped, too: people look at lines.
fn shown(value: &impl Serialize) -> String {
    let mut line = String::new();
    for character in serde_json::to_string(value).unwrap_or_default().chars() {
        match character {
            steering if safe::steers(steering) => {
                let mut units = [0; 2];
                line.extend(steering.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")));
            }
            plain => line.push(plain),
        }
    }
    line.push('\n');
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_steers_is_escaped_and_means_the_same() {
        let text = "a\u{1b}[31m\u{202e}\u{e0041}\u{85}é東\"\n";
        let line = shown(&text);
        assert_eq!(serde_json::from_str::<String>(&line).unwrap(), text);
        assert_eq!(line, "\"a\\u001b[31m\\u202e\\udb40\\udc41\\u0085é東\\\"\\n\"\n");
    }
}
