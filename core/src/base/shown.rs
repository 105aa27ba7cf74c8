//! Text from documents, made fit to be shown: nothing invisible, nothing that changes direction, nothing endless.

use core::fmt::{Display, Write as _};

use crate::base::limits::{LISTED, SENTENCE_CHARS};

/// Whether people cannot see `c`, or see something else in its place: control and formatting characters, spaces that are
/// not the space, and characters that change the direction of text (Unicode UAX #9, UTR #36).
pub fn is_hidden(c: char) -> bool {
    let formatting = matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    c.is_control() || formatting || (c.is_whitespace() && c != ' ')
}

/// The text with hidden characters escaped, cut where it is longer than a sentence should be.
pub fn sentence(text: &str) -> String {
    let mut shown = String::new();
    let mut characters = text.chars();
    for c in characters.by_ref().take(SENTENCE_CHARS) {
        match is_hidden(c) {
            true => shown.extend(c.escape_unicode()),
            false => shown.push(c),
        }
    }
    let rest = characters.count();
    if rest > 0 {
        // Writing to a string cannot fail.
        let _ = write!(shown, " … ({rest} characters more)");
    }
    shown
}

/// Things in a sentence: `a, b and c`; `none` for none; those beyond a dozen are counted.
pub fn list<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut items = items.into_iter();
    let mut texts: Vec<String> = items.by_ref().take(LISTED).map(|item| item.to_string()).collect();
    let rest = items.count();
    if rest > 0 {
        return format!("{} and {rest} more", texts.join(", "));
    }
    match (texts.pop(), texts.is_empty()) {
        (None, _) => "none".to_owned(),
        (Some(only), true) => only,
        (Some(last), false) => format!("{} and {last}", texts.join(", ")),
    }
}

/// People in a sentence: as [`list`], and `nobody` for none.
pub fn people<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    let mut items = items.into_iter().peekable();
    if items.peek().is_none() { "nobody".to_owned() } else { list(items) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_escaped_and_length_is_bounded() {
        assert_eq!(sentence("a\u{202e}b\u{1b}[2J\nc"), "a\\u{202e}b\\u{1b}[2J\\u{a}c");
        assert_eq!(sentence("Grüße, 你好"), "Grüße, 你好");
        assert!(sentence(&"x".repeat(5_000)).ends_with("x … (3976 characters more)"));
    }

    #[test]
    fn enumerations_are_bounded() {
        assert_eq!(list(["a", "b", "c"]), "a, b and c");
        assert_eq!(list(0..14), "0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11 and 2 more");
        assert_eq!((list::<u8>([]), people::<u8>([])), ("none".to_owned(), "nobody".to_owned()));
    }
}
