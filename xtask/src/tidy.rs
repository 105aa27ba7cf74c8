//! Keeps the house: which module may import which, what a file must open with, how long it may get, what a crate
//! may link, and which words must not stand in it.
//!
//! This file gathers the repository's text and prints what the rules find, one line each: `path:line: what, and
//! what to do`. Every rule is a function from a [`Tree`] to findings, so that it can be tried on trees in memory.
//! What the compiler, clippy or rustfmt see is theirs.

mod files;
mod layers;
mod links;
mod rust;
mod words;

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use anyhow::{Result, bail};

use crate::shell;

/// Text files by their path in the repository, with `/` between folders.
pub(crate) type Tree = BTreeMap<String, String>;

/// Something that a rule found.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) struct Violation {
    path: String,
    line: usize,
    rule: &'static str,
    what: String,
}

impl Violation {
    fn new(path: &str, line: usize, rule: &'static str, what: String) -> Self {
        Self { path: path.to_owned(), line, rule, what }
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {} [{}]", self.path, self.line, self.what, self.rule)
    }
}

pub(crate) fn run() -> Result<()> {
    let root = shell::root();
    let tree = load(&root)?;
    let mut found = check(&tree);
    found.extend(links::check(&tree, &links::metadata(&root)?));
    found.sort();
    for violation in &found {
        println!("{violation}");
    }
    match found.len() {
        0 => println!("tidy: {} files, nothing to say", tree.len()),
        1 => bail!("tidy: one thing to put right"),
        count => bail!("tidy: {count} things to put right"),
    }
    Ok(())
}

/// Every rule that needs nothing but text.
fn check(tree: &Tree) -> Vec<Violation> {
    let mut found = Vec::new();
    for rule in [
        layers::check as fn(&Tree) -> Vec<Violation>,
        files::headers,
        files::lengths,
        words::leftovers,
        words::places,
        words::spelling,
    ] {
        found.extend(rule(tree));
    }
    found
}

fn load(root: &Path) -> Result<Tree> {
    let mut tree = Tree::new();
    for file in shell::files(root)? {
        // What is not UTF-8 is not text of ours.
        if let Ok(text) = String::from_utf8(shell::read(&root.join(&file))?) {
            tree.insert(file.to_string_lossy().replace('\\', "/"), text);
        }
    }
    Ok(tree)
}

/// The rules that a tree breaks, for tests.
#[cfg(test)]
fn fired(rule: fn(&Tree) -> Vec<Violation>, files: &[(&str, &str)]) -> Vec<(&'static str, usize)> {
    let tree = files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())).collect();
    rule(&tree).into_iter().map(|violation| (violation.rule, violation.line)).collect()
}
