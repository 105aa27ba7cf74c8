//! What a Rust file must open with, and how long files may get. Lines are counted as they stand, blank ones too.

use super::{Tree, Violation};

/// A file of the core stays short enough to read in one go.
const CORE_LINES: usize = 500;
/// The component is glue.
const WASM_LINES: usize = 150;

/// Every Rust file says first what it decides, and what it does not.
pub(super) fn headers(tree: &Tree) -> Vec<Violation> {
    tree.iter()
        .filter(|(path, text)| path.ends_with(".rs") && !text.starts_with("//!"))
        .map(|(path, _)| {
            let what = "the file does not open with `//!`: say what it decides, and what it does not";
            Violation::new(path, 1, "header", what.to_owned())
        })
        .collect()
}

pub(super) fn lengths(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    let mut wasm = 0;
    for (path, text) in tree.iter().filter(|(path, _)| path.ends_with(".rs")) {
        let lines = lines_without_tests(path, text);
        if path.starts_with("core/") && lines > CORE_LINES {
            let what = format!("{lines} lines without tests, {CORE_LINES} at most: split the file");
            found.push(Violation::new(path, CORE_LINES + 1, "core-length", what));
        }
        if path.starts_with("wasm/src/") {
            wasm += lines;
            if wasm > WASM_LINES {
                let what = format!(
                    "`wasm/src` has {wasm} lines up to here, {WASM_LINES} at most: it is glue, move logic to the core"
                );
                found.push(Violation::new(path, lines, "wasm-length", what));
            }
        }
    }
    found
}

/// Lines of a file, its `#[cfg(test)]` module left out.
fn lines_without_tests(path: &str, text: &str) -> usize {
    if path.ends_with("/tests.rs") {
        return 0;
    }
    let lines: Vec<&str> = text.lines().collect();
    let opens = |pair: &[&str]| pair[0] == "#[cfg(test)]" && pair[1].starts_with("mod ");
    let Some(start) = lines.windows(2).position(opens) else {
        return lines.len();
    };
    // rustfmt puts the brace that closes it at the start of a line.
    let length = match lines[start..].iter().position(|line| *line == "}") {
        Some(end) if lines[start + 1].ends_with('{') => end + 1,
        _ => 2,
    };
    lines.len() - length
}

#[cfg(test)]
mod tests {
    use super::super::fired;
    use super::*;

    #[test]
    fn a_header_is_due() {
        assert_eq!(fired(headers, &[("core/src/a.rs", "//! Decides.\n"), ("a.md", "x")]), []);
        assert_eq!(fired(headers, &[("tests/a.rs", "// Decides.\n//! x")]), [("header", 1)]);
        assert_eq!(fired(headers, &[("xtask/build.rs", "")]), [("header", 1)]);
    }

    #[test]
    fn long_core_files_fail() {
        let code = "x\n".repeat(CORE_LINES);
        let tests = format!("{code}#[cfg(test)]\nmod tests {{\n{}}}\n", "    y\n".repeat(100));
        assert_eq!(fired(lengths, &[("core/src/a.rs", &tests)]), []);
        assert_eq!(fired(lengths, &[("hosts/native/src/a.rs", &code.repeat(2))]), []);
        let more = format!("{code}x\n#[cfg(test)]\nmod tests;\n");
        assert_eq!(fired(lengths, &[("core/src/a.rs", &more)]), [("core-length", 501)]);
        let after = format!("{tests}x\n");
        assert_eq!(fired(lengths, &[("core/src/a.rs", &after)]), [("core-length", 501)]);
    }

    #[test]
    fn the_component_stays_glue() {
        let glue = "x\n".repeat(100);
        assert_eq!(fired(lengths, &[("wasm/src/lib.rs", &glue)]), []);
        let files = [("wasm/src/lib.rs", glue.as_str()), ("wasm/src/other.rs", &glue)];
        assert_eq!(fired(lengths, &files), [("wasm-length", 100)]);
    }
}
