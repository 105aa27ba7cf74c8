//! Just enough of Rust's grammar to tell code from comments and strings, and to read paths: no macro is expanded.

/// What a stretch of source is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Kind {
    Code,
    Comment,
    Text,
}

/// A stretch of source within one line.
#[derive(PartialEq, Eq, Debug)]
pub(super) struct Piece<'a> {
    pub(super) kind: Kind,
    /// From 1.
    pub(super) line: usize,
    pub(super) text: &'a str,
}

/// Splits source into code, comments and the insides of string literals.
pub(super) fn pieces(source: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut line = 1;
    let mut rest = source;
    while !rest.is_empty() {
        let (kind, length) = next(rest);
        let (stretch, after) = rest.split_at(length);
        for (index, text) in stretch.split('\n').enumerate() {
            line += usize::from(index > 0);
            if !text.is_empty() {
                pieces.push(Piece { kind, line, text });
            }
        }
        rest = after;
    }
    pieces
}

/// The kind and length of the stretch that `source` begins with. Never of length 0.
fn next(source: &str) -> (Kind, usize) {
    if source.starts_with("//") {
        return (Kind::Comment, source.find('\n').unwrap_or(source.len()));
    }
    if source.starts_with("/*") {
        return (Kind::Comment, block_comment(source));
    }
    if let Some(length) = raw_string(source).or_else(|| string(source)) {
        return (Kind::Text, length);
    }
    let character = source.chars().next().map_or(1, char::len_utf8);
    if source.starts_with('\'') {
        return (Kind::Code, char_literal(source).unwrap_or(character));
    }
    // A whole word at once, so that the `r` of `for"…"` is not taken for a raw string's.
    let word = source.find(|c: char| !is_word(c)).unwrap_or(source.len());
    (Kind::Code, word.max(character))
}

fn is_word(c: char) -> bool {
    c == '_' || c.is_alphanumeric()
}

fn block_comment(source: &str) -> usize {
    let bytes = source.as_bytes();
    let (mut depth, mut at) = (0_usize, 0);
    while at + 1 < bytes.len() {
        match &bytes[at..at + 2] {
            b"/*" => depth += 1,
            b"*/" => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    source.len()
}

/// `r"…"`, `r#"…"#`, and the same after `b` or `c`.
fn raw_string(source: &str) -> Option<usize> {
    let prefix = ["r", "br", "cr"]
        .into_iter()
        .find(|prefix| source.strip_prefix(prefix).is_some_and(|rest| rest.starts_with(['#', '"'])))?;
    let rest = &source[prefix.len()..];
    let hashes = rest.len() - rest.trim_start_matches('#').len();
    let inside = rest[hashes..].strip_prefix('"')?;
    let end = format!("\"{}", "#".repeat(hashes));
    let length = inside.find(&end).map_or(inside.len(), |at| at + end.len());
    Some(prefix.len() + hashes + 1 + length)
}

fn string(source: &str) -> Option<usize> {
    let prefix = usize::from(source.starts_with("b\"") || source.starts_with("c\""));
    let inside = source[prefix..].strip_prefix('"')?;
    let mut escaped = false;
    for (at, byte) in inside.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(prefix + 1 + at + 1),
            _ => {}
        }
    }
    Some(source.len())
}

/// `'x'` or `'\n'`; a lifetime is none.
fn char_literal(source: &str) -> Option<usize> {
    let mut characters = source.char_indices().skip(1);
    let (_, first) = characters.next()?;
    if first == '\\' {
        let (escaped, _) = characters.next()?;
        let from = escaped + 1;
        return source.get(from..)?.find('\'').map(|end| from + end + 1);
    }
    let (at, quote) = characters.next()?;
    (quote == '\'').then_some(at + 1)
}

/// A word, `::`, or any other character, with its line.
pub(super) type Token<'a> = (usize, &'a str);

/// The code's tokens, without comments and strings.
pub(super) fn tokens(source: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    for piece in pieces(source).into_iter().filter(|piece| piece.kind == Kind::Code) {
        match (piece.text, tokens.last_mut()) {
            (text, _) if text.trim().is_empty() => {}
            (":", Some((line, last))) if *last == ":" && *line == piece.line => *last = "::",
            (text, _) => tokens.push((piece.line, text)),
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(source: &str) -> Vec<(Kind, &str)> {
        pieces(source)
            .into_iter()
            .filter(|piece| piece.kind != Kind::Code)
            .map(|piece| (piece.kind, piece.text))
            .collect()
    }

    #[test]
    fn comments_and_strings_are_told_from_code() {
        let source = "let a = \"x // \\\" y\"; // z \"q\"\n/* a /* b */ c */ b'\"' r#\"w\"v\"# 'l 'c' '\\'' for_r\"s\"";
        assert_eq!(
            kinds(source),
            [
                (Kind::Text, "\"x // \\\" y\""),
                (Kind::Comment, "// z \"q\""),
                (Kind::Comment, "/* a /* b */ c */"),
                (Kind::Text, "r#\"w\"v\"#"),
                (Kind::Text, "\"s\""),
            ]
        );
    }

    #[test]
    fn lines_are_counted_through_strings() {
        let source = "a \"b\nc\" d\n// e";
        let lines: Vec<usize> =
            pieces(source).into_iter().filter(|piece| piece.text.trim() != "").map(|piece| piece.line).collect();
        assert_eq!(lines, [1, 1, 2, 2, 3]);
    }

    #[test]
    fn tokens_join_the_path_separator() {
        let words: Vec<&str> = tokens("use crate::a; // b").into_iter().map(|(_, text)| text).collect();
        assert_eq!(words, ["use", "crate", "::", "a", ";"]);
    }
}
