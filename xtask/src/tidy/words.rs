//! Words that must not stand in the repository: notes of unfinished work, places that mean nothing to a reader,
//! and American spellings where people read.
//!
//! Names that others coined keep their spelling: [`COINED`] lists them. Code in prose (between backticks, in fenced
//! blocks, in links) is not prose.

use super::rust::{self, Kind};
use super::{Tree, Violation};

/// Files that people write, by the ends of their names.
const WRITTEN: [&str; 17] = [
    ".rs", ".md", ".toml", ".wit", ".yml", ".yaml", ".ts", ".mts", ".js", ".mjs", ".cjs", ".css", ".html", ".py",
    ".sh", ".json", ".ci/run",
];
/// Files that tools write, and data.
const NOT_WRITTEN: [&str; 6] = ["fixtures/", "dist/", "/vectors/", "Cargo.lock", "package-lock.json", "node_modules/"];

/// Notes of unfinished work. Written in two halves, so that this file does not accuse itself.
const LEFTOVERS: [&str; 4] = [concat!("TO", "DO"), concat!("FIX", "ME"), concat!("XX", "X"), concat!("todo", "!")];

/// Hosts of package registries, and folders of the machine that something was written on.
const PLACES: [&str; 11] = [
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("crates.io", "-index"),
    concat!("registry.", "npmjs"),
    concat!("registry.", "yarnpkg"),
    concat!("files.", "pythonhosted"),
    concat!("pypi.", "org/"),
    concat!("deb.", "debian.org"),
    concat!("security.", "debian.org"),
    concat!("/work", "/main"),
    concat!("/work", "/shared"),
];

/// American stems and the British ones to write instead.
const SPELLINGS: [(&str, &str); 6] = [
    (concat!("arti", "fact"), "artefact"),
    (concat!("auth", "oriz"), "authoris"),
    (concat!("behav", "ior"), "behaviour"),
    (concat!("col", "or"), "colour"),
    (concat!("org", "aniz"), "organis"),
    (concat!("recog", "niz"), "recognis"),
];

/// Names that others coined, in lower case.
const COINED: [&str; 10] = [
    concat!("-arti", "fact_prefix"),
    concat!("upload-arti", "fact"),
    concat!("download-arti", "fact"),
    concat!("arti", "factlocation"),
    concat!("arti", "fact_digest"),
    concat!("arti", "factory"),
    concat!("arti", "facthub"),
    concat!("no_col", "or"),
    concat!("clicol", "or_force"),
    concat!("organi", "zation"),
];

fn written(path: &str) -> bool {
    WRITTEN.iter().any(|end| path.ends_with(end)) && !NOT_WRITTEN.iter().any(|part| path.contains(part))
}

/// Whether `word` stands in `line` with no letter or digit on either side.
fn stands(line: &str, word: &str) -> bool {
    let outside = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    line.match_indices(word)
        .any(|(at, _)| outside(line[..at].chars().next_back()) && outside(line[at + word.len()..].chars().next()))
}

fn lines(tree: &Tree) -> impl Iterator<Item = (&str, usize, &str)> {
    tree.iter()
        .filter(|(path, _)| written(path))
        .flat_map(|(path, text)| text.lines().enumerate().map(move |(index, line)| (path.as_str(), index + 1, line)))
}

/// Work is finished, or it is an issue.
pub(super) fn leftovers(tree: &Tree) -> Vec<Violation> {
    lines(tree)
        .flat_map(|(path, number, line)| {
            LEFTOVERS.iter().filter(|word| stands(line, word)).map(move |word| {
                let what = format!("`{word}` stands here: do it now, or make it an issue");
                Violation::new(path, number, "leftover", what)
            })
        })
        .collect()
}

/// Text is for readers elsewhere.
pub(super) fn places(tree: &Tree) -> Vec<Violation> {
    lines(tree)
        .flat_map(|(path, number, line)| {
            PLACES.iter().filter(|place| line.contains(*place)).map(move |place| {
                let what = format!("`{place}` stands here: say it without a registry's host or a machine's folder");
                Violation::new(path, number, "place", what)
            })
        })
        .collect()
}

/// British spelling in prose: Markdown, Rust comments, and Rust string literals.
pub(super) fn spelling(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for (path, text) in tree.iter().filter(|(path, _)| written(path)) {
        let mut say = |line: usize, prose: &str, colours: bool| {
            for (wrong, right) in misspelt(prose, colours) {
                let what = format!("`{wrong}`: write `{right}…`, or if others coined the name, list it in COINED");
                found.push(Violation::new(path, line, "spelling", what));
            }
        };
        if path.ends_with(".md") {
            for (line, prose) in prose(text) {
                say(line, &prose, true);
            }
        } else if path.ends_with(".rs") {
            for piece in rust::pieces(text) {
                match piece.kind {
                    Kind::Code => {}
                    Kind::Comment => say(piece.line, &without_code(piece.text), true),
                    // Flags and variables of terminals are spelt as terminals spell them.
                    Kind::Text => say(piece.line, &without_code(piece.text), false),
                }
            }
        }
    }
    found
}

/// The lines of Markdown that are prose.
fn prose(markdown: &str) -> Vec<(usize, String)> {
    let mut fenced = false;
    let mut prose = Vec::new();
    for (index, line) in markdown.lines().enumerate() {
        if line.trim_start().starts_with("```") {
            fenced = !fenced;
        } else if !fenced {
            prose.push((index + 1, without_code(line)));
        }
    }
    prose
}

/// A line without what stands between backticks, and without the targets of links.
fn without_code(line: &str) -> String {
    let outside: Vec<&str> = line.split('`').step_by(2).collect();
    let text = outside.join(" ").replace("](", " http://");
    text.split_whitespace().filter(|word| !word.contains("://")).collect::<Vec<_>>().join(" ")
}

fn misspelt(prose: &str, colours: bool) -> Vec<(String, &'static str)> {
    let part = |c: char| c.is_alphanumeric() || c == '_' || c == '-';
    let mut found = Vec::new();
    for word in prose.split(|c| !part(c)) {
        let lower = word.to_ascii_lowercase();
        if COINED.contains(&lower.as_str()) {
            continue;
        }
        for (stem, right) in SPELLINGS {
            if lower.contains(stem) && (colours || right != "colour") {
                found.push((word.to_owned(), right));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::super::fired;
    use super::*;

    #[test]
    fn leftovers_fail() {
        let [note, ..] = LEFTOVERS;
        assert_eq!(fired(leftovers, &[("a.md", "mktemp -d x.XXXXXX\nto do"), ("Cargo.lock", note)]), []);
        for word in LEFTOVERS {
            let text = format!("//! x\n// {word}: later");
            assert_eq!(fired(leftovers, &[("core/src/a.rs", &text)]), [("leftover", 2)], "{word}");
        }
    }

    #[test]
    fn places_fail() {
        let good = [("README.md", "a crate from crates.io"), ("wasm/dist/x.json", PLACES[0])];
        assert_eq!(fired(places, &good), []);
        for place in PLACES {
            let text = format!("see https://{place}x");
            assert_eq!(fired(places, &[("README.md", &text)]), [("place", 1)], "{place}");
        }
    }

    #[test]
    fn british_spelling_passes() {
        let [american, ..] = SPELLINGS.map(|(american, _)| american);
        let markdown = format!(
            "An artefact, a colour, authorised. `{american}` [it](https://x/{american}) https://{american}.x upload-{american}\n```\n{american}\n```\nNO_COLOR"
        );
        let code = format!("//! Artefacts.\nuse {american}; // `{american}`\nlet x = \"--color `{american}`\";");
        assert_eq!(fired(spelling, &[("a.md", &markdown), ("a.rs", &code), ("a.ts", american)]), []);
    }

    #[test]
    fn american_spelling_fails() {
        for (american, _) in SPELLINGS {
            let markdown = format!("x\nThe {american}s.");
            assert_eq!(fired(spelling, &[("a.md", &markdown)]), [("spelling", 2)], "{american}");
            let code = format!("//! x\n// un{american}ed\n");
            assert_eq!(fired(spelling, &[("a.rs", &code)]), [("spelling", 2)], "{american}");
        }
        let code = format!("//! x\n\nlet x = \"unknown {}\";", SPELLINGS[0].0);
        assert_eq!(fired(spelling, &[("a.rs", &code)]), [("spelling", 3)]);
    }
}
