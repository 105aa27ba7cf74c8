//! Text from records, made safe to show: it cannot steer a terminal, reorder a line, or become markup.
//!
//! Nothing is dropped silently: what is not shown as it is, is shown as `\u{…}`.

use std::fmt::Write as _;
use std::path::Path;

/// Text for a terminal, on one line.
pub(crate) fn text(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for character in text.trim_end_matches('\n').chars() {
        match character {
            '\n' | '\t' => shown.push(' '),
            steering if steers(steering) => {
                let _ = write!(shown, "\\u{{{:x}}}", u32::from(steering));
            }
            plain => shown.push(plain),
        }
    }
    shown
}

/// A path in backticks.
pub(crate) fn path(path: &Path) -> String {
    format!("`{}`", text(&path.to_string_lossy()))
}

/// Text for Markdown of the GitHub or GitLab kind: no markup, no HTML, no mention, no link.
pub(crate) fn markdown(raw: &str) -> String {
    let plain = text(raw);
    let mut shown = String::with_capacity(plain.len());
    for (at, character) in plain.char_indices() {
        let rest = plain.get(at..).unwrap_or_default();
        let before = plain.get(..at).unwrap_or_default();
        let marks = "&<>|`*_[]()#!~\\@$\"'^=+{}".contains(character)
            || (character == ':' && rest.starts_with("://"))
            || (character == '.' && before.to_lowercase().ends_with("www"));
        if marks {
            let _ = write!(shown, "&#{};", u32::from(character));
        } else {
            shown.push(character);
        }
    }
    shown
}

/// Control characters, and those that Unicode gives to change direction, hide or join (UAX #9, UTS #39).
pub(super) fn steers(character: char) -> bool {
    character.is_control()
        || matches!(u32::from(character),
            0xAD | 0x34F | 0x61C | 0x115F..=0x1160 | 0x17B4..=0x17B5 | 0x180B..=0x180F | 0x200B..=0x200F
            | 0x2028..=0x202E | 0x2060..=0x206F | 0x3164 | 0xFE00..=0xFE0F | 0xFEFF | 0xFFA0 | 0xFFF0..=0xFFFB
            | 0x1D173..=0x1D17A | 0xE0000..=0xE0FFF)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_steers_a_terminal() {
        assert_eq!(text("a\u{1b}[31mb\u{7}\r"), "a\\u{1b}[31mb\\u{7}\\u{d}");
        assert_eq!(text("abc\u{202e}fed\u{200b}"), "abc\\u{202e}fed\\u{200b}");
        assert_eq!(text("two\nlines\n"), "two lines");
        assert_eq!(text("naïve 東京"), "naïve 東京");
    }

    #[test]
    fn nothing_becomes_markup() {
        assert_eq!(markdown("a|b"), "a&#124;b");
        assert_eq!(markdown("<img src=x>"), "&#60;img src&#61;x&#62;");
        assert!(!markdown("https://evil.example www.evil.example @team").contains("://"));
        assert!(!markdown("www.evil.example").contains("www."));
        assert!(!markdown("@team").contains('@'));
        assert_eq!(markdown("2.4.1"), "2.4.1");
    }
}
