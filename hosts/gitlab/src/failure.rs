//! Why nothing was written: one line, and the exit code that every program of this project gives.
//!
//! 2: the question, or what GitLab was asked with, is wrong, and asking again does not help. 3: the tool failed.

use std::fmt;
use std::process::ExitCode;

/// A failure. The token stands in none.
#[derive(Debug)]
pub(crate) struct Failure {
    code: u8,
    message: String,
}

impl Failure {
    /// Asking again does not help.
    pub(crate) fn question(message: impl Into<String>) -> Self {
        Self { code: 2, message: message.into() }
    }

    /// There is no answer.
    pub(crate) fn tool(message: impl Into<String>) -> Self {
        Self { code: 3, message: message.into() }
    }

    /// Whether asking again can help.
    pub(crate) fn is_of_the_tool(&self) -> bool {
        self.code == 3
    }

    /// Says it on standard error.
    pub(crate) fn report(&self) -> ExitCode {
        eprintln!("countersign-gitlab: {self}");
        ExitCode::from(self.code)
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&shown(&self.message))
    }
}

/// Text on one line that steers no terminal and starts no log section.
pub(crate) fn shown(text: &str) -> String {
    let plain = |character: char| character == ' ' || !(character.is_control() || character.is_whitespace());
    let steers = |character: char| matches!(u32::from(character), 0x61C | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFEFF);
    text.chars().map(|character| if plain(character) && !steers(character) { character } else { '\u{fffd}' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_stays_on_its_line() {
        assert_eq!(shown("a\nb\u{1b}[31m\u{202e}é"), "a\u{fffd}b\u{fffd}[31m\u{fffd}é");
    }
}
